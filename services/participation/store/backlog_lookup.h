#pragma once

#include <string>
#include <utility>
#include <vector>

#include "participation/app/labs.h"
#include "platform/base/status_macros.h"
#include "platform/store/store.h"

namespace zwk::participation {

// Which backlog entries exist: a look at their documents, whatever is in them.
class StoredBacklogLookup : public BacklogLookup {
 public:
  explicit StoredBacklogLookup(store::Store& store) : store_(store) {}

  Task<absl::StatusOr<std::vector<std::string>>> Known(
      Caller caller, std::vector<std::string> entry_ids) override {
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

 private:
  store::Store& store_;
};

}  // namespace zwk::participation
