#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "participation/lean_coffee/lean_coffee_port.h"
#include "platform/seal/key_ring.h"
#include "platform/store/documents.h"
#include "platform/store/store.h"

namespace zwk::participation {

// Ballots on the store. A vote reads the session and writes the voter's ballot alone:
//
//   ballot/<session>/<ballot_key>      allocations; the version makes parallel votes of one person
//                                      take turns
//   guard session/<session>/vote       LeanCoffeeSession::VotingGuard: closing is one point in time
//   counters session/<session>/tally   per topic: dots and voters, so that revealing does not read
//                                      ballots
//   counters session/<session>/cast    ballots cast, on paper, devices joined: all that is told
//                                      before the reveal
//   participant/<session>/<id>, person/<session>/<person_ref>   one participant per person
//   requests session/<session>/votes   which joins, votes and sheets were carried out: keyed with
//                                      the session's key, without an answer, gone with the key
//
// The record of a request names neither participant nor topic nor time. Ballots and tally are not
// sealed: whoever can watch the store while people vote sees each step of the tally, and a sheet's
// ballot is written together with its participant.
class BallotStore : public BallotBox {
 public:
  BallotStore(store::Store& store, seal::KeyRing& keys) : store_(store), keys_(keys) {}

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
  Task<absl::StatusOr<VoteProgress>> Progress(Caller caller, SessionId session_id) override;
  Task<absl::StatusOr<SessionId>> VotingSession(Caller caller, std::string meeting_id) override;
  Task<absl::StatusOr<Count>> CountVotes(Caller caller, LeanCoffeeSession session) override;

 private:
  // The key of a session and the ballot keys found with it. Facts that never change, but for the
  // end of the key.
  struct Found {
    std::string session_key;
    std::map<std::string, std::string> ballot_keys;  // by subject reference
  };

  struct OwnKeys {
    std::string session_key;
    std::string ballot_key;
  };

  // WRONG_PHASE when the key was destroyed: the session is over.
  Task<absl::StatusOr<std::string>> KeyOf(Caller caller, SessionId session_id);
  Task<absl::StatusOr<OwnKeys>> KeysOfCaller(Caller caller, SessionId session_id);

  store::Store& store_;
  seal::KeyRing& keys_;
  std::mutex mutex_;
  std::map<std::string, Found> found_;  // by municipality and session; guarded by mutex_
};

}  // namespace zwk::participation
