#include "participation/app/programmes.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::StatusOr<Stored<Programme>>> Programmes::Create(Caller caller, ProgrammeCreated wanted) {
  const std::string id = wanted.programme_id;
  return programmes_.Create(std::move(caller), id, [wanted](const Programme& programme) {
    return programme.Create(wanted);
  });
}

Task<absl::StatusOr<Stored<Programme>>> Programmes::Get(Caller caller, std::string programme_id) {
  return programmes_.Load(std::move(caller), std::move(programme_id));
}

Task<absl::StatusOr<Page<Programme>>> Programmes::List(Caller caller, int page_size,
                                                       std::string page_token) {
  return programmes_.List(std::move(caller), "programmes", "", page_size, std::move(page_token));
}

Task<absl::StatusOr<Stored<FieldOfAction>>> Programmes::DefineField(Caller caller,
                                                                    uint64_t expected_version,
                                                                    FieldOfActionDefined wanted) {
  ZWK_CO_RETURN_IF_ERROR((co_await programmes_.Load(caller, wanted.programme_id)).status());
  const std::string id = wanted.field_id;
  FieldOfActionRepository::Decide decide = [wanted](const FieldOfAction& field) {
    return field.Define(wanted);
  };
  if (expected_version != 0) {
    co_return co_await fields_.Change(std::move(caller), id, expected_version, std::move(decide));
  }
  co_return co_await fields_.Put(std::move(caller), id, std::move(decide));
}

Task<absl::StatusOr<Stored<FieldOfAction>>> Programmes::GetField(Caller caller,
                                                                 std::string field_id) {
  return fields_.Load(std::move(caller), std::move(field_id));
}

Task<absl::StatusOr<Page<FieldOfAction>>> Programmes::ListFields(Caller caller,
                                                                 std::string programme_id,
                                                                 int page_size,
                                                                 std::string page_token) {
  // Sort keys are <programme_id>/<position>.
  return fields_.List(std::move(caller), "fields_of_action", std::move(programme_id) + "/",
                      page_size, std::move(page_token));
}

}  // namespace zwk::participation
