#include "platform/rpc/server.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>
#include <utility>
#include <vector>

#include <dlfcn.h>

#include <google/protobuf/descriptor.h>
#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/generic/async_generic_service.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>
#include <grpcpp/support/server_callback.h>

#include "absl/strings/str_cat.h"
#include "absl/synchronization/mutex.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/timers.h"
#include "platform/log/log.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/admission.h"
#include "platform/rpc/credentials.h"
#include "platform/rpc/identity.h"
#include "platform/rpc/message_filter.h"
#include "platform/rpc/request_key.h"
#include "platform/rpc/request_size.h"
#include "platform/rpc/status.h"

namespace zwk::rpc {
namespace {

using Steady = std::chrono::steady_clock;

// A method with what the server knows about it.
struct Registered {
  Registered(std::string service_name, Method method_in, metrics::Registry& registry)
      : service(std::move(service_name)),
        method(std::move(method_in)),
        path(absl::StrCat("/", service, "/", method.name)),
        request_key(path, *method.request->GetDescriptor()),
        request_filter(MessageFilter::OfRequest(*method.request->GetDescriptor())),
        answer_filter(MessageFilter::OfAnswer(*method.response->GetDescriptor())),
        registry(registry),
        ok(Handled("OK")),
        seconds(registry.MakeHistogram("grpc_server_handling_seconds",
                                       "Time from the start of a call to its status.",
                                       {{"grpc_service", service}, {"grpc_method", method.name}})) {
  }

  metrics::Counter Handled(const std::string& code) const {
    return registry.MakeCounter(
        "grpc_server_handled_total", "Calls by the status they ended with.",
        {{"grpc_service", service}, {"grpc_method", method.name}, {"grpc_code", code}});
  }

  const std::string service;
  const Method method;
  const std::string path;
  const RequestKeyReader request_key;
  const MessageFilter request_filter;
  const MessageFilter answer_filter;
  metrics::Registry& registry;
  metrics::Counter ok;
  metrics::Histogram seconds;
};

// What the calls of a server share.
struct Shared {
  Shared(ServerOptions options_in, Timers& timers, metrics::Registry& registry)
      : options(std::move(options_in)),
        timers(timers),
        registry(registry),
        admission(options.max_in_flight, options.calls_per_second_of_a_municipality,
                  options.burst_of_a_municipality),
        in_flight_gauge(
            registry.MakeGauge("zwk_rpc_in_flight", "Calls whose handlers have not ended.")) {}

  const ServerOptions options;
  Timers& timers;
  metrics::Registry& registry;
  Admission admission;
  metrics::Gauge in_flight_gauge;

  CancellationSource draining;
  std::mutex mutex;
  std::condition_variable idle;
  int in_flight = 0;  // guarded by mutex

  int Enter() {
    in_flight_gauge.Add(1);
    const std::lock_guard lock(mutex);
    return ++in_flight;
  }
  // Whoever waits for this may take everything down right afterwards: a call touches nothing shared
  // after it.
  void Leave() {
    in_flight_gauge.Add(-1);
    const std::lock_guard lock(mutex);
    if (--in_flight == 0) idle.notify_all();
  }
  // What is still in flight when the time is over.
  int WaitUntilIdle(std::chrono::milliseconds limit) {
    std::unique_lock lock(mutex);
    idle.wait_for(lock, limit, [this] { return in_flight == 0; });
    return in_flight;
  }
};

// A message of a request, of no more than its fields may hold.
absl::Status Parse(const grpc::ByteBuffer& bytes, Message& into) {
  grpc::ByteBuffer copy(bytes);  // shares the slices
  if (grpc::GenericDeserialize<grpc::ProtoBufferReader, Message>(&copy, &into).ok())
    return CheckSize(into);
  return WithReason(absl::InvalidArgumentError(
                        absl::StrCat("the message is not a ", into.GetDescriptor()->full_name())),
                    "MALFORMED_MESSAGE");
}

absl::Status Serialize(const Message& message, grpc::ByteBuffer& into) {
  into.Clear();  // of the item before it in a stream
  bool own_buffer = false;
  if (grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, &into, &own_buffer).ok()) {
    return absl::OkStatus();
  }
  return absl::InternalError(
      absl::StrCat("cannot serialize ", message.GetDescriptor()->full_name()));
}

grpc::Status ToGrpc(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  WireStatus wire = ToWire(status);
  return grpc::Status(static_cast<grpc::StatusCode>(status.code()), std::move(wire.message),
                      std::move(wire.details));
}

PeerNames PeerNamesOf(const grpc::AuthContext& peer) {
  PeerNames names;
  if (!peer.IsPeerAuthenticated()) return names;
  for (const auto& [property, kind] : {std::pair{GRPC_PEER_DNS_PROPERTY_NAME, "dns:"},
                                       std::pair{GRPC_PEER_URI_PROPERTY_NAME, "uri:"}}) {
    for (const grpc::string_ref& name : peer.FindPropertyValues(property))
      names.push_back(absl::StrCat(kind, absl::string_view(name.data(), name.size())));
  }
  return names;
}

Time ToTime(std::chrono::system_clock::time_point at) {
  // gRPC says "none" with a point that overflows microseconds on nobody's watch but ours.
  return std::chrono::floor<std::chrono::microseconds>(at);
}

// One call: who asks, what ends it early, and what is said about it afterwards. Lives until gRPC is
// done with it and its handler has ended, whichever comes last.
class Call {
 public:
  Call(Shared& shared, Registered& registered, grpc::CallbackServerContext& context)
      : shared_(shared), registered_(registered), context_(context), started_(Steady::now()) {
    number_in_flight_ = shared_.Enter();
  }
  Call(const Call&) = delete;

  // The caller's identity, deadline and place; not OK: answer it, do not start.
  absl::Status Open(std::chrono::milliseconds default_deadline) {
    absl::StatusOr<Caller> caller = WhoCalls();
    if (!caller.ok()) return caller.status();
    caller_ = *std::move(caller);
    if (const absl::Status admitted =
            shared_.admission.Admit(number_in_flight_, caller_.municipality, started_);
        !admitted.ok()) {
      return admitted;
    }
    const Time now = ToTime(std::chrono::system_clock::now());
    if (context_.deadline() == std::chrono::system_clock::time_point::max()) {
      caller_.deadline = now + default_deadline;
      // gRPC ends calls whose client set a deadline; the others are ours to end.
      Hold();
      timer_ = shared_.timers.Schedule(started_ + default_deadline, [this](bool fired) {
        if (fired) {
          expired_ = true;
          OnExpired();
          cancellation_.Cancel();
        }
        Release();
      });
    } else {
      caller_.deadline = ToTime(context_.deadline());
      if (caller_.deadline <= now)
        return absl::DeadlineExceededError("the deadline passed before the call began");
    }
    caller_.cancellation = cancellation_.token();
    return absl::OkStatus();
  }

  // Open with the one message of the request. False: the call is refused already.
  bool OpenWith(const grpc::ByteBuffer& bytes, std::chrono::milliseconds default_deadline) {
    absl::Status status = Open(default_deadline);
    if (status.ok()) {
      request_.reset(registered_.method.request->New());
      status = Parse(bytes, *request_);
    }
    if (status.ok()) {
      registered_.request_filter.Clean(*request_);
      status = TakeRequestKey(*request_);
      if (!status.ok() && registered_.method.kind == Method::Kind::kUnary) {
        // A request_id that is none hides no other fault: the handler says what else is wrong, with no
        // time left in which anything could be read or changed.
        without_key_ = std::exchange(status, absl::OkStatus());
        caller_.deadline = Time{};
      }
    }
    if (status.ok()) return true;
    Refuse(std::move(status));
    return false;
  }
  const Message& request() const { return *request_; }

  Caller& who() { return caller_; }
  const Caller& who() const { return caller_; }
  const Registered& registered() const { return registered_; }
  Shared& shared() { return shared_; }

 protected:
  virtual ~Call() = default;

  virtual void FinishWith(grpc::Status status) = 0;
  // The default deadline has passed. Calls that can, answer at once.
  virtual void OnExpired() {}

  // What makes the change happen once becomes part of the caller.
  absl::Status TakeRequestKey(Message& request) {
    absl::StatusOr<RequestKey> key = registered_.request_key.Read(
        request, shared_.options.fingerprint_key, caller_.municipality);
    if (!key.ok()) return key.status();
    caller_.request = *std::move(key);
    return absl::OkStatus();
  }

  // What is answered where the request_id was none: that, and the faults that the handler found.
  absl::Status WithoutKey(const absl::Status& handled) const {
    if (without_key_.ok()) return handled;
    FieldErrors errors;
    errors.Add("request_id", without_key_);
    if (!FieldViolationsOf(handled).empty()) errors.Add("", handled);
    return errors.Refuse();
  }

  void Hold() { references_.fetch_add(1); }
  void Release() {
    if (references_.fetch_sub(1) == 1) delete this;
  }

  // The client is gone or its deadline has passed.
  void Abandon() {
    abandoned_ = true;
    cancellation_.Cancel();
  }
  void CancelHandler() { cancellation_.Cancel(); }

  // A call is answered once, by whoever claims it first.
  bool Claim() { return !answered_.exchange(true); }
  void Answer(absl::Status status) {
    if (abandoned_) {
      status = SystemNow() >= caller_.deadline
                   ? absl::DeadlineExceededError("the deadline has passed")
                   : absl::CancelledError("the caller went away");
    } else if (expired_) {
      status = absl::DeadlineExceededError("the deadline has passed");
    }
    Record(status);
    FinishWith(ToGrpc(status));
  }
  // Answers a call whose handler never starts.
  void Refuse(absl::Status status) {
    if (Claim()) Answer(std::move(status));
    HandlerEnded();
  }

  absl::Status SerializeAnswer(Message& answer, grpc::ByteBuffer& into) const {
    registered_.answer_filter.Clean(answer);
    return Serialize(answer, into);
  }

  // The handler has ended; nothing of the call is touched by it any more.
  void HandlerEnded() {
    if (timer_) shared_.timers.Cancel(*timer_);
    shared_.Leave();
    Release();
  }

 private:
  absl::StatusOr<Caller> WhoCalls() const {
    const Metadata metadata = [this](absl::string_view key) -> absl::string_view {
      const auto found = context_.client_metadata().find(grpc::string_ref(key.data(), key.size()));
      if (found == context_.client_metadata().end()) return "";
      return absl::string_view(found->second.data(), found->second.size());
    };
    if (shared_.options.dev_identity) return CallerFromMetadata(metadata);
    if (shared_.options.authenticate) {
      return shared_.options.authenticate(metadata, PeerNamesOf(*context_.auth_context()));
    }
    return WithReason(absl::UnauthenticatedError("this server accepts no credentials yet"),
                      "NO_CREDENTIALS");
  }

  static Time SystemNow() { return ToTime(std::chrono::system_clock::now()); }

  void Record(const absl::Status& status) {
    registered_.seconds.Observe(std::chrono::duration<double>(Steady::now() - started_).count());
    if (status.ok()) {
      registered_.ok.Add();
      return;
    }
    const std::string code = absl::StatusCodeToString(status.code());
    registered_.Handled(code).Add();
    switch (status.code()) {
      case absl::StatusCode::kInternal:
      case absl::StatusCode::kDataLoss:
      case absl::StatusCode::kUnknown:
        log::Error("call failed", {{"method", registered_.path},
                                   {"code", code},
                                   {"message", status.message()},
                                   {"municipality", caller_.municipality},
                                   {"trace", caller_.trace_parent}});
        break;
      default:
        log::Debug("call refused", {{"method", registered_.path},
                                    {"code", code},
                                    {"reason", ReasonOf(status)},
                                    {"municipality", caller_.municipality},
                                    {"trace", caller_.trace_parent}});
    }
  }

  Shared& shared_;
  Registered& registered_;
  grpc::CallbackServerContext& context_;
  const Steady::time_point started_;
  int number_in_flight_ = 0;
  Caller caller_;
  std::unique_ptr<Message> request_;  // of a client stream: none
  absl::Status without_key_;          // why there is no request key
  CancellationSource cancellation_;
  std::optional<uint64_t> timer_;
  std::atomic<int> references_{2};  // gRPC and the handler
  std::atomic<bool> answered_{false};
  std::atomic<bool> abandoned_{false};
  std::atomic<bool> expired_{false};
};

class UnaryCall final : public grpc::ServerUnaryReactor, public Call {
 public:
  using Call::Call;

  void Start(const grpc::ByteBuffer& request_bytes, grpc::ByteBuffer& response_bytes) {
    response_bytes_ = &response_bytes;
    if (!OpenWith(request_bytes, shared().options.default_deadline)) return;
    response_.reset(registered().method.response->New());
    Spawn(registered().method.unary(who(), request(), *response_),
          [this](absl::Status handled) { OnHandled(std::move(handled)); });
  }

 private:
  void OnHandled(absl::Status status) {
    status = WithoutKey(status);
    if (Claim()) {  // else the deadline was faster and gRPC may have let go of the response buffer
      if (status.ok()) status = SerializeAnswer(*response_, *response_bytes_);
      Answer(std::move(status));
    }
    HandlerEnded();
  }
  void OnExpired() override {
    if (Claim()) Answer(absl::DeadlineExceededError("the deadline has passed"));
  }
  void FinishWith(grpc::Status status) override { Finish(std::move(status)); }
  void OnCancel() override { Abandon(); }
  void OnDone() override { Release(); }
  // Else each call waits for gRPC's one executor at its end.
  bool InternalInlineable() override { return true; }

  grpc::ByteBuffer* response_bytes_ = nullptr;
  std::unique_ptr<Message> response_;
};

// Resumes one waiting coroutine; made anew for each operation of a stream, without allocating.
class Completion {
 public:
  // Starts an operation with `start` and waits for Complete().
  template <class StartOperation>
  auto After(StartOperation start) {
    struct Awaiter {
      Completion& completion;
      StartOperation start;
      bool await_ready() noexcept { return false; }
      void await_suspend(std::coroutine_handle<> awaiting) {
        completion.waiter_ = awaiting;
        // May resume, and end, the coroutine on another thread before it returns: nothing of the
        // frame is touched then.
        StartOperation operation = std::move(start);
        operation();
      }
      bool await_resume() noexcept { return completion.ok_; }
    };
    return Awaiter{*this, std::move(start)};
  }
  void Complete(bool ok) {
    ok_ = ok;
    std::exchange(waiter_, nullptr).resume();
  }

 private:
  std::coroutine_handle<> waiter_;
  bool ok_ = false;
};

class ServerStreamCall final : public grpc::ServerWriteReactor<grpc::ByteBuffer>,
                               public Call,
                               public MessageSink {
 public:
  using Call::Call;

  void Start(const grpc::ByteBuffer& request_bytes) {
    if (!OpenWith(request_bytes, shared().options.default_stream_deadline)) return;
    Hold();
    // The callback holds the call until it has run or is dropped.
    draining_ = shared().draining.token().OnCancel(
        [this, hold = std::shared_ptr<void>(nullptr, [this](void*) { Release(); })] {
          stopped_ = true;
          CancelHandler();
        });
    Spawn(registered().method.server_stream(who(), request(), *this),
          [this](absl::Status handled) { OnHandled(std::move(handled)); });
  }

 private:
  Task<bool> Write(const Message& message) override {
    if (who().cancellation.cancelled()) co_return false;
    if (!SerializeItem(message).ok()) co_return false;
    const bool written = co_await completion_.After([this] { StartWrite(&item_); });
    co_return written && !who().cancellation.cancelled();
  }

  absl::Status SerializeItem(const Message& message) {
    if (!registered().answer_filter.changes()) return Serialize(message, item_);
    const std::unique_ptr<Message> copy(message.New());
    copy->CopyFrom(message);
    return SerializeAnswer(*copy, item_);
  }

  void OnHandled(absl::Status status) {
    if (stopped_) {
      status =
          WithReason(absl::UnavailableError("the server is going down; connect again"), "DRAINING");
    }
    if (Claim()) Answer(std::move(status));
    draining_ = {};
    HandlerEnded();
  }
  void FinishWith(grpc::Status status) override { Finish(std::move(status)); }
  void OnWriteDone(bool ok) override { completion_.Complete(ok); }
  void OnCancel() override { Abandon(); }
  void OnDone() override { Release(); }
  // Else each call waits for gRPC's one executor at its end.
  bool InternalInlineable() override { return true; }

  grpc::ByteBuffer item_;
  Completion completion_;
  std::atomic<bool> stopped_{false};
  CancellationToken::Registration draining_;
};

class ClientStreamCall final : public grpc::ServerReadReactor<grpc::ByteBuffer>,
                               public Call,
                               public MessageSource {
 public:
  using Call::Call;

  void Start(grpc::ByteBuffer& response_bytes) {
    response_bytes_ = &response_bytes;
    if (absl::Status status = Open(shared().options.default_stream_deadline); !status.ok()) {
      Refuse(std::move(status));
      return;
    }
    response_.reset(registered().method.response->New());
    Spawn(registered().method.client_stream(who(), *this, *response_),
          [this](absl::Status handled) { OnHandled(std::move(handled)); });
  }

 private:
  const Caller& caller() const override { return who(); }
  absl::Status status() const override { return status_; }

  Task<bool> Read(Message& into) override {
    if (!status_.ok() || ended_) co_return false;
    const bool more = co_await completion_.After([this] { StartRead(&item_); });
    if (!more) {
      ended_ = true;
      // gRPC says "nothing more" for the end of a stream and for its reset alike, and the reset a
      // moment later. An upload that was cut off must not pass for a whole one: only what was not
      // reset can still be answered.
      const bool open = co_await completion_.After([this] { StartSendInitialMetadata(); });
      if (!open || who().cancellation.cancelled())
        status_ = absl::CancelledError("the stream broke off");
      co_return false;
    }
    status_ = Parse(item_, into);
    if (status_.ok()) registered().request_filter.Clean(into);
    if (status_.ok() && !std::exchange(begun_, true)) status_ = TakeRequestKey(into);
    co_return status_.ok();
  }

  void OnHandled(absl::Status status) {
    // A stream that broke is answered with its own fault, whatever the handler made of it.
    if (!status_.ok()) status = status_;
    if (status.ok()) status = SerializeAnswer(*response_, *response_bytes_);
    if (Claim()) Answer(std::move(status));
    HandlerEnded();
  }
  void FinishWith(grpc::Status status) override { Finish(std::move(status)); }
  void OnReadDone(bool ok) override { completion_.Complete(ok); }
  void OnSendInitialMetadataDone(bool ok) override { completion_.Complete(ok); }
  void OnCancel() override { Abandon(); }
  void OnDone() override { Release(); }
  // Else each call waits for gRPC's one executor at its end.
  bool InternalInlineable() override { return true; }

  grpc::ByteBuffer* response_bytes_ = nullptr;
  std::unique_ptr<Message> response_;
  grpc::ByteBuffer item_;
  Completion completion_;
  absl::Status status_;
  bool begun_ = false;
  bool ended_ = false;
};

// What generated code does for the methods it knows at compile time, done for those that were
// registered.
class DynamicService final : public grpc::Service {
 public:
  void Add(Shared& shared, Registered& registered) {
    using grpc::internal::RpcMethod;
    RpcMethod::RpcType type = RpcMethod::NORMAL_RPC;
    grpc::internal::MethodHandler* handler = nullptr;
    switch (registered.method.kind) {
      case Method::Kind::kUnary:
        handler = new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
            [&shared, &registered](grpc::CallbackServerContext* context,
                                   const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
              auto* call = new UnaryCall(shared, registered, *context);
              call->Start(*request, *response);
              return call;
            });
        break;
      case Method::Kind::kServerStream:
        type = RpcMethod::SERVER_STREAMING;
        handler =
            new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                [&shared, &registered](grpc::CallbackServerContext* context,
                                       const grpc::ByteBuffer* request) {
                  auto* call = new ServerStreamCall(shared, registered, *context);
                  call->Start(*request);
                  return call;
                });
        break;
      case Method::Kind::kClientStream:
        type = RpcMethod::CLIENT_STREAMING;
        handler =
            new grpc::internal::CallbackClientStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
                [&shared, &registered](grpc::CallbackServerContext* context,
                                       grpc::ByteBuffer* response) {
                  auto* call = new ClientStreamCall(shared, registered, *context);
                  call->Start(*response);
                  return call;
                });
        break;
    }
    AddMethod(new grpc::internal::RpcServiceMethod(registered.path.c_str(), type, nullptr));
    MarkMethodRawCallback(count_++, handler);
  }

 private:
  int count_ = 0;
};

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

  ServiceMethods Service(std::string name) {
    services_.push_back(std::make_unique<DynamicService>());
    names_.push_back(name);
    DynamicService* service = services_.back().get();
    return ServiceMethods([this, service, name = std::move(name)](Method method) {
      methods_.push_back(std::make_unique<Registered>(name, std::move(method), shared_.registry));
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
    if (options.reflection) {
      if (absl::Status loaded = LoadReflection(); !loaded.ok()) return loaded;
    }
    // Debian's Abseil looks for deadlocks at each lock that gRPC takes, under one lock of its own.
    absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
    grpc::EnableDefaultHealthCheckService(true);
    grpc::ServerBuilder builder;
    builder.AddListeningPort(options.listen, ServerCredentialsOf(options.tls), &port_);
    builder.SetMaxReceiveMessageSize(options.max_message_bytes);
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
    for (const auto& service : services_) builder.RegisterService(service.get());
    server_ = builder.BuildAndStart();
    if (server_ == nullptr || port_ == 0) {
      return absl::UnavailableError(absl::StrCat("cannot listen on ", options.listen));
    }
    if (!options.health_listen.empty()) {
      grpc::ServerBuilder alone;
      alone.AddListeningPort(options.health_listen, grpc::InsecureServerCredentials(),
                             &health_port_);
      // gRPC wants a method to be there. Whoever calls one hears that it is not.
      alone.RegisterCallbackGenericService(&nothing_else_);
      alone.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
      health_ = alone.BuildAndStart();
      if (health_ == nullptr || health_port_ == 0)
        return absl::UnavailableError(absl::StrCat("cannot listen on ", options.health_listen));
    }
    SetServing("liveness", true);
    SetReady(false);
    return absl::OkStatus();
  }

  int port() const { return port_; }
  int health_port() const { return health_port_; }
  const ServerOptions& options() const { return shared_.options; }

  void SetReady(bool ready) {
    if (server_ == nullptr || shared_.draining.token().cancelled()) return;
    SetServing("", ready);
    for (const std::string& name : names_) SetServing(name, ready);
  }

  void Drain() {
    const std::lock_guard lock(drain_mutex_);
    if (server_ == nullptr || drained_) return;
    drained_ = true;
    SetReady(false);
    std::this_thread::sleep_for(shared_.options.drain_notice);
    shared_.draining.Cancel();
    // Stops listening, tells clients to go elsewhere, waits for calls and cancels what is left at
    // the limit.
    server_->Shutdown(std::chrono::system_clock::now() + shared_.options.drain_limit);
    if (health_ != nullptr) health_->Shutdown(std::chrono::system_clock::now());
    while (const int in_flight = shared_.WaitUntilIdle(std::chrono::seconds(5))) {
      log::Warning("handlers have not ended", {{"in_flight", in_flight}});
    }
  }

 private:
  void SetServing(const std::string& name, bool serving) {
    for (grpc::Server* server : {server_.get(), health_.get()}) {
      if (server != nullptr) server->GetHealthCheckService()->SetServingStatus(name, serving);
    }
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
void Server::Drain() { impl_->Drain(); }

}  // namespace zwk::rpc
