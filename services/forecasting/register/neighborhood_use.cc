#include "forecasting/register/neighborhood_use.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/register/boundary.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr int kPageOfBoundaries = 50;  // boundaries are large
constexpr int kFewPositions = 1000;    // looked at in less than a millisecond

}  // namespace

Task<absl::StatusOr<Stored<Neighborhood>>> Neighborhoods::Register(Caller caller,
                                                                   v1::Neighborhood wanted,
                                                                   uint64_t expected_version,
                                                                   bool axes_are_right) {
  const std::string key = wanted.neighborhood_key();
  if (!IsNeighborhoodKey(key)) {
    co_return InvalidField("neighborhood_key", "must be 1 to 32 letters, digits, '.', '_' or '-'");
  }
  ZWK_CO_RETURN_IF_ERROR(co_await CheckDrawn(wanted, axes_are_right));
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

Task<absl::StatusOr<v1::CheckBoundariesResponse>> Neighborhoods::CheckBoundaries(Caller caller) {
  std::vector<v1::Neighborhood> all;
  std::string token;
  int positions = 0;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(Page<Neighborhood> page,
                            co_await List(caller, kPageOfBoundaries, std::move(token)));
    for (Stored<Neighborhood>& stored : page.items) {
      positions += PositionsOf(stored.value.state.geometry());
      all.push_back(std::move(stored.value.state));
    }
    if (positions > kMaxPositionsOfCity) {
      co_return absl::ResourceExhaustedError(absl::StrCat(
          "the boundaries have more than ", kMaxPositionsOfCity, " positions together"));
    }
    token = std::move(page.next_page_token);
  } while (!token.empty());
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("too much is computed at the moment");
  co_return FindInBoundaries(all);
}

// What is drawn in detail is looked at where it keeps nobody waiting.
Task<absl::Status> Neighborhoods::CheckDrawn(const v1::Neighborhood& wanted, bool axes_are_right) {
  FieldErrors errors;
  CheckShape(errors, wanted.geometry());
  if (!errors.empty()) co_return absl::OkStatus();  // refused with all that is wrong
  if (PositionsOf(wanted.geometry()) > kFewPositions) {
    const bool entered = co_await pool_.Enter();
    if (!entered) co_return absl::ResourceExhaustedError("too much is computed at the moment");
  }
  ZWK_CO_RETURN_IF_ERROR(CheckAreas(wanted.geometry()));
  if (!axes_are_right && LooksExchanged(wanted)) {
    errors.Add("geometry",
               "longitude and latitude look exchanged; if they are not, axes_are_right says so");
  }
  co_return errors.ToStatus();
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
