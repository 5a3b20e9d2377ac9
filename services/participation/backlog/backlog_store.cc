#include "participation/backlog/backlog_store.h"

#include <string>
#include <vector>

#include "absl/strings/str_format.h"
#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const BacklogEntry& entry) {
  constexpr auto kAnyOrigin = v1::BACKLOG_ORIGIN_UNSPECIFIED;
  constexpr auto kAnyStatus = v1::BACKLOG_STATUS_UNSPECIFIED;
  const v1::BacklogEntry& state = entry.state;
  const std::string place = absl::StrFormat("%s/%08d", state.source_session_id(), state.position());
  return {{BacklogList(kAnyOrigin, kAnyStatus), place},
          {BacklogList(state.origin(), kAnyStatus), place},
          {BacklogList(kAnyOrigin, state.status()), place},
          {BacklogList(state.origin(), state.status()), place}};
}

std::unique_ptr<BacklogRepository> KeepBacklog(store::Store& store, seal::KeyRing& keys,
                                               const Clock& clock) {
  return seal::Keep<BacklogEntry, BacklogEvent>(store, keys, "backlog_entry", clock);
}

}  // namespace zwk::participation
