#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "platform/base/cancellation.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/ids.h"
#include "platform/base/loopback.h"
#include "platform/base/mac.h"
#include "platform/base/pool.h"
#include "platform/base/roles.h"
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

TEST(PoolTest, SoManyWorkAtOnceAsThereAreThreads) {
  Pool pool(3);
  std::latch all_at_once(3);
  std::latch done(3);
  for (int i = 0; i < 3; ++i) {
    ASSERT_TRUE(pool.TryRun([&] {
      all_at_once.arrive_and_wait();
      done.count_down();
    }));
  }
  done.wait();

  std::mutex mutex;
  std::set<std::thread::id> threads;
  {
    Pool single(1);
    for (int i = 0; i < 1000; ++i) {
      ASSERT_TRUE(single.TryRun([&] {
        const std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
      }));
    }
  }
  EXPECT_EQ(threads.size(), 1u);
}

TEST(PoolTest, WhatWaitsIsRunBeforeThePoolEnds) {
  int ran = 0;
  {
    Pool pool(1);
    std::latch queued(1);
    ASSERT_TRUE(pool.TryRun([&] { queued.wait(); }));
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(pool.TryRun([&ran, i] { ran += ran == i ? 1 : 100; }));
    queued.count_down();
  }
  EXPECT_EQ(ran, 3) << "in the order in which they came";
}

Task<bool> Entered(Pool& pool, std::thread::id& where) {
  const bool entered = co_await pool.Enter();
  where = std::this_thread::get_id();
  co_return entered;
}

TEST(PoolTest, WhoDoesNotGetInStaysOnTheOwnThread) {
  Pool pool(1, 1);
  std::thread::id where;
  EXPECT_TRUE(SyncWait(Entered(pool, where)));
  EXPECT_NE(where, std::this_thread::get_id());
  std::latch started(1), release(1);
  ASSERT_TRUE(pool.TryRun([&] {
    started.count_down();
    release.wait();
  }));
  started.wait();
  ASSERT_TRUE(pool.TryRun([] {}));
  EXPECT_FALSE(SyncWait(Entered(pool, where)));
  EXPECT_EQ(where, std::this_thread::get_id());
  release.count_down();
}

TEST(TimersTest, SleepEndsByTimeOrByCancelling) {
  Timers timers;
  EXPECT_TRUE(SyncWait(timers.Sleep(milliseconds(1))));
  CancellationSource source;
  std::thread canceller([&] { source.Cancel(); });
  EXPECT_FALSE(SyncWait(timers.Sleep(hours(1), source.token())));
  canceller.join();
}

TEST(TimersTest, ASleepLastsAtLeastItsTime) {
  Timers timers;
  const auto start = Timers::Steady::now();
  EXPECT_TRUE(SyncWait(timers.Sleep(milliseconds(30))));
  EXPECT_GE(Timers::Steady::now() - start, milliseconds(30));
}

TEST(TimersTest, WhatIsDueFirstIsCalledFirstWheneverItWasScheduled) {
  Timers timers;
  const auto now = Timers::Steady::now();
  std::latch all_are_scheduled(1);
  std::promise<void> last;
  std::vector<int> order;  // on the thread of the timers alone, until `last`
  timers.Schedule(now, [&](bool) { all_are_scheduled.wait(); });
  timers.Schedule(now + milliseconds(3), [&](bool) {
    order.push_back(3);
    last.set_value();
  });
  timers.Schedule(now + milliseconds(2), [&](bool) { order.push_back(1); });
  timers.Schedule(now + milliseconds(2), [&](bool) { order.push_back(2); });
  all_are_scheduled.count_down();
  last.get_future().wait();
  EXPECT_EQ(order, (std::vector<int>{1, 2, 3}));
}

TEST(TimersTest, WhatWasCalledOrCancelledCannotBeCancelled) {
  int cancelled = 0;
  Timers timers;
  const uint64_t waiting = timers.Schedule(Timers::Steady::now() + hours(1),
                                           [&](bool fired) { cancelled += fired ? 100 : 1; });
  std::promise<bool> called;
  const uint64_t done =
      timers.Schedule(Timers::Steady::now(), [&](bool fired) { called.set_value(fired); });
  EXPECT_TRUE(called.get_future().get()) << "though the other one waits for an hour";
  EXPECT_NE(waiting, done);
  EXPECT_FALSE(timers.Cancel(done));
  EXPECT_TRUE(timers.Cancel(waiting));
  EXPECT_EQ(cancelled, 1) << "called back at once, as cancelled";
  EXPECT_FALSE(timers.Cancel(waiting));
  EXPECT_EQ(cancelled, 1);
}

TEST(TimersTest, WhatStillWaitsIsCancelledAtTheEnd) {
  int cancelled = 0;
  {
    Timers timers;
    for (int i = 0; i < 3; ++i) {
      timers.Schedule(Timers::Steady::now() + hours(1),
                      [&](bool fired) { cancelled += fired ? 100 : 1; });
    }
  }
  EXPECT_EQ(cancelled, 3);
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

TEST(CancellationTest, ATokenOfNobodyIsNeverCancelled) {
  const CancellationToken token;
  EXPECT_FALSE(token.cancelled());
  const auto registration = token.OnCancel([] { FAIL(); });
  EXPECT_FALSE(CancellationSource().token().cancelled());
}

TEST(CancellationTest, ARegistrationThatMovesStaysOneAndThatIsReplacedGoes) {
  CancellationSource source;
  std::vector<std::string> calls;
  auto kept = source.token().OnCancel([&] { calls.emplace_back("replaced"); });
  {
    auto moved = source.token().OnCancel([&] { calls.emplace_back("moved"); });
    kept = std::move(moved);
  }
  const auto second = source.token().OnCancel([&] { calls.emplace_back("second"); });
  source.Cancel();
  EXPECT_THAT(calls, testing::ElementsAre("moved", "second"));
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

TEST(UuidTest, AnIdBeginsWithTheMillisecondsAndTheRestIsRandom) {
  const ManualClock clock;  // 2022-03-28T13:30:00Z
  const std::string first = NewUuidV7(clock), second = NewUuidV7(clock);
  EXPECT_EQ(first.substr(0, 15), "017fd0b8-17c0-7");
  EXPECT_NE(first.substr(15), second.substr(15));
  EXPECT_THAT(std::string("89ab"), testing::HasSubstr(first.substr(19, 1))) << "the variant";
}

// Ids that were made of names are in documents and in what others have kept.
TEST(UuidTest, TheIdOfANameStaysTheSameForEver) {
  EXPECT_EQ(UuidFromName("board/zwk"), "39d578ca-c431-540d-a617-971db8fb9c6f");
}

TEST(UuidTest, EachPlaceOfAnIdHasItsCharacters) {
  const std::string id = "09afd0b8-17c0-7009-8afd-000000000000";
  ASSERT_TRUE(IsUuid(id));
  for (size_t i = 0; i < id.size(); ++i) {
    for (const char wrong : {'/', ':', '`', 'g', id[i] == '-' ? '0' : '-'}) {
      std::string changed = id;
      changed[i] = wrong;
      EXPECT_FALSE(IsUuid(changed)) << changed;
    }
  }
  EXPECT_FALSE(IsUuid(id + "0"));
  EXPECT_FALSE(IsUuid(id.substr(0, 35)));
}

TEST(IdsTest, MunicipalitiesAreShortSlugs) {
  EXPECT_TRUE(IsMunicipalityId("bremerhaven"));
  EXPECT_TRUE(IsMunicipalityId("stadt-2"));
  for (const char* bad : {"", "b", "2stadt", "Bremen", "a:b", "a}b", "a b"}) {
    EXPECT_FALSE(IsMunicipalityId(bad)) << bad;
  }
}

TEST(IdsTest, AMunicipalityHasTwoToThirtyOneCharactersOfASlug) {
  EXPECT_TRUE(IsMunicipalityId("az"));
  EXPECT_TRUE(IsMunicipalityId("z09-"));
  EXPECT_FALSE(IsMunicipalityId("zwk"));
  EXPECT_FALSE(IsMunicipalityId("keys"));
  EXPECT_TRUE(IsMunicipalityId("zwk-stadt"));
  EXPECT_TRUE(IsMunicipalityId(std::string(31, 'a')));
  EXPECT_FALSE(IsMunicipalityId(std::string(32, 'a')));
  for (const char* bad : {"`a", "{a", "a`", "a{", "a/", "a:", "-a", "a_", "\xC3\xA4x"}) {
    EXPECT_FALSE(IsMunicipalityId(bad)) << bad;
  }
}

TEST(HashTest, KnownAnswer) {
  EXPECT_EQ(Sha256Hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(HashTest, PartsHashLikeTheWhole) {
  EXPECT_EQ(Sha256Hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(Sha256("abc").size(), 32u);
  EXPECT_EQ(Sha256("abc").substr(0, 2), "\xba\x78");
  Sha256Stream stream;
  for (const char* part : {"a", "", "bc"}) stream.Add(part);
  Sha256Stream moved = std::move(stream);
  EXPECT_EQ(moved.FinishHex(), Sha256Hex("abc"));
}

TEST(HashTest, RandomBytesAreAsManyAsWantedAndNeverTheSame) {
  EXPECT_EQ(RandomBytes(0), "");
  EXPECT_EQ(RandomBytes(33).size(), 33u);
  EXPECT_NE(RandomBytes(16), RandomBytes(16));
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

TEST(ClockTest, ADateIsWrittenInOneWay) {
  EXPECT_EQ(FormatDate(*ParseDate("0907-01-05")), "0907-01-05");
  EXPECT_EQ(FormatDate(*ParseDate("9999-12-31")), "9999-12-31");
  const std::string date = "2022-03-28";
  for (size_t i = 0; i < date.size(); ++i) {
    for (const char wrong : {'/', ':', date[i] == '-' ? '0' : '-'}) {
      std::string changed = date;
      changed[i] = wrong;
      EXPECT_FALSE(ParseDate(changed).ok()) << changed;
    }
  }
  for (const char* bad :
       {"2022-03-280", "2022-03-2", "2022-00-10", "2022-01-00", "2022-04-31", ""}) {
    EXPECT_FALSE(ParseDate(bad).ok()) << bad;
  }
}

TEST(ClockTest, AClockOfTestsMovesWhenItIsToldAndTheOtherIsThatOfTheSystem) {
  ManualClock clock(FromMicros(5));
  clock.Advance(std::chrono::microseconds(2));
  clock.Advance(std::chrono::microseconds(1));
  EXPECT_EQ(ToMicros(clock.Now()), 8);
  const auto before = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  const Time now = SystemClock().Now();
  EXPECT_LE(before, now);
  EXPECT_LE(now, std::chrono::system_clock::now());
}

TEST(Utf8Test, OverlongFormsSurrogatesAndCutOffBytesAreRefused) {
  EXPECT_TRUE(IsUtf8("Königsheide – 東"));
  for (const char* wrong : {"\x80", "\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF5\x80\x80\x80",
                            "\xE2\x28\xA1", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80"}) {
    EXPECT_FALSE(IsUtf8(wrong)) << wrong;
  }
}

TEST(Utf8Test, TheFirstAndTheLastCodePointOfEachLengthAreTaken) {
  const std::vector<std::pair<std::string, int32_t>> points = {
      {std::string(1, '\0'), 0},     {"\x7F", 0x7F},           {"\xC2\x80", 0x80},
      {"\xDF\xBF", 0x7FF},           {"\xE0\xA0\x80", 0x800},  {"\xED\x9F\xBF", 0xD7FF},
      {"\xEE\x80\x80", 0xE000},      {"\xEF\xBF\xBF", 0xFFFF}, {"\xF0\x90\x80\x80", 0x10000},
      {"\xF4\x8F\xBF\xBF", 0x10FFFF}};
  for (const auto& [bytes, point] : points) {
    EXPECT_TRUE(IsUtf8(bytes)) << point;
    const std::string and_more = bytes + "z";
    absl::string_view text = and_more;
    EXPECT_EQ(NextCodePoint(text), point);
    EXPECT_EQ(text, "z");
  }
}

TEST(Utf8Test, WhatIsNoUtf8StaysAsItIs) {
  for (const char* wrong :
       {"\xC1\xBF", "\xE0\x9F\xBF", "\xED\xBF\xBF", "\xF0\x9F\x98", "\xC3\x28", "\xC3\xC0",
        "\xE2\x82", "\xE2\x82\x28", "\xBF", "\xF4\x90\x80\x80", "\xFF"}) {
    absl::string_view text = wrong;
    EXPECT_EQ(NextCodePoint(text), -1) << wrong;
    EXPECT_EQ(text, wrong);
    EXPECT_FALSE(IsUtf8(std::string("a") + wrong));
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

TEST(ErrorsTest, ARefusalIsNeverOk) {
  FieldErrors errors;
  const absl::StatusOr<int> nothing_wrong = errors.Refuse();
  EXPECT_EQ(nothing_wrong.status().code(), absl::StatusCode::kInternal);
  errors.Add("title", "must not be empty");
  const absl::StatusOr<int> refused = errors.Refuse();
  EXPECT_EQ(refused.status(), errors.ToStatus());
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

TEST(ErrorsTest, EveryFieldIsNamedWithItsWordsAndAStatusWithoutOneGetsOne) {
  FieldErrors errors;
  errors.Add("title", absl::OkStatus());
  EXPECT_TRUE(errors.empty());
  errors.Add("date", absl::InvalidArgumentError("is no date"));
  errors.Add("place", "is missing");
  EXPECT_FALSE(errors.empty());
  const absl::Status status = errors.ToStatus();
  EXPECT_EQ(status.message(), "date: is no date; place: is missing");
  ASSERT_EQ(FieldViolationsOf(status).size(), 2u);
  EXPECT_EQ(FieldViolationsOf(status)[0].description, "is no date");
  EXPECT_EQ(FieldViolationsOf(status)[1].field, "place");
  EXPECT_EQ(FieldOf(WithField(absl::NotFoundError("no board"), "board_id")), "board_id");
  EXPECT_EQ(ReasonOf(absl::NotFoundError("no board")), "");
  EXPECT_THAT(DetailsOf(WithDetail(WithDetail(status, "a", "1"), "b", "")),
              testing::ElementsAre(testing::Pair("a", "1"), testing::Pair("b", "")));
}

TEST(LoopbackTest, LoopbackIsThisMachineAlone) {
  EXPECT_TRUE(IsLoopback("127.0.0.1:0"));
  EXPECT_TRUE(IsLoopback("localhost:50051"));
  EXPECT_TRUE(IsLoopback("[::1]:50051"));
  EXPECT_TRUE(IsLoopback("unix:/run/zwk.sock"));
  EXPECT_FALSE(IsLoopback("0.0.0.0:50051"));
  EXPECT_FALSE(IsLoopback("[::]:50051"));
  EXPECT_FALSE(IsLoopback("10.0.0.1:50051"));
  EXPECT_FALSE(IsLoopback("127.evil.example:50051"));
  EXPECT_FALSE(IsLoopback("localhost.example:50051"));
}

TEST(ErrorsTest, FieldsAndWordsAreShortAndAMessageOfManyIsCut) {
  FieldErrors errors;
  errors.Add(std::string(201, 'f'), std::string(301, 'm'));
  const FieldViolation one = FieldViolationsOf(errors.ToStatus()).at(0);
  EXPECT_EQ(one.field, std::string(200, 'f') + "…");
  EXPECT_EQ(one.description, std::string(300, 'm') + "…");
  FieldErrors exact;
  exact.Add(std::string(200, 'f'), std::string(300, 'm'));
  EXPECT_EQ(FieldViolationsOf(exact.ToStatus()).at(0).field, std::string(200, 'f'));
  EXPECT_EQ(FieldViolationsOf(exact.ToStatus()).at(0).description, std::string(300, 'm'));
  FieldErrors twenty;
  for (int i = 0; i < 20; ++i) twenty.Add("f", "is wrong");
  EXPECT_EQ(FurtherViolationsOf(twenty.ToStatus()), 0u);
  twenty.Add("f", "is wrong");
  EXPECT_EQ(FieldViolationsOf(twenty.ToStatus()).size(), 20u);
  EXPECT_EQ(FurtherViolationsOf(twenty.ToStatus()), 1u);
}

TEST(ErrorsTest, WhatTurnsATextIsMadeVisible) {
  const std::pair<const char*, const char*> all[] = {{"\u061c", "\\u061c"},
                                                     {"\u200e", "\\u200e"},
                                                     {"\u200f", "\\u200f"},
                                                     {"\u2028", "\\u2028"},
                                                     {"\u202e", "\\u202e"},
                                                     {"\u2066", "\\u2066"},
                                                     {"\u2069", "\\u2069"},
                                                     {"\x7f", "\\u007f"},
                                                     {"\u009f", "\\u009f"},
                                                     {"\u00a0", "\u00a0"},
                                                     {"~", "~"},
                                                     {" ", " "},
                                                     {"\u2027", "\u2027"},
                                                     {"\u202f", "\u202f"},
                                                     {"\u2065", "\u2065"},
                                                     {"\u206a", "\u206a"}};
  for (const auto& [text, shown] : all) EXPECT_EQ(Excerpt(text), shown);
  EXPECT_EQ(Excerpt("", 0), "");
  EXPECT_EQ(Excerpt("a", 0), "…");
}

TEST(ErrorsTest, AFileThatIsTooLargeSaysSoAtItsChunk) {
  const absl::Status status = FileTooLarge("has 9 bytes");
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(status), "chunk");
  EXPECT_EQ(ReasonOf(status), "FILE_TOO_LARGE");
}

TEST(RolesTest, WhoMayIsSaidToWhoMayNot) {
  const absl::Status one = RoleMissing({"CHAIR"}), some = RoleMissing({"CHAIR", "PLANNER"});
  EXPECT_EQ(one.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(one.message(), "this is for the role CHAIR");
  EXPECT_EQ(some.message(), "this is for one of the roles CHAIR, PLANNER");
  EXPECT_EQ(ReasonOf(some), "ROLE_MISSING");
  EXPECT_THAT(DetailsOf(some), testing::ElementsAre(testing::Pair("roles", "CHAIR,PLANNER")));
}

// RFC 4231, test case 2.
TEST(MacTest, KnownAnswer) {
  EXPECT_EQ(HmacSha256Hex("Jefe", "what do ya want for nothing?"),
            "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
  EXPECT_EQ(HmacSha256("Jefe", "").size(), 32u);
}

}  // namespace
}  // namespace zwk
