// How a commit is said to Redis, and what of it is refused before.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/base/clock.h"
#include "platform/store/commit.h"
#include "platform/store/connection.h"

namespace zwk::store {

absl::Status CheckKey(absl::string_view key);

absl::Status CheckMunicipality(const std::string& municipality);

// A request's record is a value of its own, or one of those that lie together under their group.
absl::string_view RecordName(absl::string_view request_id, absl::string_view group);
absl::string_view RecordMember(absl::string_view request_id, absl::string_view group);

// KEYS and ARGV of commit.lua, in its order, in one pass. Refers to the commit.
class CommitCall {
 public:
  CommitCall(const Commit& commit, const std::string& area);

  // More events in the outbox than `outbox_limit`, and it takes no further ones.
  Command ToCommand(Time now, int64_t outbox_limit) const;

  // The key with this number in KEYS, as the commit names it.
  std::string LogicalKey(int64_t number) const;

 private:
  static constexpr size_t kLogs = 4;  // request, outbox, audit, dead

  // What the command takes, about: spares growing it again and again.
  size_t Size() const;

  // KEYS without the logs: `visit(kind, key)`.
  template <class Visit>
  void ForEachKey(Visit visit) const {
    for (const auto& write : commit_.writes()) visit("d:", write.key);
    for (const auto& wish : commit_.deletes()) visit("d:", wish.key);
    for (const auto& wish : commit_.required()) visit("d:", wish.key);
    for (const absl::string_view aggregate : aggregates_) visit("d:", aggregate);
    for (const auto& guard : commit_.guards()) visit("g:", guard.key);
    for (const auto& guard : commit_.set_guards()) visit("g:", guard.key);
    for (const auto& add : commit_.adds()) visit("c:", add.key);
    for (const auto& wish : commit_.index_adds()) visit("i:", wish.index);
    for (const auto& wish : commit_.index_removes()) visit("i:", wish.index);
    for (const std::string& group : commit_.forgets()) visit("r:", group);
  }

  void Head(Command& command, int64_t outbox_limit) const;

  void Parts(Command& command) const;

  void Events(Command& command, Time time) const;

  const Commit& commit_;
  const std::string& area_;
  const std::string prefix_;
  const std::vector<absl::string_view> aggregates_;
};

bool IsEmpty(const Commit& commit);

// What is wrong with it: INVALID_ARGUMENT.
absl::Status Check(const Commit& commit);

// Commits of one aggregate keep their order.
size_t OrderOf(const Commit& commit);

}  // namespace zwk::store
