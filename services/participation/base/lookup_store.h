#pragma once

#include <set>
#include <string>
#include <vector>

#include "participation/base/lookup_port.h"
#include "platform/store/store.h"

namespace zwk::participation {

// Looks whether the documents are there, whatever is in them: one reading for all of them.
class StoredLookup : public Lookup {
 public:
  explicit StoredLookup(store::Store& store) : store_(store) {}

  Task<absl::Status> Find(Caller caller, std::vector<std::string> keys) override;
  Task<absl::StatusOr<std::set<std::string>>> Known(Caller caller,
                                                    std::vector<std::string> keys) override;

 private:
  store::Store& store_;
};

}  // namespace zwk::participation
