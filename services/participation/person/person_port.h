#pragma once

#include <set>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "zwk/participation/v1/person.pb.h"

namespace zwk::participation {

// What erasing needs of the keys under which names and texts are sealed.
class PersonKeys {
 public:
  enum class State { kNone, kThere, kErased };
  struct Listed {
    std::string municipality;
    v1::Erasure erasure;  // without request and version
  };

  virtual ~PersonKeys() = default;

  // In the order of `subjects`.
  virtual Task<absl::StatusOr<std::vector<State>>> StatesOf(std::string municipality,
                                                            std::vector<std::string> subjects,
                                                            Time deadline) = 0;
  // For good: also where an older backup comes back. Repeating it is fine; who knows that it is asked for the first time looks
  // at no long list (`may_be_listed`).
  virtual Task<absl::Status> Destroy(std::string municipality, v1::Erasure erasure, Time deadline,
                                     bool may_be_listed) = 0;
  // Texts that go together because their period is over: those of `of`, which is named so once all of its texts are gone. As Destroy.
  virtual Task<absl::Status> DestroyTexts(std::string municipality, std::string of,
                                          std::vector<std::string> texts, Time at,
                                          Time deadline) = 0;
  // Waits until the store's file has them no more. False: it may not be told to.
  virtual Task<absl::StatusOr<bool>> RewriteFile(std::string municipality, Time deadline) = 0;

  // Destroys again what a backup has brought back; all erasures there have been.
  virtual Task<absl::StatusOr<std::vector<Listed>>> Replay() = 0;
};

// Texts that are sealed under an id of their own: cards and notes of rounds.
class PersonTexts {
 public:
  virtual ~PersonTexts() = default;
  // Those of the ids that are one.
  virtual Task<absl::StatusOr<std::set<std::string>>> Known(Caller caller,
                                                            std::vector<std::string> ids) = 0;
};

}  // namespace zwk::participation
