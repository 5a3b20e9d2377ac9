#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/topic_backlog.pb.h"

namespace zwk::participation {

using BacklogEvent = std::variant<v1::TopicBacklogged, v1::EntryAssigned, v1::EntryAddressed,
                                  v1::EntryDeclined, v1::EntryReopened>;

// A topic that waits until it is dealt with: in a lab, everywhere, or not at all. Its words are a
// copy of the topic's, sealed for the same subject: who erases the one erases the other.
//
// Invariant: a topic of a session has one entry, however often its coming is told (the id follows
// from session and topic).
struct BacklogEntry {
  static constexpr int kMaxAssignments = 20;

  using Events = absl::StatusOr<std::vector<BacklogEvent>>;

  absl::StatusOr<v1::TopicBacklogged> File(v1::TopicBacklogged wanted) const;
  Events Assign(v1::EntryAssigned wanted) const;
  Events MarkAddressed(v1::EntryAddressed wanted) const;
  Events Decline(v1::EntryDeclined wanted) const;
  Events Reopen(v1::EntryReopened wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const BacklogEvent& event);

  v1::BacklogEntry state;  // as it is kept and answered

 private:
  bool IsClosed() const;
};

// The entry's id: the same whenever and however often it is asked for.
std::string BacklogEntryId(const std::string& session_id, const std::string& topic_id);

// The list that holds the entries of an origin and a status; UNSPECIFIED: of any.
std::string BacklogList(v1::BacklogOrigin origin, v1::BacklogStatus status);

using BacklogRepository = Repository<BacklogEntry, BacklogEvent>;

}  // namespace zwk::participation
