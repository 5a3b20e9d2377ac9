// The client side: fetches published bulk from its owner (claim check) and carries zwkctl and the
// tests.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "platform/rpc/tls.h"

namespace zwk::rpc {

using google::protobuf::Message;
using zwk::Caller;

struct ChannelOptions {
  // For callers without a deadline (Caller::deadline at its default). Zero: none, the server's
  // holds.
  std::chrono::milliseconds default_deadline{10'000};
  std::chrono::milliseconds default_stream_deadline{600'000};
  int max_message_bytes = 4 << 20;
  // Tries up to five times within the deadline, what is UNAVAILABLE or was CANCELLED by the server,
  // while nothing has been answered. Every change carries a request_id, so trying again is harmless.
  bool retry_unavailable = true;
  // Who we are and whom we believe; none: plain text, for this machine alone.
  TlsFiles tls;
};

// A connection to one server, shared by any number of calls; made when first used, kept alive, made
// again when lost.
//
// Methods are named in full: "/zwk.forecasting.v1.ForecastService/GetForecast". A caller's
// municipality, subject, roles and locale travel as metadata, its deadline and cancellation hold
// for the call. A refusal comes back as the server said it: code, message, ReasonOf(status),
// FieldOf(status).
class Channel {
 public:
  explicit Channel(std::string address, ChannelOptions options = {});
  ~Channel();
  Channel(const Channel&) = delete;
  Channel& operator=(const Channel&) = delete;

  // Called for each item, in order; the next one is read when it has returned. Not OK ends the
  // stream with it.
  using OnMessage = std::function<absl::Status(const Message&)>;
  // Fills the next item of a client stream; false at its end.
  using NextMessage = std::function<bool(Message&)>;

  // --- for coroutines; they resume on a thread of gRPC, which must not be blocked ---
  template <class Request, class Response>
  Task<absl::StatusOr<Response>> Unary(std::string method, Caller caller, Request request) {
    Response response;
    const absl::Status status =
        co_await Call(std::move(method), std::move(caller), request, response);
    if (!status.ok()) co_return status;
    co_return std::move(response);
  }
  template <class Request, class Response>
  Task<absl::Status> ServerStream(std::string method, Caller caller, Request request,
                                  std::function<absl::Status(const Response&)> on_message) {
    Response item;
    co_return co_await Stream(std::move(method), std::move(caller), request, item,
                              [&on_message](const Message& message) {
                                return on_message(static_cast<const Response&>(message));
                              });
  }
  // The same over any message, also dynamic ones. Referenced messages live until the task has
  // ended.
  Task<absl::Status> Call(std::string method, Caller caller, const Message& request,
                          Message& response);
  Task<absl::Status> Stream(std::string method, Caller caller, const Message& request,
                            Message& item, OnMessage on_message);
  Task<absl::Status> Upload(std::string method, Caller caller, Message& item, NextMessage next,
                            Message& response);

  // --- blocking, for command lines and tests; never on a thread of gRPC, a lane or a pool ---
  absl::Status CallNow(const std::string& method, const Caller& caller, const Message& request,
                       Message& response);
  absl::Status StreamNow(const std::string& method, const Caller& caller, const Message& request,
                         Message& item, OnMessage on_message);
  absl::Status UploadNow(const std::string& method, const Caller& caller, Message& item,
                         NextMessage next, Message& response);

  // True once the server can be reached; false when the time is over.
  bool WaitUntilReachable(std::chrono::milliseconds limit);

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace zwk::rpc
