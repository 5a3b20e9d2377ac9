#include "platform/rpc/server.h"

#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <dlfcn.h>

#include <google/protobuf/descriptor.h>
#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "platform/base/loopback.h"
#include "platform/base/status_macros.h"
#include "platform/log/log.h"
#include "platform/rpc/call.h"
#include "platform/rpc/credentials.h"
#include "platform/rpc/identity.h"
#include "platform/rpc/registration.h"

namespace zwk::rpc {
namespace {

// The reflection library registers itself for all servers of the process when it is loaded, so it
// is loaded only when it is asked for.
absl::Status LoadReflection() {
  if (dlopen(ZWK_GRPC_REFLECTION_LIBRARY, RTLD_NOW | RTLD_GLOBAL) != nullptr)
    return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("no reflection: ", dlerror()));
}

std::string WithPort(const std::string& listen, int port) {
  return absl::StrCat(listen.substr(0, listen.rfind(':')), ":", port);
}

}  // namespace

class Server::Impl {
 public:
  Impl(ServerOptions options, Timers& timers, metrics::Registry& registry)
      : shared_(std::move(options), timers, registry) {}

  void ProveParticipants(ProveParticipant prove) { shared_.prove = std::move(prove); }

  ServiceMethods Service(std::string name) {
    services_.push_back(std::make_unique<DynamicService>());
    names_.push_back(name);
    DynamicService* service = services_.back().get();
    return ServiceMethods([this, service, name = std::move(name)](Method method) {
      methods_.push_back(std::make_unique<Registered>(
          name, Proving(std::move(method), shared_.prove), shared_.registry));
      service->Add(shared_, *methods_.back());
    });
  }

  absl::Status Start() {
    const ServerOptions& options = shared_.options;
    if (options.dev_identity && !IsLoopback(options.listen)) {
      return absl::InvalidArgumentError(
          absl::StrCat("dev-identity trusts whoever connects and is for loopback alone, not '",
                       options.listen, "'"));
    }
    if (!options.tls.given() && !options.dev_identity) {
      return absl::InvalidArgumentError(
          "plain text is for callers on loopback that say who they are (dev-identity); give a TLS "
          "certificate, its key and a CA");
    }
    if (absl::Status usable = CheckTlsFiles(options.tls); !usable.ok()) return usable;
    if (absl::Status said = LearnWhoMayCall(); !said.ok()) return said;
    if (options.reflection) {
      if (absl::Status loaded = LoadReflection(); !loaded.ok()) return loaded;
    }
    // Debian's Abseil looks for deadlocks at each lock that gRPC takes, under one lock of its own.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort(options.listen, ServerCredentialsOf(options.tls), &port_);
    // Larger messages are refused by us, with a reason; much larger ones by gRPC, without.
    builder.SetMaxReceiveMessageSize(2 * options.max_message_bytes);
    builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    // A client may have this much open on one connection, and all of them together this much
    // memory: what a flood of streams and resets can cost. The edge has finer limits.
    builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, 1024);
    builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE, 16 << 10);
    builder.SetResourceQuota(grpc::ResourceQuota("zwk").Resize(512u << 20));
    // Idle clients of ours ping every 30 seconds (channel.cc).
    builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10'000);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
    builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_TIME_MS, 60'000);
    // Clients look up their replicas again now and then; what is in flight goes on.
    builder.AddChannelArgument(GRPC_ARG_MAX_CONNECTION_AGE_MS, 300'000);
    for (const auto& service : services_) builder.RegisterService(service.get());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      return absl::UnavailableError(absl::StrCat("cannot listen on ", options.listen));
    }
    if (absl::Status listening = StartHealth(); !listening.ok()) return listening;
    SetHealth("liveness", true);
    SetReady(false);
    return absl::OkStatus();
  }

  int port() const { return port_; }
  int health_port() const { return health_port_; }
  const ServerOptions& options() const { return shared_.options; }

  void SetReady(bool ready) {
    if (server_ == nullptr || shared_.draining.token().cancelled()) return;
    SetHealth("", ready);
    for (const std::string& name : names_) SetHealth(name, ready);
  }

  void SetHealth(const std::string& name, bool healthy) {
    for (grpc::Server* server : {server_.get(), health_.get()}) {
      if (server != nullptr) server->GetHealthCheckService()->SetServingStatus(name, healthy);
    }
  }

  void Drain() {
    const std::lock_guard lock(drain_mutex_);
    if (server_ == nullptr || drained_) return;
    drained_ = true;
    SetReady(false);
    std::this_thread::sleep_for(shared_.options.drain_notice);
    shared_.refusing = true;
    shared_.draining.Cancel();
    std::this_thread::sleep_for(shared_.options.refuse_for);
    // Stops listening, tells clients to go elsewhere, waits for calls and cancels what is left at
    // the limit.
    server_->Shutdown(std::chrono::system_clock::now() + shared_.options.drain_limit);
    if (health_ != nullptr) health_->Shutdown(std::chrono::system_clock::now());
    while (const int in_flight = shared_.WaitUntilIdle(std::chrono::seconds(5))) {
      log::Warning("handlers have not ended", {{"in_flight", in_flight}});
    }
  }

 private:
  // Of every method, by its option: what nobody has thought about is served to nobody.
  absl::Status LearnWhoMayCall() {
    const auto& pool = *google::protobuf::DescriptorPool::generated_pool();
    for (const std::unique_ptr<Registered>& one : methods_) {
      const std::string name = absl::StrCat(one->service, ".", one->method.name);
      const google::protobuf::MethodDescriptor* method = pool.FindMethodByName(name);
      if (method == nullptr) {
        return absl::FailedPreconditionError(absl::StrCat(name, " stands in no proto"));
      }
      ZWK_ASSIGN_OR_RETURN(one->allowed, AllowedRoles::Of(*method));
      one->audited = AuditedMethod::Of(*method, one->allowed);
    }
    return absl::OkStatus();
  }

  // Health alone and in plain text, where that is asked for.
  absl::Status StartHealth() {
    const std::string& listen = shared_.options.health_listen;
    if (listen.empty()) return absl::OkStatus();
    grpc::ServerBuilder alone;
    alone.AddListeningPort(listen, grpc::InsecureServerCredentials(), &health_port_);
    // gRPC wants a method to be there. Whoever calls one hears that it is not.
    alone.RegisterCallbackGenericService(&nothing_else_);
    alone.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
    health_ = alone.BuildAndStart();
    if (health_ != nullptr && health_port_ != 0) return absl::OkStatus();
    return absl::UnavailableError(absl::StrCat("cannot listen on ", listen));
  }

  Shared shared_;
  std::vector<std::string> names_;
  std::vector<std::unique_ptr<Registered>> methods_;
  std::vector<std::unique_ptr<DynamicService>> services_;
  int port_ = 0;
  std::mutex drain_mutex_;
  bool drained_ = false;  // guarded by drain_mutex_
  std::unique_ptr<grpc::Server> server_;
  int health_port_ = 0;
  grpc::CallbackGenericService nothing_else_;
  std::unique_ptr<grpc::Server> health_;
};

Server::Server(ServerOptions options, Timers& timers, metrics::Registry& registry)
    : impl_(std::make_unique<Impl>(std::move(options), timers, registry)) {}

Server::~Server() { Drain(); }

void Server::ProveParticipants(ProveParticipant prove) {
  impl_->ProveParticipants(std::move(prove));
}
ServiceMethods Server::Service(std::string full_name) {
  return impl_->Service(std::move(full_name));
}
absl::Status Server::Start() { return impl_->Start(); }
int Server::port() const { return impl_->port(); }
std::string Server::address() const { return WithPort(impl_->options().listen, impl_->port()); }
std::string Server::health_address() const {
  const std::string& listen = impl_->options().health_listen;
  return listen.empty() ? "" : WithPort(listen, impl_->health_port());
}
void Server::SetReady(bool ready) { impl_->SetReady(ready); }
void Server::SetHealth(const std::string& name, bool healthy) { impl_->SetHealth(name, healthy); }
void Server::Drain() { impl_->Drain(); }

}  // namespace zwk::rpc
