#include <utility>

#include "participation/api/participation_api.h"
#include "participation/api/translate.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

void ToProto(const DecisionRef& ref, v1::DecisionRef& message) {
  message.set_meeting_id(ref.meeting_id);
  message.set_decision_id(ref.decision_id);
}

void ToProto(const Stored<Lab>& stored, v1::Lab& message) {
  const Lab& lab = stored.value;
  message.set_lab_id(lab.about.lab_id);
  message.set_neighborhood_key(lab.about.neighborhood_key);
  message.set_archetype(lab.about.archetype);
  message.set_status(static_cast<v1::LabStatus>(lab.status));
  if (lab.selected_by) ToProto(*lab.selected_by, *message.mutable_selected_by());
  if (lab.profile) {
    message.mutable_profile_ref()->set_profile_id(lab.profile->profile_id);
    message.mutable_profile_ref()->set_version(lab.profile->version);
  }
  if (lab.forecast) {
    message.mutable_forecast_ref()->set_forecast_id(lab.forecast->forecast_id);
    message.mutable_forecast_ref()->set_version(lab.forecast->version);
    message.mutable_forecast_ref()->set_scenario_id(lab.forecast->scenario_id);
  }
  for (const Finding& finding : lab.findings) {
    v1::Finding& one = *message.add_findings();
    one.set_finding_id(finding.finding_id);
    one.set_kind(static_cast<v1::FindingKind>(finding.kind));
    one.set_statement(finding.statement);
    one.set_source(static_cast<v1::FindingSource>(finding.source));
    one.set_where(finding.where);
    one.mutable_community_groups()->Assign(finding.community_groups.begin(),
                                           finding.community_groups.end());
  }
  for (const Theme& theme : lab.themes) {
    v1::Theme& one = *message.add_themes();
    one.set_title(theme.title);
    one.set_question(theme.question);
    one.mutable_backlog_entry_ids()->Assign(theme.backlog_entry_ids.begin(),
                                            theme.backlog_entry_ids.end());
    one.mutable_finding_ids()->Assign(theme.finding_ids.begin(), theme.finding_ids.end());
  }
  if (lab.themes_agreed_by) ToProto(*lab.themes_agreed_by, *message.mutable_themes_agreed_by());
  message.set_reject_reason(lab.reject_reason);
  message.set_version(stored.version);
}

DecisionRef FromProto(FieldErrors& errors, const v1::DecisionRef& ref) {
  CheckId(errors, "decision.meeting_id", ref.meeting_id());
  CheckId(errors, "decision.decision_id", ref.decision_id());
  return {ref.meeting_id(), ref.decision_id()};
}

Theme FromProto(FieldErrors& errors, const std::string& path, const v1::Theme& theme) {
  for (int i = 0; i < theme.backlog_entry_ids_size(); ++i) {
    CheckId(errors, absl::StrCat(path, ".backlog_entry_ids[", i, "]"), theme.backlog_entry_ids(i));
  }
  for (int i = 0; i < theme.finding_ids_size(); ++i) {
    CheckId(errors, absl::StrCat(path, ".finding_ids[", i, "]"), theme.finding_ids(i));
  }
  return {.title = theme.title(),
          .question = theme.question(),
          .backlog_entry_ids = {theme.backlog_entry_ids().begin(), theme.backlog_entry_ids().end()},
          .finding_ids = {theme.finding_ids().begin(), theme.finding_ids().end()}};
}

}  // namespace

Task<absl::StatusOr<v1::ProposeLabResponse>> ParticipationApi::ProposeLab(
    Caller caller, const v1::ProposeLabRequest& request) {
  FieldErrors errors;
  LabProposed wanted{.lab_id = NewId(errors, "lab_id", request.lab_id(), caller),
                     .neighborhood_key = request.neighborhood_key(),
                     .archetype = request.archetype()};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Lab> lab,
                          co_await use_.labs.Propose(std::move(caller), std::move(wanted)));
  v1::ProposeLabResponse answer;
  ToProto(lab, *answer.mutable_lab());
  co_return answer;
}

Task<absl::StatusOr<v1::SelectLabResponse>> ParticipationApi::SelectLab(
    Caller caller, const v1::SelectLabRequest& request) {
  FieldErrors errors;
  CheckId(errors, "lab_id", request.lab_id());
  LabSelected wanted{.decision = FromProto(errors, request.decision())};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  Labs::Target target{request.lab_id(), request.expected_version()};
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Lab> lab,
      co_await use_.labs.Select(std::move(caller), std::move(target), std::move(wanted)));
  v1::SelectLabResponse answer;
  ToProto(lab, *answer.mutable_lab());
  co_return answer;
}

Task<absl::StatusOr<v1::RejectLabResponse>> ParticipationApi::RejectLab(
    Caller caller, const v1::RejectLabRequest& request) {
  FieldErrors errors;
  CheckId(errors, "lab_id", request.lab_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  Labs::Target target{request.lab_id(), request.expected_version()};
  LabRejected wanted{.reason = request.reason()};
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Lab> lab,
      co_await use_.labs.Reject(std::move(caller), std::move(target), std::move(wanted)));
  v1::RejectLabResponse answer;
  ToProto(lab, *answer.mutable_lab());
  co_return answer;
}

Task<absl::StatusOr<v1::PinLabReferencesResponse>> ParticipationApi::PinLabReferences(
    Caller caller, const v1::PinLabReferencesRequest& request) {
  FieldErrors errors;
  CheckId(errors, "lab_id", request.lab_id());
  CheckId(errors, "profile_ref.profile_id", request.profile_ref().profile_id());
  CheckId(errors, "forecast_ref.forecast_id", request.forecast_ref().forecast_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  Labs::Target target{request.lab_id(), request.expected_version()};
  LabReferencesPinned wanted{
      .profile = {request.profile_ref().profile_id(), request.profile_ref().version()},
      .forecast = {request.forecast_ref().forecast_id(), request.forecast_ref().version(),
                   request.forecast_ref().scenario_id()}};
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Lab> lab,
      co_await use_.labs.PinReferences(std::move(caller), std::move(target), std::move(wanted)));
  v1::PinLabReferencesResponse answer;
  ToProto(lab, *answer.mutable_lab());
  co_return answer;
}

Task<absl::StatusOr<v1::AddFindingResponse>> ParticipationApi::AddFinding(
    Caller caller, const v1::AddFindingRequest& request) {
  FieldErrors errors;
  CheckId(errors, "lab_id", request.lab_id());
  Finding wanted{
      .finding_id = NewId(errors, "finding_id", request.finding_id(), caller),
      .kind = Known<FindingKind>(errors, "kind", request.kind(), v1::FindingKind_IsValid),
      .statement = request.statement(),
      .source = Known<FindingSource>(errors, "source", request.source(), v1::FindingSource_IsValid),
      .where = request.where(),
      .community_groups = {request.community_groups().begin(), request.community_groups().end()}};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  const std::string finding_id = wanted.finding_id;
  Labs::Target target{request.lab_id(), request.expected_version()};
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Lab> lab,
      co_await use_.labs.AddFinding(std::move(caller), std::move(target), std::move(wanted)));
  v1::AddFindingResponse answer;
  ToProto(lab, *answer.mutable_lab());
  answer.set_finding_id(finding_id);
  co_return answer;
}

Task<absl::StatusOr<v1::AgreeThemesResponse>> ParticipationApi::AgreeThemes(
    Caller caller, const v1::AgreeThemesRequest& request) {
  FieldErrors errors;
  CheckId(errors, "lab_id", request.lab_id());
  ThemesAgreed wanted;
  wanted.decision = FromProto(errors, request.decision());
  for (int i = 0; i < request.themes_size(); ++i) {
    wanted.themes.push_back(FromProto(errors, absl::StrCat("themes[", i, "]"), request.themes(i)));
  }
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  Labs::Target target{request.lab_id(), request.expected_version()};
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Lab> lab,
      co_await use_.labs.AgreeThemes(std::move(caller), std::move(target), std::move(wanted)));
  v1::AgreeThemesResponse answer;
  ToProto(lab, *answer.mutable_lab());
  co_return answer;
}

Task<absl::StatusOr<v1::GetLabResponse>> ParticipationApi::GetLab(
    Caller caller, const v1::GetLabRequest& request) {
  FieldErrors errors;
  CheckId(errors, "lab_id", request.lab_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Lab> lab,
                          co_await use_.labs.Get(std::move(caller), request.lab_id()));
  v1::GetLabResponse answer;
  ToProto(lab, *answer.mutable_lab());
  co_return answer;
}

Task<absl::StatusOr<v1::ListLabsResponse>> ParticipationApi::ListLabs(
    Caller caller, const v1::ListLabsRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<Lab> page,
      co_await use_.labs.List(std::move(caller), request.page_size(), request.page_token()));
  v1::ListLabsResponse answer;
  for (const Stored<Lab>& lab : page.items) ToProto(lab, *answer.add_labs());
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

}  // namespace zwk::participation
