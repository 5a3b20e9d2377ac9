// A call with one message each way.
#pragma once

#include <memory>
#include <utility>

#include "platform/rpc/call.h"

namespace zwk::rpc {

class UnaryCall final : public grpc::ServerUnaryReactor, public Call {
 public:
  using Call::Call;

  void Start(const grpc::ByteBuffer& request_bytes, grpc::ByteBuffer& response_bytes) {
    response_bytes_ = &response_bytes;
    if (!OpenWith(request_bytes, shared().options.default_deadline)) return;
    response_.reset(registered().method.response->New());
    Spawn(Recorded(registered().method.unary(who(), request(), *response_), response_.get()),
          [this](absl::Status handled) { OnHandled(std::move(handled)); });
  }

 private:
  void OnHandled(absl::Status status) {
    status = WithoutKey(status);
    if (Claim()) {  // else the deadline was faster and gRPC may have let go of the response buffer
      if (status.ok()) status = SerializeAnswer(*response_, *response_bytes_);
      if (status.ok()) TellOfDocument(*response_);
      Answer(std::move(status));
    }
    HandlerEnded();
  }
  void OnExpired() override {
    if (Claim()) Answer(absl::DeadlineExceededError("the deadline has passed"));
  }
  void FinishWith(grpc::Status status) override { Finish(std::move(status)); }
  void OnCancel() override { Abandon(); }
  void OnDone() override {
    ReturnRoom();
    Over();
  }
  // Else each call waits for gRPC's one executor at its end.
  bool InternalInlineable() override { return true; }

  grpc::ByteBuffer* response_bytes_ = nullptr;
  std::unique_ptr<Message> response_;
};

}  // namespace zwk::rpc
