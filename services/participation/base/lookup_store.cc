#include "participation/base/lookup_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::Status> StoredLookup::Find(Caller caller, std::vector<std::string> keys) {
  if (keys.empty()) co_return absl::OkStatus();
  store::ReadSet reads;
  reads.documents = keys;
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  for (size_t i = 0; i < keys.size(); ++i) {
    if (read.documents[i].exists()) continue;
    const size_t slash = keys[i].find('/');
    co_return absl::NotFoundError(
        absl::StrCat("no ", keys[i].substr(0, slash), " ", Quoted(keys[i].substr(slash + 1))));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::participation
