#include "catalog/page/leaflet_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "catalog/page/page_fixture.h"

namespace zwk::catalog {
namespace {

using test::kHouse;
using test::kNow;
using test::kRefuge;
using test::Published;
using test::SmallCity;
using test::Weekly;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string LeafletOf(const SmallCity& city, bool small = false, size_t total = 0,
                      Time now = kNow) {
  const Snapshot snapshot(city.content);
  LeafletPage page{.zone = &snapshot.context().zones->front(),
                   .context = &snapshot.context(),
                   .total = total,
                   .small = small};
  for (size_t i = 0; i < snapshot.size(); ++i) page.offers.push_back(&snapshot.entry(i));
  Reader reader = test::ReaderOf(PageLanguage::kGerman);
  reader.now = now;
  return ToHtml(page, reader);
}

TEST(LeafletPageTest, IsUnderstoodWithoutAScreen) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Offener Treff"));
  SmallCity::At(offer, kHouse, Weekly("MO,TU", 14, 18));
  offer.content.phones.push_back({"0471 1234", "", "", ""});
  const std::string html = LeafletOf(city);
  for (const char* part : {"Angebote in Geestendorf", "Stand: 1. Dezember 2026", "Offener Treff",
                           "Montag – Dienstag: 14:00 bis 18:00 Uhr", "0471 1234",
                           "Haus am Markt, Ankerplatz 17, 27570 Bremerhaven", "size:A4"}) {
    EXPECT_THAT(html, HasSubstr(part));
  }
  EXPECT_THAT(html, Not(HasSubstr("tel:")));
  EXPECT_THAT(LeafletOf(city, true),
              AllOf(HasSubstr("size:105mm 148mm"), Not(HasSubstr("size:A4"))));
}

TEST(LeafletPageTest, TheDayIsThatOfTheCity) {
  const SmallCity city;
  const Time night = Time(std::chrono::sys_days(std::chrono::year(2026) / 12 / 31)) +
                     std::chrono::minutes(23 * 60 + 30);
  EXPECT_THAT(LeafletOf(city, false, 0, night), HasSubstr("Stand: 1. Januar 2027"));
}

TEST(LeafletPageTest, NamesNoConfidentialPlace) {
  SmallCity city;
  SmallCity::At(city.Add(Published(1, "Schutz")), kRefuge, Weekly("MO", 14, 18)).description =
      "Eingang Geheimgasse";
  EXPECT_THAT(LeafletOf(city), AllOf(HasSubstr("Schutz"), Not(HasSubstr("eheimgasse")),
                                     Not(HasSubstr("Zuflucht")), Not(HasSubstr("Montag"))));
}

TEST(LeafletPageTest, SaysThatThereAreMore) {
  SmallCity city;
  EXPECT_THAT(LeafletOf(city), HasSubstr("Nichts gefunden"));
  city.Add(Published(1, "Treff"));
  EXPECT_THAT(LeafletOf(city, false, 8), HasSubstr("Es gibt weitere Angebote: 7"));
  EXPECT_THAT(LeafletOf(city, false, 1), Not(HasSubstr("weitere Angebote")));
}

}  // namespace
}  // namespace zwk::catalog
