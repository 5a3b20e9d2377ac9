#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "platform/base/cancellation.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/ids.h"
#include "platform/base/pool.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/base/timers.h"
#include "platform/base/utf8.h"
#include "platform/base/uuid.h"

namespace zwk {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

Task<int> Ready(int value) { co_return value; }

Task<int64_t> SumOf(int count) {
  int64_t sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await Ready(i);
  co_return sum;
}

TEST(TaskTest, AMillionTasksThatFinishAtOnceDoNotGrowTheStack) {
  EXPECT_EQ(SyncWait(SumOf(1'000'000)), 499'999'500'000);
}

Task<int> OnPool(Pool& pool, int value) {
  EXPECT_TRUE(co_await pool.Enter());
  co_return value;
}

Task<int64_t> SumOnPool(Pool& pool, int count) {
  int64_t sum = 0;
  for (int i = 0; i < count; ++i) sum += co_await OnPool(pool, i);
  co_return sum;
}

TEST(TaskTest, ALoopOverTasksThatFinishElsewhereDoesNotGrowTheStack) {
  Pool pool(2);
  EXPECT_EQ(SyncWait(SumOnPool(pool, 100'000)), 4'999'950'000);
}

TEST(TaskTest, WhenAllKeepsTheOrder) {
  Pool pool(2);
  std::vector<Task<int>> tasks;
  for (int i = 0; i < 100; ++i) tasks.push_back(OnPool(pool, i));
  const std::vector<int> results = SyncWait(WhenAll(std::move(tasks)));
  ASSERT_EQ(results.size(), 100u);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(results[static_cast<size_t>(i)], i);
}

Task<absl::StatusOr<int>> Half(int value) {
  if (value % 2 != 0) co_return absl::InvalidArgumentError("odd");
  co_return value / 2;
}

Task<absl::StatusOr<int>> Quarter(int value) {
  ZWK_CO_ASSIGN_OR_RETURN(const int half, co_await Half(value));
  ZWK_CO_ASSIGN_OR_RETURN(const int quarter, co_await Half(half));
  co_return quarter;
}

TEST(TaskTest, MacrosLeaveTheCoroutineWithTheFirstRefusal) {
  EXPECT_EQ(*SyncWait(Quarter(12)), 3);
  EXPECT_EQ(SyncWait(Quarter(6)).status().message(), "odd");
}

Task<int> AwaitShot(OneShot<int> shot) { co_return co_await shot; }

TEST(OneShotTest, TheFirstValueCountsWhoeverComesFirst) {
  for (int round = 0; round < 2000; ++round) {
    OneShot<int> shot;
    std::thread setter([&] {
      EXPECT_TRUE(shot.Set(1));
      EXPECT_FALSE(shot.Set(2));
    });
    EXPECT_EQ(SyncWait(AwaitShot(shot)), 1);
    setter.join();
  }
}

TEST(PoolTest, AFullQueueRefuses) {
  Pool pool(1, 1);
  std::atomic<bool> release{false};
  std::atomic<bool> started{false};
  ASSERT_TRUE(pool.TryRun([&] {
    started = true;
    started.notify_one();
    release.wait(false);
  }));
  started.wait(false);
  EXPECT_TRUE(pool.TryRun([] {}));
  EXPECT_FALSE(pool.TryRun([] {}));
  release = true;
  release.notify_one();
}

TEST(TimersTest, SleepEndsByTimeOrByCancelling) {
  Timers timers;
  EXPECT_TRUE(SyncWait(timers.Sleep(milliseconds(1))));
  CancellationSource source;
  std::thread canceller([&] { source.Cancel(); });
  EXPECT_FALSE(SyncWait(timers.Sleep(hours(1), source.token())));
  canceller.join();
}

TEST(CancellationTest, CallsBackOnceAlsoWhenRegisteredLate) {
  CancellationSource source;
  int calls = 0;
  const auto early = source.token().OnCancel([&] { ++calls; });
  {
    const auto gone = source.token().OnCancel([&] { calls += 100; });
  }
  source.Cancel();
  source.Cancel();
  EXPECT_EQ(calls, 1);
  const auto late = source.token().OnCancel([&] { ++calls; });
  EXPECT_EQ(calls, 2);
  EXPECT_TRUE(source.token().cancelled());
}

TEST(UuidTest, SortsByTimeAndNamesGiveTheSameIdAgain) {
  ManualClock clock;
  const std::string first = NewUuidV7(clock);
  clock.Advance(milliseconds(2));
  const std::string second = NewUuidV7(clock);
  EXPECT_TRUE(IsUuid(first));
  EXPECT_LT(first, second);
  EXPECT_EQ(first[14], '7');
  EXPECT_EQ(UuidFromName("board/zwk"), UuidFromName("board/zwk"));
  EXPECT_NE(UuidFromName("board/zwk"), UuidFromName("board/zwK"));
  EXPECT_TRUE(IsUuid(UuidFromName("")));
  EXPECT_FALSE(IsUuid("0190A1B2-0000-7000-8000-000000000000"));  // one spelling only
  EXPECT_FALSE(IsUuid("0190a1b2"));
}

TEST(IdsTest, MunicipalitiesAreShortSlugs) {
  EXPECT_TRUE(IsMunicipalityId("bremerhaven"));
  EXPECT_TRUE(IsMunicipalityId("stadt-2"));
  for (const char* bad : {"", "b", "2stadt", "Bremen", "a:b", "a}b", "a b"}) {
    EXPECT_FALSE(IsMunicipalityId(bad)) << bad;
  }
}

TEST(HashTest, KnownAnswer) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(ClockTest, TimesAndDatesRoundTripAndBadOnesAreRefused) {
  const std::string text = "2022-03-28T13:30:00.000001Z";
  EXPECT_EQ(FormatTime(*ParseTime(text)), text);
  EXPECT_EQ(FormatTime(*ParseTime("2022-03-28T15:30:00+02:00")), "2022-03-28T13:30:00.000000Z");
  EXPECT_FALSE(ParseTime("28.03.2022").ok());
  EXPECT_EQ(FormatDate(*ParseDate("2024-02-29")), "2024-02-29");
  for (const char* bad : {"2023-02-29", "2022-3-28", "12/24/15", "2022-13-01", "2022-03-28T"}) {
    EXPECT_FALSE(ParseDate(bad).ok()) << bad;
  }
}

TEST(Utf8Test, OverlongFormsSurrogatesAndCutOffBytesAreRefused) {
  EXPECT_TRUE(IsUtf8("Königsheide – 東"));
  for (const char* wrong : {"\x80", "\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80",
                            "\xE2\x28\xA1", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80"}) {
    EXPECT_FALSE(IsUtf8(wrong)) << wrong;
  }
}

TEST(ErrorsTest, FieldsReasonAndDetailsRideAlong) {
  FieldErrors errors;
  EXPECT_TRUE(errors.ToStatus().ok());
  errors.Add("title", "must not be empty");
  errors.Add("members[1].name", InvalidField("members[1].name.family", "too long"));
  const absl::Status status = errors.ToStatus();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(ReasonOf(status), "INVALID_FIELD");
  EXPECT_EQ(FieldOf(status), "title");
  ASSERT_EQ(FieldViolationsOf(status).size(), 2u);
  EXPECT_EQ(FieldViolationsOf(status)[1].field, "members[1].name.family");

  const absl::Status budget = WithDetail(
      WithReason(absl::FailedPreconditionError("has 2 dots left"), "DOT_BUDGET_EXCEEDED"),
      "remaining_dots", "2");
  EXPECT_EQ(ReasonOf(budget), "DOT_BUDGET_EXCEEDED");
  EXPECT_THAT(DetailsOf(budget), testing::ElementsAre(testing::Pair("remaining_dots", "2")));
  EXPECT_EQ(FieldOf(budget), "");
}

TEST(ErrorsTest, EveryViolationHasACodeThatStays) {
  FieldErrors errors;
  errors.Add("title", "must not be empty");
  errors.Add("items", "TOO_MANY", "are 51, at most 50");
  errors.Add("board_id", WithReason(absl::FailedPreconditionError("is closed"), "BOARD_CLOSED"));
  FieldErrors outer;
  outer.AddInside("meeting", errors.ToStatus());
  std::vector<std::string> told;
  for (const FieldViolation& one : FieldViolationsOf(outer.ToStatus())) {
    told.push_back(absl::StrCat(one.field, " ", one.code));
  }
  EXPECT_THAT(told, testing::ElementsAre("meeting.title INVALID_FIELD", "meeting.items TOO_MANY",
                                         "meeting.board_id BOARD_CLOSED"));
  const absl::Status missing = WithField(absl::NotFoundError("no such board"), "board_id");
  EXPECT_EQ(FieldViolationsOf(missing).front().code, "NOT_FOUND");
  EXPECT_EQ(missing.code(), absl::StatusCode::kNotFound);
}

TEST(ErrorsTest, TheFirstViolationsAreToldAndTheOthersCounted) {
  FieldErrors errors;
  for (int i = 0; i < 100'000; ++i) errors.Add(absl::StrCat("items[", i, "]"), "is wrong");
  FieldErrors all;
  all.Add("header", "is wrong");
  all.Add("order", errors.ToStatus());
  const absl::Status status = all.ToStatus();
  const std::vector<FieldViolation> told = FieldViolationsOf(status);
  ASSERT_EQ(told.size(), FieldErrors::kMost);
  EXPECT_EQ(told.back().field, "items[18]");
  EXPECT_EQ(FurtherViolationsOf(status), 99'981u);
  EXPECT_LT(status.message().size(), 500u);
  EXPECT_THAT(std::string(status.message()), testing::StartsWith("header: is wrong; items[0]: is"));
  EXPECT_THAT(std::string(status.message()), testing::ContainsRegex("; and 999[0-9][0-9] more$"));
}

TEST(ErrorsTest, WhatIsEchoedIsShortAndHidesNothing) {
  EXPECT_EQ(Quoted("Am Hafen"), "'Am Hafen'");
  EXPECT_EQ(Quoted(std::string(64, 'x')), absl::StrCat("'", std::string(64, 'x'), "'"));
  std::string umlauts;
  for (int i = 0; i < 1'000'000; ++i) umlauts += "ü";
  EXPECT_EQ(Quoted(umlauts), absl::StrCat("'", umlauts.substr(0, 128), "…'"));
  EXPECT_EQ(Quoted("a\nb\x1f"
                   "c\u202Ed\xFF"),
            R"('a\nb\u001fc\u202ed\xff')");
}

}  // namespace
}  // namespace zwk
