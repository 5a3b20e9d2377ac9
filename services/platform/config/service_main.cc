#include "platform/config/service_main.h"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <google/protobuf/stubs/logging.h>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "platform/admin/store_admin.h"
#include "platform/admin/view_admin.h"
#include "platform/audit/audit_log.h"
#include "platform/audit/record.h"
#include "platform/audit/sealer.h"
#include "platform/base/clock.h"
#include "platform/base/hash.h"
#include "platform/base/mac.h"
#include "platform/base/pool.h"
#include "platform/base/task.h"
#include "platform/base/timers.h"
#include "platform/blob/folder.h"
#include "platform/config/access_file.h"
#include "platform/config/figures.h"
#include "platform/config/health.h"
#include "platform/config/options.h"
#include "platform/config/recurring.h"
#include "platform/config/service_bus.h"
#include "platform/events/event_feed.h"
#include "platform/log/log.h"
#include "platform/log/time_zone.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/server.h"
#include "platform/seal/erasures.h"
#include "platform/seal/key_ring.h"
#include "platform/store/connection.h"
#include "platform/store/redis_store.h"
#include "platform/stream/retention.h"
#include "platform/stream/view_runner.h"

namespace zwk::config {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kBetweenLooks{20};  // until the service is ready
constexpr milliseconds kBetweenFigures{10'000};
constexpr milliseconds kPatienceForFigures{2'000};
constexpr milliseconds kBetweenRetentions{600'000};
constexpr milliseconds kBetweenSeals{60'000};

// What every service has. Names of flags, environment and file alike.
struct CommonOptions {
  explicit CommonOptions(Options& options)
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
        access_file(options.Text("access-file",
                                 "File: who is let in, by certificate and by token (JSON)", "",
                                 CheckFile)),
        metrics_listen(options.Text("metrics-listen", "host:port of http /metrics", "127.0.0.1:0",
                                    CheckHostAndPort)),
        redis(
            options.Text("redis", "unix:/path or host:port", "127.0.0.1:6379", CheckRedisAddress)),
        redis_user(
            options.Text("redis-user", "User of Redis' ACL; without it the default one", "")),
        redis_password_file(
            options.Text("redis-password-file", "File with its password", "", CheckFile)),
        redis_ca(
            options.Text("redis-ca", "File with the CA of Redis' certificate: TLS", "", CheckFile)),
        redis_lanes(options.Number("redis-lanes", "Connections for commits", 2, 1, 64)),
        archive_dir(options.Text("archive-dir",
                                 "Folder of events that have left the store, the same for all "
                                 "services; without one they stay there",
                                 "", CheckFolder)),
        retention_days(options.Number(
            "retention-days", "How long events stay in the store, with an archive", 7, 1, 3'650)),
        outbox_limit(options.Number(
            "outbox-limit", "Events of a municipality in the store at most, with an archive",
            500'000, 100, 1'000'000'000)),
        audit_dir(options.Text("audit-dir",
                               "Folder that stays, for the files of the audit log; without one it "
                               "stays in the store, not chained",
                               "", CheckFolder)),
        audit_days(options.Number("audit-days", "How long the audit log is kept", 730, 30, 3'650)),
        blob_dir(
            options.Text("blob-dir", "Folder of files (attachments, documents)", "", CheckFolder)),
        key_file(options.Text("key-file", "File with the key that wraps the keys of people", "",
                              CheckFile)),
        dev_identity(options.Flag("dev-identity", "Callers say who they are; on loopback only")),
        reflection(options.Flag("reflection", "Answer gRPC reflection")),
        default_deadline_ms(options.Number("default-deadline-ms", "For calls without a deadline",
                                           10'000, 1, 600'000)),
        drain_notice_ms(options.Number(
            "drain-notice-ms", "Not ready, still serving, before a drain", 500, 0, 120'000)),
        drain_limit_ms(options.Number("drain-limit-ms", "Time for calls in flight in a drain",
                                      20'000, 0, 600'000)),
        max_in_flight(options.Number("max-in-flight",
                                     "Calls at once, a quarter of them of one municipality", 2'048,
                                     4, 100'000)),
        max_streams(options.Number(
            "max-streams", "Streams of answers at once, a quarter of them of one municipality",
            20'000, 4, 1'000'000)),
        max_uploads(options.Number("max-uploads",
                                   "Uploads at once, a quarter of them of one municipality", 256, 4,
                                   10'000)),
        upload_mib(options.Number("upload-mib",
                                  "MiB of uploads in flight, a quarter of them of one municipality",
                                  4'096, 256, 1'048'576)),
        municipality_rate(options.Number("municipality-calls-per-second",
                                         "Share of one municipality", 5'000, 1, 1'000'000)),
        municipality_burst(options.Number("municipality-burst", "Calls of one municipality at once",
                                          10'000, 1, 1'000'000)),
        view_lag_limit(options.Number("view-lag-limit-seconds",
                                      "Views further behind are not healthy", 60, 1, 86'400)),
        pool_threads(options.Number("pool-threads", "Threads for work that costs CPU", 2, 1, 256)),
        log_level(options.Text("log-level", "debug, info, warning, error or off", "info",
                               CheckOneOf({"debug", "info", "warning", "error", "off"}))),
        log_time_zone(options.Text(
            "log-time-zone", "In which zone lines of the log say when: Europe/Berlin, UTC, ...",
            "UTC", CheckTimeZone)) {}

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

  store::Endpoint Redis() const {
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
  rpc::TlsFiles Tls() const { return {tls.certificate, tls.key, tls.ca}; }
  rpc::ServerOptions Server() const {
    rpc::ServerOptions server_options;
    server_options.listen = listen;
    server_options.health_listen = health_listen;
    server_options.tls = Tls();
    server_options.dev_identity = dev_identity;
    server_options.reflection = reflection;
    server_options.default_deadline = milliseconds(default_deadline_ms);
    server_options.drain_notice = milliseconds(drain_notice_ms);
    server_options.drain_limit = milliseconds(drain_limit_ms);
    server_options.limits = Limits();
    server_options.uploads.folder = blob_dir;
    const int64_t upload_bytes = upload_mib << 20;
    server_options.uploads.in_flight = {upload_bytes, upload_bytes / 4};
    return server_options;
  }

 private:
  // A municipality has a quarter of each.
  rpc::AdmissionLimits Limits() const {
    const auto shared = [](int64_t total) {
      return rpc::InFlightLimit{static_cast<int>(total), static_cast<int>(total / 4)};
    };
    rpc::AdmissionLimits limits;
    limits.unary = shared(max_in_flight);
    limits.server_streams = shared(max_streams);
    limits.client_streams = shared(max_uploads);
    limits.calls_per_second_of_a_municipality = static_cast<double>(municipality_rate);
    limits.burst_of_a_municipality = static_cast<double>(municipality_burst);
    return limits;
  }
};

log::Level LevelOf(const std::string& name) {
  if (name == "debug") return log::Level::kDebug;
  if (name == "warning") return log::Level::kWarning;
  if (name == "error") return log::Level::kError;
  return name == "off" ? log::Level::kOff : log::Level::kInfo;
}

// What an operator has to see, or waits to see.
void LogNews(const stream::ViewRunner::News& news) {
  const std::initializer_list<log::Field> fields = {{"view", news.view},
                                                    {"area", news.partition.area},
                                                    {"municipality", news.partition.municipality},
                                                    {"cause", news.cause}};
  switch (news.kind) {
    case stream::ViewRunner::News::kWaits:
      return log::Warning("view waits", fields);
    case stream::ViewRunner::News::kParked:
      return log::Warning("view parked an aggregate", fields);
    case stream::ViewRunner::News::kGoesOn:
      return log::Info("view goes on", fields);
  }
}

// What protobuf says of a message, often once per message: where it says it, nothing of the message.
void LogProtobuf(google::protobuf::LogLevel, const char* file, int line, const std::string&) {
  log::Debug("protobuf complains", {{"file", file}, {"line", line}});
}

[[noreturn]] void EndProcess(const std::string& service, const std::string& why) {
  std::fprintf(stderr, "%s: %s\n", service.c_str(), why.c_str());
  std::fflush(nullptr);
  std::_Exit(2);  // other threads may run: nothing is torn down under them
}

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

// In the order of dependence: what stands below uses what stands above, and goes first.
struct ServiceMain::Impl {
  Impl(std::string name_in, std::string purpose)
      : name(std::move(name_in)),
        options(name, std::move(purpose), ZWK_VERSION),
        common(options),
        bus_options(options) {}

  const std::string name;
  Options options;
  CommonOptions common;
  metrics::Registry registry;
  Figures figures{registry};
  std::optional<Timers> timers;
  std::optional<Pool> pool;
  std::optional<store::RedisStore> store;
  std::optional<store::RedisStore> key_store;
  std::optional<seal::KeyRing> keys;
  std::optional<seal::Erasures> erasures;
  std::optional<blob::Folder> blobs;
  std::optional<audit::AuditLog> audit;
  BusOptions bus_options;
  std::optional<ServiceBus> bus;
  std::optional<stream::ViewRunner> views;
  std::optional<events::Feed> events;
  std::optional<rpc::Server> server;
  const SystemClock system_clock;
  metrics::Gauge ready_gauge;
  metrics::Gauge writable_gauge;
  metrics::Gauge views_gauge;
  std::atomic<bool> ready{false};
  std::optional<absl::StatusCode> last_answer, last_writable, last_views;  // each of one watch
  std::vector<std::function<bool()>> ready_checks;
  std::vector<std::function<void()>> stops;
  metrics::Exposer exposer;

  store::RedisStore::Options StoreOptions() {
    store::RedisStore::Options store_options;
    store_options.address = common.Redis();
    store_options.area = name;
    store_options.lanes = static_cast<int>(common.redis_lanes);
    store_options.on_flush =
        [seconds = registry.MakeHistogram("zwk_store_flush_seconds",
                                          "From sending what waited until the last durable reply."),
         calls =
             registry.MakeCounter("zwk_store_flushed_calls_total",
                                  "Commits and checks sent; by flushes: how many share an fsync.")](
            size_t count, std::chrono::microseconds took) mutable {
          seconds.Observe(std::chrono::duration<double>(took).count());
          calls.Add(static_cast<double>(count));
        };
    store_options.admit = [this](const store::Commit& commit) {
      return bus ? bus->Admit(commit) : absl::OkStatus();
    };
    // Only where something can leave the outbox: else it would be full for good one day.
    store_options.outbox_limit =
        common.archive_dir.empty() ? store::RedisStore::kNoOutboxLimit : common.outbox_limit;
    const auto refused = [this](const char* why) {
      return registry.MakeCounter("zwk_store_refused_commits_total",
                                  "Commits that changed nothing, since something had changed "
                                  "meanwhile; most are decided again.",
                                  {{"why", why}});
    };
    store_options.on_refused_commit = [conflicts = refused("conflict"), guards = refused("guard")](
                                          store::Outcome::Kind kind) mutable {
      (kind == store::Outcome::kConflict ? conflicts : guards).Add();
    };
    store_options.on_other_store = [] {
      log::Warning("another store",
                   {{"message", "what was remembered of the one before is forgotten"}});
    };
    return store_options;
  }

  // Asks what the service can do, until it stops.
  void WatchHealth() {
    const auto answers = [this](Time deadline) { return store->CheckAnswers(deadline); };
    health->Watch(answers, [this](const absl::Status& status) {
      bool now = status.ok();
      for (const auto& check : ready_checks) now = now && check();
      SayOnce("store", status, last_answer);
      ready = now;
      ready_gauge.Set(now ? 1 : 0);
      server->SetReady(now);
    });
    const auto writable = [this](Time deadline) { return store->CheckWritable(deadline); };
    health->Watch(writable, [this](const absl::Status& status) {
      SayOnce("writable", status, last_writable);
      writable_gauge.Set(status.ok() ? 1 : 0);
      server->SetHealth("writable", status.ok());
    });
    const auto up_to_date = [this](Time) { return Answer(CheckViews()); };
    health->Watch(up_to_date, [this](const absl::Status& status) {
      SayOnce("views", status, last_views);
      views_gauge.Set(status.ok() ? 1 : 0);
      server->SetHealth("views", status.ok());
    });
  }

  static Task<absl::Status> Answer(absl::Status status) { co_return status; }

  absl::Status CheckViews() const {
    const Time now = system_clock.Now();
    const std::chrono::seconds limit(common.view_lag_limit);
    for (const stream::ViewRunner::Lag& lag : views->Lags()) {
      if (lag.BehindBy(now) <= limit) continue;
      return absl::UnavailableError(absl::StrCat(
          lag.view, " of ", lag.partition.area, " in ", lag.partition.municipality, " is ",
          std::chrono::duration_cast<std::chrono::seconds>(lag.BehindBy(now)).count(), " s behind",
          lag.cause.empty() ? "" : ": ", lag.cause));
    }
    return absl::OkStatus();
  }

  // Once per change, not once per second.
  void SayOnce(const char* what, const absl::Status& status,
               std::optional<absl::StatusCode>& last) {
    if (last == status.code()) return;
    last = status.code();
    if (status.ok()) {
      log::Info("healthy", {{"what", what}});
    } else {
      log::Warning("not healthy", {{"what", what},
                                   {"code", absl::StatusCodeToString(status.code())},
                                   {"message", status.message()},
                                   {"trouble", store::TroubleOf(status)}});
    }
  }

  // What the store holds, now and then; what of it is old enough leaves for the archive.
  void KeepHouse() {
    figures_of_store.emplace(kBetweenFigures, [this] {
      const Time now = system_clock.Now();
      const auto measured = SyncWait(store->Measure(now + kPatienceForFigures));
      if (measured.ok()) figures.OfStore(*measured, now);
    });
    audit_sealing.emplace(kBetweenSeals, [this] { SealAudit(false); });
    if (common.archive_dir.empty()) return;
    stream::Retention::Options options;
    options.address = common.Redis();
    options.area = name;
    options.archive = common.archive_dir;
    options.age = std::chrono::hours(24 * common.retention_days);
    options.most_events = common.outbox_limit / 2;
    retention.emplace(kBetweenRetentions, [this, kept = stream::Retention(options)] {
      const absl::StatusOr<int64_t> left = kept.Run(system_clock.Now());
      if (!left.ok()) {
        log::Warning(
            "events cannot leave the store",
            {{"message", left.status().message()}, {"trouble", store::TroubleOf(left.status())}});
      } else if (*left > 0) {
        log::Info("events have left the store for the archive", {{"events", *left}});
      }
    });
  }
  std::optional<Recurring> figures_of_store;
  std::optional<Recurring> retention;

  // Records of the audit log become files; `all` of them when the service ends.
  void SealAudit(bool all) {
    absl::Status status = SyncWait(audit->TidyUp(all));
    if (status.ok()) {
      audit::Sealer::Options sealing;
      sealing.address = common.Redis();
      sealing.area = name;
      sealing.folder = common.audit_dir;
      sealing.keep = std::chrono::hours(24 * common.audit_days);
      status = audit::Sealer(sealing).Run(system_clock.Now(), all).status();
    }
    if (!status.ok()) {
      log::Warning("audit log cannot be sealed",
                   {{"message", status.message()}, {"trouble", store::TroubleOf(status)}});
    }
  }
  std::optional<Recurring> audit_sealing;

  std::optional<Health> health;  // last: stops before what it asks
};

ServiceMain::ServiceMain(std::string name, std::string purpose)
    : impl_(std::make_unique<Impl>(std::move(name), std::move(purpose))) {}
ServiceMain::~ServiceMain() = default;

const std::string& ServiceMain::Option(const std::string& name, const std::string& help,
                                       const std::string& fallback) {
  return impl_->options.Text(name, help, fallback);
}

const int64_t& ServiceMain::Number(const std::string& name, const std::string& help,
                                   int64_t fallback, int64_t least, int64_t most) {
  return impl_->options.Number(name, help, fallback, least, most);
}

void ServiceMain::Start(int argc, char** argv) {
  Impl& self = *impl_;
  const auto end = self.options.Parse(std::vector<std::string>(argv + 1, argv + argc),
                                      [](const char* variable) { return std::getenv(variable); });
  if (end) {
    std::fputs(end->text.c_str(), end->exit_code == 0 ? stdout : stderr);
    std::exit(end->exit_code);
  }
  const CommonOptions& common = self.common;
  log::Init(self.name, LevelOf(common.log_level));
  absl::TimeZone zone;
  absl::LoadTimeZone(common.log_time_zone, &zone);  // it was looked for before it was taken
  log::WriteTimesIn(zone);
  google::protobuf::SetLogHandler(LogProtobuf);

  // Before any thread is there, so that all inherit it: Serve waits for these.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  InitCrypto();

  self.timers.emplace();
  self.pool.emplace(static_cast<int>(common.pool_threads));
  store::RedisStore::Options store_options = self.StoreOptions();
  rpc::ServerOptions server_options = common.Server();
  // Without a key file a person's acts are one person's as long as this process runs.
  audit::AuditLog::Options audit_options;
  audit_options.reference_key = audit::ReferenceKey(RandomBytes(32));
  if (!common.key_file.empty()) {
    auto wrapping = seal::WrappingKey::FromFile(common.key_file, /*create=*/common.dev_identity);
    if (!wrapping.ok()) EndProcess(self.name, std::string(wrapping.status().message()));
    // Cursors and fingerprints must be good at every replica, and all replicas have the file.
    store_options.page_token_key =
        Sha256(absl::StrCat("page tokens of ", self.name, ":", wrapping->bytes()));
    audit_options.reference_key = audit::ReferenceKey(wrapping->bytes());
    server_options.fingerprint_key =
        HmacSha256(wrapping->bytes(), absl::StrCat("zwk request fingerprints of ", self.name));
    store::RedisStore::Options key_options;
    key_options.address = common.Redis();
    key_options.area = "keys";
    key_options.lanes = 1;
    self.key_store.emplace(key_options);
    self.keys.emplace(*self.key_store, *std::move(wrapping));
  }
  self.store.emplace(store_options);
  self.audit.emplace(*self.store, *self.timers, self.system_clock, audit_options);
  server_options.audit = &*self.audit;
  if (!common.blob_dir.empty()) {
    std::error_code refused;  // uploads are spooled in it, too
    std::filesystem::create_directories(common.blob_dir, refused);
    if (refused) EndProcess(self.name, absl::StrCat("--blob-dir: ", refused.message()));
    self.blobs.emplace(common.blob_dir, *self.pool);
    if (self.key_store) {
      self.erasures.emplace(
          *self.key_store, *self.pool, *self.timers,
          seal::Erasures::Options{absl::StrCat(common.blob_dir, "/_erasures"), common.Redis()});
    }
  }
  if (const absl::Status wrong = store::CheckTransport(common.Redis()); !wrong.ok()) {
    EndProcess(self.name, std::string(wrong.message()));
  }
  if (const absl::Status wrong = ServiceBus::Check(self.bus_options); !wrong.ok()) {
    EndProcess(self.name, std::string(wrong.message()));
  }
  self.bus.emplace(self.bus_options, common.Tls(), common.Redis(), common.archive_dir, self.name);
  stream::ViewRunner::Options view_options;
  view_options.on_news = LogNews;
  view_options.is_ours = [&bus = *self.bus](const stream::Partition& partition) {
    return bus.IsOurs(partition);
  };
  self.views.emplace(*self.store, self.bus->bus(), view_options);

  if (!common.dev_identity) {
    auto who = WhoCallsByFile(common.access_file);
    if (!who.ok()) EndProcess(self.name, std::string(who.status().message()));
    server_options.authenticate = *std::move(who);
  }
  self.events.emplace(*self.store, *self.timers,
                      events::Feed::Options{.area = self.name, .archive = common.archive_dir});
  self.server.emplace(server_options, *self.timers, self.registry);
  admin::ServeStore(self.server->Service("zwk.common.v1.StoreAdminService"), common.Redis(),
                    self.name);
  admin::ServeViews(self.server->Service("zwk.common.v1.ViewAdminService"), *self.views);

  self.registry
      .MakeGauge("zwk_build_info", "1, with the version as label.", {{"version", ZWK_VERSION}})
      .Set(1);
  self.ready_gauge = self.registry.MakeGauge("zwk_ready", "1 while the service is ready.");
  self.writable_gauge = self.registry.MakeGauge("zwk_writable", "1 while the store takes commits.");
  self.views_gauge =
      self.registry.MakeGauge("zwk_views_up_to_date", "1 while no view is too far behind.");
  self.health.emplace(*self.timers, self.system_clock);
  self.registry.BeforeScrape([&self] {
    self.figures.OfViews(self.views->Lags(), self.system_clock.Now());
    self.figures.OfLanes(*self.store);
    self.figures.OfProcess();
    self.bus->Measure(self.registry);
  });
}

int ServiceMain::Serve() {
  Impl& self = *impl_;
  self.views->Start();
  if (const absl::Status status = self.exposer.Start(self.common.metrics_listen, self.registry);
      !status.ok()) {
    EndProcess(self.name, std::string(status.message()));
  }
  if (const absl::Status status = self.server->Start(); !status.ok()) {
    EndProcess(self.name, std::string(status.message()));
  }
  const std::string& metrics_listen = self.common.metrics_listen;
  const std::string metrics_address =
      absl::StrCat(metrics_listen.substr(0, metrics_listen.rfind(':')), ":", self.exposer.port());

  self.WatchHealth();
  self.KeepHouse();
  const sigset_t signals = StopSignals();
  int signal = -1;
  while (signal < 0 && !self.ready) {
    const timespec patience = {0, kBetweenLooks.count() * 1'000'000};
    signal = sigtimedwait(&signals, nullptr, &patience);  // -1 when the time is over
  }
  if (signal < 0) {
    nlohmann::ordered_json line = {{"event", "listening"},
                                   {"service", self.name},
                                   {"grpc", self.server->address()},
                                   {"metrics", metrics_address}};
    if (!self.server->health_address().empty()) line["health"] = self.server->health_address();
    std::printf("%s\n", line.dump().c_str());
    std::fflush(stdout);
    log::Info("listening", {{"grpc", self.server->address()}, {"metrics", metrics_address}});
  }
  while (signal < 0) signal = sigwaitinfo(&signals, nullptr);
  log::Info("draining", {{"signal", signal}});
  self.server->Drain();
  self.health->Stop();
  self.retention.reset();
  self.figures_of_store.reset();
  self.audit_sealing.reset();
  if (self.ready) self.SealAudit(true);  // else it waits in the store
  self.views->Stop();
  for (const auto& stop : self.stops) stop();
  self.bus->Stop();  // after all that commits
  log::Info("stopped");
  return 0;
}

const std::string& ServiceMain::name() const { return impl_->name; }
store::Endpoint ServiceMain::redis() const { return impl_->common.Redis(); }
rpc::TlsFiles ServiceMain::tls() const { return impl_->common.Tls(); }
store::RedisStore& ServiceMain::store() { return *impl_->store; }
stream::Bus& ServiceMain::bus() { return impl_->bus->bus(); }
stream::ViewRunner& ServiceMain::views() { return *impl_->views; }
seal::KeyRing& ServiceMain::keys() {
  if (!impl_->keys) EndProcess(impl_->name, "--key-file is required");
  return *impl_->keys;
}
seal::Erasures& ServiceMain::erasures() {
  if (!impl_->erasures) EndProcess(impl_->name, "--key-file and --blob-dir are required");
  return *impl_->erasures;
}
blob::Folder& ServiceMain::blobs() {
  if (!impl_->blobs) EndProcess(impl_->name, "--blob-dir is required");
  return *impl_->blobs;
}
rpc::Server& ServiceMain::server() { return *impl_->server; }
events::Feed& ServiceMain::events() { return *impl_->events; }
metrics::Registry& ServiceMain::metrics() { return impl_->registry; }
Timers& ServiceMain::timers() { return *impl_->timers; }
Pool& ServiceMain::pool() { return *impl_->pool; }

void ServiceMain::ReadyWhen(std::function<bool()> check) {
  impl_->ready_checks.push_back(std::move(check));
}
void ServiceMain::OnStop(std::function<void()> stop) { impl_->stops.push_back(std::move(stop)); }

}  // namespace zwk::config
