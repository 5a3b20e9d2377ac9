#include "reporting/page/index_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr auto kDe = Language::kGerman;

TEST(IndexPageTest, ShowsDocumentsAndUsageFigures) {
  IndexPage index{.municipality_name = "Bremerhaven",
                  .minutes = {{"m1", "Erstes <Treffen>", "2022-03-28",
                               IndexPage::MinutesLink::Status::kApproved}},
                  .neighborhoods = {{"212", "Geestendorf", true, true}}};
  index.usage.set_cards(34);
  index.usage.set_searches_without_hit(2);
  const std::string html = ToHtml(index, kDe);
  EXPECT_THAT(html,
              HasSubstr("href=\"/v1/meetings/m1/minutes?locale=de\">Erstes &lt;Treffen&gt;</a>"));
  EXPECT_THAT(html, HasSubstr("<li data-figure=\"cards\"><b>34</b>"));
  EXPECT_THAT(html, HasSubstr("<li data-figure=\"searches_without_hit\"><b>2</b>"));
  EXPECT_THAT(html, HasSubstr("/v1/neighborhoods/212/profile?locale=de"));
  EXPECT_THAT(html, HasSubstr("<a href=\"/room/\">"));
}

TEST(IndexPageTest, NothingIsLoadedFromElsewhere) {
  const std::string html = ToHtml(IndexPage{}, kDe);
  for (const char* outside : {"href=\"http://", "https://", "src=", "@import", "url("}) {
    EXPECT_THAT(html, Not(HasSubstr(outside)));
  }
}

}  // namespace
}  // namespace zwk::reporting
