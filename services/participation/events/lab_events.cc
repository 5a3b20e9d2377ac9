#include "participation/events/lab_events.h"

#include "participation/base/overloaded.h"
#include "zwk/participation/v1/events.pb.h"

namespace zwk::participation {
namespace {

void Fill(const DecisionRef& ref, v1::DecisionRef& message) {
  message.set_meeting_id(ref.meeting_id);
  message.set_decision_id(ref.decision_id);
}

void Fill(const ProfileRef& ref, v1::ProfileRef& message) {
  message.set_profile_id(ref.profile_id);
  message.set_version(ref.version);
}

void Fill(const ForecastRef& ref, v1::ForecastRef& message) {
  message.set_forecast_id(ref.forecast_id);
  message.set_version(ref.version);
  message.set_scenario_id(ref.scenario_id);
}

void Fill(const Finding& finding, v1::Finding& message) {
  message.set_finding_id(finding.finding_id);
  message.set_kind(Same<v1::FindingKind>(finding.kind));
  message.set_statement(finding.statement);
  message.set_source(Same<v1::FindingSource>(finding.source));
  message.set_where(finding.where);
  message.mutable_community_groups()->Assign(finding.community_groups.begin(),
                                             finding.community_groups.end());
}

void Fill(const Theme& theme, v1::Theme& message) {
  message.set_title(theme.title);
  message.set_question(theme.question);
  message.mutable_backlog_entry_ids()->Assign(theme.backlog_entry_ids.begin(),
                                              theme.backlog_entry_ids.end());
  message.mutable_finding_ids()->Assign(theme.finding_ids.begin(), theme.finding_ids.end());
}

}  // namespace

EventMessage ToMessage(const std::string& lab_id, const LabEvent& event) {
  const auto begin = [&](auto message, const auto& happened) {
    message.set_lab_id(lab_id);
    message.set_neighborhood_key(happened.neighborhood_key);
    return message;
  };
  return std::visit(Overloaded{
                        [&](const LabProposed& proposed) {
                          auto message = begin(v1::LabProposed(), proposed);
                          message.set_archetype(proposed.archetype);
                          return Publish(message);
                        },
                        [&](const LabSelected& selected) {
                          auto message = begin(v1::LabSelected(), selected);
                          Fill(selected.decision, *message.mutable_decision());
                          return Publish(message);
                        },
                        [&](const LabRejected& rejected) {
                          auto message = begin(v1::LabRejected(), rejected);
                          message.set_reason(rejected.reason);
                          return Publish(message);
                        },
                        [&](const LabReferencesPinned& pinned) {
                          auto message = begin(v1::LabReferencesPinned(), pinned);
                          Fill(pinned.profile, *message.mutable_profile_ref());
                          Fill(pinned.forecast, *message.mutable_forecast_ref());
                          return Publish(message);
                        },
                        [&](const FindingAdded& added) {
                          auto message = begin(v1::FindingAdded(), added);
                          Fill(added.finding, *message.mutable_finding());
                          return Publish(message);
                        },
                        [&](const ThemesAgreed& agreed) {
                          auto message = begin(v1::ThemesAgreed(), agreed);
                          for (const Theme& theme : agreed.themes)
                            Fill(theme, *message.add_themes());
                          Fill(agreed.profile, *message.mutable_profile_ref());
                          Fill(agreed.forecast, *message.mutable_forecast_ref());
                          Fill(agreed.decision, *message.mutable_decision());
                          return Publish(message);
                        },
                    },
                    event);
}

}  // namespace zwk::participation
