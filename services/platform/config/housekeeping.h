// What a service does now and then for what it keeps.
#pragma once

#include <optional>
#include <string>

#include "platform/audit/audit_log.h"
#include "platform/audit/signature.h"
#include "platform/base/clock.h"
#include "platform/config/common_options.h"
#include "platform/config/figures.h"
#include "platform/config/recurring.h"
#include "platform/store/redis_store.h"

namespace zwk::config {

// Measures what the store holds, lets events that are old enough leave for the archive, and seals the audit log
// into files.
class Housekeeping {
 public:
  // `area`: of the service in the store. `signer`: of the files of the audit log; null where there is no key.
  Housekeeping(const CommonOptions& common, std::string area, store::RedisStore& store,
               audit::AuditLog& audit, const audit::Signer* signer, Figures& figures,
               const Clock& clock);

  void Start();
  // `seal`: all that is recorded becomes files; else it waits in the store.
  void Stop(bool seal);

 private:
  void KeepEvents();
  void SealAudit(bool all);
  void Sealed();

  const CommonOptions& common_;
  const std::string area_;
  store::RedisStore& store_;
  audit::AuditLog& audit_;
  const audit::Signer* const signer_;
  Figures& figures_;
  const Clock& clock_;
  std::optional<Recurring> measuring_, retention_, sealing_;
};

}  // namespace zwk::config
