#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/store/endpoint.h"

namespace zwk::stream {

// Moves events of one area that are old enough from the outbox to the archive, so that the store does
// not grow with them. Nobody is waited for: a view or a relay that is behind reads on in the archive.
class Retention {
 public:
  struct Options {
    store::Endpoint address;
    std::string area;
    std::string archive;              // folder of the Archive
    std::chrono::milliseconds age{};  // younger ones stay
    int64_t most_events = 100'000;    // of a municipality; what is more leaves earlier
  };

  explicit Retention(Options options) : options_(std::move(options)) {}

  // Once over all municipalities; how many events have left. Harmless beside another one. Blocks.
  absl::StatusOr<int64_t> Run(Time now) const;

 private:
  const Options options_;
};

}  // namespace zwk::stream
