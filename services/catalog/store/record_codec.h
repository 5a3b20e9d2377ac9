#pragma once

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "catalog/domain/offer.h"
#include "catalog/domain/record.h"
#include "catalog/events/event_messages.h"
#include "catalog/wire/convert.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"

namespace zwk::catalog {

// Another value with every change: tells snapshots that they are outdated, and an import that
// somebody was faster.
inline constexpr char kRevisionGuard[] = "revision";

// To be called when the events of a change are in its commit: the last of them names it.
inline void SetRevision(store::Commit& commit) {
  const store::Commit::EventWish& last = commit.events().back();
  commit.SetGuard(kRevisionGuard, absl::StrCat(last.key, "/", last.expected_event_version));
}

template <class M>
absl::StatusOr<M> ParseStored(const std::string& bytes) {
  M message;
  if (message.ParseFromString(bytes)) return message;
  return absl::DataLossError("a stored document cannot be read: " + M::descriptor()->full_name());
}

// A register entry: stored as the message that speaks of it, listed by id in the index `index`.
template <class T, class M>
class RecordCodec : public store::Codec<Record<T>, Recorded<T>> {
 public:
  explicit RecordCodec(std::string index) : index_(std::move(index)) {}

  Task<absl::StatusOr<std::string>> Encode(store::Place, const Record<T>& record) override {
    co_return ToProto(record.value).SerializeAsString();
  }
  Task<absl::StatusOr<Record<T>>> Decode(store::Place, std::string bytes) override {
    ZWK_CO_ASSIGN_OR_RETURN(const M message, ParseStored<M>(bytes));
    ZWK_CO_ASSIGN_OR_RETURN(T value, FromProto(message));
    co_return Record<T>{std::move(value), true};
  }
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const Recorded<T>& event) override {
    EventMessage message = ToMessage(event, place.version);
    co_return store::EncodedEvent{std::move(message.type), std::move(message.data)};
  }
  std::vector<store::IndexEntry> Indexes(const Record<T>&) override { return {{index_, ""}}; }
  void Complete(store::Commit& commit, const std::string&, const Record<T>&, const Record<T>&,
                const std::vector<Recorded<T>>&) override {
    SetRevision(commit);
  }

 private:
  const std::string index_;
};

class OfferCodec : public store::Codec<Offer, OfferEvent> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place, const Offer& offer) override {
    co_return ToProto(offer).SerializeAsString();
  }
  Task<absl::StatusOr<Offer>> Decode(store::Place, std::string bytes) override {
    ZWK_CO_ASSIGN_OR_RETURN(const v1::Offer message, ParseStored<v1::Offer>(bytes));
    co_return FromProto(message);
  }
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const OfferEvent& event) override {
    EventMessage message = ToMessage(event, place.version);
    co_return store::EncodedEvent{std::move(message.type), std::move(message.data)};
  }
  std::vector<store::IndexEntry> Indexes(const Offer&) override { return {{"offers", ""}}; }
  void Complete(store::Commit& commit, const std::string&, const Offer&, const Offer&,
                const std::vector<OfferEvent>&) override {
    SetRevision(commit);
  }
};

}  // namespace zwk::catalog
