#include "forecasting/data/population_structure_use.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr char kId[] = "current";

}  // namespace

Task<absl::StatusOr<Stored<PopulationStructure>>> PopulationStructures::Set(
    Caller caller, v1::PopulationStructure wanted, uint64_t expected_version) {
  ZWK_CO_ASSIGN_OR_RETURN(const Datasets datasets, co_await data_.LoadDatasets(caller));
  bool has_data = false;
  for (const auto& [kind, dataset] : datasets) has_data |= !dataset.years.empty();
  StructureRepository::Decide decide = [wanted = std::move(wanted),
                                        has_data](const PopulationStructure& structure) {
    return structure.Set(wanted, has_data);
  };
  if (expected_version != 0) {
    co_return co_await structures_.Change(std::move(caller), kId, expected_version,
                                          std::move(decide));
  }
  co_return co_await structures_.Put(std::move(caller), kId, std::move(decide));
}

Task<absl::StatusOr<Stored<PopulationStructure>>> PopulationStructures::Get(Caller caller) {
  return structures_.Load(std::move(caller), kId);
}

}  // namespace zwk::forecasting
