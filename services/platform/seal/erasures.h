#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"
#include "platform/base/task.h"
#include "platform/base/timers.h"
#include "platform/store/endpoint.h"
#include "platform/store/store.h"

namespace zwk::seal {

enum class KeyState { kNone, kThere, kErased };

// Subjects whose keys were destroyed together.
struct ErasedTogether {
  Time at{};
  std::string municipality;
  std::vector<std::string> subjects;  // at least one
  bool operator==(const ErasedTogether&) const = default;
};

// Destroys keys of subjects so that they stay destroyed.
//
// A list outside of the store (a file, one line for each erasure, nothing but references) has each erasure before its
// answer: who restores an older backup has the old keys again, until the list is replayed. What the store's append-only
// file has held of a wrapped key it holds until the file is written anew, which is waited for.
class Erasures {
 public:
  struct Options {
    std::string list;         // the file
    store::Endpoint address;  // of the store
  };
  // `keys` is the store of the key ring.
  Erasures(store::Store& keys, Pool& pool, Timers& timers, Options options);

  // In the order of `subjects`.
  Task<absl::StatusOr<std::vector<KeyState>>> StatesOf(std::string municipality,
                                                       std::vector<std::string> subjects,
                                                       Time deadline);

  // On the list, then gone. Repeating it is fine.
  Task<absl::Status> Destroy(ErasedTogether erased, Time deadline);

  // Waits until the store's file is written anew. False: this service has no right to it, and the file stays.
  Task<absl::StatusOr<bool>> RewriteFile(Time deadline);

  // All of the list, each erasure once. A line that was cut off is none.
  Task<absl::StatusOr<std::vector<ErasedTogether>>> Listed();

  // Destroys what is on the list and there again; how many keys that were.
  Task<absl::StatusOr<int>> Replay(std::vector<ErasedTogether> listed);

 private:
  Task<absl::Status> DestroyKeys(std::string municipality, std::vector<std::string> subjects,
                                 Time deadline);

  store::Store& keys_;
  Pool& pool_;
  Timers& timers_;
  const Options options_;
};

}  // namespace zwk::seal
