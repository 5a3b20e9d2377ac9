#pragma once

#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"

namespace zwk::forecasting {

template <typename M>
absl::StatusOr<M> ReadMessage(const std::string& key, const std::string& bytes) {
  M message;
  if (message.ParseFromString(bytes)) return message;
  return absl::DataLossError(absl::StrCat("the document ", Quoted(key), " cannot be read"));
}

template <typename M>
store::EncodedEvent ToEvent(const M& message) {
  return {M::descriptor()->full_name(), message.SerializeAsString()};
}

// The codec of an aggregate whose state and events are messages: `State::state` is stored as it is,
// an event (one of a std::variant) is published as it is. Fields that this build does not know stay,
// so that an older replica takes nothing away. Particular to an aggregate is where it is listed,
// found by argument:
//
//   std::vector<store::IndexEntry> IndexesOf(const Neighborhood&);
template <typename State, typename Event>
class MessageCodec : public store::Codec<State, Event> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place /*place*/, const State& state) override {
    co_return state.state.SerializeAsString();
  }
  Task<absl::StatusOr<State>> Decode(store::Place place, std::string bytes) override {
    State state;
    ZWK_CO_ASSIGN_OR_RETURN(state.state, ReadMessage<decltype(state.state)>(place.key, bytes));
    co_return std::move(state);
  }
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place /*place*/,
                                                        const Event& event) override {
    co_return std::visit([](const auto& message) { return ToEvent(message); }, event);
  }
  std::vector<store::IndexEntry> Indexes(const State& state) override { return IndexesOf(state); }
};

// Aggregates of one kind, stored by their codec.
template <typename State, typename Event, typename Codec>
std::unique_ptr<Repository<State, Event>> StoreBy(store::Store& store, std::string kind,
                                                  const Clock& clock) {
  struct CodecFirst {
    Codec codec;
  };
  struct Owned final : CodecFirst, store::Documents<State, Event> {
    Owned(store::Store& store, std::string kind, const Clock& clock)
        : store::Documents<State, Event>(store, this->codec, std::move(kind), clock) {}
  };
  return std::make_unique<Owned>(store, std::move(kind), clock);
}

}  // namespace zwk::forecasting
