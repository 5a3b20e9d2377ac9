#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/store/connection.h"
#include "platform/store/endpoint.h"

namespace zwk::kafka {

// How far a city's events of an area are in Kafka, beside its outbox (so in the same slot): the cursor,
// how many events that are, the epoch of the lease under which it was moved last, and the log that it is
// about. For one thread.
class RelayCursors {
 public:
  struct State {
    std::string cursor;   // behind the last event of which all up to it are in Kafka
    int64_t relayed = 0;  // events up to there, since the outbox began
    uint64_t epoch = 0;
    int64_t committed = 0;  // events in the outbox, since it began
    int64_t waiting() const { return committed - relayed; }
  };

  RelayCursors(store::Endpoint redis, std::string area)
      : connection_(std::move(redis)), area_(std::move(area)) {}

  // From here on moves need this epoch or a later one. A cursor that is about another log than this one
  // is back at the start. ABORTED: a later epoch has it already.
  absl::StatusOr<State> Claim(const std::string& municipality, uint64_t epoch,
                              const std::string& log);

  // ABORTED: another relay has taken over, or the cursor is not where this one left it.
  absl::Status Move(const std::string& municipality, uint64_t epoch, const std::string& from,
                    const std::string& to, int64_t events);

  absl::StatusOr<State> Look(const std::string& municipality);

  // Of the store that has the outboxes.
  absl::StatusOr<std::string> StoreEpoch();

  // Back to before events that Kafka has lost. Whoever relays notices.
  absl::Status PutBack(const std::string& municipality, const std::string& to, int64_t waiting);

  // Cities whose commits are refused until Kafka has caught up.
  absl::Status SetFull(const std::string& municipality, bool full);
  absl::StatusOr<std::set<std::string>> Full();

 private:
  absl::StatusOr<store::Reply> Call(const store::Arguments& call);
  absl::StatusOr<State> Ask(const std::string& municipality, const std::string& epoch,
                            const std::string& log);
  std::string KeyOf(const std::string& municipality) const;
  std::string FullKey() const;

  store::Connection connection_;
  const std::string area_;
};

}  // namespace zwk::kafka
