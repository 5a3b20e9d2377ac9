#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/register/neighborhood.h"
#include "platform/base/pool.h"
#include "platform/base/repository.h"

namespace zwk::forecasting {

using NeighborhoodRepository = Repository<Neighborhood, NeighborhoodEvent>;

// Keys of the register without what stands behind them: boundaries are large.
class NeighborhoodKeys {
 public:
  virtual ~NeighborhoodKeys() = default;
  // All, in order.
  virtual Task<absl::StatusOr<std::vector<std::string>>> All(Caller caller) = 0;
};

// The register of neighborhoods.
class Neighborhoods {
 public:
  // A run holds all neighborhoods of a city at once. Refused where one too many is registered:
  // nobody can take it away again.
  static constexpr size_t kMax = 5000;
  static constexpr int kMaxPositionsOfCity = 1'000'000;  // that are looked at together

  Neighborhoods(NeighborhoodRepository& neighborhoods, NeighborhoodKeys& keys, Pool& pool)
      : neighborhoods_(neighborhoods), keys_(keys), pool_(pool) {}

  // RESOURCE_EXHAUSTED: there are kMax already, and this would be another one. `axes_are_right`: whoever asks has looked.
  Task<absl::StatusOr<Stored<Neighborhood>>> Register(Caller caller, v1::Neighborhood wanted,
                                                      uint64_t expected_version,
                                                      bool axes_are_right);
  Task<absl::StatusOr<Stored<Neighborhood>>> Get(Caller caller, std::string key);
  Task<absl::StatusOr<Page<Neighborhood>>> List(Caller caller, int page_size,
                                                std::string page_token);
  // What is odd about all boundaries together.
  Task<absl::StatusOr<v1::CheckBoundariesResponse>> CheckBoundaries(Caller caller);
  // All keys, in order.
  Task<absl::StatusOr<std::vector<std::string>>> Keys(Caller caller) {
    return keys_.All(std::move(caller));
  }

 private:
  Task<absl::Status> CheckRoom(Caller caller, std::string key);
  Task<absl::Status> CheckDrawn(const v1::Neighborhood& wanted, bool axes_are_right);

  NeighborhoodRepository& neighborhoods_;
  NeighborhoodKeys& keys_;
  Pool& pool_;
};

}  // namespace zwk::forecasting
