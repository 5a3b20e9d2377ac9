#include "participation/retention/retention.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using test::Proto;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Time kNow = *ParseTime("2026-06-30T10:00:00.000000Z");

v1::Meeting MeetingOn(const std::string& day, const std::string& people) {
  v1::Meeting meeting = Proto<v1::Meeting>(people);
  meeting.mutable_ends_at()->set_seconds(ToMicros(*ParseTime(day + "T18:00:00.000000Z")) /
                                         1'000'000);
  return meeting;
}

TEST(PeriodsTest, NamesAndWordsStayUntilSomebodySaysOtherwiseAndVotesDoNot) {
  const Periods unsaid = Periods::Of({});
  EXPECT_EQ(unsaid.members, 0);
  EXPECT_EQ(unsaid.guests, 0);
  EXPECT_EQ(unsaid.texts, 0);
  EXPECT_EQ(unsaid.votes, 90);
  EXPECT_FALSE(unsaid.of_people());
  const Periods said = Periods::Of(Proto<v1::RetentionDays>("pii: 730 ballots: 60 texts: 365"));
  EXPECT_EQ(said.members, 730);
  EXPECT_EQ(said.guests, 730) << "as members";
  EXPECT_EQ(said.texts, 365);
  EXPECT_EQ(said.votes, 60);
  EXPECT_TRUE(said.of_people());
  EXPECT_EQ(Periods::Of(Proto<v1::RetentionDays>("access_codes: 7 ballots: 60")).votes, 7);
  EXPECT_EQ(Periods::Of(Proto<v1::RetentionDays>("pii: 730 attendance: 30")).guests, 30);
  EXPECT_TRUE(Periods::Of(Proto<v1::RetentionDays>("attendance: 30")).of_people());
}

TEST(PeriodsTest, ADayIsOverWhenSoManyWholeDaysHavePassed) {
  EXPECT_FALSE(IsOver("2026-05-31", 30, kNow));
  EXPECT_TRUE(IsOver("2026-05-30", 30, kNow));
  EXPECT_FALSE(IsOver("1999-01-01", 0, kNow)) << "nothing is said";
}

TEST(PeopleSeenTest, APersonGoesAfterTheLastDayThatHadToDoWithIt) {
  PeopleSeen seen;
  seen.See(Proto<v1::Board>(R"(members { person_id: "present" valid_from: "2020-01-01" }
                               members { person_id: "left" valid_to: "2025-01-31" }
                               members { person_id: "left and came" valid_to: "2025-01-31" })"));
  seen.See(MeetingOn("2026-06-01", R"(attendance { person_id: "left and came" })"));
  seen.See(MeetingOn("2024-01-01", R"(attendance { person_id: "present" }
      attendance { person_id: "guest" } moderators { person_id: "moderator" }
      mediators { person_id: "mediator" } attendance { organization: "ohne Person" })"));
  seen.See(MeetingOn("2026-06-20", R"(moderators { person_id: "moderator" })"));
  const auto expired = [&](const std::string& days) {
    return seen.Expired(Periods::Of(Proto<v1::RetentionDays>(days)), kNow);
  };
  EXPECT_THAT(expired(""), IsEmpty());
  EXPECT_THAT(expired("pii: 365"), ElementsAre("guest", "left", "mediator"));
  EXPECT_THAT(expired("attendance: 365"), ElementsAre("guest", "mediator"));
  EXPECT_THAT(expired("attendance: 5"), ElementsAre("guest", "mediator", "moderator"));
  EXPECT_THAT(expired("pii: 10"), ElementsAre("guest", "left", "left and came", "mediator"));
}

TEST(RetentionOfSessionsTest, WhoEndsNothingLosesVotesAndWhatIsOverLosesWords) {
  LeanCoffeeSession session;
  session.about.mode = SessionMode::kLive;
  session.phase = SessionPhase::kVoting;
  session.last_step = kNow - std::chrono::hours(24 * 100);
  const Periods unsaid = Periods::Of({});
  const Periods texts = Periods::Of(Proto<v1::RetentionDays>("texts: 30"));
  EXPECT_TRUE(IsAbandoned(session, "", unsaid, kNow));
  EXPECT_FALSE(IsAbandoned(session, "", unsaid, kNow - std::chrono::hours(24 * 20)));
  EXPECT_FALSE(IsAbandoned(session, DayOf(kNow + std::chrono::hours(24 * 9)), unsaid, kNow))
      << "its meeting is still to come";
  EXPECT_TRUE(IsAbandoned(session, DayOf(kNow - std::chrono::hours(24 * 200)), unsaid, kNow));
  EXPECT_FALSE(AreWordsOver(session, texts, kNow)) << "it goes on";
  session.about.mode = SessionMode::kRecorded;
  EXPECT_FALSE(IsAbandoned(session, "", unsaid, kNow)) << "its times are those of the paper";
  session.phase = SessionPhase::kEnded;
  EXPECT_FALSE(IsAbandoned(session, "", unsaid, kNow)) << "its key went with its end";
  EXPECT_TRUE(AreWordsOver(session, texts, kNow));
  EXPECT_FALSE(AreWordsOver(session, unsaid, kNow));
}

}  // namespace
}  // namespace zwk::participation
