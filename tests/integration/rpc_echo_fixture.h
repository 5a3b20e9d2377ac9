// The echo service of the tests, in this process, with handlers that can be held.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <future>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/echo.pb.h"
#include "platform/rpc/status.h"
#include "platform/rpc/upload.h"
#include "tests/support/eventually.h"
#include "tests/support/rpc_fixture.h"

namespace zwk::rpc {

namespace v1 = echo::v1;
using std::chrono::milliseconds;
using std::chrono::seconds;
using test::CallerOf;
using test::DevServer;

inline constexpr char kId[] = "0190a000-0000-7000-8000-000000000001";
inline constexpr char kEcho[] = "/zwk.echo.v1.EchoService/Echo";
inline constexpr char kChange[] = "/zwk.echo.v1.EchoService/Change";
inline constexpr char kCount[] = "/zwk.echo.v1.EchoService/Count";
inline constexpr char kCollect[] = "/zwk.echo.v1.EchoService/Collect";
inline constexpr char kSendFile[] = "/zwk.echo.v1.EchoService/SendFile";

// What a stream counts up to that says nothing until it is cancelled.
inline constexpr int kNothing = -1;

// Waits until the condition holds; false after ten seconds.
inline bool Eventually(const std::function<bool()>& condition) {
  return test::Eventually(condition, seconds(10));
}

// Coroutines wait here until it is opened.
class Gate {
 public:
  OneShot<bool> Pass() {
    OneShot<bool> pass;
    const std::lock_guard lock(mutex_);
    if (open_) pass.Set(true);
    waiting_.push_back(pass);
    return pass;
  }
  void Open() {
    std::vector<OneShot<bool>> waiting;
    {
      const std::lock_guard lock(mutex_);
      open_ = true;
      waiting.swap(waiting_);
    }
    for (const auto& pass : waiting) pass.Set(true);
  }

 private:
  std::mutex mutex_;
  bool open_ = false;                   // guarded by mutex_
  std::vector<OneShot<bool>> waiting_;  // guarded by mutex_
};

// What a test wants to know about its handlers, and the gate where "hold" waits.
class EchoApi {
 public:
  explicit EchoApi(Timers& timers) : timers_(timers) {}

  void Register(Server& server) {
    auto s = server.Service("zwk.echo.v1.EchoService");
    s.Unary("Echo", this, &EchoApi::Echo);
    s.Unary("Change", this, &EchoApi::Change);
    s.ServerStream("Count", this, &EchoApi::Count);
    s.ClientStream("Collect", this, &EchoApi::Collect);
    s.ClientStream("SendFile", this, &EchoApi::SendFile);
  }

  void OpenGate() { gate_.Open(); }

  std::atomic<int> started{0};
  std::atomic<int> ended{0};
  std::atomic<int> cancelled{0};
  std::atomic<int64_t> deadline_micros{0};
  std::atomic<int> collected_whole{0};
  std::atomic<int> collected_broken{0};

 private:
  Task<absl::StatusOr<v1::EchoResponse>> Echo(Caller caller, const v1::EchoRequest& request) {
    ++started;
    deadline_micros = ToMicros(caller.deadline);
    if (request.text() == "refuse") {
      FieldErrors errors;
      errors.Add("text", "must not be 'refuse'");
      errors.Add("more[1].text", "neither");
      co_return errors.ToStatus();
    }
    if (request.text() == "refuse a lot") {
      FieldErrors errors;
      for (int i = 0; i < 100'000; ++i) errors.Add(absl::StrCat("items[", i, "]"), "is wrong");
      co_return errors.AttachTo(absl::InvalidArgumentError(std::string(100'000, 'x')));
    }
    if (request.text() == "busy") {
      co_return WithRetryAfter(
          WithReason(absl::UnavailableError("the store is away"), "STORE_AWAY"), milliseconds(30));
    }
    if (request.text() == "queue full") {
      co_return WithReason(absl::ResourceExhaustedError("too many calls wait for the store"),
                           "STORE_QUEUE_FULL");
    }
    if (request.text() == "hold") co_await gate_.Pass();
    if (request.text() == "until cancelled") {
      if (!co_await timers_.Sleep(std::chrono::hours(1), caller.cancellation)) ++cancelled;
    }
    if (request.text() == "deaf")
      co_await timers_.Sleep(seconds(1));  // looks neither at deadline nor token
    v1::EchoResponse response;
    response.set_text(request.text());
    response.set_municipality(caller.municipality);
    response.set_subject_ref(caller.subject_ref);
    for (const std::string& role : caller.roles) response.add_roles(role);
    response.set_locale(caller.locale);
    ++ended;
    co_return response;
  }

  Task<absl::StatusOr<v1::ChangeResponse>> Change(Caller caller, const v1::ChangeRequest& request) {
    ++started;
    deadline_micros = ToMicros(caller.deadline);
    if (request.text() == "refuse") co_return InvalidField("text", "must not be 'refuse'");
    v1::ChangeResponse response;
    response.set_request_id(caller.request.id);
    response.set_fingerprint(caller.request.fingerprint);
    co_return response;
  }

  Task<absl::Status> Count(Caller caller, const v1::CountRequest& request,
                           Writer<v1::CountResponse>& writer) {
    ++started;
    v1::CountResponse item;
    item.set_filling(std::string(static_cast<size_t>(request.filling()), 'x'));
    if (request.up_to() == kNothing)
      co_await timers_.Sleep(std::chrono::hours(1), caller.cancellation);
    for (int i = 1; request.up_to() == 0 || i <= request.up_to(); ++i) {
      item.set_number(i);
      if (!co_await writer.Write(item)) break;
      if (request.up_to() == 0 && !co_await timers_.Sleep(milliseconds(1), caller.cancellation))
        break;
    }
    ++ended;
    if (request.up_to() == 13) co_return absl::DataLossError("13 is not kept");
    co_return absl::OkStatus();
  }

  Task<absl::StatusOr<v1::CollectResponse>> Collect(Caller, Reader<v1::CollectRequest>& reader) {
    ++started;
    v1::CollectResponse response;
    while (std::optional<v1::CollectRequest> item = co_await reader.Read()) {
      if (item->has_word()) response.add_words(item->word());
    }
    response.set_request_id(reader.caller().request.id);
    reader.status().ok() ? ++collected_whole : ++collected_broken;
    ++ended;
    co_return response;
  }

  // Answers with the hash of the file.
  Task<absl::StatusOr<v1::CollectResponse>> SendFile(Caller, Reader<v1::SendFileRequest>& reader) {
    ++started;
    absl::StatusOr<v1::CollectResponse> answer = co_await Sent(reader);
    ++ended;
    co_return answer;
  }
  static Task<absl::StatusOr<v1::CollectResponse>> Sent(Reader<v1::SendFileRequest>& reader) {
    Upload<v1::SendFileRequest> upload(reader, 64 << 20);
    ZWK_CO_ASSIGN_OR_RETURN(const v1::CollectHeader header, co_await upload.ReadHeader());
    ZWK_CO_ASSIGN_OR_RETURN(const std::string file, co_await upload.ReadAll());
    v1::CollectResponse response;
    response.set_request_id(header.request_id());
    response.add_words(upload.content_sha256());
    response.add_words(Sha256Hex(file));
    co_return response;
  }

  Timers& timers_;
  Gate gate_;
};

class RpcTest : public ::testing::Test {
 protected:
  void Start(ServerOptions options = DevServer(), ChannelOptions channel_options = {}) {
    server_.emplace(options, channel_options);
    api_.emplace(server_->timers());
    api_->Register(server_->get());
    server_->Start();
  }
  ~RpcTest() override {
    if (server_) server_->get().Drain();
  }

  Channel& channel() { return server_->channel(); }
  absl::StatusOr<v1::EchoResponse> Echo(const std::string& text,
                                        const Caller& caller = CallerOf("bremerhaven")) {
    v1::EchoRequest request;
    request.set_text(text);
    v1::EchoResponse response;
    const absl::Status status = channel().CallNow(kEcho, caller, request, response);
    if (!status.ok()) return status;
    return response;
  }
  std::future<absl::StatusOr<v1::EchoResponse>> EchoAside(
      const std::string& text, const Caller& caller = CallerOf("bremerhaven")) {
    return std::async(std::launch::async, [this, text, caller] { return Echo(text, caller); });
  }
  // Health, in messages of the same shape: Check(string service) answers status 1 (SERVING) or 2.
  int Health(const std::string& service) {
    google::protobuf::StringValue request;
    request.set_value(service);
    google::protobuf::Int32Value response;
    const absl::Status status =
        channel().CallNow("/grpc.health.v1.Health/Check", Caller(), request, response);
    return status.ok() ? response.value() : -static_cast<int>(status.code());
  }
  int InFlight() {
    const std::string text = server_->metrics().Text();
    const std::string name = "\nzwk_rpc_in_flight ";
    return std::atoi(text.c_str() + text.find(name) + name.size());
  }

  std::optional<test::RpcServer> server_;
  std::optional<EchoApi> api_;
};

}  // namespace zwk::rpc
