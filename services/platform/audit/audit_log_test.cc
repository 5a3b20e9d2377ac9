#include "platform/audit/audit_log.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include <nlohmann/json.hpp>

#include "platform/audit/chain.h"
#include "platform/audit/record.h"
#include "platform/audit/sealer.h"
#include "platform/base/errors.h"
#include "platform/base/files.h"
#include "platform/store/redis_store.h"
#include "tests/support/proto.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/temporary_folder.h"
#include "zwk/participation/v1/ballot.pb.h"
#include "zwk/participation/v1/board.pb.h"

namespace zwk::audit {
namespace {

namespace v1 = participation::v1;
using nlohmann::json;
using test::Proto;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr char kCreateBoard[] = "/zwk.participation.v1.BoardService/CreateBoard";
constexpr char kGetBoard[] = "/zwk.participation.v1.BoardService/GetBoard";
constexpr char kSetDots[] = "/zwk.participation.v1.LeanCoffeeService/SetDots";
constexpr char kBoard[] = "0190a000-0000-7000-8000-00000000000b";
constexpr char kSecret[] = "Geheimer Beirat";

class AuditLogTest : public ::testing::Test {
 protected:
  AuditLogTest() {
    rpc::ServerOptions options = test::DevServer();
    options.audit = &log_;
    server_.emplace(options);
    auto boards = server_->get().Service("zwk.participation.v1.BoardService");
    boards.Unary<v1::CreateBoardRequest, v1::CreateBoardResponse>(
        "CreateBoard", [this](Caller caller, const v1::CreateBoardRequest& request) {
          return Create(std::move(caller), request.board());
        });
    boards.Unary<v1::GetBoardRequest, v1::GetBoardResponse>(
        "GetBoard", [](Caller, const v1::GetBoardRequest&) { return Found(); });
    auto votes = server_->get().Service("zwk.participation.v1.LeanCoffeeService");
    votes.Unary<v1::SetDotsRequest, v1::SetDotsResponse>(
        "SetDots", [](Caller, const v1::SetDotsRequest&) { return Voted(); });
    server_->Start();
  }
  ~AuditLogTest() override { server_->get().Drain(); }

  Task<absl::StatusOr<v1::CreateBoardResponse>> Create(Caller, v1::Board board) {
    ++created_;
    if (board.name().empty()) co_return InvalidField("board.name", "must not be empty");
    if (while_creating_) while_creating_();
    v1::CreateBoardResponse answer;
    *answer.mutable_board() = board;
    answer.mutable_board()->set_board_id(kBoard);
    co_return answer;
  }
  static Task<absl::StatusOr<v1::GetBoardResponse>> Found() { co_return v1::GetBoardResponse(); }
  static Task<absl::StatusOr<v1::SetDotsResponse>> Voted() { co_return v1::SetDotsResponse(); }

  absl::Status CreateBoard(const Caller& caller, const std::string& name = kSecret) {
    v1::CreateBoardRequest request;
    request.set_request_id("0190a000-0000-7000-8000-000000000001");
    request.mutable_board()->set_name(name);
    v1::CreateBoardResponse answer;
    return server_->channel().CallNow(kCreateBoard, caller, request, answer);
  }
  static Caller Office(std::vector<std::string> roles = {"ADMINISTRATOR"}) {
    Caller caller;
    caller.municipality = "moorsum";
    caller.subject_ref = "ada.beispiel";
    caller.roles = std::move(roles);
    return caller;
  }

  // What waits to be sealed.
  std::vector<json> Records() {
    std::vector<json> records;
    const std::string lines = redis_.Command(
        {"EVAL",
         "local all = {} for _, e in ipairs(redis.call('XRANGE', KEYS[1], '-', '+')) do "
         "all[#all + 1] = e[2][2] end return all",
         "1", "{moorsum}:participation:audit"});
    for (size_t at = 0; at < lines.size();) {
      const size_t end = std::min(lines.find('\n', at), lines.size());
      records.push_back(json::parse(lines.substr(at, end - at)));
      at = end + 1;
    }
    return records;
  }
  absl::StatusOr<int64_t> Seal(bool all = true, const Signer* signer = nullptr) {
    Sealer::Options options;
    options.signer = signer;
    options.address = redis_.address();
    options.area = "participation";
    options.folder = folder_.path();
    options.keep = std::chrono::hours(24 * 36'500);  // the clock of the records stands in 2022
    return Sealer(options).Run(SystemClock().Now(), all);
  }
  Chain Sealed() { return Chain(Folder(), "moorsum", "participation"); }
  // Acts and refusals that could not be recorded, as Prometheus is told.
  double Unrecorded() {
    return server_->metrics().MakeCounter("zwk_audit_unrecorded_total", "").value();
  }
  std::string Folder() { return folder_ / "_audit/moorsum/participation"; }

  const test::TemporaryFolder folder_;
  test::RedisServer redis_;
  ManualClock clock_;
  Timers timers_;
  store::RedisStore store_{{.address = redis_.address(), .area = "participation", .lanes = 1}};
  AuditLog log_{store_,
                timers_,
                clock_,
                {.reference_key = ReferenceKey("key"), .patience = std::chrono::milliseconds(300)}};
  std::atomic<int> created_{0};
  std::function<void()> while_creating_;
  std::optional<test::RpcServer> server_;
};

TEST_F(AuditLogTest, AnActIsRecordedOnceWithWhatItMade) {
  ASSERT_TRUE(CreateBoard(Office({"ADMINISTRATOR", "Ada Beispiel"})).ok());
  ASSERT_THAT(Records(), SizeIs(1));
  const json record = Records()[0];
  EXPECT_EQ(record["rpc"], kCreateBoard);
  EXPECT_EQ(record["who"], Reference(ReferenceKey("key"), "moorsum", "ada.beispiel"));
  EXPECT_EQ(record["by"], "CLAIMED");
  EXPECT_EQ(record["roles"], json({"ADMINISTRATOR"})) << "what is no role is not written down";
  EXPECT_EQ(record["objects"], json({std::string("board_id=") + kBoard}));
  EXPECT_EQ(record["outcome"], "OK");
  EXPECT_EQ(record["at"], FormatTime(clock_.Now()));
  for (const auto& [key, value] : redis_.Everything()) {
    for (const char* secret : {"ada.beispiel", "Ada Beispiel", kSecret})
      EXPECT_THAT(key + value, Not(HasSubstr(secret)));
  }
}

TEST_F(AuditLogTest, WhatWasRefusedIsRecordedAsRefused) {
  EXPECT_FALSE(CreateBoard(Office(), "").ok());
  ASSERT_THAT(Records(), SizeIs(1));
  EXPECT_EQ(Records()[0]["outcome"], "INVALID_ARGUMENT");
  EXPECT_EQ(Records()[0]["reason"], "INVALID_FIELD");
}

TEST_F(AuditLogTest, ReadingAndVotingAreNotRecorded) {
  v1::GetBoardResponse board;
  EXPECT_TRUE(
      server_->channel().CallNow(kGetBoard, Office(), Proto<v1::GetBoardRequest>(""), board).ok());
  v1::SetDotsRequest dots;
  dots.set_request_id("0190a000-0000-7000-8000-000000000001");
  v1::SetDotsResponse voted;
  EXPECT_TRUE(server_->channel().CallNow(kSetDots, Office({"CHAIR"}), dots, voted).ok());
  EXPECT_THAT(Records(), IsEmpty());
}

TEST_F(AuditLogTest, WhoHasNoRightIsRecordedAndCountedWhenItGoesOn) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ReasonOf(CreateBoard(Office({"PLANNER"}))), "ROLE_MISSING");
  EXPECT_EQ(created_, 0);
  ASSERT_THAT(Records(), SizeIs(1)) << "nobody fills the log by knocking";
  EXPECT_EQ(Records()[0]["outcome"], "PERMISSION_DENIED");
  EXPECT_EQ(Records()[0]["reason"], "ROLE_MISSING");
  EXPECT_THAT(Records()[0]["objects"], IsEmpty()) << "what was refused is not looked at";
  clock_.Advance(std::chrono::seconds(61));
  ASSERT_TRUE(SyncWait(log_.TidyUp(false)).ok());
  ASSERT_THAT(Records(), SizeIs(2));
  EXPECT_EQ(Records()[1]["again"], 4);
  EXPECT_FALSE(CreateBoard(Office({"PLANNER"})).ok());
  EXPECT_THAT(Records(), SizeIs(3)) << "after a minute it is news again";
  Caller other = Office({});
  other.subject_ref = "another";
  EXPECT_FALSE(CreateBoard(other).ok());
  EXPECT_THAT(Records(), SizeIs(4));
}

TEST_F(AuditLogTest, WhatCannotBeRecordedDoesNotHappen) {
  EXPECT_THAT(server_->metrics().Text(), HasSubstr("zwk_audit_unrecorded_total 0"));
  redis_.Kill9();
  EXPECT_EQ(CreateBoard(Office()).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(created_, 0);
  const double tried = Unrecorded();  // the channel tries again
  EXPECT_GE(tried, 1);
  EXPECT_EQ(CreateBoard(Office({"PLANNER"})).code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(Unrecorded(), tried + 1) << "a refusal is refused all the same";
  redis_.Restart();
  EXPECT_TRUE(CreateBoard(Office()).ok());
  EXPECT_THAT(Records(), SizeIs(1));
  EXPECT_EQ(Unrecorded(), tried + 1);
}

TEST_F(AuditLogTest, AnActWhoseEndCannotBeRecordedIsNotAnsweredWithOk) {
  while_creating_ = [this] { redis_.Kill9(); };
  EXPECT_EQ(CreateBoard(Office()).code(), absl::StatusCode::kUnavailable);
  EXPECT_EQ(created_, 1);
  EXPECT_GE(Unrecorded(), 1);
  redis_.Restart();
  // Nobody heard OK without a record; the note that it had begun is there.
  EXPECT_THAT(Records(), IsEmpty());
  clock_.Advance(std::chrono::hours(3));
  ASSERT_TRUE(SyncWait(log_.TidyUp(false)).ok());
  ASSERT_THAT(Records(), SizeIs(1));
  EXPECT_EQ(Records()[0]["outcome"], "UNKNOWN");
}

TEST_F(AuditLogTest, AnActWhoseServiceWasKilledIsRecordedAsUnknown) {
  rpc::AuditedCall call;
  call.municipality = "moorsum";
  call.method = kCreateBoard;
  ASSERT_TRUE(SyncWait(log_.Begin(call, kNoDeadline)).ok());
  ASSERT_TRUE(SyncWait(log_.TidyUp(true)).ok());
  EXPECT_THAT(Records(), IsEmpty()) << "it may still go on, in this process or in another";
  clock_.Advance(std::chrono::hours(3));
  ASSERT_TRUE(SyncWait(log_.TidyUp(false)).ok());
  ASSERT_THAT(Records(), SizeIs(1));
  EXPECT_EQ(Records()[0]["outcome"], "UNKNOWN");
  ASSERT_TRUE(SyncWait(log_.TidyUp(false)).ok());
  EXPECT_THAT(Records(), SizeIs(1));
}

TEST_F(AuditLogTest, AnActThatEndsAfterItWasGivenUpHasBothRecords) {
  rpc::AuditedCall call;
  call.municipality = "moorsum";
  call.method = kCreateBoard;
  const auto begun = SyncWait(log_.Begin(call, kNoDeadline));
  ASSERT_TRUE(begun.ok());
  clock_.Advance(std::chrono::hours(3));
  ASSERT_TRUE(SyncWait(log_.TidyUp(false)).ok());
  ASSERT_TRUE(SyncWait(log_.End(*begun, call, absl::OkStatus())).ok());
  ASSERT_THAT(Records(), SizeIs(2));
  EXPECT_EQ(Records()[1]["outcome"], "OK");
  EXPECT_EQ(Records()[0]["id"], Records()[1]["id"]);
}

TEST_F(AuditLogTest, WhoMakesUpTokensFillsNoLog) {
  Caller caller = Office();
  for (int i = 0; i < 300; ++i) {
    caller.participant_token = absl::StrCat("zwkp.moorsum.session-", i, ".secret-", i);
    const absl::Status refused = CreateBoard(caller);
    ASSERT_TRUE(absl::IsPermissionDenied(refused) || absl::IsUnauthenticated(refused)) << refused;
  }
  EXPECT_EQ(created_, 0);
  ASSERT_TRUE(SyncWait(log_.TidyUp(true)).ok());
  EXPECT_THAT(Records(), IsEmpty()) << "whose token it is nobody has proved";
}

TEST_F(AuditLogTest, RecordsBecomeFilesAndLeaveTheStore) {
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal(false).value(), 0) << "a single record waits for others";
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 2);
  EXPECT_THAT(Records(), IsEmpty());
  EXPECT_EQ(Seal().value(), 0);
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 1);
  const Verified verified = Sealed().Verify();
  EXPECT_THAT(verified.findings, IsEmpty());
  EXPECT_EQ(verified.records, 3u);
  EXPECT_EQ(verified.batches, 2u);
}

TEST_F(AuditLogTest, WithoutAFolderRecordsStayInTheStoreUntilTheyExpire) {
  ASSERT_TRUE(CreateBoard(Office()).ok());
  Sealer::Options options;
  options.address = redis_.address();
  options.area = "participation";
  options.keep = std::chrono::hours(24);
  const Time now = SystemClock().Now();
  EXPECT_EQ(Sealer(options).Run(now, true).value(), 0);
  EXPECT_THAT(Records(), SizeIs(1));
  EXPECT_EQ(Sealer(options).Run(now + std::chrono::hours(25), true).value(), 0);
  EXPECT_THAT(Records(), IsEmpty());
}

TEST_F(AuditLogTest, AStoreFromABackupSealsNothingTwice) {
  ASSERT_TRUE(CreateBoard(Office()).ok());
  ASSERT_TRUE(CreateBoard(Office()).ok());
  const std::string before =
      redis_.Command({"EVAL", "return redis.call('XRANGE', KEYS[1], '-', '+')[1][1]", "1",
                      "{moorsum}:participation:audit"});
  EXPECT_EQ(Seal().value(), 2);
  // As an older copy has it: a record is in it still, the head is not.
  redis_.Command({"DEL", "{moorsum}:participation:audit", "{moorsum}:participation:audit-head"});
  redis_.Command({"XADD", "{moorsum}:participation:audit", before, "data", "{}"});
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 1);
  EXPECT_THAT(Records(), IsEmpty());
  EXPECT_THAT(Sealed().Verify().findings, IsEmpty());
  EXPECT_EQ(Sealed().Verify().records, 3u);
}

TEST_F(AuditLogTest, FilesThatWereCutTogetherWithTheirHeadAreMissedByTheStore) {
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 1);
  const std::string kept = folder_ / "kept";
  std::filesystem::copy(Folder(), kept, std::filesystem::copy_options::recursive);
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 1);
  std::filesystem::remove_all(Folder());
  std::filesystem::rename(kept, Folder());
  EXPECT_THAT(Sealed().Verify().findings, IsEmpty()) << "it was whole once";
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 1);
  EXPECT_THAT(Sealed().Verify().findings, ElementsAre("records 2 to 2 are missing"));
}

TEST_F(AuditLogTest, AHeadThatNamesALaterPositionHidesNothing) {
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 1);
  const std::string file = Folder() + "/head.json";
  json head = json::parse(ReadFile(file).value());
  head["through"] = "9999999999999-0";
  ASSERT_TRUE(WriteDurably(file, head.dump()).ok());
  EXPECT_THAT(Sealed().Verify().findings, SizeIs(1));
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 1);
  EXPECT_THAT(Records(), IsEmpty());
  EXPECT_EQ(Sealed().Verify().records, 2u);
}

TEST_F(AuditLogTest, ALastBatchThatWasWrittenAnewIsFoundByTheStore) {
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 1);
  std::filesystem::remove_all(Folder());
  const Chain anew = Sealed();
  ASSERT_TRUE(anew.Append(*anew.Read(), {{"9999999999999-0", R"({"outcome":"OK"})"}}).ok());
  EXPECT_THAT(Sealed().Verify().findings, IsEmpty()) << "whole in itself";
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal().value(), 1) << "its word of what is sealed is not taken";
  EXPECT_THAT(Records(), IsEmpty());
  EXPECT_THAT(Sealed().Verify().findings,
              ElementsAre(HasSubstr("does not follow the record before it")));
}

TEST_F(AuditLogTest, ACutAtTheBeginIsNotTakenForWhatHasExpired) {
  const Signer signer("the key that wraps people's keys");
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(CreateBoard(Office()).ok());
    ASSERT_EQ(Seal(true, &signer).value(), 1);
  }
  const auto findings = [&] { return Sealed().Verify({}, nullptr, signer.public_key()).findings; };
  EXPECT_THAT(findings(), IsEmpty());
  // Somebody takes away the begin, and the head that would miss it: the batches alone would say where the log begins.
  std::filesystem::remove(Folder() + "/batch-000000000001.jsonl");
  std::filesystem::remove(Folder() + "/head.json");
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal(true, &signer).value(), 1);
  EXPECT_THAT(findings(), ElementsAre("records 1 to 1 are missing"));
}

TEST_F(AuditLogTest, WhatExpiresIsKnownToTheStoreAndAnOlderStoreAccusesNobody) {
  const Signer signer("the key that wraps people's keys");
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(CreateBoard(Office()).ok());
    ASSERT_EQ(Seal(true, &signer).value(), 1);
  }
  Sealer::Options options;
  options.address = redis_.address();
  options.area = "participation";
  options.folder = folder_.path();
  options.keep = std::chrono::hours(24);  // they are of 2022
  options.signer = &signer;
  ASSERT_TRUE(Sealer(options).Run(SystemClock().Now(), true).ok());
  EXPECT_EQ(Sealed().Verify().head.first, 3u);
  EXPECT_EQ(redis_.Command({"GET", "{moorsum}:participation:audit-first"}), "3");
  redis_.Command({"SET", "{moorsum}:participation:audit-first", "1"});  // as a backup has it
  ASSERT_TRUE(CreateBoard(Office()).ok());
  EXPECT_EQ(Seal(true, &signer).value(), 1);
  EXPECT_THAT(Sealed().Verify({}, nullptr, signer.public_key()).findings, IsEmpty());
}

TEST_F(AuditLogTest, WhatAnOlderReleaseSealedInBetweenStopsNothing) {
  const Signer signer("the key that wraps people's keys");
  for (const Signer* each : {&signer, static_cast<const Signer*>(nullptr), &signer, &signer}) {
    ASSERT_TRUE(CreateBoard(Office()).ok());
    ASSERT_EQ(Seal(true, each).value(), 1);
    EXPECT_THAT(Records(), IsEmpty());
  }
  EXPECT_THAT(Sealed().Verify().findings, IsEmpty());
  EXPECT_EQ(Sealed().Read()->signed_from, 3u) << "what came before is not said to be signed";
}

TEST_F(AuditLogTest, ManyAtOnceAreAllThere) {
  std::vector<std::thread> offices;
  for (int i = 0; i < 8; ++i) {
    offices.emplace_back([this] {
      for (int n = 0; n < 10; ++n) EXPECT_TRUE(CreateBoard(Office()).ok());
    });
  }
  for (int i = 0; i < 5; ++i) EXPECT_TRUE(Seal().ok());
  for (std::thread& office : offices) office.join();
  EXPECT_TRUE(Seal().ok());
  EXPECT_EQ(Sealed().Verify().records, 80u);
  EXPECT_THAT(Sealed().Verify().findings, IsEmpty());
}

}  // namespace
}  // namespace zwk::audit
