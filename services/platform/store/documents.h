#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "platform/base/caller.h"
#include "platform/base/errors.h"
#include "platform/base/repository.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/store/store.h"

namespace zwk::store {

// ---------------------------------------------------------------------------------------------
// The lower level: any command, however it keeps its state.

// What a command wants to do and what it answers (opaque bytes, often a serialized message).
struct Prepared {
  Commit commit;
  std::string answer;
};

// Reads, lets `prepare` decide on what was read, commits with the caller's request record (prepare
// does not call Commit::Request itself), and returns the answer. Repetition, reuse of a request id,
// conflict and failed guards are dealt with as zwk::Repository promises; after a failed guard the
// answer is the guard's refusal, or `prepare` runs again, sees the new value and refuses in its own
// words. It may run more than once.
//
// A prepare that has to await something is a plain lambda that calls a coroutine, everything by
// value; one that has not, answers with ReadyTask(...).
//
//   auto prepare = [this, caller, command](ReadResult read) {
//     return PrepareSetDots(caller, command, std::move(read));
//   };
//   ZWK_CO_ASSIGN_OR_RETURN(std::string answer, co_await Transact(store_, caller, reads, prepare));
using Prepare = std::function<Task<absl::StatusOr<Prepared>>(ReadResult)>;
Task<absl::StatusOr<std::string>> Transact(Store& store, Caller caller, ReadSet reads,
                                           Prepare prepare);

template <typename T>
Task<absl::StatusOr<T>> ReadyTask(absl::StatusOr<T> value) {
  co_return value;
}

// ---------------------------------------------------------------------------------------------
// The usual case: an aggregate is one document, its changes are events.

// Where something is stored: what sealing binds it to. `version` is that of the document after the
// change (Encode), of the event (EncodeEvent) or of the document as read (Decode).
struct Place {
  std::string municipality;
  std::string key;  // "board/<id>"
  uint64_t version = 0;
};

struct EncodedEvent {
  std::string type;  // full name of the message
  std::string data;  // its bytes
};

struct IndexEntry {
  std::string index;
  std::string sort_key;  // bytes order the list; "" lists in the order of the ids
  bool operator==(const IndexEntry&) const = default;
};

// Between a domain type and its bytes. Asynchronous, because sealing a name asks the key ring; a
// codec that seals nothing answers at once with co_return.
template <typename State, typename Event>
class Codec {
 public:
  virtual ~Codec() = default;
  virtual Task<absl::StatusOr<std::string>> Encode(Place place, const State& state) = 0;
  virtual Task<absl::StatusOr<State>> Decode(Place place, std::string bytes) = 0;
  virtual Task<absl::StatusOr<EncodedEvent>> EncodeEvent(Place place, const Event& event) = 0;

  // The lists this state belongs to. Kept up to date by comparing before and after.
  virtual std::vector<IndexEntry> Indexes(const State& /*state*/) { return {}; }

  // What else becomes true with this change: guards, counters, audit. Default: nothing. `before` is
  // a State{} when the document is new.
  virtual void Complete(Commit& /*commit*/, const std::string& /*key*/, const State& /*before*/,
                        const State& /*after*/, const std::vector<Event>& /*events*/) {}
};

// zwk::Repository on a Store, made in a `_store` file of the service (an aggregate that is its message: seal::Keep):
//
//   store::Documents<DocumentHistory, DocumentEvent> documents(store, codec, "document", clock);
//
// Others take it as Repository<State, Event>&. Keys are "<kind>/<id>"; events have the same
// aggregate key. Ids are checked to be free of control characters only: `_api` files say more.
template <typename State, typename Event>
class Documents : public Repository<State, Event> {
 public:
  using Decide = typename Repository<State, Event>::Decide;

  Documents(Store& store, Codec<State, Event>& codec, std::string kind, const Clock& clock)
      : store_(store), codec_(codec), kind_(std::move(kind)), clock_(clock) {}

  Task<absl::StatusOr<Stored<State>>> Load(Caller caller, std::string id) override;
  Task<absl::StatusOr<Stored<State>>> Create(Caller caller, std::string id, Decide decide) override;
  Task<absl::StatusOr<Stored<State>>> Change(Caller caller, std::string id,
                                             uint64_t expected_version, Decide decide) override;
  Task<absl::StatusOr<Stored<State>>> Put(Caller caller, std::string id, Decide decide) override;
  Task<absl::StatusOr<Page<State>>> List(Caller caller, std::string index, std::string prefix,
                                         int page_size, std::string page_token) override;

 private:
  enum class Mode { kCreate, kChange, kPut };

  Task<absl::StatusOr<Stored<State>>> Run(Caller caller, std::string id, uint64_t expected_version,
                                          Decide decide, Mode mode);
  Task<absl::StatusOr<Prepared>> Decided(Caller caller, std::string id, uint64_t expected_version,
                                         Decide decide, Mode mode, Document found);
  Task<absl::StatusOr<Stored<State>>> Decoded(std::string municipality, std::string key,
                                              Document document);

  Store& store_;
  Codec<State, Event>& codec_;
  const std::string kind_;
  const Clock& clock_;
};

}  // namespace zwk::store

#include "platform/store/documents_impl.h"  // IWYU pragma: keep
