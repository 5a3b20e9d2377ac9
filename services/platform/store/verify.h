// Reads all that a store has of one municipality, and says what is not as it was written.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "absl/status/statusor.h"
#include "platform/store/endpoint.h"

namespace zwk::store {

// One thing that is wrong: a key of Redis or the id of an event, and what is wrong with it.
struct Finding {
  std::string key;
  std::string what;
};

struct Verified {
  int64_t documents = 0;
  int64_t events = 0;
  int64_t index_entries = 0;
  int64_t counters = 0;
  int64_t guards = 0;
  int64_t findings = 0;
  // Documents and events that were written before there were checksums. No findings.
  int64_t without_checksum = 0;
};

// Documents and events by their checksums; versions of events among each other and with their
// documents; entries of indexes with the documents they name; counters and guards by their form.
// Commits may go on meanwhile. Blocks for as long as it takes; `on_finding` false: stop (CANCELLED).
absl::StatusOr<Verified> VerifyStore(const Endpoint& endpoint, const std::string& area,
                                     const std::string& municipality,
                                     const std::function<bool(const Finding&)>& on_finding);

}  // namespace zwk::store
