#include "participation/programme/field_of_action_api.h"

#include <memory>
#include <string>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

struct FieldOfActionApi {
  FieldOfActionRepository& fields;
  ProgrammeRepository& programmes;

  Task<absl::StatusOr<v1::DefineFieldOfActionResponse>> Define(
      Caller caller, const v1::DefineFieldOfActionRequest& request) {
    FieldErrors errors;
    v1::FieldOfActionDefined wanted;
    v1::FieldOfAction& field = *wanted.mutable_field_of_action() = request.field_of_action();
    rpc::CheckId(errors, "field_of_action.programme_id", field.programme_id());
    const std::string field_id =
        rpc::NewId(errors, "field_of_action.field_id", field.field_id(), caller);
    field.set_field_id(field_id);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_RETURN_IF_ERROR((co_await programmes.Load(caller, field.programme_id())).status());
    FieldOfActionRepository::Decide decide = [wanted](const FieldOfAction& present) {
      return present.Define(wanted);
    };
    auto defined =
        request.expected_version() == 0
            ? fields.Put(caller, field_id, std::move(decide))
            : fields.Change(caller, field_id, request.expected_version(), std::move(decide));
    co_return co_await rpc::Answer(&v1::DefineFieldOfActionResponse::mutable_field_of_action,
                                   std::move(defined));
  }

  Task<absl::StatusOr<v1::GetFieldOfActionResponse>> Get(
      Caller caller, const v1::GetFieldOfActionRequest& request) {
    return rpc::Get(&v1::GetFieldOfActionResponse::mutable_field_of_action, fields,
                    std::move(caller), "field_id", request.field_id());
  }

  Task<absl::StatusOr<v1::ListFieldsOfActionResponse>> List(
      Caller caller, const v1::ListFieldsOfActionRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "programme_id", request.programme_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    const std::string prefix = request.programme_id() + "/";
    co_return co_await rpc::List(&v1::ListFieldsOfActionResponse::add_fields_of_action, fields,
                                 std::move(caller), "fields_of_action", request, prefix);
  }
};

}  // namespace

void ServeFieldsOfAction(rpc::ServiceMethods methods, FieldOfActionRepository& fields,
                         ProgrammeRepository& programmes) {
  auto api = std::make_shared<FieldOfActionApi>(FieldOfActionApi{fields, programmes});
  methods.Unary("DefineFieldOfAction", api, &FieldOfActionApi::Define);
  methods.Unary("GetFieldOfAction", api, &FieldOfActionApi::Get);
  methods.Unary("ListFieldsOfAction", api, &FieldOfActionApi::List);
}

}  // namespace zwk::participation
