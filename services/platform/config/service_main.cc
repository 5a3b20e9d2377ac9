#include "platform/config/service_main.h"

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <initializer_list>
#include <optional>
#include <utility>
#include <vector>

#include <google/protobuf/stubs/logging.h>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "platform/admin/store_admin.h"
#include "platform/admin/view_admin.h"
#include "platform/audit/audit_log.h"
#include "platform/audit/record.h"
#include "platform/audit/signature.h"
#include "platform/base/clock.h"
#include "platform/base/hash.h"
#include "platform/base/mac.h"
#include "platform/base/pool.h"
#include "platform/base/timers.h"
#include "platform/blob/folder.h"
#include "platform/config/access_file.h"
#include "platform/config/common_options.h"
#include "platform/config/figures.h"
#include "platform/config/housekeeping.h"
#include "platform/config/options.h"
#include "platform/config/readiness.h"
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
#include "platform/stream/view_runner.h"

namespace zwk::config {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks{20};  // until the service is ready

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
  std::optional<audit::Signer> audit_signer;
  BusOptions bus_options;
  std::optional<ServiceBus> bus;
  std::optional<stream::ViewRunner> views;
  std::optional<events::Feed> events;
  std::optional<rpc::Server> server;
  const SystemClock system_clock;
  std::vector<Readiness::Check> ready_checks;
  std::vector<std::function<void()>> stops;
  metrics::Exposer exposer;

  void OpenStores(rpc::ServerOptions& server_options);
  void OpenStreams();
  void OpenServer(rpc::ServerOptions server_options);

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

  std::optional<Housekeeping> housekeeping;
  std::optional<Readiness> readiness;  // last: stops before what it asks
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
  log::Init(self.name, self.common.LogLevel());
  log::WriteTimesIn(self.common.LogTimeZone());
  google::protobuf::SetLogHandler(LogProtobuf);

  // Before any thread is there, so that all inherit it: Serve waits for these.
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  InitCrypto();

  self.timers.emplace();
  self.pool.emplace(static_cast<int>(self.common.pool_threads));
  rpc::ServerOptions server_options = self.common.Server();
  self.OpenStores(server_options);
  self.OpenStreams();
  self.OpenServer(std::move(server_options));
}

// The store, and what is beside it: keys, files, the audit log. The server is told what replicas share.
void ServiceMain::Impl::OpenStores(rpc::ServerOptions& server_options) {
  store::RedisStore::Options store_options = StoreOptions();
  // Without a key file a person's acts are one person's as long as this process runs.
  audit::AuditLog::Options audit_options;
  audit_options.reference_key = audit::ReferenceKey(RandomBytes(32));
  if (!common.key_file.empty()) {
    auto wrapping = seal::WrappingKey::FromFile(common.key_file, /*create=*/common.dev_identity);
    if (!wrapping.ok()) EndProcess(name, std::string(wrapping.status().message()));
    // Cursors and fingerprints must be good at every replica, and all replicas have the file.
    store_options.page_token_key =
        Sha256(absl::StrCat("page tokens of ", name, ":", wrapping->bytes()));
    audit_options.reference_key = audit::ReferenceKey(wrapping->bytes());
    audit_signer.emplace(wrapping->bytes());
    server_options.fingerprint_key =
        HmacSha256(wrapping->bytes(), absl::StrCat("zwk request fingerprints of ", name));
    store::RedisStore::Options key_options;
    key_options.address = common.Redis();
    key_options.area = "keys";
    key_options.lanes = 1;
    key_store.emplace(key_options);
    keys.emplace(*key_store, *std::move(wrapping));
  }
  store.emplace(store_options);
  audit.emplace(*store, *timers, system_clock, audit_options);
  server_options.audit = &*audit;
  if (!common.blob_dir.empty()) {
    std::error_code refused;  // uploads are spooled in it, too
    std::filesystem::create_directories(common.blob_dir, refused);
    if (refused) EndProcess(name, absl::StrCat("--blob-dir: ", refused.message()));
    blobs.emplace(common.blob_dir, *pool);
    if (key_store) {
      erasures.emplace(
          *key_store, *pool, *timers,
          seal::Erasures::Options{absl::StrCat(common.blob_dir, "/_erasures"), common.Redis()});
    }
  }
  if (const absl::Status wrong = store::CheckTransport(common.Redis()); !wrong.ok()) {
    EndProcess(name, std::string(wrong.message()));
  }
}

// What is heard of others, and what others hear.
void ServiceMain::Impl::OpenStreams() {
  if (const absl::Status wrong = ServiceBus::Check(bus_options); !wrong.ok()) {
    EndProcess(name, std::string(wrong.message()));
  }
  bus.emplace(bus_options, common.Tls(), common.Redis(), common.archive_dir, name);
  stream::ViewRunner::Options view_options;
  view_options.on_news = LogNews;
  view_options.is_ours = [this](const stream::Partition& partition) {
    return bus->IsOurs(partition);
  };
  views.emplace(*store, bus->bus(), view_options);
  events.emplace(*store, *timers,
                 events::Feed::Options{.area = name, .archive = common.archive_dir});
}

// Who is let in, what operators ask of every service, and what is measured.
void ServiceMain::Impl::OpenServer(rpc::ServerOptions server_options) {
  if (!common.dev_identity) {
    auto who = WhoCallsByFile(common.access_file);
    if (!who.ok()) EndProcess(name, std::string(who.status().message()));
    server_options.authenticate = *std::move(who);
  }
  server_options.counted_reasons = {events::kEventsGone};
  server.emplace(std::move(server_options), *timers, registry);
  admin::ServeStore(server->Service("zwk.common.v1.StoreAdminService"), common.Redis(), name);
  admin::ServeViews(server->Service("zwk.common.v1.ViewAdminService"), *views);

  registry.MakeGauge("zwk_build_info", "1, with the version as label.", {{"version", ZWK_VERSION}})
      .Set(1);
  housekeeping.emplace(common, name, *store, *audit, audit_signer ? &*audit_signer : nullptr,
                       figures, system_clock);
  readiness.emplace(Readiness::Parts{*store, *views, *server, *timers, system_clock, registry},
                    std::chrono::seconds(common.view_lag_limit));
  registry.BeforeScrape([this] {
    figures.OfViews(views->Lags(), system_clock.Now());
    figures.OfLanes(*store);
    figures.OfEvents(events->Watching());
    figures.OfProcess();
    bus->Measure(registry);
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

  self.readiness->Watch(self.ready_checks);
  self.housekeeping->Start();
  const sigset_t signals = StopSignals();
  int signal = -1;
  while (signal < 0 && !self.readiness->ready()) {
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
  self.readiness->Stop();
  self.housekeeping->Stop(self.readiness->ready());
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
