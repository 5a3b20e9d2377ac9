#pragma once

#include <memory>

#include "participation/city_process/city_process.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a process, "city_process/<id>"; listed by name in "city_processes" and in
// "city_processes/<field id>" of each of its fields of action.
std::unique_ptr<CityProcessRepository> KeepCityProcesses(store::Store& store, seal::KeyRing& keys,
                                                         const Clock& clock);

}  // namespace zwk::participation
