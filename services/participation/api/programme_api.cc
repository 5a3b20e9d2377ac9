#include <utility>

#include "participation/api/participation_api.h"
#include "participation/api/translate.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

void ToProto(const Stored<Programme>& stored, v1::Programme& message) {
  const ProgrammeCreated& about = stored.value.about;
  message.set_programme_id(about.programme_id);
  message.set_name(about.name);
  message.set_starts_on(about.starts_on);
  message.set_ends_on(about.ends_on);
  message.set_annual_grant_minor_units(about.annual_grant_minor_units);
  message.set_currency(about.currency);
  message.set_funder(about.funder);
  message.set_project_lead(about.project_lead);
  message.set_coordination_office(about.coordination_office);
  message.set_version(stored.version);
}

void ToProto(const Stored<FieldOfAction>& stored, v1::FieldOfAction& message) {
  const FieldOfActionDefined& definition = stored.value.definition;
  message.set_field_id(definition.field_id);
  message.set_programme_id(definition.programme_id);
  message.set_title(definition.title);
  message.mutable_aspects()->Assign(definition.aspects.begin(), definition.aspects.end());
  message.set_open_ended(definition.open_ended);
  message.set_position(definition.position);
  message.set_version(stored.version);
}

}  // namespace

Task<absl::StatusOr<v1::CreateProgrammeResponse>> ParticipationApi::CreateProgramme(
    Caller caller, const v1::CreateProgrammeRequest& request) {
  FieldErrors errors;
  ProgrammeCreated wanted{
      .programme_id = NewId(errors, "programme_id", request.programme_id(), caller),
      .name = request.name(),
      .starts_on = request.starts_on(),
      .ends_on = request.ends_on(),
      .annual_grant_minor_units = request.annual_grant_minor_units(),
      .currency = request.currency(),
      .funder = request.funder(),
      .project_lead = request.project_lead(),
      .coordination_office = request.coordination_office()};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Programme> programme,
                          co_await use_.programmes.Create(std::move(caller), std::move(wanted)));
  v1::CreateProgrammeResponse answer;
  ToProto(programme, *answer.mutable_programme());
  co_return answer;
}

Task<absl::StatusOr<v1::GetProgrammeResponse>> ParticipationApi::GetProgramme(
    Caller caller, const v1::GetProgrammeRequest& request) {
  FieldErrors errors;
  CheckId(errors, "programme_id", request.programme_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Programme> programme,
                          co_await use_.programmes.Get(std::move(caller), request.programme_id()));
  v1::GetProgrammeResponse answer;
  ToProto(programme, *answer.mutable_programme());
  co_return answer;
}

Task<absl::StatusOr<v1::ListProgrammesResponse>> ParticipationApi::ListProgrammes(
    Caller caller, const v1::ListProgrammesRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<Programme> page,
      co_await use_.programmes.List(std::move(caller), request.page_size(), request.page_token()));
  v1::ListProgrammesResponse answer;
  for (const Stored<Programme>& programme : page.items) {
    ToProto(programme, *answer.add_programmes());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::StatusOr<v1::DefineFieldOfActionResponse>> ParticipationApi::DefineFieldOfAction(
    Caller caller, const v1::DefineFieldOfActionRequest& request) {
  FieldErrors errors;
  CheckId(errors, "programme_id", request.programme_id());
  FieldOfActionDefined wanted{.field_id = NewId(errors, "field_id", request.field_id(), caller),
                              .programme_id = request.programme_id(),
                              .title = request.title(),
                              .aspects = {request.aspects().begin(), request.aspects().end()},
                              .open_ended = request.open_ended(),
                              .position = request.position()};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<FieldOfAction> field,
                          co_await use_.programmes.DefineField(
                              std::move(caller), request.expected_version(), std::move(wanted)));
  v1::DefineFieldOfActionResponse answer;
  ToProto(field, *answer.mutable_field_of_action());
  co_return answer;
}

Task<absl::StatusOr<v1::GetFieldOfActionResponse>> ParticipationApi::GetFieldOfAction(
    Caller caller, const v1::GetFieldOfActionRequest& request) {
  FieldErrors errors;
  CheckId(errors, "field_id", request.field_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<FieldOfAction> field,
                          co_await use_.programmes.GetField(std::move(caller), request.field_id()));
  v1::GetFieldOfActionResponse answer;
  ToProto(field, *answer.mutable_field_of_action());
  co_return answer;
}

Task<absl::StatusOr<v1::ListFieldsOfActionResponse>> ParticipationApi::ListFieldsOfAction(
    Caller caller, const v1::ListFieldsOfActionRequest& request) {
  FieldErrors errors;
  CheckId(errors, "programme_id", request.programme_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(Page<FieldOfAction> page, co_await use_.programmes.ListFields(
                                                        std::move(caller), request.programme_id(),
                                                        request.page_size(), request.page_token()));
  v1::ListFieldsOfActionResponse answer;
  for (const Stored<FieldOfAction>& field : page.items) {
    ToProto(field, *answer.add_fields_of_action());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

}  // namespace zwk::participation
