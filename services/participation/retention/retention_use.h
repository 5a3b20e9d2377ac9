#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "participation/backlog/backlog_entry.h"
#include "participation/board/board.h"
#include "participation/lean_coffee/lean_coffee_port.h"
#include "participation/meeting/meeting.h"
#include "participation/person/person_port.h"
#include "participation/person/person_use.h"
#include "participation/programme/municipality.h"
#include "participation/retention/retention.h"
#include "participation/retention/retention_port.h"
#include "platform/base/clock.h"

namespace zwk::participation {

// Deletes what has been there long enough, by what its city has said (Municipality.retention_days).
//
// Deleted is a key, on the list of erasures: so it is gone from copies, and stays gone after a restore. What has no key of its
// own is not deleted here.
class Retention {
 public:
  struct Parts {
    BoardRepository& boards;
    MeetingRepository& meetings;
    MunicipalityRepository& municipalities;
    SessionRepository& sessions;
    TopicBox& topics;
    BallotBox& ballots;
    BacklogRepository& backlog;
    Persons& persons;
    PersonKeys& keys;
    RetentionRounds& rounds;
    const Clock& clock;
  };
  struct Gone {
    int people = 0;
    int texts = 0;
    int votes = 0;      // of how many sessions
    bool more = false;  // left for the next round
    // When all that was due had last been deleted: in this round or one before, of any replica. None yet.
    std::optional<Time> done;
  };
  // Of a city in a round; what is more waits, so that no city holds up another. Texts of a session go together, so that they may
  // be more.
  static constexpr int kMost = 200;

  static constexpr std::chrono::hours kBetweenRounds{1};

  explicit Retention(const Parts& parts) : parts_(parts) {}

  // If a round is due.
  Task<absl::StatusOr<Gone>> Run(std::string municipality);

 private:
  Task<absl::StatusOr<Gone>> Delete(Caller caller, Time now);
  Task<absl::Status> DeletePeople(Caller caller, PeopleSeen seen, Periods periods, Gone& gone);
  Task<absl::Status> DeleteVotes(Caller caller, std::vector<SessionId> abandoned, Gone& gone);
  // Notes of a session or meeting; a session's cards come to them.
  struct Worded {
    std::string id;
    bool session = false;
    std::vector<std::string> texts;
  };
  Task<absl::Status> DeleteTexts(Caller caller, std::vector<Worded> over, Gone& gone);
  Task<absl::Status> DeleteTextsOf(Caller caller, Worded worded, Gone& gone);
  // Cards of a session that are worked with still.
  Task<absl::StatusOr<std::set<std::string>>> StillInUse(Caller caller, std::string session_id);
  Task<absl::StatusOr<std::vector<std::string>>> WithKey(Caller caller,
                                                         std::vector<std::string> subjects);

  const Parts parts_;
};

}  // namespace zwk::participation
