// Calls whose one side is a stream.
#pragma once

#include <atomic>
#include <coroutine>
#include <memory>
#include <utility>

#include "platform/base/errors.h"
#include "platform/rpc/call.h"

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

}  // namespace zwk::rpc
