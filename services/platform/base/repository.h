#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk {

// An aggregate's state as it is kept; `version` is its etag (0: it does not exist).
template <typename State>
struct Stored {
  State value;
  uint64_t version = 0;
};

template <typename State>
struct Page {
  std::vector<Stored<State>> items;
  std::string next_page_token;  // empty on the last page
};

// What a decision answers: the events that follow, in order. One event, several, or none ("it is so
// already"): a domain function may return StatusOr of any of them.
template <typename Event>
struct Decision {
  Decision() = default;
  Decision(std::vector<Event> happened) : events(std::move(happened)) {}  // NOLINT: on purpose
  template <typename E>
    requires std::constructible_from<Event, E>
  Decision(E&& event) {  // NOLINT: implicit on purpose
    events.emplace_back(std::forward<E>(event));
  }

  std::vector<Event> events;
};

// The port through which one kind of aggregate is kept: `_api` and `_use` files hold a reference to it,
// `platform/store/documents.h` implements it. State is default constructible ("not yet") and has
// `void Apply(const Event&)`; Event is usually a std::variant. A command is then (board_api.cc)
//
//   BoardRepository::Decide decide = [wanted](const Board& board) {
//     return board.EndMembership(wanted);
//   };
//   co_return co_await rpc::Answer(
//       &v1::EndMembershipResponse::mutable_board,
//       boards.Change(caller, request.board_id(), request.expected_version(), std::move(decide)));
//
// Promises of every change, none of which a use case has to think of:
// - state, events, indexes and the request record become true together or not at all;
// - the same `caller.request` again: the first answer, nothing decided, nothing done;
//   the same request id with other content: ALREADY_EXISTS, reason REQUEST_ID_REUSED;
// - somebody was faster: loaded and decided again (so `decide` may run more than once and must be a
//   pure function), with jitter and a bound, then ABORTED, reason CONCURRENT_CHANGE;
// - `expected_version` other than 0 and not the stored one: ABORTED, reason VERSION_MISMATCH, with
//   the current version in the message.
// Ids that a decision gives to parts are best derived from the request id (UuidFromName), so that
// the answer of a repetition can name them.
template <typename State, typename Event>
class Repository {
 public:
  using Decide = std::function<absl::StatusOr<Decision<Event>>(const State&)>;

  virtual ~Repository() = default;

  // NOT_FOUND if it does not exist, also when it exists in another municipality.
  virtual Task<absl::StatusOr<Stored<State>>> Load(Caller caller, std::string id) = 0;

  // `decide` gets a State{}. The id is taken already: if it was created by the same content, the
  // existing thing is the answer, otherwise ALREADY_EXISTS, reason ID_TAKEN.
  virtual Task<absl::StatusOr<Stored<State>>> Create(Caller caller, std::string id,
                                                     Decide decide) = 0;

  // NOT_FOUND if it does not exist.
  virtual Task<absl::StatusOr<Stored<State>>> Change(Caller caller, std::string id,
                                                     uint64_t expected_version, Decide decide) = 0;

  // For registers with a natural key: as Change, but what does not exist yet is a State{}.
  virtual Task<absl::StatusOr<Stored<State>>> Put(Caller caller, std::string id, Decide decide) = 0;

  // The aggregates of an index (Codec::Indexes) whose sort key starts with `prefix`, in its order.
  // A page token of another list, filter or municipality is INVALID_ARGUMENT, field page_token.
  // `page_size` 0 is 50, more than 500 is 500, below 0 is INVALID_ARGUMENT, field page_size.
  virtual Task<absl::StatusOr<Page<State>>> List(Caller caller, std::string index,
                                                 std::string prefix, int page_size,
                                                 std::string page_token) = 0;
};

}  // namespace zwk
