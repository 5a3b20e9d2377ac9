#include "participation/lean_coffee/vote_keys_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/ballot_codec.h"
#include "participation/lean_coffee/session_store.h"
#include "participation/lean_coffee/topic_store.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"

namespace zwk::participation {
namespace {

using store::Commit;
using Steady = std::chrono::steady_clock;

constexpr size_t kMostKnown = 100;  // sessions
// Not for ever: a key that was destroyed elsewhere goes from here, too.
constexpr std::chrono::minutes kRemembered{10};

std::string NameOf(const Caller& caller, const SessionId& session_id) {
  return absl::StrCat(caller.municipality, "/", session_id.value());
}

}  // namespace

std::string VoteDocuments(const SessionId& session_id) {
  return absl::StrCat("vote/", session_id.value());
}
std::string VoteKeySubject(const SessionId& session_id) {
  return absl::StrCat("ballots/", session_id.value());
}
std::string VoteRequests(const SessionId& session_id) {
  return absl::StrCat("session/", session_id.value(), "/votes");
}

absl::StatusOr<LeanCoffeeSession> SessionIn(const SessionId& session_id,
                                            const store::Document& document) {
  if (!document.exists()) {
    return absl::NotFoundError(absl::StrCat("no session ", Quoted(session_id.value())));
  }
  LeanCoffeeSession session;
  ZWK_RETURN_IF_ERROR(FromStored(document.bytes, session));
  return session;
}

// --- what is remembered ---

template <class T>
T VoteKeys::Remembered(const Caller& caller, const SessionId& session_id,
                       const std::function<T(const Known&)>& what) {
  const std::lock_guard lock(mutex_);
  const auto known = known_.find(NameOf(caller, session_id));
  if (known == known_.end()) return T();
  if (known->second.until >= Steady::now()) return what(known->second);
  known_.erase(known);
  return T();
}

void VoteKeys::Remember(const Caller& caller, const SessionId& session_id,
                        const std::function<void(Known&)>& what) {
  const std::string name = NameOf(caller, session_id);
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostKnown && !known_.contains(name)) known_.clear();
  Known& known = known_[name];
  if (known.until == Steady::time_point()) known.until = Steady::now() + kRemembered;
  what(known);
}

void VoteKeys::Forget(const Caller& caller, const SessionId& session_id) {
  const std::lock_guard lock(mutex_);
  known_.erase(NameOf(caller, session_id));
}

// --- keys ---

Task<absl::StatusOr<std::string>> VoteKeys::Make(Caller caller, SessionId session_id) {
  const absl::StatusOr<common::v1::Sealed> sealed =
      co_await keys_.Seal(caller.municipality, SessionKey(session_id), 0,
                          VoteKeySubject(session_id), RandomBytes(32), caller.deadline);
  // The session exists and is over; whoever creates it again is answered with it.
  if (ReasonOf(sealed.status()) == "SUBJECT_ERASED") co_return std::string();
  if (!sealed.ok()) co_return sealed.status();
  co_return sealed->SerializeAsString();
}

// The file of the store has it until it is written anew, which nobody waits for (Participation::KeepHouse).
Task<absl::Status> VoteKeys::DestroyKey(Caller caller, SessionId session_id) {
  std::string subject = VoteKeySubject(session_id);
  if (erasures_ == nullptr)
    return keys_.EraseSubject(std::move(caller.municipality), std::move(subject), caller.deadline);
  return erasures_->Destroy(
      {SystemClock().Now(), std::move(caller.municipality), {std::move(subject)}}, caller.deadline,
      /*may_be_listed=*/false);
}

Task<absl::Status> VoteKeys::Destroy(Caller caller, SessionId session_id) {
  ZWK_CO_RETURN_IF_ERROR(co_await DestroyKey(caller, session_id));
  Forget(caller, session_id);
  Commit requests(caller.municipality);
  requests.ForgetRequests(VoteRequests(session_id));
  ZWK_CO_RETURN_IF_ERROR((co_await store_.Apply(std::move(requests), caller.deadline)).status());
  while (true) {
    store::ScanQuery query;
    query.index = VoteDocuments(session_id);
    query.limit = Commit::kMaxParts;
    query.with_bytes = false;
    ZWK_CO_ASSIGN_OR_RETURN(
        const store::ScanPage page,
        co_await store_.Scan(caller.municipality, std::move(query), caller.deadline));
    if (page.items.empty()) co_return absl::OkStatus();
    Commit commit(caller.municipality);
    for (const store::ScanPage::Item& item : page.items) {
      commit.Delete(item.key, Commit::kAnyVersion);
      commit.IndexRemove(VoteDocuments(session_id), item.sort_key, item.key);
    }
    ZWK_CO_RETURN_IF_ERROR((co_await store_.Apply(std::move(commit), caller.deadline)).status());
  }
}

Task<absl::StatusOr<LeanCoffeeSession>> VoteKeys::Load(Caller caller, SessionId session_id) {
  store::ReadSet reads;
  reads.documents = {SessionKey(session_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  co_return SessionIn(session_id, read.documents[0]);
}

Task<absl::StatusOr<VoteKeys::Secret>> VoteKeys::Of(Caller caller, SessionId session_id) {
  const std::function<Secret(const Known&)> known = [](const Known& one) { return one.secret; };
  if (Secret secret = Remembered(caller, session_id, known)) co_return secret;
  ZWK_CO_ASSIGN_OR_RETURN(const LeanCoffeeSession session, co_await Load(caller, session_id));
  std::vector<common::v1::Sealed> sealed(1);
  if (!sealed[0].ParseFromString(session.about.sealed_ballot_key)) {
    co_return absl::DataLossError("the key of a session cannot be read");
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      auto opened, co_await keys_.Open(caller.municipality, std::move(sealed), caller.deadline));
  if (!opened[0]) co_return session.WrongPhase("one before the session's end");
  auto secret =
      std::make_shared<const VoteSecret>(caller.municipality, session_id, *std::move(opened[0]));
  Remember(caller, session_id, [&](Known& one) { one.secret = secret; });
  co_return secret;
}

Task<absl::StatusOr<VoteKeys::Rules>> VoteKeys::RulesOf(Caller caller, SessionId session_id,
                                                        std::string guard) {
  const std::function<Rules(const Known&)> known = [](const Known& one) { return one.rules; };
  Rules rules = Remembered(caller, session_id, known);
  if (rules != nullptr && !guard.empty() && rules->guard == guard) co_return rules;
  // The cards are looked at after the guard: if one is withdrawn in between, nothing is decided under
  // this guard any more.
  store::ReadSet reads;
  reads.documents = {SessionKey(session_id)};
  reads.guards = {VotingGuardKey(session_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const LeanCoffeeSession session,
                          SessionIn(session_id, read.documents[0]));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<v1::Topic> topics,
                          co_await KeptTopics(store_, caller, session_id));
  rules = std::make_shared<const VotingRules>(VotingRules::Of(session, read.guards[0], topics));
  Remember(caller, session_id, [&](Known& one) { one.rules = rules; });
  co_return rules;
}

Task<absl::StatusOr<std::string>> VoteKeys::BallotOf(Caller caller, SessionId session_id) {
  if (caller.subject_ref.empty()) {
    co_return absl::UnauthenticatedError("a participant has to say who it is");
  }
  const std::function<std::string(const Known&)> known = [&](const Known& one) {
    const auto own = one.ballots.find(caller.subject_ref);
    return own == one.ballots.end() ? "" : own->second;
  };
  if (std::string ballot = Remembered(caller, session_id, known); !ballot.empty()) {
    co_return ballot;
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Secret secret, co_await Of(caller, session_id));
  const std::string person = secret->PersonKey(caller.subject_ref);
  store::ReadSet reads;
  reads.documents = {person};
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  const auto participant = OpenParticipant(*secret, person, read.documents[0]);
  // A sheet of paper is the scribe's to change.
  if (absl::IsNotFound(participant.status()) || (participant.ok() && participant->paper)) {
    co_return WithReason(absl::NotFoundError("you have not joined this session"), "NOT_JOINED");
  }
  if (!participant.ok()) co_return participant.status();
  const std::string ballot = secret->BallotKey(participant->participant_id);
  Remember(caller, session_id, [&](Known& one) { one.ballots[caller.subject_ref] = ballot; });
  co_return ballot;
}

}  // namespace zwk::participation
