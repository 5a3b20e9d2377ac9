#include "forecasting/data/population_structure_store.h"

#include "forecasting/base/message_codec.h"

namespace zwk::forecasting {
namespace {

class StructureCodec final
    : public store::Codec<PopulationStructure, v1::PopulationStructureChanged> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place /*place*/,
                                           const PopulationStructure& structure) override {
    co_return structure.state.SerializeAsString();
  }
  Task<absl::StatusOr<PopulationStructure>> Decode(store::Place place, std::string bytes) override {
    PopulationStructure structure;
    ZWK_CO_ASSIGN_OR_RETURN(structure.state,
                            ReadMessage<v1::PopulationStructure>(place.key, bytes));
    co_return structure;
  }
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(
      store::Place place, const v1::PopulationStructureChanged& event) override {
    v1::PopulationStructureChanged message = event;
    message.mutable_structure()->set_version(place.version);
    co_return ToEvent(message);
  }
  void Complete(store::Commit& commit, const std::string& /*key*/,
                const PopulationStructure& before, const PopulationStructure& after,
                const std::vector<v1::PopulationStructureChanged>& /*events*/) override {
    if (!before.HasSameCells(after)) commit.Guard(kHasDataGuard, "");  // nobody imported meanwhile
  }
};

}  // namespace

std::unique_ptr<StructureRepository> StoreStructures(store::Store& store, const Clock& clock) {
  return StoreBy<PopulationStructure, v1::PopulationStructureChanged, StructureCodec>(
      store, "population-structure", clock);
}

}  // namespace zwk::forecasting
