// What every call has, whatever its kind. Seen by the server's own files alone: gRPC is in here.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/grpcpp.h>
#include <grpcpp/support/server_callback.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "platform/base/cancellation.h"
#include "platform/base/status_macros.h"
#include "platform/base/timers.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/admission.h"
#include "platform/rpc/allowed_roles.h"
#include "platform/rpc/audit.h"
#include "platform/rpc/document_headers.h"
#include "platform/rpc/message_filter.h"
#include "platform/rpc/request_key.h"
#include "platform/rpc/server.h"
#include "platform/rpc/service.h"

namespace zwk::rpc {

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
  AllowedRoles allowed;  // nobody, until the server starts
  AuditedMethod audited;
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
        admission(options.limits),
        upload_space(options.uploads),
        answer_space(options.answers, AnswersFull),
        in_flight_gauge(
            registry.MakeGauge("zwk_rpc_in_flight", "Calls whose handlers have not ended.")),
        refusals(registry.MakeCounterBy("zwk_rpc_refusals_total", "Calls refused, by reason.",
                                        "reason", kMostReasons)),
        unrecorded(registry.MakeCounter("zwk_audit_unrecorded_total",
                                        "Acts and refusals that could not be recorded.")) {
    for (const std::string& reason : options.counted_reasons) refusals.Of(reason);
  }

  static constexpr size_t kMostReasons = 200;

  const ServerOptions options;
  ProveParticipant prove;  // set before the server starts
  Timers& timers;
  metrics::Registry& registry;
  Admission admission;
  UploadSpace upload_space;
  ByteBudget answer_space;
  metrics::Gauge in_flight_gauge;
  metrics::CounterBy refusals;
  metrics::Counter unrecorded;

  std::atomic<bool> refusing{false};  // new calls: the server goes down
  CancellationSource draining;
  std::mutex mutex;
  std::condition_variable idle;
  int in_flight = 0;  // guarded by mutex

  void Enter() {
    in_flight_gauge.Add(1);
    const std::lock_guard lock(mutex);
    ++in_flight;
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

// A message of a request, of no more bytes than a message has and no more than its fields may hold.
absl::Status Parse(const grpc::ByteBuffer& bytes, int most_bytes, Message& into);

absl::Status Serialize(const Message& message, grpc::ByteBuffer& into);

grpc::Status ToGrpc(const absl::Status& status);

// One call: who asks, what ends it early, and what is said about it afterwards. Lives until gRPC is
// done with it and its handler has ended, whichever comes last.
class Call {
 public:
  Call(Shared& shared, Registered& registered, grpc::CallbackServerContext& context)
      : shared_(shared), registered_(registered), context_(context), started_(Steady::now()) {
    shared_.Enter();
  }
  Call(const Call&) = delete;

  // The caller's identity, deadline and place; not OK: answer it, do not start.
  absl::Status Open(std::chrono::milliseconds default_deadline);

  // Open with the one message of the request. False: the call is refused already.
  bool OpenWith(const grpc::ByteBuffer& bytes, std::chrono::milliseconds default_deadline);
  const Message& request() const { return *request_; }

  Caller& who() { return caller_; }
  const Caller& who() const { return caller_; }
  const Registered& registered() const { return registered_; }
  Shared& shared() { return shared_; }

 protected:
  virtual ~Call() = default;

  virtual void FinishWith(grpc::Status status) = 0;
  // The default deadline has passed. The call ends now, whatever its handler does.
  virtual void OnExpired() = 0;

  // What makes the change happen once becomes part of the caller.
  absl::Status TakeRequestKey(Message& request);
  // What is answered where the request_id was none: that, and the faults that the handler found.
  absl::Status WithoutKey(const absl::Status& handled) const;

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
  // Ends the call without an answer: what gRPC has under way cannot be waited for.
  void BreakOff() {
    const std::lock_guard lock(over_mutex_);
    if (!over_) context_.TryCancel();
  }
  // gRPC is done with the call: its context goes.
  void Over() {
    {
      const std::lock_guard lock(over_mutex_);
      over_ = true;
    }
    Release();
  }

  // A call is answered once, by whoever claims it first.
  bool Claim() { return !answered_.exchange(true); }
  void Answer(absl::Status status);
  // Answers a call whose handler never starts.
  void Refuse(absl::Status status);

  // The handler with what is recorded of it before and after. `answer` is what it fills in, if it is one message.
  Task<absl::Status> Recorded(Task<absl::Status> handler, const Message* answer);

  absl::Status SerializeAnswer(Message& answer, grpc::ByteBuffer& into) {
    registered_.answer_filter.Clean(answer);
    ZWK_RETURN_IF_ERROR(Serialize(answer, into));
    return TakeRoom(into);
  }
  // Of an answer that is one document.
  void TellOfDocument(const Message& answer) {
    for (auto& [name, value] : HeadersOfDocument(answer)) context_.AddInitialMetadata(name, value);
  }
  // For what is about to be sent, until it has passed flow control.
  absl::Status TakeRoom(const grpc::ByteBuffer& bytes);
  void ReturnRoom() {
    if (room_) room_->Return();
  }

  // The handler has ended; nothing of the call is touched by it any more.
  void HandlerEnded() {
    if (timer_) shared_.timers.Cancel(*timer_);
    place_ = {};
    shared_.Leave();
    Release();
  }

 private:
  absl::Status CheckHeaders() const;
  absl::StatusOr<Caller> WhoCalls() const;
  AuditedCall Audited() const;
  Task<absl::Status> RecordedRefusal(absl::Status why);
  void Record(const absl::Status& status);

  Shared& shared_;
  Registered& registered_;
  grpc::CallbackServerContext& context_;
  const Steady::time_point started_;
  Admission::Place place_;
  std::optional<ByteBudget::Share> room_;
  Caller caller_;
  std::unique_ptr<Message> request_;  // of a client stream: none
  absl::Status without_key_;          // why there is no request key
  absl::Status rights_;               // whether the caller has a right to the call at all
  std::vector<AuditedObject> objects_;
  CancellationSource cancellation_;
  std::optional<uint64_t> timer_;
  std::atomic<int> references_{2};  // gRPC and the handler
  std::atomic<bool> answered_{false};
  std::atomic<bool> abandoned_{false};
  std::atomic<bool> expired_{false};
  std::recursive_mutex over_mutex_;  // cancelling may end the call on this very thread
  bool over_ = false;                // guarded by over_mutex_
};

}  // namespace zwk::rpc
