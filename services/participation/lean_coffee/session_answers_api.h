#pragma once

#include <string>

#include "participation/lean_coffee/ballot.h"
#include "participation/lean_coffee/rounds_use.h"
#include "participation/lean_coffee/sessions_use.h"
#include "participation/lean_coffee/topics_use.h"
#include "platform/base/messages.h"
#include "platform/rpc/fields.h"
#include "zwk/participation/v1/ballot.pb.h"
#include "zwk/participation/v1/lean_coffee_session.pb.h"

// What the answers of Lean Coffee have in common.
namespace zwk::participation {

// A proto enum as the domain's enum of the same numbers. Proto3 lets numbers through that nobody
// has defined; those are refused here, "unspecified" is the domain's to judge.
template <class To, class From>
To Known(FieldErrors& errors, absl::string_view field, From value, bool (*is_valid)(int)) {
  CheckKnown(errors, field, static_cast<int>(value), is_valid);
  return static_cast<To>(static_cast<int>(value));
}

// When a step happened: given for recorded sessions, absent for live ones.
template <class Request>
HappenedAt When(FieldErrors& errors, const Request& request) {
  if (!request.has_happened_at()) return std::nullopt;
  CheckTimestamp(errors, "happened_at", request.happened_at());
  return ToTime(request.happened_at());
}

template <class Request>
SessionId SessionOf(FieldErrors& errors, const Request& request) {
  rpc::CheckId(errors, "session_id", request.session_id());
  return SessionId(request.session_id());
}

// What tells the request that created something from another with the same id: enough of the keyed
// fingerprint of its content for that.
inline std::string OriginOf(const Caller& caller) {
  return caller.request.fingerprint.substr(0, 16);
}

// The dots of a sheet of paper.
std::vector<Allocation> AllocationsOf(
    FieldErrors& errors, const google::protobuf::RepeatedPtrField<v1::Allocation>& allocations);

void ShowRound(const Round& round, const Rounds::Words& words, v1::Round& message);

// A session without its rounds.
v1::LeanCoffeeSession Summary(const StoredSession& stored);

// What is told of its cards where somebody looks. The answer to a change does not: asked for once more
// it is the same, whatever became of the cards since.
void AddNumbers(const TopicNumbers& topics, const LeanCoffeeSession& session,
                v1::LeanCoffeeSession& message);

// The whole session; asks for the words of its notes.
Task<absl::StatusOr<v1::LeanCoffeeSession>> ShowSession(Caller caller, Rounds& rounds,
                                                        StoredSession stored);
// And for the numbers of its cards.
Task<absl::StatusOr<v1::LeanCoffeeSession>> ShowSessionNow(Caller caller, Rounds& rounds,
                                                           Topics& topics, StoredSession stored);

}  // namespace zwk::participation
