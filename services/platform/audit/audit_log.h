// Records acts and refusals in the store of a service, from where they are sealed (sealer.h).
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>
#include <utility>

#include "platform/base/clock.h"
#include "platform/base/timers.h"
#include "platform/rpc/audit.h"
#include "platform/store/store.h"

namespace zwk::audit {

// An act leaves a note that it has begun before anything of it happens, and its record, in the place of the note, before
// it is answered (ADR 27): what was acknowledged is recorded whatever is killed, and what was not is recorded as begun.
//
// A refusal is recorded before it is answered; the same again within a minute (same caller, same method) is counted, and
// the count is one record at the end of the minute. So nobody can fill the log by knocking.
class AuditLog : public rpc::Audit {
 public:
  struct Options {
    std::string reference_key;  // ReferenceKey
    // For a store that is away; of an act that has happened, whatever its caller's deadline is.
    std::chrono::milliseconds patience{5'000};
    std::chrono::seconds counted_for{60};               // refusals that are alike
    std::chrono::seconds abandoned_after{2 * 60 * 60};  // an act that has begun and nobody ends
  };

  AuditLog(store::Store& store, Timers& timers, const Clock& clock, Options options);

  Task<absl::StatusOr<Begun>> Begin(rpc::AuditedCall call, Time deadline) override;
  Task<absl::Status> End(Begun begun, rpc::AuditedCall call, absl::Status outcome) override;
  Task<absl::Status> Refused(rpc::AuditedCall call, absl::Status why) override;

  // Records what was counted, and acts that were begun by a process that has been killed, with an outcome that is UNKNOWN.
  // Now and then, and with `all` when the service ends.
  Task<absl::Status> TidyUp(bool all);

 private:
  // Refusals that are alike: of whom, of what.
  struct Counted {
    rpc::AuditedCall call;
    absl::Status why;
    Time since{};
    int64_t further = 0;  // after the first, which has a record
  };
  using Alike = std::pair<std::string, std::string>;

  std::string JsonOf(const Begun& begun, const rpc::AuditedCall& call, const std::string& outcome,
                     const std::string& reason, int64_t further) const;
  Time Patience() const;
  Task<absl::Status> Append(std::string municipality, std::string json);
  Task<absl::Status> CloseAbandoned(std::string municipality);

  store::Store& store_;
  Timers& timers_;
  const Clock& clock_;
  const Options options_;
  std::mutex mutex_;
  std::map<Alike, Counted> refusals_;  // guarded by mutex_
};

}  // namespace zwk::audit
