#include "participation/lab/lab.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/neighborhood_key.h"
#include "participation/base/overloaded.h"
#include "participation/meeting/decision.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

absl::Status WrongState(v1::LabStatus status) {
  const std::string name = NameOf(*v1::LabStatus_descriptor(), status);
  return WithDetail(
      WithReason(absl::FailedPreconditionError(absl::StrCat("the lab is ", name)), "WRONG_STATE"),
      "state", name);
}

absl::Status NotPublished(absl::string_view what) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat("no word of this version of the ", what, " yet")),
      "NOT_PUBLISHED");
}

absl::Status CheckCarries(const v1::Decision& decision, v1::DecisionKind kind,
                          const std::string& lab_id) {
  if (Carries(decision, kind, lab_id)) return absl::OkStatus();
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        "decision ", Quoted(decision.decision_id()), " is no adopted ",
                        NameOf(*v1::DecisionKind_descriptor(), kind), " that names the lab")),
                    "DECISION_DOES_NOT_CARRY");
}

absl::Status CheckEvidence(const v1::Lab& lab, const v1::Theme& theme,
                           const std::vector<std::string>& known_entries) {
  for (const std::string& id : theme.backlog_entry_ids()) {
    const bool known =
        std::find(known_entries.begin(), known_entries.end(), id) != known_entries.end();
    if (!known) return absl::NotFoundError(absl::StrCat("no backlog entry ", Quoted(id)));
  }
  for (const std::string& id : theme.finding_ids()) {
    const bool found =
        std::any_of(lab.findings().begin(), lab.findings().end(),
                    [&](const v1::Finding& finding) { return finding.finding_id() == id; });
    if (!found) return absl::NotFoundError(absl::StrCat("no finding ", Quoted(id), " in this lab"));
  }
  return absl::OkStatus();
}

void TakeFinding(FieldErrors& errors, v1::Finding& finding) {
  CheckGiven(errors, "finding.kind", finding.kind(), v1::FindingKind_IsValid);
  Paragraph::Take(errors, "finding.statement", *finding.mutable_statement());
  CheckGiven(errors, "finding.source", finding.source(), v1::FindingSource_IsValid);
  Title::TakeOptional(errors, "finding.where", *finding.mutable_where());
  if (CheckCount(errors, "finding.community_groups", finding.community_groups_size(),
                 Lab::kMaxCommunityGroups)) {
    for (int i = 0; i < finding.community_groups_size(); ++i) {
      Title::Take(errors, absl::StrCat("finding.community_groups[", i, "]"),
                  *finding.mutable_community_groups(i));
    }
  }
}

}  // namespace

absl::StatusOr<v1::LabProposed> Lab::Propose(v1::LabProposed wanted) const {
  v1::Lab& lab = *wanted.mutable_lab();
  FieldErrors errors;
  CheckNeighborhoodKey(errors, "lab.neighborhood_key", lab.neighborhood_key());
  Title::Take(errors, "lab.archetype", *lab.mutable_archetype());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  lab.set_status(v1::LAB_STATUS_PROPOSED);
  return wanted;
}

Lab::Events Lab::Select(v1::LabSelected wanted, const v1::Decision& decision) const {
  if (Same(state.selected_by(), wanted.decision())) return std::vector<LabEvent>{};
  if (state.status() != v1::LAB_STATUS_PROPOSED) return WrongState(state.status());
  ZWK_RETURN_IF_ERROR(CheckCarries(decision, v1::DECISION_KIND_SELECT_LABS, state.lab_id()));
  wanted.set_neighborhood_key(state.neighborhood_key());
  return std::vector<LabEvent>{std::move(wanted)};
}

Lab::Events Lab::Reject(v1::LabRejected wanted) const {
  FieldErrors errors;
  Paragraph::Take(errors, "reason", *wanted.mutable_reason());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (state.status() != v1::LAB_STATUS_PROPOSED) return WrongState(state.status());
  wanted.set_neighborhood_key(state.neighborhood_key());
  return std::vector<LabEvent>{std::move(wanted)};
}

Lab::Events Lab::PinReferences(v1::LabReferencesPinned wanted, bool profile_published,
                               bool forecast_published) const {
  v1::LabReferences& references = *wanted.mutable_references();
  FieldErrors errors;
  if (references.profile_ref().version() == 0) {
    errors.Add("references.profile_ref.version", "must be given");
  }
  if (references.forecast_ref().version() == 0) {
    errors.Add("references.forecast_ref.version", "must be given");
  }
  Title::Take(errors, "references.scenario_id", *references.mutable_scenario_id());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (state.status() != v1::LAB_STATUS_SELECTED && state.status() != v1::LAB_STATUS_PROFILING) {
    return WrongState(state.status());
  }
  if (Same(state.references(), references)) return std::vector<LabEvent>{};
  if (!profile_published) return NotPublished("profile");
  if (!forecast_published) return NotPublished("forecast");
  wanted.set_neighborhood_key(state.neighborhood_key());
  return std::vector<LabEvent>{std::move(wanted)};
}

Lab::Events Lab::AddFinding(v1::FindingAdded wanted) const {
  v1::Finding& finding = *wanted.mutable_finding();
  FieldErrors errors;
  TakeFinding(errors, finding);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (state.status() == v1::LAB_STATUS_REJECTED) return WrongState(state.status());
  for (const v1::Finding& present : state.findings()) {
    if (present.finding_id() != finding.finding_id()) continue;
    if (Same(present, finding)) return std::vector<LabEvent>{};
    return WithReason(
        absl::AlreadyExistsError(absl::StrCat("there is another finding ",
                                              Quoted(finding.finding_id()), " in this lab")),
        "FINDING_EXISTS");
  }
  if (state.findings_size() >= kMaxFindings) {
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat("the lab has ", kMaxFindings, " findings")),
        "TOO_MANY_FINDINGS");
  }
  wanted.set_neighborhood_key(state.neighborhood_key());
  return std::vector<LabEvent>{std::move(wanted)};
}

absl::Status Lab::TakeThemes(v1::ThemesAgreed& wanted) {
  if (wanted.themes().empty() || wanted.themes_size() > kMaxThemes) {
    return InvalidField("themes", absl::StrCat("must be 1 to ", kMaxThemes));
  }
  FieldErrors errors;
  for (int i = 0; i < wanted.themes_size(); ++i) {
    v1::Theme& theme = *wanted.mutable_themes(i);
    const std::string path = absl::StrCat("themes[", i, "]");
    Title::Take(errors, path + ".title", *theme.mutable_title());
    Paragraph::TakeOptional(errors, path + ".question", *theme.mutable_question());
    const int evidence = theme.backlog_entry_ids_size() + theme.finding_ids_size();
    if (evidence == 0 || evidence > kMaxEvidence) {
      errors.Add(path,
                 absl::StrCat("must rest on 1 to ", kMaxEvidence, " backlog entries or findings"));
    }
  }
  return errors.ToStatus();
}

Lab::Events Lab::AgreeThemes(v1::ThemesAgreed wanted, const v1::Decision& decision,
                             const std::vector<std::string>& known_entries) const {
  ZWK_RETURN_IF_ERROR(TakeThemes(wanted));
  wanted.set_neighborhood_key(state.neighborhood_key());
  *wanted.mutable_references() = state.references();
  Lab agreed = *this;
  agreed.Apply(wanted);
  if (Same(agreed.state, state)) return std::vector<LabEvent>{};
  if (state.status() != v1::LAB_STATUS_PROFILING) return WrongState(state.status());
  ZWK_RETURN_IF_ERROR(CheckCarries(decision, v1::DECISION_KIND_AGREE_THEMES, state.lab_id()));
  for (const v1::Theme& theme : wanted.themes()) {
    ZWK_RETURN_IF_ERROR(CheckEvidence(state, theme, known_entries));
  }
  return std::vector<LabEvent>{std::move(wanted)};
}

void Lab::Apply(const LabEvent& event) {
  std::visit(Overloaded{
                 [&](const v1::LabProposed& proposed) { state = proposed.lab(); },
                 [&](const v1::LabSelected& selected) {
                   *state.mutable_selected_by() = selected.decision();
                   state.set_status(v1::LAB_STATUS_SELECTED);
                 },
                 [&](const v1::LabRejected& rejected) {
                   state.set_reject_reason(rejected.reason());
                   state.set_status(v1::LAB_STATUS_REJECTED);
                 },
                 [&](const v1::LabReferencesPinned& pinned) {
                   *state.mutable_references() = pinned.references();
                   state.set_status(v1::LAB_STATUS_PROFILING);
                 },
                 [&](const v1::FindingAdded& added) { *state.add_findings() = added.finding(); },
                 [&](const v1::ThemesAgreed& agreed) {
                   *state.mutable_themes() = agreed.themes();
                   *state.mutable_themes_agreed_by() = agreed.decision();
                   state.set_status(v1::LAB_STATUS_THEMES_AGREED);
                 },
             },
             event);
}

}  // namespace zwk::participation
