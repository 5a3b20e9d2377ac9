#include "platform/rpc/channel.h"

#include <atomic>
#include <mutex>
#include <utility>

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/clock.h"
#include "platform/rpc/credentials.h"
#include "platform/rpc/identity.h"
#include "platform/rpc/status.h"

namespace zwk::rpc {
namespace {

absl::Status ToAbsl(const grpc::Status& status) {
  return FromWire(static_cast<absl::StatusCode>(status.error_code()), status.error_message(),
                  status.error_details());
}

absl::Status Serialize(const Message& message, grpc::ByteBuffer& into) {
  bool own_buffer = false;
  if (grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(message, &into, &own_buffer).ok()) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      absl::StrCat("cannot serialize ", message.GetDescriptor()->full_name()));
}

absl::Status Parse(grpc::ByteBuffer& bytes, Message& into) {
  if (grpc::GenericDeserialize<grpc::ProtoBufferReader, Message>(&bytes, &into).ok())
    return absl::OkStatus();
  return absl::InternalError(
      absl::StrCat("the server sent something else than a ", into.GetDescriptor()->full_name()));
}

// gRPC ends the process over metadata with other bytes than these.
bool IsHeaderValue(const std::string& text) {
  for (const char c : text) {
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

absl::Status Describe(const Caller& caller, std::chrono::milliseconds default_deadline,
                      grpc::ClientContext& context) {
  const std::pair<const char*, std::string> metadata[] = {
      {kMunicipalityKey, caller.municipality},
      {kSubjectKey, caller.subject_ref},
      {kRolesKey, absl::StrJoin(caller.roles, ",")},
      {kLocaleKey, caller.locale},
      {kTraceParentKey, caller.trace_parent},
      {kAuthorizationKey,
       caller.participant_token.empty() ? "" : absl::StrCat("Bearer ", caller.participant_token)}};
  for (const auto& [key, value] : metadata) {
    if (value.empty()) continue;
    if (!IsHeaderValue(value))
      return absl::InvalidArgumentError(absl::StrCat(key, " must be printable ASCII"));
    context.AddMetadata(key, value);
  }
  if (caller.deadline != kNoDeadline) {
    context.set_deadline(
        std::chrono::time_point_cast<std::chrono::system_clock::duration>(caller.deadline));
  } else if (default_deadline.count() > 0) {
    context.set_deadline(std::chrono::system_clock::now() + default_deadline);
  }
  return absl::OkStatus();
}

// gRPC's context of one call. It holds the connection, and if a thread of gRPC were the last to let
// go of that it would wait for itself: so the context ends before anybody hears that the call is
// done.
class Context {
 public:
  grpc::ClientContext& get() { return *context_; }
  void Cancel() {
    const std::lock_guard lock(mutex_);
    if (context_ != nullptr) context_->TryCancel();
  }
  void End() {
    const std::lock_guard lock(mutex_);
    context_.reset();
  }

 private:
  std::mutex mutex_;
  std::unique_ptr<grpc::ClientContext> context_ =
      std::make_unique<grpc::ClientContext>();  // guarded by mutex_
};

// One call of any shape: writes items while there are some, hands over what comes, says how it
// ended.
class StreamCall final : public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>,
                         public std::enable_shared_from_this<StreamCall> {
 public:
  using Next = std::function<absl::StatusOr<bool>(grpc::ByteBuffer&)>;
  using On = std::function<absl::Status(grpc::ByteBuffer&)>;

  StreamCall(Next next, On on) : next_(std::move(next)), on_(std::move(on)) {}

  Context& context() { return context_; }

  OneShot<absl::Status> Start(grpc::GenericStub& stub, const std::string& method) {
    self_ = shared_from_this();
    stub.PrepareBidiStreamingCall(&context_.get(), method, {}, this);
    // Writes start within reactions and outside of them (the first one); a hold keeps OnDone away
    // meanwhile.
    AddHold();
    StartRead(&incoming_);
    StartCall();
    WriteNext();
    RemoveHold();
    return done_;
  }

 private:
  void WriteNext() {
    outgoing_.Clear();
    absl::StatusOr<bool> more = next_(outgoing_);
    if (!more.ok()) {
      Fail(more.status());
    } else if (*more) {
      StartWrite(&outgoing_);
    } else {
      StartWritesDone();
    }
  }
  void OnWriteDone(bool ok) override {
    if (ok) WriteNext();
  }
  void OnReadDone(bool ok) override {
    if (!ok) return;
    if (absl::Status handled = on_(incoming_); !handled.ok()) {
      Fail(std::move(handled));
      return;
    }
    StartRead(&incoming_);
  }
  // Ends the call with a fault of this side.
  void Fail(absl::Status status) {
    if (!failed_.exchange(true)) failure_ = std::move(status);
    context_.Cancel();
  }
  void OnDone(const grpc::Status& status) override {
    const std::shared_ptr<StreamCall> self = std::move(self_);
    context_.End();
    done_.Set(failed_ ? failure_ : ToAbsl(status));
  }

  Context context_;
  Next next_;
  On on_;
  grpc::ByteBuffer incoming_;
  grpc::ByteBuffer outgoing_;
  std::atomic<bool> failed_{false};
  absl::Status failure_;  // written once before OnDone
  OneShot<absl::Status> done_;
  std::shared_ptr<StreamCall> self_;
};

struct UnaryCall {
  Context context;
  grpc::ByteBuffer request;
  grpc::ByteBuffer response;
};

}  // namespace

class Channel::Impl {
 public:
  Impl(const std::string& address, ChannelOptions options) : options_(options) {
    grpc::ChannelArguments arguments;
    arguments.SetMaxReceiveMessageSize(options.max_message_bytes);
    // The server is looked for again soon after it was lost, and a dead connection is noticed.
    arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
    arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 5'000);  // for one try, by TLS
    arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 2'000);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
    arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
    // A connection of its own: channels to the same address would share one and its troubles.
    arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
    // Replicas behind one name share the load, and a call that is tried again meets another one.
    arguments.SetLoadBalancingPolicyName("round_robin");
    if (options.retry_unavailable) {
      // Safe for changes too: each has a request_id. CANCELLED is what a server that goes down makes
      // of calls on their way to it; a call that its caller cancelled is not tried again.
      arguments.SetServiceConfigJSON(
          R"({"methodConfig":[{"name":[{}],"retryPolicy":{"maxAttempts":5,
          "initialBackoff":"0.1s","maxBackoff":"1s","backoffMultiplier":2,"retryableStatusCodes":["UNAVAILABLE","CANCELLED"]}}]})");
    }
    if (const std::string& name = options.tls.server_name; !name.empty()) {
      arguments.SetSslTargetNameOverride(name);
      arguments.SetString(GRPC_ARG_DEFAULT_AUTHORITY, name);  // whom an edge takes it to be for
    }
    channel_ = grpc::CreateCustomChannel(address, ChannelCredentialsOf(options.tls), arguments);
    stub_ = std::make_unique<grpc::GenericStub>(channel_);
  }

  Task<absl::Status> Call(std::string method, Caller caller, const Message& request,
                          Message& response) {
    auto call = std::make_shared<UnaryCall>();
    if (absl::Status status = Describe(caller, options_.default_deadline, call->context.get());
        !status.ok())
      co_return status;
    if (absl::Status status = Serialize(request, call->request); !status.ok()) co_return status;
    OneShot<grpc::Status> done;
    stub_->UnaryCall(&call->context.get(), method, {}, &call->request, &call->response,
                     [done, call](grpc::Status status) {
                       call->context.End();
                       done.Set(std::move(status));
                     });
    const auto registration = caller.cancellation.OnCancel([call] { call->context.Cancel(); });
    const grpc::Status status = co_await done;
    if (!status.ok()) co_return ToAbsl(status);
    co_return Parse(call->response, response);
  }

  Task<absl::Status> Exchange(std::string method, Caller caller, StreamCall::Next next,
                              StreamCall::On on) {
    auto call = std::make_shared<StreamCall>(std::move(next), std::move(on));
    if (absl::Status status =
            Describe(caller, options_.default_stream_deadline, call->context().get());
        !status.ok()) {
      co_return status;
    }
    const OneShot<absl::Status> done = call->Start(*stub_, method);
    const auto registration = caller.cancellation.OnCancel([call] { call->context().Cancel(); });
    co_return co_await done;
  }

  grpc::Channel& channel() { return *channel_; }

 private:
  const ChannelOptions options_;
  std::shared_ptr<grpc::Channel> channel_;
  std::unique_ptr<grpc::GenericStub> stub_;
};

Channel::Channel(std::string address, ChannelOptions options)
    : impl_(std::make_unique<Impl>(address, options)) {}
Channel::~Channel() = default;

Task<absl::Status> Channel::Call(std::string method, Caller caller, const Message& request,
                                 Message& response) {
  return impl_->Call(std::move(method), std::move(caller), request, response);
}

Task<absl::Status> Channel::Stream(std::string method, Caller caller, const Message& request,
                                   Message& item, OnMessage on_message) {
  auto next = [sent = false, &request](grpc::ByteBuffer& bytes) mutable -> absl::StatusOr<bool> {
    if (std::exchange(sent, true)) return false;
    if (absl::Status status = Serialize(request, bytes); !status.ok()) return status;
    return true;
  };
  auto on = [&item, on_message = std::move(on_message)](grpc::ByteBuffer& bytes) {
    if (absl::Status status = Parse(bytes, item); !status.ok()) return status;
    return on_message(item);
  };
  return impl_->Exchange(std::move(method), std::move(caller), std::move(next), std::move(on));
}

Task<absl::Status> Channel::Upload(std::string method, Caller caller, Message& item,
                                   NextMessage next, Message& response) {
  auto write = [&item, next = std::move(next)](grpc::ByteBuffer& bytes) -> absl::StatusOr<bool> {
    item.Clear();
    if (!next(item)) return false;
    if (absl::Status status = Serialize(item, bytes); !status.ok()) return status;
    return true;
  };
  auto on = [&response](grpc::ByteBuffer& bytes) { return Parse(bytes, response); };
  return impl_->Exchange(std::move(method), std::move(caller), std::move(write), std::move(on));
}

absl::Status Channel::CallNow(const std::string& method, const Caller& caller,
                              const Message& request, Message& response) {
  return SyncWait(Call(method, caller, request, response));
}

absl::Status Channel::StreamNow(const std::string& method, const Caller& caller,
                                const Message& request, Message& item, OnMessage on_message) {
  return SyncWait(Stream(method, caller, request, item, std::move(on_message)));
}

absl::Status Channel::UploadNow(const std::string& method, const Caller& caller, Message& item,
                                NextMessage next, Message& response) {
  return SyncWait(Upload(method, caller, item, std::move(next), response));
}

bool Channel::WaitUntilReachable(std::chrono::milliseconds limit) {
  return impl_->channel().WaitForConnected(std::chrono::system_clock::now() + limit);
}

}  // namespace zwk::rpc
