#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/register/neighborhood.h"
#include "platform/base/repository.h"

namespace zwk::forecasting {

using NeighborhoodRepository = Repository<Neighborhood, NeighborhoodEvent>;

// The register of neighborhoods.
class Neighborhoods {
 public:
  // A run holds all neighborhoods of a city at once.
  static constexpr size_t kMax = 1000;

  explicit Neighborhoods(NeighborhoodRepository& neighborhoods) : neighborhoods_(neighborhoods) {}

  Task<absl::StatusOr<Stored<Neighborhood>>> Register(Caller caller, v1::Neighborhood wanted,
                                                      uint64_t expected_version);
  Task<absl::StatusOr<Stored<Neighborhood>>> Get(Caller caller, std::string key);
  Task<absl::StatusOr<Page<Neighborhood>>> List(Caller caller, int page_size,
                                                std::string page_token);
  // All keys, in order.
  Task<absl::StatusOr<std::vector<std::string>>> Keys(Caller caller);

 private:
  NeighborhoodRepository& neighborhoods_;
};

}  // namespace zwk::forecasting
