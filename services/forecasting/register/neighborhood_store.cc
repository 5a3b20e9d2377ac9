#include "forecasting/register/neighborhood_store.h"

#include "forecasting/base/message_codec.h"

namespace zwk::forecasting {
namespace {

class NeighborhoodCodec final : public MessageCodec<Neighborhood, NeighborhoodEvent> {
 public:
  // One event per version of the document.
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const NeighborhoodEvent& event) override {
    co_return std::visit(
        [&place](auto message) {
          message.mutable_neighborhood()->set_version(place.version);
          return ToEvent(message);
        },
        event);
  }
};

}  // namespace

std::vector<store::IndexEntry> IndexesOf(const Neighborhood& neighborhood) {
  return {{"neighborhoods", neighborhood.state.neighborhood_key()}};
}

std::unique_ptr<NeighborhoodRepository> StoreNeighborhoods(store::Store& store,
                                                           const Clock& clock) {
  return StoreBy<Neighborhood, NeighborhoodEvent, NeighborhoodCodec>(store, "neighborhood", clock);
}

}  // namespace zwk::forecasting
