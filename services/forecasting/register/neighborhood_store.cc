#include "forecasting/register/neighborhood_store.h"

#include <utility>

#include "forecasting/base/message_codec.h"
#include "platform/base/status_macros.h"

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

Task<absl::StatusOr<std::vector<std::string>>> StoredNeighborhoodKeys::All(Caller caller) {
  std::vector<std::string> keys;
  std::string after;
  do {
    store::ScanQuery query;
    query.index = "neighborhoods";
    query.after = std::move(after);
    query.limit = 500;
    query.with_bytes = false;
    ZWK_CO_ASSIGN_OR_RETURN(
        store::ScanPage page,
        co_await store_.Scan(caller.municipality, std::move(query), caller.deadline));
    for (store::ScanPage::Item& item : page.items) keys.push_back(std::move(item.sort_key));
    after = std::move(page.next);
  } while (!after.empty());
  co_return keys;
}

}  // namespace zwk::forecasting
