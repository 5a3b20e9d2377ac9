#pragma once

#include <memory>

#include "participation/programme/field_of_action.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a field, "field_of_action/<id>"; listed by "<programme id>/<position>" in
// "fields_of_action".
std::unique_ptr<FieldOfActionRepository> KeepFieldsOfAction(store::Store& store,
                                                            seal::KeyRing& keys,
                                                            const Clock& clock);

}  // namespace zwk::participation
