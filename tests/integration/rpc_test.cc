// What rpc promises to every service, over real gRPC on a free port.
#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include <gmock/gmock.h>
#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>
#include <google/protobuf/empty.pb.h>
#include <google/protobuf/wrappers.pb.h>
#include <gtest/gtest.h>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/rpc/echo.pb.h"
#include "platform/rpc/status.h"
#include "tests/integration/rpc_echo_fixture.h"
#include "tests/support/prometheus_server.h"

namespace zwk::rpc {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(RpcTest, TheHandlerKnowsTheCaller) {
  Start();
  Caller caller = CallerOf("bremerhaven");
  caller.roles = {"moderator", "clerk"};
  caller.locale = "en";
  const auto response = Echo("Grünhöfe", caller);
  ASSERT_TRUE(response.ok()) << response.status();
  EXPECT_EQ(response->text(), "Grünhöfe");
  EXPECT_EQ(response->municipality(), "bremerhaven");
  EXPECT_EQ(response->subject_ref(), "subject-1");
  EXPECT_THAT(response->roles(), ElementsAre("moderator", "clerk"));
  EXPECT_EQ(response->locale(), "en");
}

TEST_F(RpcTest, WithoutAMunicipalityNobodyGetsIn) {
  Start();
  for (const char* municipality : {"", "Bremerhaven", "x}{y"}) {
    const auto refused = Echo("hello", CallerOf(municipality));
    EXPECT_EQ(refused.status().code(), absl::StatusCode::kUnauthenticated) << municipality;
    EXPECT_EQ(ReasonOf(refused.status()), "MUNICIPALITY_UNKNOWN");
  }
  EXPECT_EQ(api_->started, 0);
}

TEST_F(RpcTest, DevIdentityIsRefusedOffLoopback) {
  ServerOptions options = DevServer();
  options.listen = "0.0.0.0:0";
  test::RpcServer server(options);
  EXPECT_EQ(server.get().Start().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(RpcTest, ARefusalArrivesWithReasonFieldsAndRetryTime) {
  Start(DevServer(), {.retry_unavailable = false});
  const auto refused = Echo("refuse");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(refused.status()), "INVALID_FIELD");
  const auto violations = FieldViolationsOf(refused.status());
  ASSERT_EQ(violations.size(), 2u);
  EXPECT_EQ(violations[0].field, "text");
  EXPECT_EQ(violations[1].field, "more[1].text");
  const auto busy = Echo("busy");
  EXPECT_EQ(busy.status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(busy.status()), "STORE_AWAY");
  EXPECT_EQ(RetryAfterOf(busy.status()), milliseconds(30));
}

TEST_F(RpcTest, ARefusalArrivesHoweverMuchThereIsToSay) {
  Start();
  const absl::Status refused = Echo("refuse a lot").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(refused), "items[0]");
  EXPECT_EQ(FieldViolationsOf(refused).size() + FurtherViolationsOf(refused), 100'000u);
}

TEST_F(RpcTest, WhatHoldsMoreThanItMayIsRefusedBeforeAHandlerSeesIt) {
  Start();
  v1::ChangeRequest request;
  request.set_request_id(kId);
  request.set_text(std::string(100'001, 'x'));
  v1::ChangeResponse response;
  const absl::Status refused =
      channel().CallNow(kChange, CallerOf("bremerhaven"), request, response);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  ASSERT_EQ(FieldViolationsOf(refused).size(), 1u);
  EXPECT_EQ(FieldViolationsOf(refused)[0].code, "TOO_LONG");
  EXPECT_EQ(api_->started, 0);
}

TEST_F(RpcTest, AChannelTriesAgainWhatIsUnavailable) {
  Start();
  EXPECT_EQ(Echo("busy").status().code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(api_->started, 5);
}

TEST_F(RpcTest, AChangeNeedsARequestIdThatIsAUuid) {
  Start();
  v1::ChangeRequest request;
  request.set_text("rent");
  v1::ChangeResponse response;
  for (const char* id : {"", "17", "0190a000-0000-7000-8000-00000000000"}) {
    request.set_request_id(id);
    const absl::Status refused =
        channel().CallNow(kChange, CallerOf("bremerhaven"), request, response);
    EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument) << id;
    EXPECT_EQ(FieldViolationsOf(refused).size(), 1u);
    EXPECT_EQ(FieldOf(refused), "request_id");
    EXPECT_LE(api_->deadline_micros, 0) << "no time in which anything could change";
  }
  request.set_request_id(kId);
  ASSERT_TRUE(channel().CallNow(kChange, CallerOf("bremerhaven"), request, response).ok());
  EXPECT_EQ(response.request_id(), kId);
  const std::string fingerprint = response.fingerprint();
  request.set_request_id(absl::AsciiStrToUpper(kId));
  ASSERT_TRUE(channel().CallNow(kChange, CallerOf("bremerhaven"), request, response).ok());
  EXPECT_EQ(response.request_id(), kId) << "a UUID in upper case is the same one";
  EXPECT_EQ(response.fingerprint(), fingerprint);
  request.set_request_id(kId);
  EXPECT_EQ(fingerprint.size(), 64u);
  request.set_text("paint");
  ASSERT_TRUE(channel().CallNow(kChange, CallerOf("bremerhaven"), request, response).ok());
  EXPECT_NE(response.fingerprint(), fingerprint);
}

TEST_F(RpcTest, ARequestIdThatIsNoneHidesNoOtherFault) {
  Start();
  v1::ChangeRequest request;
  request.set_request_id("17");
  request.set_text("refuse");
  v1::ChangeResponse response;
  const absl::Status refused =
      channel().CallNow(kChange, CallerOf("bremerhaven"), request, response);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(refused), "INVALID_FIELD");
  ASSERT_EQ(FieldViolationsOf(refused).size(), 2u);
  EXPECT_EQ(FieldViolationsOf(refused)[0].field, "request_id");
  EXPECT_EQ(FieldViolationsOf(refused)[1].field, "text");
}

TEST_F(RpcTest, BytesThatAreNoMessageAreTheCallersFault) {
  Start();
  google::protobuf::BytesValue not_utf8;  // field 1 is a string to the server
  not_utf8.set_value("\xff\xfe");
  v1::EchoResponse response;
  const absl::Status refused =
      channel().CallNow(kEcho, CallerOf("bremerhaven"), not_utf8, response);
  EXPECT_EQ(refused.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(refused), "MALFORMED_MESSAGE");
  EXPECT_EQ(api_->started, 0);
}

TEST_F(RpcTest, WhatIsNotThereIsUnimplemented) {
  Start();
  v1::EchoRequest request;
  v1::EchoResponse response;
  for (const char* method : {"/zwk.echo.v1.EchoService/Nothing", "/zwk.Nobody/Echo", "/", ""}) {
    EXPECT_EQ(channel().CallNow(method, CallerOf("bremerhaven"), request, response).code(),
              absl::StatusCode::kUnimplemented)
        << method;
  }
}

TEST_F(RpcTest, MessagesPastTheLimitAreRefused) {
  Start();
  EXPECT_TRUE(Echo(std::string(3 << 20, 'a')).ok());
  const absl::Status refused = Echo(std::string((4 << 20) + 1, 'a')).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "MESSAGE_TOO_LARGE");
  // Much larger ones are not even taken into memory; gRPC gives no reason.
  EXPECT_EQ(Echo(std::string((8 << 20) + 1, 'a')).status().code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(api_->started, 1);
  EXPECT_TRUE(Echo("and goes on").ok());
}

TEST_F(RpcTest, HeadersPastTheLimitAreRefused) {
  Start();
  Caller caller = CallerOf("bremerhaven");
  caller.trace_parent = std::string(9 << 10, 't');
  const absl::Status refused = Echo("hello", caller).status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "HEADERS_TOO_LARGE");
  EXPECT_EQ(api_->started, 0);
  EXPECT_TRUE(Echo("and goes on").ok());
}

TEST_F(RpcTest, MetadataThatCannotTravelAreRefusedHere) {
  Start();
  Caller caller = CallerOf("bremerhaven");
  caller.subject_ref = "a\nb";
  EXPECT_EQ(Echo("hello", caller).status().code(), absl::StatusCode::kInvalidArgument);
}

TEST_F(RpcTest, DynamicMessagesTravelToo) {
  Start();
  google::protobuf::DynamicMessageFactory factory;
  const auto* request_type = v1::EchoRequest::descriptor();
  const auto* response_type = v1::EchoResponse::descriptor();
  std::unique_ptr<Message> request(factory.GetPrototype(request_type)->New());
  std::unique_ptr<Message> response(factory.GetPrototype(response_type)->New());
  request->GetReflection()->SetString(request.get(), request_type->FindFieldByName("text"),
                                      "dynamic");
  ASSERT_TRUE(channel().CallNow(kEcho, CallerOf("bremerhaven"), *request, *response).ok());
  EXPECT_EQ(response->GetReflection()->GetString(*response, response_type->FindFieldByName("text")),
            "dynamic");
}

// A coroutine of a service that fetches from another one.
Task<absl::StatusOr<std::string>> Fetch(Channel& channel, Caller caller) {
  v1::EchoRequest request;
  request.set_text("claim");
  const auto response =
      co_await channel.Unary<v1::EchoRequest, v1::EchoResponse>(kEcho, caller, request);
  if (!response.ok()) co_return response.status();
  v1::CountRequest count;
  count.set_up_to(3);
  int sum = 0;
  const absl::Status streamed = co_await channel.ServerStream<v1::CountRequest, v1::CountResponse>(
      kCount, caller, count, [&sum](const v1::CountResponse& item) {
        sum += item.number();
        return absl::OkStatus();
      });
  if (!streamed.ok()) co_return streamed;
  co_return response->text() + std::to_string(sum);
}

TEST_F(RpcTest, CoroutinesFetchFromOtherServices) {
  Start();
  const auto fetched = SyncWait(Fetch(channel(), CallerOf("bremerhaven")));
  ASSERT_TRUE(fetched.ok()) << fetched.status();
  EXPECT_EQ(*fetched, "claim6");
}

// --- roles ---

void ServeGuarded(Server& server, const char* service, const char* method) {
  server.Service(service).Unary<v1::EchoRequest, v1::EchoResponse>(
      method, [](Caller, const v1::EchoRequest&) -> Task<absl::StatusOr<v1::EchoResponse>> {
        co_return v1::EchoResponse();
      });
}

TEST(RpcRolesTest, WhatIsForSomeAloneIsRefusedToOthersWhateverTheySend) {
  constexpr char kDecide[] = "/zwk.echo.v1.GuardedService/Decide";
  test::RpcServer server;
  ServeGuarded(server.get(), "zwk.echo.v1.GuardedService", "Decide");
  server.Start();
  Caller caller = CallerOf("bremerhaven");
  caller.roles = {"PLANNER", "SCRIBE"};
  v1::EchoRequest request;
  v1::EchoResponse response;
  EXPECT_TRUE(server.channel().CallNow(kDecide, caller, request, response).ok());
  caller.roles = {"PLANNER"};
  google::protobuf::StringValue no_utf8;  // a field 1 like the request's
  no_utf8.set_value("\xff");
  for (const Message* sent :
       {static_cast<const Message*>(&request), static_cast<const Message*>(&no_utf8)}) {
    const absl::Status refused = server.channel().CallNow(kDecide, caller, *sent, response);
    EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied) << refused;
    EXPECT_EQ(ReasonOf(refused), "ROLE_MISSING") << refused;
  }
  server.get().Drain();
}

TEST(RpcRolesTest, AServerWithAMethodOfWhichNobodyHasSaidForWhomItIsDoesNotStart) {
  for (const auto& [service, why] : {std::pair{"zwk.echo.v1.UnguardedService", "is not said"},
                                     std::pair{"zwk.echo.v1.NoService", "stands in no proto"}}) {
    test::RpcServer server;
    ServeGuarded(server.get(), service, "Echo");
    const absl::Status started = server.get().Start();
    EXPECT_EQ(started.code(), absl::StatusCode::kFailedPrecondition) << started;
    EXPECT_THAT(std::string(started.message()), HasSubstr(why));
  }
}

// --- streams ---

TEST_F(RpcTest, AServerStreamIsCompleteAndInOrder) {
  Start();
  v1::CountRequest request;
  request.set_up_to(5000);
  v1::CountResponse item;
  int last = 0;
  bool in_order = true;
  const absl::Status status = channel().StreamNow(
      kCount, CallerOf("bremerhaven"), request, item, [&](const Message& message) {
        const int number = static_cast<const v1::CountResponse&>(message).number();
        in_order = in_order && number == last + 1;
        last = number;
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_TRUE(in_order);
  EXPECT_EQ(last, 5000);
}

TEST_F(RpcTest, AStreamEndsWithTheHandlersStatus) {
  Start();
  v1::CountRequest request;
  request.set_up_to(13);
  v1::CountResponse item;
  int items = 0;
  const absl::Status status =
      channel().StreamNow(kCount, CallerOf("bremerhaven"), request, item, [&](const Message&) {
        ++items;
        return absl::OkStatus();
      });
  EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(items, 13);
}

TEST_F(RpcTest, AListenerThatLeavesEndsTheStream) {
  Start();
  v1::CountRequest request;  // endless
  v1::CountResponse item;
  const absl::Status status = channel().StreamNow(
      kCount, CallerOf("bremerhaven"), request, item, [&](const Message& message) {
        return static_cast<const v1::CountResponse&>(message).number() < 5
                   ? absl::OkStatus()
                   : absl::AbortedError("enough");
      });
  EXPECT_EQ(status, absl::AbortedError("enough"));
  EXPECT_TRUE(Eventually([&] { return api_->ended == 1; }));
  EXPECT_TRUE(Eventually([&] { return InFlight() == 0; }));
}

absl::Status Upload(Channel& channel, const Caller& caller, std::vector<v1::CollectRequest> items,
                    v1::CollectResponse& response) {
  v1::CollectRequest item;
  size_t next = 0;
  return channel.UploadNow(
      kCollect, caller, item,
      [&](Message& message) {
        if (next == items.size()) return false;
        static_cast<v1::CollectRequest&>(message) = items[next++];
        return true;
      },
      response);
}

v1::CollectRequest Header(const std::string& request_id) {
  v1::CollectRequest item;
  item.mutable_header()->set_request_id(request_id);
  return item;
}

v1::CollectRequest Word(const std::string& word) {
  v1::CollectRequest item;
  item.set_word(word);
  return item;
}

TEST_F(RpcTest, AnUploadArrivesWholeWithItsRequestKey) {
  Start();
  std::vector<v1::CollectRequest> items = {Header(kId)};
  for (int i = 0; i < 1000; ++i) items.push_back(Word(std::to_string(i)));
  v1::CollectResponse response;
  const absl::Status status = Upload(channel(), CallerOf("bremerhaven"), items, response);
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(response.words_size(), 1000);
  EXPECT_EQ(response.words(999), "999");
  EXPECT_EQ(response.request_id(), kId);
  EXPECT_EQ(api_->collected_whole, 1);
}

TEST_F(RpcTest, AnUploadWithoutProperHeaderIsRefused) {
  Start();
  v1::CollectResponse response;
  const absl::Status headless =
      Upload(channel(), CallerOf("bremerhaven"), {Word("a"), Word("b")}, response);
  EXPECT_EQ(headless.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(headless), "header");
  const absl::Status anonymous =
      Upload(channel(), CallerOf("bremerhaven"), {Header("7")}, response);
  EXPECT_EQ(FieldOf(anonymous), "header.request_id");
  EXPECT_EQ(api_->collected_broken, 2);
}

TEST_F(RpcTest, AnUploadThatWasCutOffNeverPassesForAWholeOne) {
  Start();
  constexpr int kUploads = 200;
  for (int i = 0; i < kUploads; ++i) {
    Caller caller = CallerOf("bremerhaven");
    const CancellationSource source;
    caller.cancellation = source.token();
    v1::CollectRequest item;
    v1::CollectResponse response;
    int sent = 0;
    const absl::Status status = channel().UploadNow(
        kCollect, caller, item,
        [&](Message& message) {
          static_cast<v1::CollectRequest&>(message) = sent++ == 0 ? Header(kId) : Word("w");
          if (sent == 2 + i % 7) source.Cancel();
          return true;
        },
        response);
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled);
  }
  EXPECT_TRUE(Eventually([&] { return InFlight() == 0 && api_->ended == api_->started; }));
  EXPECT_EQ(api_->collected_whole, 0);
}

// --- deadlines and cancellation ---

TEST_F(RpcTest, TheHandlerWorksAgainstTheCallersDeadline) {
  Start();
  Caller caller = CallerOf("bremerhaven");
  const Time now = SystemClock().Now();
  caller.deadline = now + milliseconds(300);
  const auto expired = Echo("until cancelled", caller);
  EXPECT_EQ(expired.status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_NEAR(static_cast<double>(api_->deadline_micros - ToMicros(now)), 300e3, 100e3);
  EXPECT_TRUE(Eventually([&] { return api_->cancelled == 1; }));
}

TEST_F(RpcTest, ACallWithoutDeadlineGetsTheServers) {
  ServerOptions options = DevServer();
  options.default_deadline = milliseconds(100);
  Start(options, {.default_deadline = milliseconds(0)});
  EXPECT_EQ(Echo("until cancelled").status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(Eventually([&] { return api_->cancelled == 1; }));
  // Also when the handler does not listen; its late answer goes nowhere.
  EXPECT_EQ(Echo("deaf").status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_TRUE(Echo("quick").ok());
  EXPECT_TRUE(Eventually([&] { return InFlight() == 0; }));
}

TEST_F(RpcTest, WhatExpiredBeforehandNeverStarts) {
  Start();
  Caller caller = CallerOf("bremerhaven");
  caller.deadline = SystemClock().Now() - seconds(1);
  EXPECT_EQ(Echo("hello", caller).status().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(api_->started, 0);
}

TEST_F(RpcTest, CancellingReachesTheHandler) {
  Start();
  Caller caller = CallerOf("bremerhaven");
  const CancellationSource source;
  caller.cancellation = source.token();
  auto call = EchoAside("until cancelled", caller);
  ASSERT_TRUE(Eventually([&] { return api_->started == 1; }));
  source.Cancel();
  EXPECT_EQ(call.get().status().code(), absl::StatusCode::kCancelled);
  EXPECT_TRUE(Eventually([&] { return api_->cancelled == 1; }));
}

// --- overload ---

TEST_F(RpcTest, WorkInFlightIsBoundedAndRecovers) {
  ServerOptions options = DevServer();
  options.limits.unary = {3, 3};
  Start(options);
  std::vector<std::future<absl::StatusOr<v1::EchoResponse>>> held;
  for (int i = 0; i < 3; ++i) held.push_back(EchoAside("hold"));
  ASSERT_TRUE(Eventually([&] { return InFlight() == 3; }));
  const auto refused = Echo("one too many");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused.status()), "MUNICIPALITY_BUSY");
  EXPECT_GT(RetryAfterOf(refused.status()).count(), 0);
  api_->OpenGate();
  for (auto& call : held) EXPECT_TRUE(call.get().ok());
  EXPECT_TRUE(Eventually([&] { return Echo("again").ok(); }));
}

TEST_F(RpcTest, OneCityInAHurryDoesNotHarmTheOther) {
  ServerOptions options = DevServer();
  options.limits.calls_per_second_of_a_municipality = 0.001;
  options.limits.burst_of_a_municipality = 5;
  Start(options);
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Echo("hello").ok());
  const auto refused = Echo("hello");
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused.status()), "MUNICIPALITY_RATE_EXCEEDED");
  EXPECT_TRUE(Echo("hello", CallerOf("cuxhaven")).ok());
}

TEST_F(RpcTest, RapidResetsDoNoHarm) {
  Start();
  constexpr int kCalls = 3000;
  std::atomic<int> finished{0};
  for (int i = 0; i < kCalls; ++i) {
    Caller caller = CallerOf("bremerhaven");
    const CancellationSource source;
    caller.cancellation = source.token();
    v1::EchoRequest request;
    request.set_text("until cancelled");
    Spawn(channel().Unary<v1::EchoRequest, v1::EchoResponse>(kEcho, caller, request),
          [&finished](absl::StatusOr<v1::EchoResponse>) { ++finished; });
    source.Cancel();
  }
  EXPECT_TRUE(Eventually([&] { return finished == kCalls; }));
  EXPECT_TRUE(Eventually([&] { return InFlight() == 0 && api_->ended == api_->started; }));
  EXPECT_TRUE(Echo("still here").ok());
}

// --- coming and going ---

TEST_F(RpcTest, ReadyIsSaidToHealthChecks) {
  Start();
  EXPECT_EQ(Health(""), 1);
  EXPECT_EQ(Health("zwk.echo.v1.EchoService"), 1);
  server_->get().SetReady(false);
  EXPECT_EQ(Health(""), 2);
  EXPECT_EQ(Health("zwk.echo.v1.EchoService"), 2);
  EXPECT_EQ(Health("liveness"), 1);
  EXPECT_EQ(Health("zwk.Nobody"), -static_cast<int>(absl::StatusCode::kNotFound));
}

TEST_F(RpcTest, ADrainFinishesCallsAndEndsStreams) {
  Start(DevServer(), {.retry_unavailable = false});
  auto held = EchoAside("hold");
  auto stream = std::async(std::launch::async, [this] {
    v1::CountRequest request;  // endless
    v1::CountResponse item;
    return channel().StreamNow(kCount, CallerOf("bremerhaven"), request, item,
                               [](const Message&) { return absl::OkStatus(); });
  });
  ASSERT_TRUE(Eventually([&] { return api_->started == 2; }));

  auto drained = std::async(std::launch::async, [this] { server_->get().Drain(); });
  const absl::Status ended = stream.get();
  EXPECT_EQ(ended.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(ended), "DRAINING");
  // The listener is closing: a newcomer is turned away while the held call is still served.
  EXPECT_TRUE(Eventually([&] {
    Channel newcomer(server_->get().address(), {.retry_unavailable = false});
    v1::EchoRequest request;
    v1::EchoResponse response;
    return newcomer.CallNow(kEcho, CallerOf("bremerhaven"), request, response).code() ==
           absl::StatusCode::kUnavailable;
  }));
  EXPECT_EQ(drained.wait_for(seconds(0)), std::future_status::timeout);
  api_->OpenGate();
  EXPECT_TRUE(held.get().ok());
  drained.get();
  EXPECT_EQ(InFlight(), 0);
}

TEST_F(RpcTest, ADrainCancelsWhatDoesNotEnd) {
  ServerOptions options = DevServer();
  options.drain_limit = milliseconds(50);
  Start(options, {.retry_unavailable = false});
  auto call = EchoAside("until cancelled");
  ASSERT_TRUE(Eventually([&] { return api_->started == 1; }));
  server_->get().Drain();
  EXPECT_FALSE(call.get().ok());
  EXPECT_EQ(api_->cancelled, 1);
}

TEST_F(RpcTest, AChannelFindsAServerThatCameBack) {
  Start();
  ASSERT_TRUE(Echo("before").ok());
  ServerOptions options = DevServer();
  options.listen = server_->get().address();
  Channel channel(options.listen);
  v1::EchoRequest request;
  v1::EchoResponse response;
  ASSERT_TRUE(channel.CallNow(kEcho, CallerOf("bremerhaven"), request, response).ok());
  server_->get().Drain();
  server_.reset();
  Start(options);
  EXPECT_TRUE(channel.WaitUntilReachable(seconds(10)));
  EXPECT_TRUE(channel.CallNow(kEcho, CallerOf("bremerhaven"), request, response).ok());
}

TEST_F(RpcTest, ReflectionListsTheServicesWhenAskedFor) {
  // ServerReflectionRequest{list_services: "*"}, field 7, in a message whose field 7 is a string,
  // too.
  google::protobuf::FieldDescriptorProto list_services;
  list_services.set_default_value("*");
  google::protobuf::Empty answer;
  std::string bytes;
  const auto ask = [&] {
    return channel().StreamNow("/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
                               Caller(), list_services, answer, [&](const Message& message) {
                                 bytes += message.SerializeAsString();
                                 return absl::OkStatus();
                               });
  };
  Start();
  EXPECT_EQ(ask().code(), absl::StatusCode::kUnimplemented);
  server_->get().Drain();
  ServerOptions options = DevServer();
  options.reflection = true;
  Start(options);
  const absl::Status status = ask();
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_THAT(bytes, HasSubstr("zwk.echo.v1.EchoService"));
}

// --- figures ---

TEST_F(RpcTest, PrometheusSeesRateErrorsAndDuration) {
  Start();
  metrics::Exposer exposer;
  ASSERT_TRUE(exposer.Start("127.0.0.1:0", server_->metrics()).ok());
  test::PrometheusServer prometheus({exposer.port()});
  for (int i = 0; i < 7; ++i) EXPECT_TRUE(Echo("hello").ok());
  EXPECT_FALSE(Echo("refuse").ok());
  EXPECT_EQ(
      prometheus.WaitForValue(
          R"(grpc_server_handled_total{grpc_service="zwk.echo.v1.EchoService",grpc_method="Echo",grpc_code="OK"})",
          7),
      7);
  EXPECT_EQ(
      prometheus.WaitForValue(R"(sum(grpc_server_handled_total{grpc_code="INVALID_ARGUMENT"}))", 1),
      1);
  EXPECT_EQ(prometheus.WaitForValue(R"(grpc_server_handling_seconds_count{grpc_method="Echo"})", 8),
            8);
  EXPECT_GT(prometheus.WaitForValue("histogram_quantile(0.5, sum by (le) "
                                    "(grpc_server_handling_seconds_bucket{grpc_method=\"Echo\"}))",
                                    0),
            0);
  EXPECT_TRUE(prometheus.Query("this is no query").is_null());
}

}  // namespace
}  // namespace zwk::rpc
