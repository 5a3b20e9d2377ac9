#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "catalog/base/record.h"
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

template <class M>
store::EncodedEvent Encoded(const M& event) {
  return {M::descriptor()->full_name(), event.SerializeAsString()};
}

// The event `E` that shows the message `M` of what it is about in its field `part`.
template <class E, class M>
store::EncodedEvent Showing(M* (E::*part)(), M message, uint64_t version) {
  E event;
  message.set_version(version);
  *(event.*part)() = std::move(message);
  return Encoded(event);
}

// An entry of a register: stored as the message `M` that speaks of it, listed by id in the index
// `index`. Its events are those that EventOf makes of them.
template <class T, class M>
class RecordCodec : public store::Codec<Record<T>, Recorded<T>> {
 public:
  using From = T (*)(const M&);
  RecordCodec(std::string index, From from) : index_(std::move(index)), from_(from) {}

  Task<absl::StatusOr<std::string>> Encode(store::Place, const Record<T>& record) override {
    co_return ToProto(record.value).SerializeAsString();
  }
  Task<absl::StatusOr<Record<T>>> Decode(store::Place, std::string bytes) override {
    ZWK_CO_ASSIGN_OR_RETURN(const M message, ParseStored<M>(bytes));
    co_return Record<T>{from_(message), true};
  }
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const Recorded<T>& event) override {
    co_return EventOf(event, place.version);
  }
  std::vector<store::IndexEntry> Indexes(const Record<T>&) override { return {{index_, ""}}; }
  void Complete(store::Commit& commit, const std::string&, const Record<T>&, const Record<T>&,
                const std::vector<Recorded<T>>&) override {
    SetRevision(commit);
  }

 private:
  const std::string index_;
  const From from_;
};

}  // namespace zwk::catalog
