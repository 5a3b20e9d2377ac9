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

Task<absl::StatusOr<std::vector<std::string>>> Neighborhoods::Keys(Caller caller) {
  std::vector<std::string> keys;
  std::string page_token;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(Page<Neighborhood> page, co_await List(caller, 500, page_token));
    for (const Stored<Neighborhood>& one : page.items)
      keys.push_back(one.value.state.neighborhood_key());
    page_token = page.next_page_token;
    if (keys.size() > kMax) {
      co_return absl::ResourceExhaustedError(
          absl::StrCat("more than ", kMax, " neighborhoods are registered"));
    }
  } while (!page_token.empty());
  co_return keys;
}

}  // namespace zwk::forecasting
