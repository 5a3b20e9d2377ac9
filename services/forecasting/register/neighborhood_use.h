#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/register/neighborhood.h"
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

  Neighborhoods(NeighborhoodRepository& neighborhoods, NeighborhoodKeys& keys)
      : neighborhoods_(neighborhoods), keys_(keys) {}

  // RESOURCE_EXHAUSTED: there are kMax already, and this would be another one.

  Task<absl::StatusOr<Stored<Neighborhood>>> Register(Caller caller, v1::Neighborhood wanted,
                                                      uint64_t expected_version);
  Task<absl::StatusOr<Stored<Neighborhood>>> Get(Caller caller, std::string key);
  Task<absl::StatusOr<Page<Neighborhood>>> List(Caller caller, int page_size,
                                                std::string page_token);
  // All keys, in order.
  Task<absl::StatusOr<std::vector<std::string>>> Keys(Caller caller) {
    return keys_.All(std::move(caller));
  }

 private:
  Task<absl::Status> CheckRoom(Caller caller, std::string key);

  NeighborhoodRepository& neighborhoods_;
  NeighborhoodKeys& keys_;
};

}  // namespace zwk::forecasting
