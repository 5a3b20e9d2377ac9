#pragma once

#include <string>
#include <vector>

#include "participation/backlog/backlog_entry.h"
#include "participation/lean_coffee/lean_coffee_port.h"
#include "platform/base/clock.h"

namespace zwk::participation {

using BacklogRepository = Repository<BacklogEntry, BacklogEvent>;

// An entry with the words of its topic.
struct WrittenEntry {
  Stored<BacklogEntry> entry;
  WrittenText text;
  std::string locale;
};

struct PageOfEntries {
  std::vector<WrittenEntry> entries;
  std::string next_page_token;
};

// The topic backlog of a municipality.
class Backlog {
 public:
  Backlog(BacklogRepository& entries, SessionRepository& sessions, Texts& texts,
          Surroundings& around, const Clock& clock)
      : entries_(entries), sessions_(sessions), texts_(texts), around_(around), clock_(clock) {}

  // Harmless when repeated: the id follows from session and topic.
  Task<absl::Status> Keep(Caller caller, TopicBacklogged topic);

  struct Filter {
    SessionId session_id;  // empty: all
    BacklogOrigin origin = BacklogOrigin::kUnspecified;
    BacklogStatus status = BacklogStatus::kUnspecified;
  };
  Task<absl::StatusOr<PageOfEntries>> List(Caller caller, Filter filter, int page_size,
                                           std::string page_token);
  Task<absl::StatusOr<WrittenEntry>> Get(Caller caller, std::string entry_id);
  Task<absl::StatusOr<WrittenEntry>> Assign(Caller caller, std::string entry_id,
                                            uint64_t expected_version, EntryAssigned wanted);
  Task<absl::StatusOr<WrittenEntry>> Decline(Caller caller, std::string entry_id,
                                             uint64_t expected_version, std::string reason);
  Task<absl::StatusOr<WrittenEntry>> MarkAddressed(Caller caller, std::string entry_id,
                                                   uint64_t expected_version, std::string reason);
  Task<absl::StatusOr<WrittenEntry>> Reopen(Caller caller, std::string entry_id,
                                            uint64_t expected_version, std::string reason);

  // The list an entry is in for each filter; backlog_store keeps them.
  static std::string ListName(BacklogOrigin origin, BacklogStatus status);

 private:
  Task<absl::StatusOr<WrittenEntry>> Change(Caller caller, std::string entry_id,
                                            uint64_t expected_version,
                                            BacklogRepository::Decide decide);
  Task<absl::StatusOr<WrittenEntry>> Written(Caller caller, Stored<BacklogEntry> entry);
  // Reads the session and the words once for each run of entries of one session.
  Task<absl::StatusOr<std::vector<WrittenEntry>>> AllWritten(
      Caller caller, std::vector<Stored<BacklogEntry>> entries);

  BacklogRepository& entries_;
  SessionRepository& sessions_;
  Texts& texts_;
  Surroundings& around_;
  const Clock& clock_;
};

}  // namespace zwk::participation
