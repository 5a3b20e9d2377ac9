#include "platform/rpc/call.h"

#include <algorithm>

#include <google/protobuf/descriptor.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/proto_buffer_reader.h>
#include <grpcpp/support/proto_buffer_writer.h>

#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/log/log.h"
#include "platform/rpc/identity.h"
#include "platform/rpc/request_size.h"
#include "platform/rpc/status.h"

namespace zwk::rpc {
namespace {

Time ToTime(std::chrono::system_clock::time_point at) {
  // gRPC says "none" with a point that overflows microseconds on nobody's watch but ours.
  return std::chrono::floor<std::chrono::microseconds>(at);
}

CallClass ClassOf(Method::Kind kind) {
  switch (kind) {
    case Method::Kind::kServerStream:
      return CallClass::kServerStream;
    case Method::Kind::kClientStream:
      return CallClass::kClientStream;
    default:
      return CallClass::kUnary;
  }
}

// The store and the disk say that they are full, but not when to come again.
absl::Status WithRetryOfQueues(absl::Status status) {
  if (!absl::IsResourceExhausted(status) || RetryAfterOf(status).count() > 0) return status;
  const std::string reason = ReasonOf(status);
  for (const char* queue : {"STORE_QUEUE_FULL", "STORE_FULL", "OUTBOX_FULL", "BLOB_QUEUE_FULL"}) {
    if (reason == queue) return WithRetryAfter(std::move(status), std::chrono::seconds(1));
  }
  return status;
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

constexpr size_t kMostBytesOfHeaders = 8 << 10;
// As much as waits at the edge for whoever does not read: the window of a stream there.
constexpr size_t kSmallAnswer = 64 << 10;
// As long as it takes a client to see the connection close and find another replica.
constexpr std::chrono::milliseconds kElsewhereIn{100};

}  // namespace

absl::Status Parse(const grpc::ByteBuffer& bytes, int most_bytes, Message& into) {
  if (bytes.Length() > static_cast<size_t>(most_bytes)) {
    return WithReason(absl::ResourceExhaustedError(absl::StrCat(
                          "a message has at most ", most_bytes, " bytes, not ", bytes.Length())),
                      "MESSAGE_TOO_LARGE");
  }
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

absl::Status Call::CheckHeaders() const {
  size_t bytes = 0;
  for (const auto& [key, value] : context_.client_metadata()) bytes += key.size() + value.size();
  if (bytes <= kMostBytesOfHeaders) return absl::OkStatus();
  return WithReason(absl::ResourceExhaustedError(absl::StrCat(
                        "headers have at most ", kMostBytesOfHeaders, " bytes, not ", bytes)),
                    "HEADERS_TOO_LARGE");
}

absl::Status Call::Open(std::chrono::milliseconds default_deadline) {
  if (shared_.refusing) {
    return WithRetryAfter(
        WithReason(absl::UnavailableError("the server is going down; connect again"), "DRAINING"),
        kElsewhereIn);
  }
  ZWK_RETURN_IF_ERROR(CheckHeaders());
  ZWK_ASSIGN_OR_RETURN(caller_, WhoCalls());
  if (caller_.address.empty()) caller_.address = AddressOfPeer(context_.peer());
  if (caller_.nobody && !registered_.allowed.everybody()) {
    return WithReason(
        absl::UnauthenticatedError("the call brings neither a token nor a certificate"),
        "NO_CREDENTIALS");
  }
  rights_ = registered_.allowed.Check(caller_);
  ZWK_RETURN_IF_ERROR(rights_);
  ZWK_ASSIGN_OR_RETURN(
      place_, shared_.admission.Admit(ClassOf(registered_.method.kind), caller_.municipality,
                                      HolderOf(caller_), started_));
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

absl::Status Call::TakeRoom(const grpc::ByteBuffer& bytes) {
  if (bytes.Length() <= kSmallAnswer) return absl::OkStatus();
  if (!room_) {
    Holder holder = HolderOf(caller_);
    if (holder.is_address) holder.name.clear();  // a hall has one: its city's share is theirs
    room_.emplace(shared_.answer_space, caller_.municipality, std::move(holder.name));
  }
  return room_->Take(static_cast<int64_t>(bytes.Length()));
}

absl::StatusOr<Caller> Call::WhoCalls() const {
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

bool Call::OpenWith(const grpc::ByteBuffer& bytes, std::chrono::milliseconds default_deadline) {
  absl::Status status = Open(default_deadline);
  if (status.ok()) {
    request_.reset(registered_.method.request->New());
    status = Parse(bytes, shared_.options.max_message_bytes, *request_);
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

absl::Status Call::TakeRequestKey(Message& request) {
  if (registered_.audited.is_act()) objects_ = registered_.audited.Named(request);
  absl::StatusOr<RequestKey> key =
      registered_.request_key.Read(request, shared_.options.fingerprint_key, caller_.municipality);
  if (!key.ok()) return key.status();
  caller_.request = *std::move(key);
  return absl::OkStatus();
}

absl::Status Call::WithoutKey(const absl::Status& handled) const {
  if (without_key_.ok()) return handled;
  FieldErrors errors;
  errors.Add("request_id", without_key_);
  if (!FieldViolationsOf(handled).empty()) errors.Add("", handled);
  return errors.Refuse();
}

AuditedCall Call::Audited() const {
  const bool service =
      std::find(caller_.roles.begin(), caller_.roles.end(), "SERVICE") != caller_.roles.end();
  const bool token = context_.client_metadata().count("authorization") > 0;
  return {caller_.municipality,
          registered_.path,
          caller_.subject_ref,
          shared_.options.dev_identity ? "CLAIMED"
          : service                    ? "SERVICE"
          : token                      ? "TOKEN"
                                       : "CERTIFICATE",
          caller_.roles,
          objects_};
}

Task<absl::Status> Call::RecordedRefusal(absl::Status why) {
  AuditedCall call = Audited();
  const absl::Status recorded = co_await shared_.options.audit->Refused(std::move(call), why);
  if (!recorded.ok()) shared_.unrecorded.Add();  // what cannot be recorded is refused all the same
  co_return why;
}

void Call::Refuse(absl::Status status) {
  const auto answer = [this](absl::Status refusal) {
    if (Claim()) Answer(std::move(refusal));
    HandlerEnded();
  };
  // What a participant's token says is not proved yet: whoever makes one up would fill the log.
  if (rights_.ok() || shared_.options.audit == nullptr || !caller_.participant_token.empty()) {
    answer(std::move(status));
  } else {
    Spawn(RecordedRefusal(std::move(status)), answer);
  }
}

Task<absl::Status> Call::Recorded(Task<absl::Status> handler, const Message* answer) {
  Audit* audit = shared_.options.audit;
  // A request without a request_id is heard to its end, but nothing comes of it.
  if (audit == nullptr || !without_key_.ok()) co_return co_await std::move(handler);
  if (!registered_.audited.is_act()) {
    absl::Status status = co_await std::move(handler);
    if (absl::IsPermissionDenied(status)) co_return co_await RecordedRefusal(std::move(status));
    co_return status;
  }
  AuditedCall wanted = Audited();
  absl::StatusOr<Audit::Begun> begun = co_await audit->Begin(std::move(wanted), caller_.deadline);
  if (!begun.ok()) {
    shared_.unrecorded.Add();
    co_return begun.status();
  }
  absl::Status status = co_await std::move(handler);
  if (status.ok() && answer != nullptr) {
    for (AuditedObject& made : registered_.audited.Made(*answer))
      objects_.push_back(std::move(made));
  }
  AuditedCall done = Audited();
  const absl::Status recorded = co_await audit->End(*std::move(begun), std::move(done), status);
  if (!recorded.ok()) shared_.unrecorded.Add();
  co_return status.ok() ? recorded : status;
}

void Call::Answer(absl::Status status) {
  if (abandoned_) {
    status = ToTime(std::chrono::system_clock::now()) >= caller_.deadline
                 ? absl::DeadlineExceededError("the deadline has passed")
                 : absl::CancelledError("the caller went away");
  } else if (expired_) {
    status = absl::DeadlineExceededError("the deadline has passed");
  }
  status = WithRetryOfQueues(std::move(status));
  Record(status);
  FinishWith(ToGrpc(status));
}

void Call::Record(const absl::Status& status) {
  registered_.seconds.Observe(std::chrono::duration<double>(Steady::now() - started_).count());
  if (status.ok()) {
    registered_.ok.Add();
    return;
  }
  const std::string code = absl::StatusCodeToString(status.code());
  registered_.Handled(code).Add();
  shared_.refusals.Of(ReasonOf(status)).Add();
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

}  // namespace zwk::rpc
