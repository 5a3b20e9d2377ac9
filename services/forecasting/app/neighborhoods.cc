#include "forecasting/app/neighborhoods.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {

Task<absl::StatusOr<Stored<Neighborhood>>> Neighborhoods::Register(Caller caller,
                                                                   NeighborhoodFacts wanted,
                                                                   uint64_t expected_version) {
  if (!IsNeighborhoodKey(wanted.key)) {
    co_return InvalidField("neighborhood_key", "must be 1 to 32 letters, digits, '.', '_' or '-'");
  }
  const std::string key = wanted.key;
  auto decide =
      [wanted = std::move(wanted)](
          const Neighborhood& neighborhood) -> absl::StatusOr<Decision<NeighborhoodEvent>> {
    ZWK_ASSIGN_OR_RETURN(std::vector<NeighborhoodEvent> events, neighborhood.Register(wanted));
    return Decision<NeighborhoodEvent>(std::move(events));
  };
  if (expected_version != 0) {
    co_return co_await neighborhoods_.Change(std::move(caller), key, expected_version, decide);
  }
  co_return co_await neighborhoods_.Put(std::move(caller), key, decide);
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
    for (const Stored<Neighborhood>& one : page.items) keys.push_back(one.value.facts.key);
    page_token = page.next_page_token;
    if (keys.size() > kMax) {
      co_return absl::ResourceExhaustedError(
          absl::StrCat("more than ", kMax, " neighborhoods are registered"));
    }
  } while (!page_token.empty());
  co_return keys;
}

}  // namespace zwk::forecasting
