#include "participation/store/lab_store.h"

#include "participation/store/documents.pb.h"

namespace zwk::participation {
namespace {

void Keep(const DecisionRef& ref, stored::DecisionRef& kept) {
  kept.set_meeting_id(ref.meeting_id);
  kept.set_decision_id(ref.decision_id);
}

DecisionRef Read(const stored::DecisionRef& kept) {
  return {kept.meeting_id(), kept.decision_id()};
}

}  // namespace

std::string ToStored(const Lab& lab) {
  stored::Lab kept;
  kept.set_lab_id(lab.about.lab_id);
  kept.set_neighborhood_key(lab.about.neighborhood_key);
  kept.set_archetype(lab.about.archetype);
  kept.set_status(static_cast<int>(lab.status));
  if (lab.selected_by) Keep(*lab.selected_by, *kept.mutable_selected_by());
  if (lab.profile) {
    kept.set_profile_id(lab.profile->profile_id);
    kept.set_profile_version(lab.profile->version);
  }
  if (lab.forecast) {
    kept.set_forecast_id(lab.forecast->forecast_id);
    kept.set_forecast_version(lab.forecast->version);
    kept.set_scenario_id(lab.forecast->scenario_id);
  }
  for (const Finding& finding : lab.findings) {
    stored::Finding& one = *kept.add_findings();
    one.set_finding_id(finding.finding_id);
    one.set_kind(static_cast<int>(finding.kind));
    one.set_statement(finding.statement);
    one.set_source(static_cast<int>(finding.source));
    one.set_where(finding.where);
    one.mutable_community_groups()->Assign(finding.community_groups.begin(),
                                           finding.community_groups.end());
  }
  for (const Theme& theme : lab.themes) {
    stored::Theme& one = *kept.add_themes();
    one.set_title(theme.title);
    one.set_question(theme.question);
    one.mutable_backlog_entry_ids()->Assign(theme.backlog_entry_ids.begin(),
                                            theme.backlog_entry_ids.end());
    one.mutable_finding_ids()->Assign(theme.finding_ids.begin(), theme.finding_ids.end());
  }
  if (lab.themes_agreed_by) Keep(*lab.themes_agreed_by, *kept.mutable_themes_agreed_by());
  kept.set_reject_reason(lab.reject_reason);
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, Lab& lab) {
  stored::Lab kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  lab.about = {kept.lab_id(), kept.neighborhood_key(), kept.archetype()};
  lab.status = static_cast<LabStatus>(kept.status());
  if (kept.has_selected_by()) lab.selected_by = Read(kept.selected_by());
  if (kept.profile_version() != 0) {
    lab.profile = ProfileRef{kept.profile_id(), kept.profile_version()};
  }
  if (kept.forecast_version() != 0) {
    lab.forecast = ForecastRef{kept.forecast_id(), kept.forecast_version(), kept.scenario_id()};
  }
  for (const stored::Finding& one : kept.findings()) {
    lab.findings.push_back(
        {.finding_id = one.finding_id(),
         .kind = static_cast<FindingKind>(one.kind()),
         .statement = one.statement(),
         .source = static_cast<FindingSource>(one.source()),
         .where = one.where(),
         .community_groups = {one.community_groups().begin(), one.community_groups().end()}});
  }
  for (const stored::Theme& one : kept.themes()) {
    lab.themes.push_back(
        {.title = one.title(),
         .question = one.question(),
         .backlog_entry_ids = {one.backlog_entry_ids().begin(), one.backlog_entry_ids().end()},
         .finding_ids = {one.finding_ids().begin(), one.finding_ids().end()}});
  }
  if (kept.has_themes_agreed_by()) lab.themes_agreed_by = Read(kept.themes_agreed_by());
  lab.reject_reason = kept.reject_reason();
  return absl::OkStatus();
}

std::vector<store::IndexEntry> IndexesOf(const Lab& lab) {
  return {{"labs", lab.about.neighborhood_key}};
}

}  // namespace zwk::participation
