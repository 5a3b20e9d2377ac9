#include "participation/city_process/city_process_store.h"

#include <string>
#include <vector>

#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const CityProcess& process) {
  std::vector<store::IndexEntry> lists = {{"city_processes", process.state.name()}};
  for (const std::string& field_id : process.state.field_ids()) {
    lists.push_back({"city_processes/" + field_id, process.state.name()});
  }
  return lists;
}

std::unique_ptr<CityProcessRepository> KeepCityProcesses(store::Store& store, seal::KeyRing& keys,
                                                         const Clock& clock) {
  return seal::Keep<CityProcess, CityProcessEvent>(store, keys, "city_process", clock);
}

}  // namespace zwk::participation
