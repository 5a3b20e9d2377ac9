#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/seal/personal.h"
#include "platform/store/documents.h"

namespace zwk::seal {

// A message as its bytes: sealed on the way out, opened on the way in.
template <class M>
Task<absl::StatusOr<std::string>> SealedBytes(KeyRing& keys, store::Place place, M message) {
  ZWK_CO_RETURN_IF_ERROR(
      co_await SealAll(keys, place.municipality, place.key, place.version, message));
  co_return message.SerializeAsString();
}

template <class M>
Task<absl::StatusOr<M>> OpenedMessage(KeyRing& keys, store::Place place, std::string bytes) {
  M message;
  if (!message.ParseFromString(bytes)) {
    co_return absl::DataLossError(
        absl::StrCat("the stored document of ", place.key, " cannot be read"));
  }
  ZWK_CO_RETURN_IF_ERROR(co_await OpenAll(keys, place.municipality, message));
  co_return std::move(message);
}

// The codec of an aggregate whose state and events are messages: `State::state` is kept as it is, an
// event (one of a std::variant) is published as it is, what is Personal in them is sealed. Fields that
// this build does not know are kept, so that an older replica takes nothing away. Particular to an
// aggregate is where it is listed, found by argument:
//
//   std::vector<store::IndexEntry> IndexesOf(const Board&);
template <class State, class Event>
class MessageCodec : public store::Codec<State, Event> {
 public:
  explicit MessageCodec(KeyRing& keys) : keys_(keys) {}

  Task<absl::StatusOr<std::string>> Encode(store::Place place, const State& state) override {
    return SealedBytes(keys_, std::move(place), state.state);
  }

  Task<absl::StatusOr<State>> Decode(store::Place place, std::string bytes) override {
    State state;
    using M = decltype(state.state);
    ZWK_CO_ASSIGN_OR_RETURN(state.state,
                            co_await OpenedMessage<M>(keys_, std::move(place), std::move(bytes)));
    co_return std::move(state);
  }

  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const Event& event) override {
    return std::visit(
        [&](const auto& message) { return Published(keys_, std::move(place), message); }, event);
  }

  std::vector<store::IndexEntry> Indexes(const State& state) override { return IndexesOf(state); }

 private:
  template <class M>
  static Task<absl::StatusOr<store::EncodedEvent>> Published(KeyRing& keys, store::Place place,
                                                             M message) {
    ZWK_CO_ASSIGN_OR_RETURN(std::string bytes,
                            co_await SealedBytes(keys, std::move(place), std::move(message)));
    co_return store::EncodedEvent{M::descriptor()->full_name(), std::move(bytes)};
  }

  KeyRing& keys_;
};

// Aggregates of one kind, kept as their messages. Instantiated in the folder of the aggregate
// (board_store.cc), once: it takes the compiler seconds.
template <class State, class Event, class Codec = MessageCodec<State, Event>>
std::unique_ptr<Repository<State, Event>> Keep(store::Store& store, KeyRing& keys, std::string kind,
                                               const Clock& clock) {
  struct CodecFirst {
    Codec codec;
  };
  struct Kept final : CodecFirst, store::Documents<State, Event> {
    Kept(store::Store& store, KeyRing& keys, std::string kind, const Clock& clock)
        : CodecFirst{Codec(keys)},
          store::Documents<State, Event>(store, this->codec, std::move(kind), clock) {}
  };
  return std::make_unique<Kept>(store, keys, std::move(kind), clock);
}

}  // namespace zwk::seal
