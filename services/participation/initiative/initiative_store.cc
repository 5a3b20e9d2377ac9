#include "participation/initiative/initiative_store.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const Initiative& initiative) {
  const v1::Initiative& state = initiative.state;
  std::vector<std::string> fields = {""};
  fields.insert(fields.end(), state.field_ids().begin(), state.field_ids().end());
  std::vector<std::string> neighborhoods = {""};
  neighborhoods.insert(neighborhoods.end(), state.neighborhood_keys().begin(),
                       state.neighborhood_keys().end());
  std::vector<store::IndexEntry> entries;
  for (const auto status : {v1::INITIATIVE_STATUS_UNSPECIFIED, state.status()}) {
    for (const std::string& field : fields) {
      for (const std::string& neighborhood : neighborhoods) {
        entries.push_back({Initiative::ListName(status, field, neighborhood), state.title()});
      }
    }
  }
  return entries;
}

std::unique_ptr<InitiativeRepository> KeepInitiatives(store::Store& store, seal::KeyRing& keys,
                                                      const Clock& clock) {
  return seal::Keep<Initiative, InitiativeEvent>(store, keys, "initiative", clock);
}

Task<absl::StatusOr<std::vector<std::string>>> StoredCities::From(std::string first,
                                                                  Time deadline) {
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<std::string> cities,
                          co_await store_.Municipalities(deadline));
  std::erase_if(cities, [&](const std::string& city) { return city < first; });
  co_return cities;
}

}  // namespace zwk::participation
