// Calls whose one side is a stream.
#pragma once

#include <atomic>
#include <coroutine>
#include <cstdint>
#include <memory>
#include <utility>

#include "platform/base/errors.h"
#include "platform/rpc/call.h"
#include "platform/rpc/upload_space.h"

namespace zwk::rpc {

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

// What gRPC has under way for a stream, so that a deadline can answer it at a moment when gRPC takes
// an answer. One operation at a time.
class UnderWay {
 public:
  // False: the stream has been answered, nothing may start any more.
  bool Start() {
    uint64_t now = state_;
    do {
      if (PhaseOf(now) == kAnswered) return false;
    } while (!state_.compare_exchange_weak(now, (now / kPhases + 1) * kPhases + kStarting));
    return true;
  }
  uint64_t number() const { return state_ / kPhases; }
  // gRPC has taken the operation with this number; it may have ended meanwhile.
  void Started(uint64_t number) {
    uint64_t starting = number * kPhases + kStarting;
    state_.compare_exchange_strong(starting, number * kPhases + kPending);
  }
  void Ended() {
    To(kIdle, [](Phase phase) { return phase != kAnswered; });
  }

  bool idle() const { return PhaseOf(state_) == kIdle; }
  bool answered() const { return PhaseOf(state_) == kAnswered; }
  // True: nothing starts any more, and the answer can be given now, while nothing is under way.
  bool AnswerIdle() {
    return To(kAnswered, [](Phase phase) { return phase == kIdle; });
  }
  // The same, also while an operation waits for the other side.
  bool AnswerPending() {
    return To(kAnswered, [](Phase phase) { return phase == kIdle || phase == kPending; });
  }

 private:
  enum Phase : uint64_t { kIdle, kStarting, kPending, kAnswered };
  static constexpr uint64_t kPhases = 4;
  static Phase PhaseOf(uint64_t state) { return static_cast<Phase>(state % kPhases); }
  template <class Allowed>
  bool To(Phase phase, Allowed allowed) {
    uint64_t now = state_;
    do {
      if (!allowed(PhaseOf(now))) return false;
    } while (!state_.compare_exchange_weak(now, now / kPhases * kPhases + phase));
    return true;
  }

  std::atomic<uint64_t> state_{0};
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
    Task<absl::Status> handler = registered().method.server_stream(who(), request(), *this);
    if (!who().participant_token.empty()) handler = WhileProved(std::move(handler));
    Spawn(Recorded(std::move(handler), nullptr),
          [this](absl::Status handled) { OnHandled(std::move(handled)); });
  }

 private:
  Task<bool> Write(const Message& message) override {
    if (who().cancellation.cancelled()) co_return false;
    unsent_ = SerializeItem(message);
    if (!unsent_.ok()) co_return false;
    bool written = under_way_.Start();
    if (written) written = co_await completion_.After([this] { StartWrite(&item_); });
    ReturnRoom();
    co_return written && !who().cancellation.cancelled();
  }

  absl::Status SerializeItem(const Message& message) {
    if (!registered().answer_filter.changes()) {
      ZWK_RETURN_IF_ERROR(Serialize(message, item_));
      return TakeRoom(item_);
    }
    const std::unique_ptr<Message> copy(message.New());
    copy->CopyFrom(message);
    return SerializeAnswer(*copy, item_);
  }

  // A code may be revoked while its stream is open: then the stream ends, whatever it waits for.
  Task<absl::Status> WhileProved(Task<absl::Status> handler) {
    const CancellationSource handled;
    const OneShot<bool> looked_after;
    absl::Status revoked;
    Spawn(Refutation(handled.token()), [this, &revoked, looked_after](absl::Status refutation) {
      revoked = std::move(refutation);
      if (!revoked.ok()) {
        CancelHandler();
        if (!under_way_.idle()) BreakOff();
      }
      looked_after.Set(true);
    });
    absl::Status status = co_await std::move(handler);
    handled.Cancel();
    co_await looked_after;
    co_return revoked.ok() ? status : revoked;
  }
  // Why the participant's token is no good any more; OK once the handler has ended.
  Task<absl::Status> Refutation(CancellationToken handled) {
    while (true) {
      const bool passed = co_await shared().timers.Sleep(shared().options.prove_again, handled);
      if (!passed) co_return absl::OkStatus();
      if (!shared().prove) continue;  // then it was not taken in the first place
      const absl::StatusOr<Caller> proved = co_await shared().prove(who(), request());
      if (absl::IsUnauthenticated(proved.status())) co_return proved.status();
    }
  }

  void OnHandled(absl::Status status) {
    if (!unsent_.ok()) status = unsent_;
    if (stopped_) {
      status =
          WithReason(absl::UnavailableError("the server is going down; connect again"), "DRAINING");
    }
    if (Claim()) Answer(std::move(status));
    draining_ = {};
    HandlerEnded();
  }
  void FinishWith(grpc::Status status) override { Finish(std::move(status)); }
  // A client that does not read keeps a write waiting for ever.
  void OnExpired() override {
    if (!under_way_.AnswerIdle()) {
      BreakOff();
    } else if (Claim()) {
      Answer(absl::DeadlineExceededError("the deadline has passed"));
    }
  }
  void OnWriteDone(bool ok) override {
    under_way_.Ended();
    completion_.Complete(ok);
  }
  void OnCancel() override { Abandon(); }
  void OnDone() override { Over(); }
  // Else each call waits for gRPC's one executor at its end.
  bool InternalInlineable() override { return true; }

  grpc::ByteBuffer item_;
  Completion completion_;
  UnderWay under_way_;
  absl::Status unsent_;  // why the last item was not sent
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
    Spawn(Recorded(registered().method.client_stream(who(), *this, *response_), response_.get()),
          [this](absl::Status handled) { OnHandled(std::move(handled)); });
  }

 private:
  const Caller& caller() const override { return who(); }
  absl::Status status() const override { return status_; }

  UploadSpace* upload_space() override { return &shared().upload_space; }

  // One item into item_. False: none comes any more.
  Task<bool> Next() {
    if (!under_way_.Start()) co_return false;
    const uint64_t number = under_way_.number();
    const uint64_t timer = IdleTimer(number);
    const bool more = co_await completion_.After([this, number] {
      Hold();  // the read may end, and all with it, before StartRead returns
      StartRead(&item_);
      under_way_.Started(number);
      Release();
    });
    shared().timers.Cancel(timer);
    co_return more;
  }

  // Ends the call if the read with this number still waits when it fires.
  uint64_t IdleTimer(uint64_t number) {
    Hold();
    const auto limit = shared().options.upload_idle_limit;
    return shared().timers.Schedule(Steady::now() + limit, [this, number, limit](bool fired) {
      if (fired && under_way_.number() == number && under_way_.AnswerPending() && Claim()) {
        Answer(WithReason(absl::DeadlineExceededError(absl::StrCat(
                              "nothing of the upload has come for ", limit.count(), " ms")),
                          "UPLOAD_IDLE"));
        CancelHandler();
      }
      Release();
    });
  }

  Task<bool> Read(Message& into) override {
    if (!status_.ok() || ended_) co_return false;
    const bool more = co_await Next();
    if (!more) {
      ended_ = true;
      // gRPC says "nothing more" for the end of a stream and for its reset alike, and the reset a
      // moment later. An upload that was cut off must not pass for a whole one: only what was not
      // reset can still be answered.
      bool open = under_way_.Start();
      if (open) open = co_await completion_.After([this] { StartSendInitialMetadata(); });
      if (!open || who().cancellation.cancelled())
        status_ = absl::CancelledError("the stream broke off");
      co_return false;
    }
    status_ = Parse(item_, shared().options.max_message_bytes, into);
    if (status_.ok()) registered().request_filter.Clean(into);
    if (status_.ok() && !std::exchange(begun_, true)) status_ = TakeRequestKey(into);
    co_return status_.ok();
  }

  void OnHandled(absl::Status status) {
    // A stream that broke is answered with its own fault, whatever the handler made of it.
    if (!status_.ok()) status = status_;
    if (Claim()) {  // else it was answered and gRPC may have let go of the response buffer
      if (status.ok()) status = SerializeAnswer(*response_, *response_bytes_);
      Answer(std::move(status));
    }
    HandlerEnded();
  }
  void FinishWith(grpc::Status status) override { Finish(std::move(status)); }
  void OnExpired() override {
    if (!under_way_.AnswerPending()) {
      BreakOff();
    } else if (Claim()) {
      Answer(absl::DeadlineExceededError("the deadline has passed"));
    }
  }
  void OnReadDone(bool ok) override { Ended(ok); }
  void OnSendInitialMetadataDone(bool ok) override { Ended(ok); }
  void Ended(bool ok) {
    under_way_.Ended();
    completion_.Complete(ok);
  }
  void OnCancel() override { Abandon(); }
  void OnDone() override {
    ReturnRoom();
    Over();
  }
  // Else each call waits for gRPC's one executor at its end.
  bool InternalInlineable() override { return true; }

  grpc::ByteBuffer* response_bytes_ = nullptr;
  std::unique_ptr<Message> response_;
  grpc::ByteBuffer item_;
  Completion completion_;
  UnderWay under_way_;
  absl::Status status_;
  bool begun_ = false;
  bool ended_ = false;
};

}  // namespace zwk::rpc
