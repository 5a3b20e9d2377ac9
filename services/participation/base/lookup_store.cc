#include "participation/base/lookup_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::Status> StoredLookup::Find(Caller caller, std::vector<std::string> keys) {
  ZWK_CO_ASSIGN_OR_RETURN(const std::set<std::string> known, co_await Known(caller, keys));
  for (const std::string& key : keys) {
    if (known.contains(key)) continue;
    const size_t slash = key.find('/');
    co_return absl::NotFoundError(
        absl::StrCat("no ", key.substr(0, slash), " ", Quoted(key.substr(slash + 1))));
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::set<std::string>>> StoredLookup::Known(Caller caller,
                                                                std::vector<std::string> keys) {
  std::set<std::string> known;
  if (keys.empty()) co_return known;
  store::ReadSet reads;
  reads.documents = keys;
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  for (size_t i = 0; i < keys.size(); ++i) {
    if (read.documents[i].exists()) known.insert(keys[i]);
  }
  co_return known;
}

}  // namespace zwk::participation
