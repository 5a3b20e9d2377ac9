#pragma once

#include "absl/status/statusor.h"
#include "forecasting/app/population_store.h"
#include "forecasting/domain/population_structure.h"
#include "platform/base/repository.h"

namespace zwk::forecasting {

using StructureRepository = Repository<PopulationStructure, PopulationStructureChanged>;

// The one population structure of a municipality.
class PopulationStructures {
 public:
  PopulationStructures(StructureRepository& structures, PopulationStore& data)
      : structures_(structures), data_(data) {}

  Task<absl::StatusOr<Stored<PopulationStructure>>> Set(Caller caller, StructureFacts wanted,
                                                        uint64_t expected_version);
  Task<absl::StatusOr<Stored<PopulationStructure>>> Get(Caller caller);

 private:
  StructureRepository& structures_;
  PopulationStore& data_;
};

}  // namespace zwk::forecasting
