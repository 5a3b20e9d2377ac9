// ./zwk bench participation: what a hall does at once, on the service in this process with real gRPC and a Redis that
// fsyncs.
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "participation/participation.h"
#include "platform/base/pool.h"
#include "platform/base/uuid.h"
#include "platform/blob/folder.h"
#include "platform/store/redis_store.h"
#include "tests/bench/load.h"
#include "tests/bench/table.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/temporary_folder.h"
#include "zwk/participation/v1/board.pb.h"
#include "zwk/participation/v1/lean_coffee_service.pb.h"
#include "zwk/participation/v1/meeting.pb.h"

namespace zwk::bench {
namespace {

namespace v1 = participation::v1;
using Steady = std::chrono::steady_clock;

constexpr char kCity[] = "bremerhaven";

void Check(const absl::Status& status) {
  if (status.ok()) return;
  std::fprintf(stderr, "zwk_participation_bench: %s\n", status.ToString().c_str());
  std::exit(1);
}

std::string Id(const std::string& word) { return UuidFromName("bench/" + word); }

class Hall {
 public:
  Hall() {
    participation_.Serve(server_.get());
    server_.Start();
    v1::CreateBoardRequest board;
    board.mutable_board()->set_board_id(Id("board"));
    board.mutable_board()->set_name("Beirat");
    board.mutable_board()->set_kind(v1::BOARD_KIND_ADVISORY);
    Call<v1::CreateBoardResponse>("BoardService/CreateBoard", board);
  }

  // A session that collects cards, in a meeting of its own.
  void Collect(const std::string& session) {
    v1::ScheduleMeetingRequest meeting;
    v1::Meeting& planned = *meeting.mutable_meeting();
    planned.set_meeting_id(Id("meeting of " + session));
    planned.set_board_id(Id("board"));
    planned.set_title("Treffen");
    planned.set_mode(v1::MEETING_MODE_LIVE);
    planned.mutable_starts_at()->set_seconds(1648474200);
    planned.mutable_ends_at()->set_seconds(1648479600);
    Call<v1::ScheduleMeetingResponse>("MeetingService/ScheduleMeeting", meeting);
    v1::CreateSessionRequest create;
    create.mutable_session()->set_session_id(Id(session));
    create.mutable_session()->set_meeting_id(planned.meeting_id());
    create.mutable_session()->set_mode(v1::SESSION_MODE_LIVE);
    v1::SessionSettings& settings = *create.mutable_session()->mutable_settings();
    settings.set_dots_per_participant(5);
    settings.set_max_dots_per_topic(3);
    settings.set_round_seconds(300);
    settings.set_planned_rounds(3);
    settings.set_ballot_mode(v1::BALLOT_MODE_SECRET);
    settings.set_join_mode(v1::JOIN_MODE_MEMBERS);
    settings.add_languages("de");
    Call<v1::CreateSessionResponse>("LeanCoffeeService/CreateSession", create);
    Step<v1::OpenCollectionRequest, v1::OpenCollectionResponse>("OpenCollection", session);
  }

  // A vote of `people`.
  void OpenVote(const std::string& session, int people, int topics) {
    Collect(session);
    for (int i = 0; i < topics; ++i) {
      v1::SubmitTopicRequest card;
      card.set_session_id(Id(session));
      v1::Topic& topic = *card.mutable_topic();
      topic.set_topic_id(Topic(session, i));
      topic.mutable_title()->set_text("Thema");
      topic.set_locale("de");
      topic.set_source(v1::TOPIC_SOURCE_MODERATOR);
      Call<v1::SubmitTopicResponse>("LeanCoffeeService/SubmitTopic", card);
    }
    std::vector<Task<absl::Status>> joins;
    for (int i = 0; i < people; ++i) {
      v1::JoinSessionRequest join;
      join.set_session_id(Id(session));
      join.set_locale("de");
      joins.push_back(Later<v1::JoinSessionResponse>("JoinSession", join, i));
    }
    for (const absl::Status& status : SyncWait(WhenAll(std::move(joins)))) Check(status);
    Step<v1::OpenVotingRequest, v1::OpenVotingResponse>("OpenVoting", session);
  }

  Task<absl::Status> WriteCard(const std::string& session, int person) {
    v1::SubmitTopicRequest card;
    card.set_session_id(Id(session));
    v1::Topic& topic = *card.mutable_topic();
    topic.mutable_title()->set_text("Thema");
    topic.set_locale("de");
    topic.set_source(v1::TOPIC_SOURCE_DEVICE);
    return Later<v1::SubmitTopicResponse>("SubmitTopic", card, person);
  }
  Task<absl::Status> SetDots(const std::string& session, int person, int topic, int dots) {
    v1::SetDotsRequest request;
    request.set_session_id(Id(session));
    request.set_topic_id(Topic(session, topic));
    request.set_dots(dots);
    return Later<v1::SetDotsResponse>("SetDots", request, person);
  }

  template <class Request, class Response>
  void Step(const std::string& method, const std::string& session) {
    Request request;
    request.set_session_id(Id(session));
    Call<Response>("LeanCoffeeService/" + method, request);
  }

 private:
  static std::string Topic(const std::string& session, int i) {
    return Id(absl::StrCat(session, "/topic ", i));
  }
  std::string NextRequestId() { return Id(absl::StrCat("request ", ++requests_)); }

  template <class Response, class Request>
  Response Call(const std::string& method, Request request) {
    request.set_request_id(NextRequestId());
    Response response;
    Check(server_.channel().CallNow("/zwk.participation.v1." + method, test::CallerOf(kCity),
                                    request, response));
    return response;
  }
  template <class Response, class Request>
  Task<absl::Status> Later(std::string method, Request request, int person) {
    request.set_request_id(NextRequestId());
    Caller caller = test::CallerOf(kCity);
    caller.subject_ref = absl::StrCat("person ", person);
    const auto answer = co_await server_.channel().template Unary<Request, Response>(
        "/zwk.participation.v1.LeanCoffeeService/" + method, caller, request);
    co_return answer.status();
  }

  const test::TemporaryFolder folder_;
  const SystemClock clock_;
  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "participation"}};
  store::RedisStore key_store_{{.address = redis_.address(), .area = "keys"}};
  seal::KeyRing keys_{key_store_, *seal::WrappingKey::FromFile(folder_ / "key", true)};
  Pool pool_{1};
  blob::Folder blobs_{folder_ / "blobs", pool_};
  Timers timers_;
  participation::Participation participation_{{store_, keys_, blobs_, pool_, timers_, clock_}};
  test::RpcServer server_{test::ServerForBursts(), test::PatientChannel()};
  std::atomic<uint64_t> requests_ = 0;
};

double MillisecondsOf(const std::function<void()>& what) {
  const auto begin = Steady::now();
  what();
  return std::chrono::duration<double, std::milli>(Steady::now() - begin).count();
}

int Main() {
  constexpr int kRounds = 3, kVoters = 200;
  Hall hall;
  Goal ratio{"4b", "a vote with 500 cards / with 5 cards, votes per second", true, 0.9};
  Goal rate{"7", "SetDots/s in one session with 500 cards, 64 in flight", true, 1500};
  Goal reveal{"7", "RevealResults, 2,000 ballots x 100 cards, ms", false, 250};
  Goal cards{"4b", "300 cards of 300 people at once, ms until all are taken", false, 3000};
  for (int round = 0; round < kRounds; ++round) {
    const std::string session = absl::StrCat("cards ", round);
    hall.Collect(session);
    cards.rounds.push_back(MillisecondsOf([&] {
      std::vector<Task<absl::Status>> writing;
      for (int person = 0; person < 300; ++person) {
        writing.push_back(hall.WriteCard(session, person));
      }
      for (const absl::Status& status : SyncWait(WhenAll(std::move(writing)))) Check(status);
    }));
  }
  hall.OpenVote("few", kVoters, 5);
  hall.OpenVote("many", kVoters, 500);
  for (int round = -1; round < kRounds; ++round) {  // the first is for warming up
    const auto vote = [&](const std::string& session) {
      const Operation operation = [&](uint64_t number) {
        const int person = static_cast<int>(number % kVoters);
        return hall.SetDots(session, person, person % 5,
                            1 + static_cast<int>(number / kVoters) % 3);
      };
      const LoadResult result = RunLoad(operation, 64, std::chrono::milliseconds(2000));
      Check(result.failure);
      return result.per_second;
    };
    const double few = vote("few"), many = vote("many");
    if (round < 0) continue;
    ratio.rounds.push_back(many / few);
    rate.rounds.push_back(many);
  }
  for (int round = 0; round < kRounds; ++round) {
    const std::string session = absl::StrCat("reveal ", round);
    hall.OpenVote(session, 2000, 100);
    for (const int shift : {0, 7}) {
      std::vector<Task<absl::Status>> votes;
      for (int person = 0; person < 2000; ++person) {
        votes.push_back(hall.SetDots(session, person, (person * 3 + shift) % 100, 2));
      }
      for (const absl::Status& status : SyncWait(WhenAll(std::move(votes)))) Check(status);
    }
    hall.Step<v1::CloseVotingRequest, v1::CloseVotingResponse>("CloseVoting", session);
    reveal.rounds.push_back(MillisecondsOf([&] {
      hall.Step<v1::RevealResultsRequest, v1::RevealResultsResponse>("RevealResults", session);
    }));
  }
  std::printf("%s", Table({ratio, rate, reveal, cards}).c_str());
  return 0;
}

}  // namespace
}  // namespace zwk::bench

int main() { return zwk::bench::Main(); }
