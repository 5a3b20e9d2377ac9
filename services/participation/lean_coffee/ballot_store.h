#pragma once

#include <map>
#include <memory>
#include <string>

#include "participation/lean_coffee/ballot_codec.h"
#include "participation/lean_coffee/lean_coffee_port.h"
#include "participation/lean_coffee/vote_keys_store.h"
#include "platform/seal/key_ring.h"
#include "platform/store/documents.h"
#include "platform/store/store.h"

namespace zwk::participation {

// Sort keys in the index of the vote: what is of one kind stands together, and of ballots those on paper.
inline constexpr char kBallots[] = "ballot", kPaperBallots[] = "ballot/paper", kPeople[] = "people";
std::string CastCounter(const SessionId& session_id);
std::string SheetsKey(const SessionId& session_id);

absl::Status TooManySheets(const VotingRules& rules);
absl::Status OtherVersion(const store::Document& present, uint64_t expected_version);

// Who votes on a device becomes a participant, found by the participant's id and by the person, and, as
// the first one `first_so_typed`, by what a scribe would type.
void AddDevice(store::Commit& commit, const VoteSecret& secret, const SessionId& session_id,
               const KnownParticipant& participant, std::string origin, bool first_so_typed);

// Ballots on the store. A vote writes the voter's ballot alone:
//
//   ballot/<session>/<name>            sealed; the version makes parallel votes of one person take turns
//   participant/<session>/<name>       sealed
//   person/<session>/<name>            sealed; who joined on a device, by the exact subject
//   typed/<session>/<name>             sealed; who has a ballot on paper, or else the first on a device, by
//                                      the subject in any case: a second ballot on paper is none
//   sheets/<session>                   how many were entered, of those that were handed out
//   guard session/<session>/vote       VotingRules::guard: closing is one point in time
//   counters session/<session>/cast    ballots cast, on paper, devices joined: all that is told
//                                      before the reveal, and all that is counted
//   index vote/<session>               what goes with the key
//   requests session/<session>/votes   which joins, votes and sheets were carried out, without an
//                                      answer; they go with the key
//
// Names are HMACs and contents are sealed under the session's key, all of one length (VoteSecret): the
// store sees that somebody voted, never who or what, not even the sum. The sum comes from opening the
// ballots when the results are revealed.
class BallotStore : public BallotBox {
 public:
  BallotStore(store::Store& store, VoteKeys& keys) : store_(store), keys_(keys) {}

  Task<absl::StatusOr<std::string>> NewKey(Caller caller, SessionId session_id) override;
  Task<absl::Status> DestroyKey(Caller caller, SessionId session_id) override;
  Task<absl::StatusOr<Joining>> Join(
      Caller caller, SessionId session_id, Joining joining,
      std::function<absl::Status(const LeanCoffeeSession&)> check) override;
  Task<absl::StatusOr<OwnBallot>> Change(Caller caller, SessionId session_id,
                                         Decide decide) override;
  Task<absl::StatusOr<OwnBallot>> Own(Caller caller, SessionId session_id) override;
  Task<absl::StatusOr<OwnBallot>> Enter(Caller caller, SessionId session_id, Sheet sheet,
                                        Decide decide) override;
  Task<absl::StatusOr<NamedBallots>> ListNamed(Caller caller, SessionId session_id, int page_size,
                                               std::string page_token) override;
  Task<absl::StatusOr<VoteProgress>> Progress(Caller caller, LeanCoffeeSession session) override;
  Task<absl::StatusOr<Count>> CountVotes(Caller caller, SessionId session_id,
                                         std::vector<v1::Topic> topics) override;

 private:
  struct Voting;

  Task<absl::StatusOr<OwnBallot>> PutIn(std::shared_ptr<Voting> voting, store::ReadSet reads,
                                        store::Prepare prepare);
  Task<absl::StatusOr<store::Prepared>> Voted(std::shared_ptr<Voting> voting,
                                              store::ReadResult read);
  Task<absl::StatusOr<store::Prepared>> Entered(std::shared_ptr<Voting> voting,
                                                store::ReadResult read);
  Task<absl::StatusOr<std::map<std::string, std::string>>> Persons(Caller caller,
                                                                   VoteKeys::Secret secret,
                                                                   SessionId session_id);
  static absl::Status CheckFirstEntry(const store::ReadResult& read);
  static absl::Status CheckCorrection(const Voting& voting, const store::ReadResult& read);
  static absl::Status AddSheet(store::Commit& commit, const Voting& voting,
                               const store::ReadResult& read);

  store::Store& store_;
  VoteKeys& keys_;
};

}  // namespace zwk::participation
