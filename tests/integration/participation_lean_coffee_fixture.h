// LeanCoffeeService in this process with everything real around it, and a meeting to hold sessions in.
#pragma once

#include <gtest/gtest.h>

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "participation/participation.h"
#include "platform/base/pool.h"
#include "platform/blob/folder.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/integration/participation_lean_coffee_walk.h"
#include "tests/support/newer_release.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/rpc_walk.h"
#include "tests/support/temporary_folder.h"
#include "zwk/participation/v1/board.pb.h"
#include "zwk/participation/v1/lean_coffee_service.pb.h"
#include "zwk/participation/v1/meeting.pb.h"

namespace zwk::participation {

// Kinds of documents that are sealed as a whole under the key of their session (VoteSecret).
inline const std::set<std::string> kSealedBySession = {"author", "ballot", "counted", "participant",
                                                       "person", "thumb",  "typed"};

inline constexpr char kCoffee[] = "zwk.participation.v1.LeanCoffeeService";

class LeanCoffeeServiceTest : public ::testing::Test, protected test::RpcWalk {
 protected:
  explicit LeanCoffeeServiceTest(const test::Way& way = LeanCoffeeWay()) : RpcWalk(way) {
    participation_.Serve(server_.get());
    participation_.AddViews(runner_);
    server_.Start();
    runner_.Start();
    Ask<v1::CreateBoardResponse>(
        "CreateBoard", R"(board { board_id: "$board$" name: "Beirat" kind: BOARD_KIND_ADVISORY })");
    Ask<v1::ScheduleMeetingResponse>(
        "ScheduleMeeting",
        R"(meeting { meeting_id: "$meeting$" board_id: "$board$" title: "Erstes Treffen" mode: MEETING_MODE_LIVE
                     starts_at { seconds: 1648474200 } ends_at { seconds: 1648479600 } })");
  }
  ~LeanCoffeeServiceTest() override {
    runner_.Stop();
    server_.get().Drain();
  }

  static void Require(const absl::Status& status) { ASSERT_TRUE(status.ok()) << status; }

  // --- the walk ---
  rpc::Channel& channel() override { return server_.channel(); }
  std::string State() override { return redis_.Contents("*}:participation:*"); }
  // Twice, because the backlog listens to what it has written itself.
  void Settle() override {
    for (int i = 0; i < 2; ++i) {
      Require(runner_.CatchUp(SystemClock().Now() + std::chrono::seconds(60)));
    }
  }

  // --- calls ---
  static Caller Person(const std::string& subject, const std::string& role = "PARTICIPANT") {
    Caller caller = test::CallerOf(kHere);
    caller.subject_ref = subject;
    caller.roles = {role};
    return caller;
  }
  absl::Status TryAs(const std::string& role, const std::string& person, const std::string& method,
                     absl::string_view text) {
    return CallAs(Person(person, role), method, Request(method, text, NextRequestId())).status();
  }
  static std::string Path(const std::string& method) {
    return absl::StrCat("/", kCoffee, "/", method);
  }

  std::vector<store::TailEntry> Events() {
    auto events = SyncWait(store_.Tail(kHere, "", 5000, kNoDeadline));
    EXPECT_TRUE(events.ok()) << events.status();
    return events.ok() ? *events : std::vector<store::TailEntry>();
  }
  template <class M>
  std::vector<M> EventsOf() {
    std::vector<M> found;
    for (const store::TailEntry& entry : Events()) {
      if (entry.attributes.at("ce_type") != M::descriptor()->full_name()) continue;
      M message;
      EXPECT_TRUE(message.ParseFromString(entry.data));
      found.push_back(std::move(message));
    }
    return found;
  }

  // A vote that is open, with `people` on devices and topics "topic 0".. .
  void OpenVote(int people, int topics, int sheets = 0) {
    Ask<v1::CreateSessionResponse>("CreateSession", kLiveSession);
    Ask<v1::OpenCollectionResponse>("OpenCollection", R"(session_id: "$session$")");
    for (int i = 0; i < topics; ++i) {
      Ask<v1::SubmitTopicResponse>(
          "SubmitTopic",
          absl::StrCat(R"(session_id: "$session$" topic { locale: "de" title { text: "Thema" })",
                       R"( source: TOPIC_SOURCE_MODERATOR topic_id: "$topic )", i, R"($" })"));
    }
    std::vector<Task<absl::Status>> joins;
    for (int i = 0; i < people; ++i) {
      v1::JoinSessionRequest join;
      join.set_session_id(test::Id("session"));
      join.set_locale("de");
      joins.push_back(Later<v1::JoinSessionResponse>("JoinSession", join, absl::StrCat("p", i)));
    }
    for (const absl::Status& status : SyncWait(WhenAll(std::move(joins)))) Require(status);
    Ask<v1::OpenVotingResponse>("OpenVoting",
                                absl::StrCat(R"(session_id: "$session$" paper_sheets: )", sheets));
  }

  // The same of a session that is written down afterwards: its topic is "parks", and each of its steps says when it was.
  static constexpr char kRecorded[] =
      R"(session_id: "$session$" happened_at { seconds: 1648474200 })";
  void OpenRecordedVote(int sheets) {
    Ask<v1::CreateSessionResponse>(
        "CreateSession",
        R"(session { session_id: "$session$" meeting_id: "$meeting$" mode: SESSION_MODE_RECORDED
           settings { dots_per_participant: 5 max_dots_per_topic: 3 round_seconds: 300 planned_rounds: 3
                      ballot_mode: BALLOT_MODE_SECRET join_mode: JOIN_MODE_MEMBERS languages: "de" } }
           happened_at { seconds: 1648474200 })");
    Ask<v1::OpenCollectionResponse>("OpenCollection", kRecorded);
    Ask<v1::SubmitTopicResponse>(
        "SubmitTopic",
        R"(session_id: "$session$" topic { topic_id: "$parks$" title { text: "Parks" }
                          locale: "de" source: TOPIC_SOURCE_MODERATOR })");
    Ask<v1::OpenVotingResponse>("OpenVoting", absl::StrCat(kRecorded, " paper_sheets: ", sheets));
  }

  template <class Response, class Request>
  Task<absl::Status> Later(std::string method, Request request, std::string subject) {
    request.set_request_id(NextRequestId());
    const auto answer = co_await server_.channel().template Unary<Request, Response>(
        Path(method), Person(subject, test::RightRoles(Path(method))[0]), request);
    co_return answer.status();
  }
  Task<absl::Status> Dots(int person, int topic, int dots) {
    v1::SetDotsRequest request;
    request.set_session_id(test::Id("session"));
    request.set_topic_id(test::Id(absl::StrCat("topic ", topic)));
    request.set_dots(dots);
    return Later<v1::SetDotsResponse>("SetDots", request, absl::StrCat("p", person));
  }
  v1::Ballot BallotOf(const std::string& person) {
    return Ask<v1::GetMyBallotResponse>("GetMyBallot", R"(session_id: "$session$")", person)
        .ballot();
  }
  // What a watcher is told first, who goes again then.
  v1::WatchSessionResponse Glance() {
    v1::WatchSessionRequest request;
    request.set_session_id(test::Id("session"));
    v1::WatchSessionResponse item, first;
    (void)server_.channel().StreamNow(Path("WatchSession"), Person("guest"), request, item,
                                      [&](const google::protobuf::Message& message) {
                                        first =
                                            static_cast<const v1::WatchSessionResponse&>(message);
                                        return absl::CancelledError("seen");
                                      });
    return first;
  }

  const test::TemporaryFolder folder_;
  const SystemClock clock_;
  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "participation"}};
  test::NewerRelease newer_{store_};
  store::RedisStore key_store_{{.address = redis_.address(), .area = "keys"}};
  seal::KeyRing keys_{key_store_, *seal::WrappingKey::FromFile(folder_ / "key", true)};
  Pool pool_{1};
  blob::Folder blobs_{folder_ / "blobs", pool_};
  Timers timers_;
  stream::EmbeddedBus bus_{redis_.address()};
  stream::ViewRunner runner_{store_, bus_};
  Participation participation_{{newer_, keys_, blobs_, pool_, timers_, clock_}};
  test::RpcServer server_{test::ServerForBursts(), test::PatientChannel()};
};

}  // namespace zwk::participation
