#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "participation/lean_coffee/ballot.h"
#include "participation/lean_coffee/session.h"
#include "platform/base/repository.h"

// What the use cases of Lean Coffee need from outside.
namespace zwk::participation {

using SessionRepository = Repository<LeanCoffeeSession, SessionEvent>;
using StoredSession = Stored<LeanCoffeeSession>;

// The aggregates around a session.
class Surroundings {
 public:
  struct OfMeeting {
    bool cancelled = false;
    bool minutes_approved = false;
  };

  virtual ~Surroundings() = default;
  // NOT_FOUND where there is none.
  virtual Task<absl::StatusOr<OfMeeting>> Meeting(Caller caller, std::string meeting_id) = 0;
  virtual Task<absl::StatusOr<int>> MinSecretParticipants(Caller caller) = 0;
};

// The words of cards and notes. They are sealed under an own subject each, never under their
// author: so erasing one card does not erase another, and cards of one author cannot be told by
// their seal.
class Texts {
 public:
  virtual ~Texts() = default;
  // `seq`: of the session when it was sealed. `id`: of the card or note, its subject from now on.
  virtual Task<absl::StatusOr<WrittenText>> Seal(Caller caller, SessionId session_id, uint64_t seq,
                                                 std::string id, CardText words) = 0;
  // In the order of the ids. A text that is not there, or was erased, has no words.
  virtual Task<absl::StatusOr<std::vector<WrittenText>>> Read(Caller caller, SessionId session_id,
                                                              std::vector<std::string> ids) = 0;
  struct PageOfIds {
    std::vector<std::string> ids;
    std::string next_page_token;
  };
  // The topics of a session in the order of submission.
  virtual Task<absl::StatusOr<PageOfIds>> ListTopics(Caller caller, SessionId session_id,
                                                     int page_size, std::string page_token) = 0;
};

struct OwnBallot {
  Ballot ballot;  // what counts
  int left = 0;
  uint64_t version = 0;
  ParticipantId participant_id;  // said to the scribe, for paper
};

struct VoteProgress {
  int64_t ballots_cast = 0;
  int64_t paper_ballots_cast = 0;
  int64_t devices_joined = 0;
};

// Keeps ballots: each is a small document of its own, sealed, and found only with the session's key, so
// that nothing links a participant with a topic. A ballot is cast under the session's voting guard: one
// that was acknowledged before the vote closed counts, one after it never does.
class BallotBox {
 public:
  virtual ~BallotBox() = default;

  // A fresh key for a session, sealed; and its end, after which nobody finds a ballot any more, nor
  // who took part.
  virtual Task<absl::StatusOr<std::string>> NewKey(Caller caller, SessionId session_id) = 0;
  virtual Task<absl::Status> DestroyKey(Caller caller, SessionId session_id) = 0;

  // The caller as the author of a card: the same for all cards of one person in a session, and nobody
  // without the key can tell whose they are.
  virtual Task<absl::StatusOr<std::string>> AuthorOf(Caller caller, SessionId session_id) = 0;

  struct Joining {
    ParticipantId participant_id;
    std::string locale;
  };
  // The caller becomes a participant, if `check` allows it.
  virtual Task<absl::StatusOr<Joining>> Join(
      Caller caller, SessionId session_id, Joining joining,
      std::function<absl::Status(const LeanCoffeeSession&)> check) = 0;

  using Decide = std::function<absl::StatusOr<Ballot>(const VotingRules&, const Ballot& present)>;
  // Changes the caller's ballot.
  virtual Task<absl::StatusOr<OwnBallot>> Change(Caller caller, SessionId session_id,
                                                 Decide decide) = 0;
  // As it counts, until the key is destroyed.
  virtual Task<absl::StatusOr<OwnBallot>> Own(Caller caller, SessionId session_id) = 0;

  struct Sheet {
    ParticipantId participant_id;
    std::string person_ref;         // may be empty
    uint64_t expected_version = 0;  // 0: the first entry
  };
  virtual Task<absl::StatusOr<OwnBallot>> Enter(Caller caller, SessionId session_id, Sheet sheet,
                                                Decide decide) = 0;

  virtual Task<absl::StatusOr<VoteProgress>> Progress(Caller caller, LeanCoffeeSession session) = 0;
  // Of a closed vote: opens every ballot.
  virtual Task<absl::StatusOr<Count>> CountVotes(Caller caller, LeanCoffeeSession session) = 0;
};

}  // namespace zwk::participation
