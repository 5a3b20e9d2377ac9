#include "platform/config/figures.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <string>

#include "absl/strings/str_cat.h"

namespace zwk::config {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class FiguresTest : public ::testing::Test {
 protected:
  static store::RedisStore::Figures OutboxOf(const std::string& municipality, int64_t events,
                                             Time oldest) {
    store::RedisStore::Figures store;
    store.outboxes.push_back({municipality, events, oldest});
    return store;
  }
  std::string Shown() const { return registry_.Text(); }

  const Time now_ = FromMicros(1'650'000'000'000'000);
  metrics::Registry registry_;
  Figures figures_{registry_};
};

TEST_F(FiguresTest, WhoFollowsACitysEventsIsCountedAndNobodyIs0) {
  figures_.OfEvents({{"moorsum", 2}});
  EXPECT_THAT(Shown(), HasSubstr("zwk_event_streams{municipality=\"moorsum\"} 2"));
  figures_.OfEvents({{"moorsum", 3}, {"lehe", 1}});
  EXPECT_THAT(Shown(), HasSubstr("zwk_event_streams{municipality=\"moorsum\"} 3"));
  EXPECT_THAT(Shown(), HasSubstr("zwk_event_streams{municipality=\"lehe\"} 1"));
  figures_.OfEvents({});
  EXPECT_THAT(Shown(), HasSubstr("zwk_event_streams{municipality=\"moorsum\"} 0"));
  EXPECT_THAT(Shown(), HasSubstr("zwk_event_streams{municipality=\"lehe\"} 0"));
}

TEST_F(FiguresTest, ACityThatNobodyHasFollowedYetHasAFigureToo) {
  figures_.OfStore(OutboxOf("moorsum", 0, now_), now_);
  EXPECT_THAT(Shown(), Not(HasSubstr("zwk_event_streams{")));
  figures_.OfEvents({});
  EXPECT_THAT(Shown(), HasSubstr("zwk_event_streams{municipality=\"moorsum\"} 0"));
}

TEST_F(FiguresTest, CitiesPastTheLimitHaveNone) {
  std::map<std::string, int> watching;
  for (int i = 10; i < 80; ++i) watching[absl::StrCat("city-", i)] = 1;
  figures_.OfEvents(watching);
  EXPECT_THAT(Shown(), HasSubstr("zwk_event_streams{municipality=\"city-73\"} 1"));
  EXPECT_THAT(Shown(), Not(HasSubstr("city-74")));
  figures_.OfStore(OutboxOf("city-79", 5, now_), now_);
  EXPECT_THAT(Shown(), Not(HasSubstr("city-79")));
}

TEST_F(FiguresTest, WhenTheAuditLogWasSealedIsATimeOfPrometheus) {
  figures_.OfAuditLog(now_);
  EXPECT_THAT(Shown(), HasSubstr("zwk_audit_sealed_timestamp_seconds 1650000000"));
  figures_.OfAuditLog(now_ + std::chrono::seconds(60));
  EXPECT_THAT(Shown(), HasSubstr("zwk_audit_sealed_timestamp_seconds 1650000060"));
}

TEST_F(FiguresTest, AnOutboxIsAsOldAsItsOldestEventAndAnEmptyOneNotAtAll) {
  figures_.OfStore(OutboxOf("moorsum", 2, now_ - std::chrono::seconds(30)), now_);
  EXPECT_THAT(Shown(), HasSubstr("zwk_outbox_events{municipality=\"moorsum\"} 2"));
  EXPECT_THAT(Shown(), HasSubstr("zwk_outbox_age_seconds{municipality=\"moorsum\"} 30"));
  figures_.OfStore(OutboxOf("moorsum", 2, now_ + std::chrono::seconds(30)), now_);
  EXPECT_THAT(Shown(), HasSubstr("zwk_outbox_age_seconds{municipality=\"moorsum\"} 0"))
      << "the clock of Redis is ahead";
  figures_.OfStore(OutboxOf("moorsum", 0, now_ - std::chrono::hours(9)), now_);
  EXPECT_THAT(Shown(), HasSubstr("zwk_outbox_age_seconds{municipality=\"moorsum\"} 0"));
}

}  // namespace
}  // namespace zwk::config
