#include "forecasting/register/neighborhood_use.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {

Task<absl::StatusOr<Stored<Neighborhood>>> Neighborhoods::Register(Caller caller,
                                                                   v1::Neighborhood wanted,
                                                                   uint64_t expected_version) {
  const std::string key = wanted.neighborhood_key();
  if (!IsNeighborhoodKey(key)) {
    co_return InvalidField("neighborhood_key", "must be 1 to 32 letters, digits, '.', '_' or '-'");
  }
  NeighborhoodRepository::Decide decide = [wanted = std::move(wanted)](const Neighborhood& now) {
    return now.Register(wanted);
  };
  if (expected_version != 0) {
    co_return co_await neighborhoods_.Change(std::move(caller), key, expected_version,
                                             std::move(decide));
  }
  ZWK_CO_RETURN_IF_ERROR(co_await CheckRoom(caller, key));
  co_return co_await neighborhoods_.Put(std::move(caller), key, std::move(decide));
}

Task<absl::StatusOr<Stored<Neighborhood>>> Neighborhoods::Get(Caller caller, std::string key) {
  if (!IsNeighborhoodKey(key)) {
    co_return InvalidField("neighborhood_key", "must be 1 to 32 letters, digits, '.', '_' or '-'");
  }
  co_return co_await neighborhoods_.Load(std::move(caller), std::move(key));
}

Task<absl::StatusOr<Page<Neighborhood>>> Neighborhoods::List(Caller caller, int page_size,
                                                             std::string page_token) {
  return neighborhoods_.List(std::move(caller), "neighborhoods", "", page_size,
                             std::move(page_token));
}

// Two at the same moment may both find room: one more does no harm.
Task<absl::Status> Neighborhoods::CheckRoom(Caller caller, std::string key) {
  const auto there = co_await neighborhoods_.Load(caller, key);
  if (!absl::IsNotFound(there.status())) co_return there.status();
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> keys, co_await keys_.All(caller));
  if (keys.size() < kMax) co_return absl::OkStatus();
  co_return absl::ResourceExhaustedError(
      absl::StrCat(keys.size(), " neighborhoods are registered, at most ", kMax, " can be"));
}

}  // namespace zwk::forecasting
