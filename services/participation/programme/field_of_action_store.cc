#include "participation/programme/field_of_action_store.h"

#include <vector>

#include "absl/strings/str_format.h"
#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const FieldOfAction& field) {
  return {{"fields_of_action",
           absl::StrFormat("%s/%03d", field.state.programme_id(), field.state.position())}};
}

std::unique_ptr<FieldOfActionRepository> KeepFieldsOfAction(store::Store& store,
                                                            seal::KeyRing& keys,
                                                            const Clock& clock) {
  return seal::Keep<FieldOfAction, FieldOfActionEvent>(store, keys, "field_of_action", clock);
}

}  // namespace zwk::participation
