#pragma once

#include "absl/status/statusor.h"
#include "forecasting/data/population_port.h"
#include "forecasting/data/population_structure.h"
#include "platform/base/repository.h"

namespace zwk::forecasting {

using StructureRepository = Repository<PopulationStructure, v1::PopulationStructureChanged>;

// The one population structure of a municipality.
class PopulationStructures {
 public:
  PopulationStructures(StructureRepository& structures, PopulationStore& data)
      : structures_(structures), data_(data) {}

  Task<absl::StatusOr<Stored<PopulationStructure>>> Set(Caller caller,
                                                        v1::PopulationStructure wanted,
                                                        uint64_t expected_version);
  Task<absl::StatusOr<Stored<PopulationStructure>>> Get(Caller caller);

 private:
  StructureRepository& structures_;
  PopulationStore& data_;
};

}  // namespace zwk::forecasting
