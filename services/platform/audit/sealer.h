// Makes files of what the audit log of a service has in the store: batches that are chained (chain.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "platform/audit/signature.h"
#include "platform/base/clock.h"
#include "platform/base/periods.h"
#include "platform/store/endpoint.h"

namespace zwk::audit {

class Sealer {
 public:
  struct Options {
    store::Endpoint address;
    std::string area;    // the service
    std::string folder;  // the chains are in a folder of it; none: records stay in the store
    // Records are sealed when the oldest has waited so long, or when there are many.
    std::chrono::seconds wait{600};
    int64_t many = 1'000;
    // Batches older than this go, and records in the store that are in no file.
    std::chrono::hours keep{24 * kAuditDays};
    const Signer* signer = nullptr;  // none: nothing is signed
  };

  explicit Sealer(Options options) : options_(std::move(options)) {}

  // Once over all municipalities; with `all` whatever there is. How many records were sealed. Harmless beside another
  // one. Blocks.
  absl::StatusOr<int64_t> Run(Time now, bool all) const;

 private:
  const Options options_;
};

}  // namespace zwk::audit
