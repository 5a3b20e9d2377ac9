#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk::participation {

// Whether the things of the city that another one names are there. Things are closed or archived, never
// removed: what was found once is found again, so a repeated request is not refused for it.
class Lookup {
 public:
  virtual ~Lookup() = default;
  // `keys` as things are kept: "lab/<id>". NOT_FOUND names the first that is not there.
  virtual Task<absl::Status> Find(Caller caller, std::vector<std::string> keys) = 0;
  // Those of the keys that are there, for who wants to name each that is not.
  virtual Task<absl::StatusOr<std::set<std::string>>> Known(Caller caller,
                                                            std::vector<std::string> keys) = 0;
};

template <class Ids>
void AddKeys(std::vector<std::string>& keys, absl::string_view kind, const Ids& ids) {
  for (const std::string& id : ids) keys.push_back(absl::StrCat(kind, "/", id));
}

}  // namespace zwk::participation
