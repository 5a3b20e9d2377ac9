#include "participation/lab/lab_store.h"

#include <utility>

#include "platform/base/status_macros.h"
#include "platform/seal/message_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const Lab& lab) {
  return {{"labs", lab.state.neighborhood_key()}};
}

std::unique_ptr<LabRepository> KeepLabs(store::Store& store, seal::KeyRing& keys,
                                        const Clock& clock) {
  return seal::Keep<Lab, LabEvent>(store, keys, "lab", clock);
}

Task<absl::StatusOr<std::vector<std::string>>> StoredBacklogLookup::Known(
    Caller caller, std::vector<std::string> entry_ids) {
  store::ReadSet reads;
  for (const std::string& id : entry_ids) reads.documents.push_back("backlog_entry/" + id);
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  std::vector<std::string> known;
  for (size_t i = 0; i < entry_ids.size(); ++i) {
    if (read.documents[i].exists()) known.push_back(std::move(entry_ids[i]));
  }
  co_return known;
}

}  // namespace zwk::participation
