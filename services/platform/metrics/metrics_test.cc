#include "platform/metrics/metrics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <vector>

#include "tests/support/prometheus_server.h"

namespace zwk::metrics {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(RegistryTest, SameNameAndLabelsAreTheSameFigure) {
  Registry registry;
  registry.MakeCounter("zwk_cards_total", "Cards.", {{"phase", "open"}}).Add(2);
  registry.MakeCounter("zwk_cards_total", "Cards.", {{"phase", "open"}}).Add();
  registry.MakeCounter("zwk_cards_total", "Cards.", {{"phase", "late"}}).Add();
  EXPECT_THAT(registry.Text(), HasSubstr("zwk_cards_total{phase=\"open\"} 3"));
  EXPECT_THAT(registry.Text(), HasSubstr("zwk_cards_total{phase=\"late\"} 1"));
}

TEST(RegistryTest, HandlesOfNothingCountNothing) {
  Counter counter;
  counter.Add();
  Gauge gauge;
  gauge.Set(3);
  Histogram histogram;
  histogram.Observe(1);
  CounterBy by;
  by.Of("bremerhaven").Add();
  EXPECT_EQ(counter.value(), 0);
}

TEST(RegistryTest, MeasuredGaugesAreFreshInEachScrape) {
  Registry registry;
  Gauge age = registry.MakeGauge("zwk_outbox_age_seconds", "Age.");
  double measured = 1;
  registry.BeforeScrape([age, &measured]() mutable { age.Set(measured); });
  EXPECT_THAT(registry.Text(), HasSubstr("zwk_outbox_age_seconds 1"));
  measured = 7;
  EXPECT_THAT(registry.Text(), HasSubstr("zwk_outbox_age_seconds 7"));
}

TEST(CounterByTest, ValuesPastTheLimitCountAsOther) {
  Registry registry;
  CounterBy ballots = registry.MakeCounterBy("zwk_ballots_total", "Ballots.", "municipality", 2);
  ballots.Of("bremerhaven").Add();
  ballots.Of("cuxhaven").Add();
  ballots.Of("bremen").Add();
  ballots.Of("hamburg").Add();
  ballots.Of("bremerhaven").Add();
  EXPECT_THAT(registry.Text(), HasSubstr("zwk_ballots_total{municipality=\"bremerhaven\"} 2"));
  EXPECT_THAT(registry.Text(), HasSubstr("zwk_ballots_total{municipality=\"other\"} 2"));
  EXPECT_THAT(registry.Text(), Not(HasSubstr("hamburg")));
}

TEST(ExposerTest, TakesAFreePortAndRefusesATakenOne) {
  Registry registry;
  Exposer exposer;
  ASSERT_TRUE(exposer.Start("127.0.0.1:0", registry).ok());
  EXPECT_GT(exposer.port(), 0);
  Exposer second;
  const absl::Status taken = second.Start("127.0.0.1:" + std::to_string(exposer.port()), registry);
  EXPECT_EQ(taken.code(), absl::StatusCode::kUnavailable);
}

TEST(ExposerTest, AnswersWhileConnectionsSayNothing) {
  Registry registry;
  registry.MakeGauge("zwk_cards", "Cards.").Set(3);
  Exposer exposer;
  ASSERT_TRUE(exposer.Start("127.0.0.1:0", registry).ok());
  std::vector<int> silent;
  for (const char* said : {"", "", "GET /met", "GET /metrics HTTP/1.1\r\nHost: x\r\n"}) {
    silent.push_back(test::ConnectTo(exposer.port()));
    ASSERT_GE(silent.back(), 0);
    ASSERT_EQ(write(silent.back(), said, std::strlen(said)),
              static_cast<ssize_t>(std::strlen(said)));
  }
  for (int i = 0; i < 3; ++i) {
    EXPECT_THAT(test::HttpGet(exposer.port(), "/metrics"), HasSubstr("zwk_cards 3"));
  }
  for (const int peer : silent) close(peer);
}

}  // namespace
}  // namespace zwk::metrics
