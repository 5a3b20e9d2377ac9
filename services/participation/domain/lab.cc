#include "participation/domain/lab.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "participation/base/overloaded.h"
#include "participation/domain/text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr size_t kMaxFindings = 200;

std::vector<LabEvent> Happened(LabEvent event) { return {std::move(event)}; }
std::vector<LabEvent> NoNews() { return {}; }

absl::Status WrongState(LabStatus status) {
  return WithDetail(
      WithReason(absl::FailedPreconditionError(absl::StrCat("the lab is ", Name(status))),
                 "WRONG_STATE"),
      "state", Name(status));
}

absl::Status DoesNotCarry(const BoardDecision& decision, absl::string_view kind) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat("decision ", Quoted(decision.decision_id),
                                                 " is no adopted ", kind, " that names the lab")),
      "DECISION_DOES_NOT_CARRY");
}

absl::Status NotPublished(absl::string_view what) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat("no word of this version of the ", what, " yet")),
      "NOT_PUBLISHED");
}

bool IsNeighborhoodKey(const std::string& key) {
  return !key.empty() && key.size() <= 40 &&
         std::all_of(key.begin(), key.end(), [](unsigned char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
         });
}

template <class T>
bool Contains(const std::vector<T>& list, const T& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

}  // namespace

absl::string_view Name(LabStatus status) {
  constexpr absl::string_view kNames[] = {"UNSPECIFIED", "PROPOSED",      "SELECTED",
                                          "PROFILING",   "THEMES_AGREED", "REJECTED"};
  return kNames[static_cast<int>(status)];
}

Lab::Events Lab::Propose(LabProposed wanted) const {
  FieldErrors errors;
  if (!IsNeighborhoodKey(wanted.neighborhood_key)) {
    errors.Add("neighborhood_key", "must be a key such as 212");
  }
  CheckText(errors, "archetype", wanted.archetype, kTitle);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return Happened(std::move(wanted));
}

Lab::Events Lab::Select(LabSelected wanted, const BoardDecision& decision) const {
  if (selected_by == wanted.decision) return NoNews();
  if (status != LabStatus::kProposed) return WrongState(status);
  if (!decision.Carries(DecisionKind::kSelectLabs, about.lab_id)) {
    return DoesNotCarry(decision, "SELECT_LABS");
  }
  wanted.neighborhood_key = about.neighborhood_key;
  return Happened(std::move(wanted));
}

Lab::Events Lab::Reject(LabRejected wanted) const {
  FieldErrors errors;
  CheckText(errors, "reason", wanted.reason, kParagraph);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (status != LabStatus::kProposed) return WrongState(status);
  wanted.neighborhood_key = about.neighborhood_key;
  return Happened(std::move(wanted));
}

Lab::Events Lab::PinReferences(LabReferencesPinned wanted, bool profile_published,
                               bool forecast_published) const {
  FieldErrors errors;
  if (wanted.profile.version == 0) errors.Add("profile_ref.version", "must be given");
  if (wanted.forecast.version == 0) errors.Add("forecast_ref.version", "must be given");
  CheckText(errors, "forecast_ref.scenario_id", wanted.forecast.scenario_id, kTitle);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (status != LabStatus::kSelected && status != LabStatus::kProfiling) return WrongState(status);
  if (profile == wanted.profile && forecast == wanted.forecast) return NoNews();
  if (!profile_published) return NotPublished("profile");
  if (!forecast_published) return NotPublished("forecast");
  wanted.neighborhood_key = about.neighborhood_key;
  return Happened(std::move(wanted));
}

Lab::Events Lab::AddFinding(Finding wanted) const {
  FieldErrors errors;
  if (wanted.kind == FindingKind::kUnspecified) errors.Add("kind", "must be given");
  if (wanted.source == FindingSource::kUnspecified) errors.Add("source", "must be given");
  CheckText(errors, "statement", wanted.statement, kParagraph);
  CheckText(errors, "where", wanted.where, kOptionalTitle);
  if (wanted.community_groups.size() > 20) errors.Add("community_groups", "at most 20");
  for (size_t i = 0; i < wanted.community_groups.size(); ++i) {
    CheckText(errors, absl::StrCat("community_groups[", i, "]"), wanted.community_groups[i],
              kTitle);
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (status == LabStatus::kRejected) return WrongState(status);
  for (const Finding& finding : findings) {
    if (finding.finding_id != wanted.finding_id) continue;
    if (finding == wanted) return NoNews();
    return WithReason(absl::AlreadyExistsError(absl::StrCat(
                          "there is another finding ", Quoted(wanted.finding_id), " in this lab")),
                      "FINDING_EXISTS");
  }
  if (findings.size() >= kMaxFindings) {
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat("the lab has ", kMaxFindings, " findings")),
        "TOO_MANY_FINDINGS");
  }
  return Happened(FindingAdded{std::move(wanted), about.neighborhood_key});
}

absl::Status CheckThemes(const std::vector<Theme>& themes) {
  FieldErrors errors;
  if (themes.empty() || themes.size() > 3) errors.Add("themes", "must be 1 to 3");
  for (size_t i = 0; i < themes.size(); ++i) {
    const std::string path = absl::StrCat("themes[", i, "]");
    CheckText(errors, path + ".title", themes[i].title, kTitle);
    CheckText(errors, path + ".question", themes[i].question, kOptionalParagraph);
    const size_t evidence = themes[i].backlog_entry_ids.size() + themes[i].finding_ids.size();
    if (evidence == 0 || evidence > 20) {
      errors.Add(path, "must rest on 1 to 20 backlog entries or findings");
    }
  }
  return errors.ToStatus();
}

Lab::Events Lab::AgreeThemes(ThemesAgreed wanted, const BoardDecision& decision,
                             const std::vector<std::string>& known_entries) const {
  ZWK_RETURN_IF_ERROR(CheckThemes(wanted.themes));
  if (themes_agreed_by == wanted.decision && themes == wanted.themes) return NoNews();
  if (status != LabStatus::kProfiling) return WrongState(status);
  if (!decision.Carries(DecisionKind::kAgreeThemes, about.lab_id)) {
    return DoesNotCarry(decision, "AGREE_THEMES");
  }
  for (const Theme& theme : wanted.themes) {
    for (const std::string& id : theme.backlog_entry_ids) {
      if (!Contains(known_entries, id)) {
        return absl::NotFoundError(absl::StrCat("no backlog entry ", Quoted(id)));
      }
    }
    for (const std::string& id : theme.finding_ids) {
      const bool found = std::any_of(findings.begin(), findings.end(), [&](const Finding& finding) {
        return finding.finding_id == id;
      });
      if (!found)
        return absl::NotFoundError(absl::StrCat("no finding ", Quoted(id), " in this lab"));
    }
  }
  wanted.profile = *profile;
  wanted.forecast = *forecast;
  wanted.neighborhood_key = about.neighborhood_key;
  return Happened(std::move(wanted));
}

void Lab::Apply(const LabEvent& event) {
  std::visit(Overloaded{
                 [&](const LabProposed& proposed) {
                   about = proposed;
                   status = LabStatus::kProposed;
                 },
                 [&](const LabSelected& selected) {
                   selected_by = selected.decision;
                   status = LabStatus::kSelected;
                 },
                 [&](const LabRejected& rejected) {
                   reject_reason = rejected.reason;
                   status = LabStatus::kRejected;
                 },
                 [&](const LabReferencesPinned& pinned) {
                   profile = pinned.profile;
                   forecast = pinned.forecast;
                   status = LabStatus::kProfiling;
                 },
                 [&](const FindingAdded& added) { findings.push_back(added.finding); },
                 [&](const ThemesAgreed& agreed) {
                   themes = agreed.themes;
                   themes_agreed_by = agreed.decision;
                   status = LabStatus::kThemesAgreed;
                 },
             },
             event);
}

}  // namespace zwk::participation
