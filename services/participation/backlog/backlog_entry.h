#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "participation/lean_coffee/ids.h"
#include "platform/base/clock.h"

namespace zwk::participation {

enum class BacklogOrigin { kUnspecified, kUndiscussed, kPartlyDiscussed, kLateAddition };
enum class BacklogStatus { kUnspecified, kOpen, kAssigned, kAddressed, kDeclined };

// Where an entry is worked on: one lab, or all of them.
struct BacklogTarget {
  std::string lab_id;  // empty: cross-cutting
  bool cross_cutting = false;
  bool operator==(const BacklogTarget&) const = default;
};

struct TopicBacklogged {
  std::string entry_id;
  BacklogOrigin origin = BacklogOrigin::kUnspecified;
  SessionId session_id;
  std::string meeting_id;
  TopicId topic_id;
  int64_t dots = 0;
  int rank = 0;       // 0 for late additions
  int64_t place = 0;  // in the list of its session
  bool highlighted = false;
  Time at{};
};
struct EntryAssigned {
  BacklogTarget target;
  std::string assigned_by;
  std::string reason;
  std::vector<std::string> field_ids;
  Time at{};
  bool operator==(const EntryAssigned&) const = default;
};
struct EntryAddressed {
  std::string reason;
  Time at{};
};
struct EntryDeclined {
  std::string reason;
  Time at{};
};
struct EntryReopened {
  std::string reason;
  Time at{};
};
using BacklogEvent =
    std::variant<TopicBacklogged, EntryAssigned, EntryAddressed, EntryDeclined, EntryReopened>;

// A topic that waits until it is dealt with: in a lab, everywhere, or not at all. Its words are
// those of the topic it came from.
//
// Invariant: a topic of a session has one entry, however often its coming is told (the id follows
// from session and topic).
struct BacklogEntry {
  static constexpr size_t kMaxAssignments = 20;

  absl::StatusOr<EntryAssigned> Assign(EntryAssigned wanted) const;
  absl::StatusOr<EntryAddressed> MarkAddressed(EntryAddressed wanted) const;
  absl::StatusOr<EntryDeclined> Decline(EntryDeclined wanted) const;
  absl::StatusOr<EntryReopened> Reopen(EntryReopened wanted) const;

  void Apply(const BacklogEvent& event);

  TopicBacklogged about;
  BacklogStatus status = BacklogStatus::kOpen;
  std::vector<EntryAssigned> assignments;
  std::vector<std::string> field_ids;
  std::string reason;

 private:
  absl::Status CheckPending() const;
};

// The entry's id: the same whenever and however often it is asked for.
std::string BacklogEntryId(const SessionId& session_id, const TopicId& topic_id);
absl::string_view StatusName(BacklogStatus status);

}  // namespace zwk::participation
