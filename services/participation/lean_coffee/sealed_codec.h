#pragma once

#include <string>
#include <utility>
#include <vector>

#include "participation/lean_coffee/event_message.h"
#include "participation/lean_coffee/sealer_codec.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"

namespace zwk::participation {

// The codec of sessions: seals on the way out, opens on the way in. What is particular to them are six
// functions beside its stored document, found by argument:
//
//   std::vector<PersonText*> PeopleIn(LeanCoffeeSession&);  // texts that are sealed; may be none
//   std::vector<PersonText*> PeopleIn(SessionEvent&);
//   std::string ToStored(const LeanCoffeeSession&);  // bytes of lean_coffee_documents.proto
//   absl::Status FromStored(const std::string&, LeanCoffeeSession&);
//   EventMessage ToMessage(const std::string& id, const SessionEvent&);
//   std::vector<store::IndexEntry> IndexesOf(const LeanCoffeeSession&);
template <class State, class Event>
class SealedCodec : public store::Codec<State, Event> {
 public:
  explicit SealedCodec(Sealer& sealer) : sealer_(sealer) {}

  Task<absl::StatusOr<std::string>> Encode(store::Place place, const State& state) override {
    State sealed = state;
    ZWK_CO_RETURN_IF_ERROR(
        co_await sealer_.Seal(place.municipality, place.key, place.version, PeopleIn(sealed)));
    co_return ToStored(sealed);
  }

  Task<absl::StatusOr<State>> Decode(store::Place place, std::string bytes) override {
    State state;
    ZWK_CO_RETURN_IF_ERROR(FromStored(bytes, state));
    ZWK_CO_RETURN_IF_ERROR(co_await sealer_.Open(place.municipality, PeopleIn(state)));
    co_return std::move(state);
  }

  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const Event& event) override {
    Event sealed = event;
    ZWK_CO_RETURN_IF_ERROR(
        co_await sealer_.Seal(place.municipality, place.key, place.version, PeopleIn(sealed)));
    EventMessage message = ToMessage(place.key.substr(place.key.find('/') + 1), sealed);
    co_return store::EncodedEvent{std::move(message.type), std::move(message.data)};
  }

  std::vector<store::IndexEntry> Indexes(const State& state) override { return IndexesOf(state); }

 private:
  Sealer& sealer_;
};

// What FromStored says of bytes that are no document of this kind.
template <class M>
absl::Status ParseStored(const std::string& bytes, M& message) {
  if (message.ParseFromString(bytes)) return absl::OkStatus();
  return absl::DataLossError("a stored document cannot be read: " + M::descriptor()->full_name());
}

}  // namespace zwk::participation
