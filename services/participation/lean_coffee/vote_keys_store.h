#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "participation/lean_coffee/lean_coffee_port.h"
#include "participation/lean_coffee/vote_secret_codec.h"
#include "platform/seal/erasures.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// Everything of a session that goes with its key is listed here, and its personal requests lie here.
std::string VoteDocuments(const SessionId& session_id);  // index
std::string VoteRequests(const SessionId& session_id);   // group of requests

absl::StatusOr<LeanCoffeeSession> SessionIn(const SessionId& session_id,
                                            const store::Document& document);

// The keys of sessions, and what is known of those that vote: facts that do not change while they
// are remembered, so that a vote need not ask for them again.
class VoteKeys {
 public:
  // `erasures`: keys that go are put on its list, so that no older backup brings them back. None: they go.
  VoteKeys(store::Store& store, seal::KeyRing& keys, seal::Erasures* erasures = nullptr)
      : store_(store), keys_(keys), erasures_(erasures) {}

  // A fresh one, sealed under a subject of its own; the session carries it.
  Task<absl::StatusOr<std::string>> Make(Caller caller, SessionId session_id);
  // First the key, then all that was kept under it: requests, people, ballots.
  Task<absl::Status> Destroy(Caller caller, SessionId session_id);

  using Secret = std::shared_ptr<const VoteSecret>;
  // WRONG_PHASE when the key was destroyed: the session is over.
  Task<absl::StatusOr<Secret>> Of(Caller caller, SessionId session_id);

  using Rules = std::shared_ptr<const VotingRules>;
  // As they are under `guard`; of the session as it is now where that is none or another one.
  Task<absl::StatusOr<Rules>> RulesOf(Caller caller, SessionId session_id, std::string guard);

  // The ballot of the caller, who has joined on a device; else NOT_FOUND.
  Task<absl::StatusOr<std::string>> BallotOf(Caller caller, SessionId session_id);

  // Another process may have destroyed the key: it is asked for again.
  void Forget(const Caller& caller, const SessionId& session_id);

 private:
  struct Known {
    Secret secret;
    Rules rules;
    std::map<std::string, std::string> ballots;  // by subject reference
    std::chrono::steady_clock::time_point until;
  };
  template <class T>
  T Remembered(const Caller& caller, const SessionId& session_id,
               const std::function<T(const Known&)>& what);
  void Remember(const Caller& caller, const SessionId& session_id,
                const std::function<void(Known&)>& what);
  Task<absl::StatusOr<LeanCoffeeSession>> Load(Caller caller, SessionId session_id);
  Task<absl::Status> DestroyKey(Caller caller, SessionId session_id);

  store::Store& store_;
  seal::KeyRing& keys_;
  seal::Erasures* const erasures_;
  std::mutex mutex_;
  std::map<std::string, Known> known_;  // by municipality and session; guarded by mutex_
};

}  // namespace zwk::participation
