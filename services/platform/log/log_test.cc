#include "platform/log/log.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "platform/log/time_zone.h"

namespace zwk::log {
namespace {

TEST(LogTest, ALineIsOneJsonObjectWithTypedFieldsInOrder) {
  EXPECT_EQ(
      Format("catalog", Level::kWarning, "2022-03-28T13:30:00.000Z", "slow call",
             {{"method", "/zwk.catalog.v1.OfferSearchService/SearchOffers"},
              {"millis", 1200},
              {"share", 0.5},
              {"retried", true},
              {"count", uint64_t{18446744073709551615u}}}),
      R"({"time":"2022-03-28T13:30:00.000Z","level":"warning","service":"catalog","event":"slow call",)"
      R"("method":"/zwk.catalog.v1.OfferSearchService/SearchOffers","millis":1200,"share":0.5,"retried":true,)"
      R"("count":18446744073709551615})");
}

TEST(LogTest, NoTextBreaksTheLine) {
  const std::string line =
      Format("x", Level::kInfo, "t", "odd", {{"text", std::string("a\"b\\\n\x01\xff end", 11)}});
  EXPECT_EQ(line.find('\n'), std::string::npos);
  const auto parsed = nlohmann::json::parse(line, nullptr, /*allow_exceptions=*/false);
  ASSERT_FALSE(parsed.is_discarded());
  EXPECT_EQ(parsed["text"], "a\"b\\\n\x01\xEF\xBF\xBD end");
}

TEST(LogTest, TimesAreInTheZoneThatWasAskedFor) {
  const absl::Time at = absl::FromUnixMillis(1'648'474'200'007);
  EXPECT_EQ(TimeOf(at, absl::UTCTimeZone()), "2022-03-28T13:30:00.007Z");
  absl::TimeZone utc;
  ASSERT_TRUE(absl::LoadTimeZone("UTC", &utc));
  EXPECT_EQ(TimeOf(at, utc), "2022-03-28T13:30:00.007Z");
  absl::TimeZone berlin;
  ASSERT_TRUE(absl::LoadTimeZone("Europe/Berlin", &berlin));
  EXPECT_EQ(TimeOf(at, berlin), "2022-03-28T15:30:00.007+02:00");
  EXPECT_EQ(TimeOf(at - absl::Hours(24 * 60), berlin), "2022-01-27T14:30:00.007+01:00");
}

}  // namespace
}  // namespace zwk::log
