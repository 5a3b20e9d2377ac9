#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
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
  // Of everybody who ever was a member of the board that meets, by person.
  using Names = std::map<std::string, common::v1::Personal>;
  virtual Task<absl::StatusOr<Names>> MemberNames(Caller caller, std::string meeting_id) = 0;
};

// The words of notes. They are sealed under an own subject each, as those of cards, never under their
// author: so erasing one does not erase another, and those of one author cannot be told by their seal.
class Texts {
 public:
  // What was said, and in which role, which people write as they like: "the deaconess" is one person.
  struct Words {
    common::v1::Personal text;
    common::v1::Personal role;
  };
  virtual ~Texts() = default;
  // `seq`: of the session when it was sealed. The note is its subject from now on.
  virtual Task<absl::StatusOr<Words>> Seal(Caller caller, SessionId session_id, uint64_t seq,
                                           NoteId note_id, std::string text, std::string role) = 0;
  // In the order of the ids; those that were erased have no words.
  virtual Task<absl::StatusOr<std::vector<Words>>> Read(Caller caller, SessionId session_id,
                                                        std::vector<NoteId> ids) = 0;
};

// What is known of all cards of a session without looking at one.
struct TopicNumbers {
  int64_t all = 0;
  int64_t accepted = 0;
  int64_t waiting = 0;
  int64_t changes = 0;  // of any card; only rises
};

// Keeps cards: each is a small document of its own, written under a guard that says what happens to
// cards now, so that who writes one meets nobody, and opening a vote fixes them at one point in time.
class TopicBox {
 public:
  virtual ~TopicBox() = default;

  using Put = std::function<absl::StatusOr<v1::TopicSubmitted>(const LeanCoffeeSession&)>;
  // A new card. It is there already from the same content: as it is.
  virtual Task<absl::StatusOr<v1::Topic>> Submit(Caller caller, SessionId session_id,
                                                 v1::Topic wanted, Put decide) = 0;

  using Import = std::function<absl::StatusOr<std::vector<v1::TopicSubmitted>>(
      const LeanCoffeeSession&, std::vector<LeanCoffeeSession::ImportRow>)>;
  // All new cards of the rows, or none; a dry run decides the same and keeps nothing.
  virtual Task<absl::StatusOr<v1::ImportCardsResponse>> SubmitAll(Caller caller,
                                                                  SessionId session_id,
                                                                  std::vector<v1::Topic> cards,
                                                                  bool dry_run, Import decide) = 0;

  using Decide = std::function<absl::StatusOr<TopicEvent>(const LeanCoffeeSession&,
                                                          const std::vector<v1::Topic>&)>;
  // What happens to these cards, told of the first one, which is the answer. NOT_FOUND if one of them is
  // not in the session.
  virtual Task<absl::StatusOr<v1::Topic>> Change(Caller caller, SessionId session_id,
                                                 std::vector<TopicId> ids, Decide decide) = 0;

  virtual Task<absl::StatusOr<v1::ListTopicsResponse>> List(Caller caller, SessionId session_id,
                                                            int page_size,
                                                            std::string page_token) = 0;
  // In the order of the ids; one that is not there is empty.
  virtual Task<absl::StatusOr<std::vector<v1::Topic>>> Read(Caller caller, SessionId session_id,
                                                            std::vector<TopicId> ids) = 0;
  // All, by submission_seq, their words sealed.
  virtual Task<absl::StatusOr<std::vector<v1::Topic>>> All(Caller caller, SessionId session_id) = 0;
  virtual Task<absl::StatusOr<std::vector<TopicNumbers>>> Count(
      Caller caller, std::vector<SessionId> session_ids) = 0;
};

struct OwnBallot {
  Ballot ballot;  // what counts
  int left = 0;
  uint64_t version = 0;
  ParticipantId participant_id;  // said to the scribe, for paper
  std::string sheet_ref;         // likewise
};

// Of an open vote: who gave what.
struct NamedBallot {
  std::string person_ref;  // empty where nobody is known
  std::optional<common::v1::Personal> name;
  bool paper = false;
  Ballot ballot;  // what counts
};
struct NamedBallots {
  std::vector<NamedBallot> ballots;
  std::string next;  // page token
};

struct VoteProgress {
  int64_t ballots_cast = 0;
  int64_t paper_ballots_cast = 0;
  int64_t devices_joined = 0;
};

// The subject of the key ring under which a session's key is sealed: erasing it is the end of the key.
std::string VoteKeySubject(const SessionId& session_id);

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

  // Of an open vote, those that count.
  virtual Task<absl::StatusOr<NamedBallots>> ListNamed(Caller caller, SessionId session_id,
                                                       int page_size, std::string page_token) = 0;

  // Counted as they come: a ballot stays cast if a topic it is for is withdrawn.
  virtual Task<absl::StatusOr<VoteProgress>> Progress(Caller caller, LeanCoffeeSession session) = 0;
  // Of a closed vote on these cards: opens every ballot.
  virtual Task<absl::StatusOr<Count>> CountVotes(Caller caller, SessionId session_id,
                                                 std::vector<v1::Topic> topics) = 0;
};

}  // namespace zwk::participation
