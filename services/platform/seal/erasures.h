#pragma once

#include <atomic>
#include <cstdint>
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
// file has held of a wrapped key it holds until the file is written anew. That this is due stands in the store (a mark for
// each municipality, set with the destruction), so that it is done once, whoever is killed meanwhile, and by nobody where
// nothing was destroyed.
class Erasures {
 public:
  struct Options {
    std::string list;         // the file
    store::Endpoint address;  // of the store
  };
  // `keys` is the store of the key ring.
  Erasures(store::Store& keys, Pool& pool, Timers& timers, Options options);

  // In the order of `subjects`, as many as there are.
  Task<absl::StatusOr<std::vector<KeyState>>> StatesOf(std::string municipality,
                                                       std::vector<std::string> subjects,
                                                       Time deadline);

  // On the list, then gone. Repeating it is fine and writes nothing: where this very erasure `may_be_listed`, the list tells,
  // which is long and holds all cities. Else the keys do, and who has lost the list gets no line back.
  Task<absl::Status> Destroy(ErasedTogether erased, Time deadline, bool may_be_listed = true);

  // Waits until the store's file has none of the keys that were destroyed in this municipality before; of those who wait at
  // once one has it written for all. False: this service has no right to it, and the file stays.
  Task<absl::StatusOr<bool>> RewriteFile(std::string municipality, Time deadline);
  // The same for all municipalities: what nobody has waited for.
  Task<absl::StatusOr<bool>> RewriteWhatIsDue(Time deadline);

  // All of the list, each erasure once. A line that was cut off is none.
  Task<absl::StatusOr<std::vector<ErasedTogether>>> Listed();

  // Destroys what is on the list and there again; how many keys that were.
  Task<absl::StatusOr<int>> Replay(std::vector<ErasedTogether> listed);

 private:
  // A municipality whose keys the file may still have; the mark is another one after each destruction.
  struct Due {
    std::string municipality;
    std::string mark;
  };

  Task<absl::StatusOr<bool>> IsListed(ErasedTogether erased);
  Task<absl::StatusOr<bool>> AreErased(std::string municipality, std::vector<std::string> subjects,
                                       Time deadline);
  // How many of them were not destroyed before.
  Task<absl::StatusOr<int>> DestroyKeys(std::string municipality, std::vector<std::string> subjects,
                                        Time deadline);
  Task<absl::StatusOr<int>> DestroySome(std::string municipality, std::vector<std::string> subjects,
                                        Time deadline);
  Task<absl::StatusOr<std::vector<Due>>> DueIn(std::vector<std::string> municipalities,
                                               Time deadline);
  // For all who wait; the marks that stood before go.
  Task<absl::StatusOr<bool>> RewriteForAll(Time deadline);
  Task<absl::StatusOr<bool>> Rewrite(Time deadline);

  store::Store& keys_;
  Pool& pool_;
  Timers& timers_;
  const Options options_;
  std::atomic<bool> unsure_{false};     // whether all lines of the list are on the disk
  std::atomic<bool> rewriting_{false};  // by this process
  std::atomic<int64_t> begun_{0};       // how many times it was
  std::atomic<int64_t> done_{0};        // the latest that came to its end
};

}  // namespace zwk::seal
