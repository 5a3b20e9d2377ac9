// What every service is told when it starts.
#pragma once

#include <cstdint>
#include <string>

#include "absl/time/time.h"
#include "platform/config/options.h"
#include "platform/log/log.h"
#include "platform/rpc/server.h"
#include "platform/rpc/tls.h"
#include "platform/store/endpoint.h"

namespace zwk::config {

// Names of flags, environment and file alike.
struct CommonOptions {
  explicit CommonOptions(Options& options);

  const std::string& listen;
  const std::string& health_listen;
  const struct {
    const std::string& certificate;
    const std::string& key;
    const std::string& ca;
  } tls;
  const std::string& access_file;
  const std::string& metrics_listen;
  const std::string& redis;
  const std::string& redis_user;
  const std::string& redis_password_file;
  const std::string& redis_ca;
  const int64_t& redis_lanes;
  const std::string& archive_dir;
  const int64_t& retention_days;
  const int64_t& outbox_limit;
  const std::string& audit_dir;
  const int64_t& audit_days;
  const std::string& blob_dir;
  const std::string& key_file;
  const bool& dev_identity;
  const bool& reflection;
  const int64_t& default_deadline_ms;
  const int64_t& drain_notice_ms;
  const int64_t& drain_limit_ms;
  const int64_t& max_in_flight;
  const int64_t& max_streams;
  const int64_t& max_uploads;
  const int64_t& upload_mib;
  const int64_t& municipality_rate;
  const int64_t& municipality_burst;
  const int64_t& view_lag_limit;
  const int64_t& pool_threads;
  const std::string& log_level;
  const std::string& log_time_zone;

  store::Endpoint Redis() const;
  rpc::TlsFiles Tls() const;
  rpc::ServerOptions Server() const;
  log::Level LogLevel() const;
  absl::TimeZone LogTimeZone() const;
};

}  // namespace zwk::config
