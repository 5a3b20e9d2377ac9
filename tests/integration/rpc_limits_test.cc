// What one city does, no other feels: each limit of the server, with a city at it and another one
// beside it.
#include <atomic>
#include <future>
#include <memory>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/integration/rpc_echo_fixture.h"

namespace zwk::rpc {
namespace {

class RpcLimitsTest : public RpcTest {
 protected:
  // Streams of a city that stay open and say nothing, until they are let go.
  class Watchers {
   public:
    Watchers(Server& server, int channels) {
      for (int i = 0; i < channels; ++i) {
        channels_.push_back(std::make_unique<Channel>(server.address(),
                                                      ChannelOptions{.retry_unavailable = false}));
      }
    }
    ~Watchers() { LetGo(); }

    // Each by a caller of its own, or all by this one.
    void Open(const std::string& municipality, int count, const std::string& one_caller = "") {
      for (int i = 0; i < count; ++i) {
        Caller caller = CallerOf(municipality);
        caller.subject_ref = one_caller.empty() ? absl::StrCat("caller ", opened) : one_caller;
        caller.cancellation = gone_.token();
        v1::CountRequest request;
        request.set_up_to(kNothing);
        Spawn(channels_[static_cast<size_t>(i) % channels_.size()]
                  ->ServerStream<v1::CountRequest, v1::CountResponse>(
                      kCount, caller, request,
                      [](const v1::CountResponse&) { return absl::OkStatus(); }),
              [this](const absl::Status& status) {
                if (ReasonOf(status) == "MUNICIPALITY_BUSY") ++refused;
                if (ReasonOf(status) == "CALLER_BUSY") ++refused_as_one;
                ++ended;
              });
        ++opened;
      }
    }
    void LetGo() {
      gone_.Cancel();
      EXPECT_TRUE(Eventually([this] { return ended == opened; }));
    }

    int opened = 0;
    std::atomic<int> ended{0};
    std::atomic<int> refused{0};
    std::atomic<int> refused_as_one{0};

   private:
    const CancellationSource gone_;
    std::vector<std::unique_ptr<Channel>> channels_;
  };

  // A stream of large answers; what is said to each.
  static absl::Status Count(
      Channel& by, const Caller& caller, int up_to,
      const std::function<absl::Status()>& on = [] { return absl::OkStatus(); }) {
    v1::CountRequest request;
    request.set_up_to(up_to);
    request.set_filling(400'000);
    v1::CountResponse item;
    return by.StreamNow(kCount, caller, request, item, [&](const Message&) { return on(); });
  }

  // Such a stream that is read far too slowly: over a connection of its own, and more than any window takes.
  class Unread {
   public:
    Unread(Server& server, const Caller& caller) : channel_(server.address(), {}) {
      stream_ = std::async(std::launch::async, [this, caller] {
        absl::Status ended;
        do {  // calls that are tried beside it may be in its way: it hears of that, since it goes on reading
          ended = Count(channel_, caller, 100'000, [this] {
            const bool enough =
                given_up_.wait_for(std::chrono::milliseconds(20)) == std::future_status::ready;
            return enough ? absl::AbortedError("enough") : absl::OkStatus();
          });
        } while (ReasonOf(ended) == "ANSWERS_FULL");
        return ended;
      });
    }
    // What became of it.
    absl::Status End() {
      enough_.set_value();
      return stream_.get();
    }

   private:
    Channel channel_;
    std::promise<void> enough_;
    const std::shared_future<void> given_up_ = enough_.get_future().share();
    std::future<absl::Status> stream_;
  };

  static v1::SendFileRequest FileHeader() {
    v1::SendFileRequest part;
    part.mutable_header()->set_request_id(kId);
    return part;
  }

  // A file of so many chunks; `before_end` is called when all of them are sent.
  absl::Status SendFile(const std::string& municipality, int chunks, size_t bytes,
                        const std::function<void()>& before_end = {},
                        v1::CollectResponse* answer = nullptr) {
    v1::SendFileRequest item;
    v1::CollectResponse response;
    int sent = 0;
    const absl::Status status = channel().UploadNow(
        kSendFile, CallerOf(municipality), item,
        [&](Message& message) {
          auto& part = static_cast<v1::SendFileRequest&>(message);
          if (sent > chunks) {
            if (before_end) before_end();
            return false;
          }
          if (sent == 0) {
            part = FileHeader();
          } else {
            part.set_chunk(std::string(bytes, static_cast<char>('a' + sent % 26)));
          }
          ++sent;
          return true;
        },
        response);
    if (answer != nullptr) *answer = response;
    return status;
  }
};

TEST_F(RpcLimitsTest, TwoThousandWatchersOfOneCityLeaveEveryOtherCallUntouched) {
  Start();
  Watchers watchers(server_->get(), 4);
  watchers.Open("bremerhaven", 2'000);
  ASSERT_TRUE(Eventually([&] { return InFlight() == 2'000; }));
  int failures = 0;
  for (int i = 0; i < 50; ++i) {
    for (const char* city : {"bremerhaven", "cuxhaven"}) {
      failures += Echo("hello", CallerOf(city)).ok() ? 0 : 1;
      if (i % 10 == 0) failures += SendFile(city, 2, 1000).ok() ? 0 : 1;
    }
  }
  EXPECT_EQ(failures, 0);
  EXPECT_EQ(Health(""), 1);
  EXPECT_EQ(watchers.ended, 0);
  watchers.LetGo();
  EXPECT_TRUE(Eventually([&] { return InFlight() == 0; }));
}

TEST_F(RpcLimitsTest, ACityWithAllItsStreamsLeavesTheOthersTheirs) {
  ServerOptions options = DevServer();
  options.limits.server_streams = {200, 100};
  Start(options);
  Watchers watchers(server_->get(), 1);
  watchers.Open("bremerhaven", 150);
  EXPECT_TRUE(Eventually([&] { return watchers.refused == 50; }));
  Watchers others(server_->get(), 1);
  others.Open("cuxhaven", 100);
  EXPECT_TRUE(Eventually([&] { return InFlight() == 200; }));
  EXPECT_EQ(others.refused, 0);
}

TEST_F(RpcLimitsTest, OneCallerTakesNotAllTheStreamsOfItsCity) {
  ServerOptions options = DevServer();
  options.limits.server_streams = {200, 100, 5};
  Start(options);
  Watchers greedy(server_->get(), 1);
  greedy.Open("bremerhaven", 50, "ada");
  EXPECT_TRUE(Eventually([&] { return greedy.refused_as_one == 45; }));
  Watchers others(server_->get(), 1);
  others.Open("bremerhaven", 95);
  EXPECT_TRUE(Eventually([&] { return InFlight() == 100; }));
  EXPECT_EQ(others.refused + others.refused_as_one, 0);
  greedy.LetGo();
  EXPECT_TRUE(Eventually([&] { return InFlight() == 95; }));
  Watchers again(server_->get(), 1);
  again.Open("bremerhaven", 5, "ada");
  EXPECT_TRUE(Eventually([&] { return InFlight() == 100; })) << "its places are given back";
}

TEST_F(RpcLimitsTest, ACityWhoseAnswersNobodyReadsLeavesTheOthersTheirs) {
  ServerOptions options = DevServer();
  options.answers = {10 << 20, 600'000};
  Start(options);
  const std::string large(300'000, 'x');
  Unread unread(server_->get(), CallerOf("bremerhaven"));
  absl::Status refused;
  EXPECT_TRUE(Eventually([&] { return !(refused = Echo(large).status()).ok(); }));
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted) << refused;
  EXPECT_EQ(ReasonOf(refused), "ANSWERS_FULL");
  EXPECT_GT(RetryAfterOf(refused).count(), 0);
  EXPECT_TRUE(
      Eventually([&] { return !(refused = Count(channel(), CallerOf("bremerhaven"), 20)).ok(); }));
  EXPECT_EQ(ReasonOf(refused), "ANSWERS_FULL") << "of a stream, too";
  EXPECT_TRUE(Echo("small ones are not counted").ok());
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Echo(large, CallerOf("cuxhaven")).ok());
  EXPECT_TRUE(Count(channel(), CallerOf("cuxhaven"), 20).ok());
  EXPECT_EQ(unread.End().message(), "enough");
  EXPECT_TRUE(Eventually([&] { return Echo(large).ok(); })) << "its room is given back";
}

TEST_F(RpcLimitsTest, ACallerThatReadsNothingLeavesItsCityTheRest) {
  ServerOptions options = DevServer();
  options.answers = {20 << 20, 10 << 20, 600'000};
  Start(options);
  const std::string large(300'000, 'x');
  Caller ada = CallerOf("bremerhaven");
  ada.subject_ref = "ada";
  Caller bob = ada;
  bob.subject_ref = "bob";
  Unread unread(server_->get(), ada);
  absl::Status refused;
  EXPECT_TRUE(Eventually([&] { return !(refused = Echo(large, ada).status()).ok(); }));
  EXPECT_EQ(ReasonOf(refused), "ANSWERS_FULL");
  for (int i = 0; i < 10; ++i) EXPECT_TRUE(Echo(large, bob).ok());
  EXPECT_TRUE(Count(channel(), bob, 20).ok());
  EXPECT_EQ(unread.End().message(), "enough");
  EXPECT_TRUE(Eventually([&] { return Echo(large, ada).ok(); })) << "its room is given back";
}

TEST_F(RpcLimitsTest, ACityWithAllItsCallsLeavesTheOthersTheirs) {
  ServerOptions options = DevServer();
  options.limits.unary = {20, 10};
  Start(options);
  std::vector<std::future<absl::StatusOr<v1::EchoResponse>>> held;
  for (int i = 0; i < 10; ++i) held.push_back(EchoAside("hold"));
  ASSERT_TRUE(Eventually([&] { return InFlight() == 10; }));
  const absl::Status refused = Echo("one too many").status();
  EXPECT_EQ(refused.code(), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(refused), "MUNICIPALITY_BUSY");
  EXPECT_GT(RetryAfterOf(refused).count(), 0);
  for (int i = 0; i < 50; ++i) EXPECT_TRUE(Echo("hello", CallerOf("cuxhaven")).ok());
  api_->OpenGate();
  for (auto& call : held) EXPECT_TRUE(call.get().ok());
}

TEST_F(RpcLimitsTest, ACityWhoseUploadsFillItsRoomLeavesTheOthersTheirs) {
  ServerOptions options = DevServer();
  options.uploads.in_flight = {2 << 20, 1 << 20};
  Start(options);
  std::promise<void> end;
  std::future<absl::Status> held;
  ASSERT_TRUE(Eventually([&] {
    std::promise<void> all_sent;
    end = {};
    held = std::async(std::launch::async, [&] {
      return SendFile("bremerhaven", 9, 100'000, [&] {
        all_sent.set_value();
        end.get_future().wait();
      });
    });
    all_sent.get_future().wait();
    const absl::Status refused = SendFile("bremerhaven", 2, 100'000);
    if (refused.code() == absl::StatusCode::kResourceExhausted &&
        ReasonOf(refused) == "UPLOADS_FULL" && RetryAfterOf(refused).count() > 0) {
      return true;
    }
    end.set_value();  // it came before the nine chunks had arrived
    (void)held.get();
    return false;
  }));
  v1::CollectResponse answer;
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(SendFile("cuxhaven", 9, 100'000, {}, &answer).ok());
    EXPECT_EQ(answer.words(0), answer.words(1)) << "what was read again is what was sent";
  }
  end.set_value();
  EXPECT_TRUE(held.get().ok());
  EXPECT_TRUE(SendFile("bremerhaven", 9, 100'000).ok()) << "its room is given back";
}

TEST_F(RpcLimitsTest, AFullQueueSaysWhenToTryAgain) {
  Start();
  const absl::Status refused = Echo("queue full").status();
  EXPECT_EQ(ReasonOf(refused), "STORE_QUEUE_FULL");
  EXPECT_GT(RetryAfterOf(refused).count(), 0);
}

// --- what never ends by itself ---

TEST_F(RpcLimitsTest, AStreamThatIsNotReadEndsAtItsDeadline) {
  ServerOptions options = DevServer();
  options.default_stream_deadline = milliseconds(300);
  Start(options, {.default_stream_deadline = milliseconds(0)});
  std::promise<void> read_on;
  const std::shared_future<void> may_read = read_on.get_future().share();
  auto stream = std::async(std::launch::async, [&] {
    v1::CountRequest request;
    request.set_up_to(10'000'000);
    v1::CountResponse item;
    return channel().StreamNow(kCount, CallerOf("bremerhaven"), request, item, [&](const Message&) {
      may_read.wait();
      return absl::OkStatus();
    });
  });
  EXPECT_TRUE(Eventually([&] { return api_->started == 1 && api_->ended == 1; }));
  EXPECT_TRUE(Eventually([&] { return InFlight() == 0; }));
  read_on.set_value();
  EXPECT_FALSE(stream.get().ok());
}

TEST_F(RpcLimitsTest, AnUploadThatBringsNothingEndsAtItsDeadline) {
  ServerOptions options = DevServer();
  options.default_stream_deadline = milliseconds(300);
  Start(options, {.default_stream_deadline = milliseconds(0), .retry_unavailable = false});
  std::promise<void> go_on;
  auto upload = std::async(std::launch::async, [&] {
    return SendFile("bremerhaven", 1, 10, [&] { go_on.get_future().wait(); });
  });
  EXPECT_TRUE(Eventually([&] { return api_->started == 1 && api_->ended == 1; }));
  EXPECT_TRUE(Eventually([&] { return InFlight() == 0; }));
  go_on.set_value();
  EXPECT_EQ(upload.get().code(), absl::StatusCode::kDeadlineExceeded);
}

TEST_F(RpcLimitsTest, AnUploadThatFallsSilentEndsLongBeforeItsDeadline) {
  ServerOptions options = DevServer();
  options.upload_idle_limit = milliseconds(300);
  Start(options, {.retry_unavailable = false});
  std::promise<void> go_on;
  auto upload = std::async(std::launch::async, [&] {
    return SendFile("bremerhaven", 1, 10, [&] { go_on.get_future().wait(); });
  });
  EXPECT_TRUE(Eventually([&] { return api_->started == 1 && api_->ended == 1; }));
  EXPECT_TRUE(Eventually([&] { return InFlight() == 0; }));
  go_on.set_value();
  const absl::Status ended = upload.get();
  EXPECT_EQ(ended.code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(ReasonOf(ended), "UPLOAD_IDLE");
  EXPECT_TRUE(SendFile("bremerhaven", 100, 1000).ok()) << "one that goes on is let through";
}

TEST_F(RpcLimitsTest, StreamsWhoseDeadlinePassesAtAnyMomentDoNoHarm) {
  ServerOptions options = DevServer();
  options.default_stream_deadline = milliseconds(3);
  options.upload_idle_limit = milliseconds(3);
  Start(options, {.default_stream_deadline = milliseconds(0), .retry_unavailable = false});
  for (int i = 0; i < 100; ++i) {
    auto upload = std::async(std::launch::async, [&] { return SendFile("bremerhaven", 50, 2000); });
    v1::CountRequest request;
    request.set_up_to(3000);
    v1::CountResponse item;
    (void)channel().StreamNow(kCount, CallerOf("cuxhaven"), request, item,
                              [](const Message&) { return absl::OkStatus(); });
    (void)upload.get();
  }
  EXPECT_TRUE(Eventually([&] { return InFlight() == 0 && api_->started == api_->ended; }));
  EXPECT_TRUE(Echo("still here").ok());
}

TEST_F(RpcLimitsTest, WhoComesWhileTheServerGoesDownIsToldWhenToTryAgain) {
  ServerOptions options = DevServer();
  options.refuse_for = seconds(3);
  Start(options, {.retry_unavailable = false});
  ASSERT_TRUE(Echo("before").ok());
  auto drained = std::async(std::launch::async, [this] { server_->get().Drain(); });
  absl::Status refused;
  EXPECT_TRUE(Eventually([&] { return !(refused = Echo("meanwhile").status()).ok(); }));
  EXPECT_EQ(refused.code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(ReasonOf(refused), "DRAINING");
  EXPECT_GT(RetryAfterOf(refused).count(), 0);
  drained.get();
}

}  // namespace
}  // namespace zwk::rpc
