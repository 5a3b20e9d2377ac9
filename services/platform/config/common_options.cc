#include "platform/config/common_options.h"

#include <algorithm>
#include <chrono>

#include "platform/base/periods.h"

namespace zwk::config {
namespace {

using std::chrono::milliseconds;

// A municipality has a quarter of each, one caller some of that, nobody at one address a quarter of its streams.
rpc::AdmissionLimits LimitsOf(const CommonOptions& common) {
  const auto shared = [](int64_t total, int of_a_caller, int of_an_address = 0) {
    const auto share = [total](int part) {
      return part == 0 ? 0 : std::max(1, static_cast<int>(total / 4 / part));
    };
    return rpc::InFlightLimit{static_cast<int>(total), static_cast<int>(total / 4),
                              share(of_a_caller), share(of_an_address)};
  };
  rpc::AdmissionLimits limits;
  limits.unary = shared(common.max_in_flight, 2);
  limits.server_streams = shared(common.max_streams, 100, 4);
  limits.client_streams = shared(common.max_uploads, 4);
  limits.calls_per_second_of_a_municipality = static_cast<double>(common.municipality_rate);
  limits.burst_of_a_municipality = static_cast<double>(common.municipality_burst);
  return limits;
}

}  // namespace

CommonOptions::CommonOptions(Options& options)
    : listen(options.Text("listen", "host:port of gRPC; port 0 takes a free one", "127.0.0.1:0",
                          CheckHostAndPort)),
      health_listen(options.Text("health-listen",
                                 "host:port of grpc.health.v1 alone, in plain text", "",
                                 CheckHostAndPort)),
      tls{options.Text("tls-certificate", "File: who this service is, for callers and Redis", "",
                       CheckFile),
          options.Text("tls-key", "File with its key; may be the same", "", CheckFile),
          options.Text("tls-ca", "File: who has to have signed the certificates of others", "",
                       CheckFile)},
      access_file(options.Text(
          "access-file", "File: who is let in, by certificate and by token (JSON)", "", CheckFile)),
      metrics_listen(options.Text("metrics-listen", "host:port of http /metrics", "127.0.0.1:0",
                                  CheckHostAndPort)),
      redis(options.Text("redis", "unix:/path or host:port", "127.0.0.1:6379", CheckRedisAddress)),
      redis_user(options.Text("redis-user", "User of Redis' ACL; without it the default one", "")),
      redis_password_file(
          options.Text("redis-password-file", "File with its password", "", CheckFile)),
      redis_ca(
          options.Text("redis-ca", "File with the CA of Redis' certificate: TLS", "", CheckFile)),
      redis_lanes(options.Number("redis-lanes", "Connections for commits", 2, 1, 64)),
      archive_dir(options.Text("archive-dir",
                               "Folder of events that have left the store, the same for all "
                               "services; without one they stay there",
                               "", CheckFolder)),
      retention_days(options.Number("retention-days",
                                    "How long events stay in the store, with an archive",
                                    kEventDays, 1, 3'650)),
      outbox_limit(options.Number("outbox-limit",
                                  "Events of a municipality in the store at most, with an archive",
                                  500'000, 100, 1'000'000'000)),
      audit_dir(options.Text("audit-dir",
                             "Folder that stays, for the files of the audit log; without one it "
                             "stays in the store, not chained",
                             "", CheckFolder)),
      audit_days(
          options.Number("audit-days", "How long the audit log is kept", kAuditDays, 30, 3'650)),
      blob_dir(
          options.Text("blob-dir", "Folder of files (attachments, documents)", "", CheckFolder)),
      key_file(options.Text("key-file", "File with the key that wraps the keys of people", "",
                            CheckFile)),
      dev_identity(options.Flag("dev-identity", "Callers say who they are; on loopback only")),
      reflection(options.Flag("reflection", "Answer gRPC reflection")),
      default_deadline_ms(options.Number("default-deadline-ms", "For calls without a deadline",
                                         10'000, 1, 600'000)),
      drain_notice_ms(options.Number("drain-notice-ms", "Not ready, still serving, before a drain",
                                     500, 0, 120'000)),
      drain_limit_ms(options.Number("drain-limit-ms", "Time for calls in flight in a drain", 20'000,
                                    0, 600'000)),
      max_in_flight(options.Number("max-in-flight",
                                   "Calls at once, a quarter of them of one municipality", 2'048, 4,
                                   100'000)),
      max_streams(options.Number(
          "max-streams", "Streams of answers at once, a quarter of them of one municipality",
          20'000, 4, 1'000'000)),
      max_uploads(options.Number(
          "max-uploads", "Uploads at once, a quarter of them of one municipality", 256, 4, 10'000)),
      upload_mib(options.Number("upload-mib",
                                "MiB of uploads in flight, a quarter of them of one municipality",
                                4'096, 256, 1'048'576)),
      municipality_rate(options.Number("municipality-calls-per-second", "Share of one municipality",
                                       5'000, 1, 1'000'000)),
      municipality_burst(options.Number("municipality-burst", "Calls of one municipality at once",
                                        10'000, 1, 1'000'000)),
      view_lag_limit(options.Number("view-lag-limit-seconds",
                                    "Views further behind are not healthy", 60, 1, 86'400)),
      pool_threads(options.Number("pool-threads", "Threads for work that costs CPU", 2, 1, 256)),
      log_level(options.Text("log-level", "debug, info, warning, error or off", "info",
                             CheckOneOf({"debug", "info", "warning", "error", "off"}))),
      log_time_zone(options.Text("log-time-zone",
                                 "In which zone lines of the log say when: Europe/Berlin, UTC, ...",
                                 "UTC", CheckTimeZone)) {}

store::Endpoint CommonOptions::Redis() const {
  store::Endpoint endpoint(redis);
  endpoint.user = redis_user;
  endpoint.password_file = redis_password_file;
  endpoint.tls_ca = redis_ca;
  if (!redis_ca.empty()) {
    endpoint.tls_certificate = tls.certificate;
    endpoint.tls_key = tls.key;
  }
  return endpoint;
}

rpc::TlsFiles CommonOptions::Tls() const { return {tls.certificate, tls.key, tls.ca}; }

rpc::ServerOptions CommonOptions::Server() const {
  rpc::ServerOptions server_options;
  server_options.listen = listen;
  server_options.health_listen = health_listen;
  server_options.tls = Tls();
  server_options.dev_identity = dev_identity;
  server_options.reflection = reflection;
  server_options.default_deadline = milliseconds(default_deadline_ms);
  server_options.drain_notice = milliseconds(drain_notice_ms);
  server_options.drain_limit = milliseconds(drain_limit_ms);
  server_options.limits = LimitsOf(*this);
  server_options.uploads.folder = blob_dir;
  const int64_t upload_bytes = upload_mib << 20;
  server_options.uploads.in_flight = {upload_bytes, upload_bytes / 4};
  return server_options;
}

log::Level CommonOptions::LogLevel() const {
  if (log_level == "debug") return log::Level::kDebug;
  if (log_level == "warning") return log::Level::kWarning;
  if (log_level == "error") return log::Level::kError;
  return log_level == "off" ? log::Level::kOff : log::Level::kInfo;
}

absl::TimeZone CommonOptions::LogTimeZone() const {
  absl::TimeZone zone;
  absl::LoadTimeZone(log_time_zone, &zone);  // it was looked for before it was taken
  return zone;
}

}  // namespace zwk::config
