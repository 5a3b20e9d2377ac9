#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "participation/lean_coffee/lean_coffee_port.h"
#include "participation/lean_coffee/vote_keys_store.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/documents.h"

namespace zwk::participation {

// Cards on the store:
//
//   topic/<session>/<topic>            v1::Topic, its words sealed; the aggregate of its events
//   author/<session>/<name>            how many cards one person has written: hidden and sealed with the
//                                      session's key, and goes with it
//   guard session/<session>/board      LeanCoffeeSession::BoardGuard: whoever writes a card requires it
//   guard card/<session>/<paper_ref>   the topic with this number
//   counter session/<session>/topics   "number": the last submission_seq that was given out; "all",
//                                      "changes", and how full the rooms are
//   index topics/<session>             by submission_seq
//
// A number is fetched before the card is written, so that those who write at once never wait for each
// other; one that is not used after all is missing.
class TopicStore : public TopicBox {
 public:
  TopicStore(store::Store& store, seal::KeyRing& keys, VoteKeys& votes, const Clock& clock)
      : store_(store), keys_(keys), votes_(votes), clock_(clock) {}

  Task<absl::StatusOr<v1::Topic>> Submit(Caller caller, SessionId session_id, v1::Topic wanted,
                                         Put decide) override;
  Task<absl::StatusOr<v1::ImportCardsResponse>> SubmitAll(Caller caller, SessionId session_id,
                                                          std::vector<v1::Topic> cards,
                                                          bool dry_run, Import decide) override;
  Task<absl::StatusOr<v1::Topic>> Change(Caller caller, SessionId session_id,
                                         std::vector<TopicId> ids, Decide decide) override;
  Task<absl::StatusOr<v1::ListTopicsResponse>> List(Caller caller, SessionId session_id,
                                                    int page_size, std::string page_token) override;
  Task<absl::StatusOr<std::vector<v1::Topic>>> Read(Caller caller, SessionId session_id,
                                                    std::vector<TopicId> ids) override;
  Task<absl::StatusOr<std::vector<v1::Topic>>> All(Caller caller, SessionId session_id) override;
  Task<absl::StatusOr<std::vector<TopicNumbers>>> Count(
      Caller caller, std::vector<SessionId> session_ids) override;

 private:
  struct Submission;
  struct Importing;
  struct Changing;

  Task<absl::StatusOr<store::Prepared>> Submitted(std::shared_ptr<Submission> submission,
                                                  store::ReadResult read);
  Task<absl::StatusOr<store::Prepared>> Imported(std::shared_ptr<Importing> importing,
                                                 store::ReadResult read);
  Task<absl::StatusOr<store::Prepared>> Changed(std::shared_ptr<Changing> changing,
                                                store::ReadResult read);
  // The first of `count` numbers.
  Task<absl::StatusOr<int64_t>> FetchNumbers(Caller caller, SessionId session_id, int64_t count);
  Task<absl::StatusOr<std::string>> Keep(store::Commit& commit, const Caller& caller,
                                         v1::TopicSubmitted submitted, uint64_t event_version);
  Task<absl::StatusOr<v1::Topic>> Answered(Caller caller, std::string key, std::string answer);

  store::Store& store_;
  seal::KeyRing& keys_;
  VoteKeys& votes_;
  const Clock& clock_;
};

std::string TopicKey(const SessionId& session_id, absl::string_view topic_id);
std::string TopicIndex(const SessionId& session_id);
std::string TopicCounter(const SessionId& session_id);

// What a request leaves behind of the card it made or changed.
std::string RememberedTopic(uint64_t version, const std::string& bytes);

// So many more of a status, if the session has room for them.
void MoveTopics(store::Commit& commit, const SessionId& session_id, v1::TopicStatus status,
                int64_t by);

template <class M>
void EmitMessage(store::Commit& commit, const std::string& key, uint64_t event_version,
                 const M& message) {
  commit.Emit(key, event_version, M::descriptor()->full_name(), message.SerializeAsString());
}

// TopicBox::All, for those who know the store.
Task<absl::StatusOr<std::vector<v1::Topic>>> KeptTopics(store::Store& store, Caller caller,
                                                        SessionId session_id);

// The commit holds if no card has changed since `seen` changes were counted (TopicNumbers).
void RequireSameTopics(store::Commit& commit, const SessionId& session_id, int64_t seen);

// A vote is open, and no topic was withdrawn since.
std::string FirstVotingGuard();

}  // namespace zwk::participation
