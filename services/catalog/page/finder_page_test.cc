#include "catalog/page/finder_page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "catalog/page/page_fixture.h"

namespace zwk::catalog {
namespace {

using test::IdOf;
using test::kHouse;
using test::kNow;
using test::kRefuge;
using test::Published;
using test::SmallCity;
using test::Weekly;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// The page of what the question finds, as the use case puts it together.
std::string PageOf(const SmallCity& city, FinderQuestion asked,
                   PageLanguage language = PageLanguage::kGerman, std::string next = "") {
  const Snapshot snapshot(city.content);
  OfferQuery query{.text = asked.words, .language = std::string(WordsIn(language).tag)};
  if (asked.when == "now") query.filter.open = OpenWhen::kNow;
  if (asked.when == "today") query.filter.open = OpenWhen::kToday;
  FoundOffers found = *FindOffers(snapshot, query, 20, kNow);
  FinderPage page{.asked = std::move(asked),
                  .context = &snapshot.context(),
                  .languages = {"ar", "de"},
                  .offers = std::move(found.offers),
                  .total = found.total,
                  .next_page_token = std::move(next)};
  return ToHtml(page, test::ReaderOf(language));
}

TEST(FinderPageTest, AHitSaysWhatAPersonNeedsToGoThere) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Offener Treff"));
  SmallCity::At(offer, kHouse, Weekly("MO,TU", 14, 18));
  offer.content.phones.push_back({"0471 12-34", "", "", ""});
  offer.content.costs.push_back({"", "EUR", "", "", "", 0});
  const std::string html = PageOf(city, {.neighborhood_key = "212"});
  for (const char* part :
       {"Gefundene Angebote: 1", "Offener Treff", "Werk &amp; Tat &lt;b&gt;",
        "Jetzt geöffnet, bis 18:00 Uhr", "Haus am Markt, Ankerplatz 17, 27570 Bremerhaven",
        "etwa 1,1 km von der Mitte des Quartiers", "href=\"tel:04711234\"", "kostenlos",
        "mit dem Rollstuhl zugänglich", "/angebote/faltblatt/212?locale=de"}) {
    EXPECT_THAT(html, HasSubstr(part));
  }
  EXPECT_THAT(PageOf(city, {}), Not(HasSubstr("von der Mitte")));
}

TEST(FinderPageTest, WhatBeginsNextIsSaidByItsDay) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Treff"));
  OfferAtPlace& at = SmallCity::At(offer, kHouse, Weekly("TU", 17, 19));
  EXPECT_THAT(PageOf(city, {}), HasSubstr("heute, 17:00 bis 19:00 Uhr"));
  at.schedules = {Weekly("WE", 9, 12)};
  EXPECT_THAT(PageOf(city, {}), HasSubstr("morgen, 09:00 bis 12:00 Uhr"));
  at.schedules = {Weekly("TU", 9, 12)};
  EXPECT_THAT(PageOf(city, {}), HasSubstr("Di., 8. Dezember, 09:00 bis 12:00 Uhr"));
  at.schedules = {};
  EXPECT_THAT(PageOf(city, {}), HasSubstr("Bitte die Zeiten erfragen"));
}

TEST(FinderPageTest, OfSeveralOpeningsTheLastEndCounts) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Treff"));
  SmallCity::At(offer, kHouse, Weekly("TU", 14, 20)).schedules.push_back(Weekly("TU", 15, 18));
  SmallCity::At(offer, kHouse, Weekly("TU", 9, 17));
  EXPECT_THAT(PageOf(city, {}), HasSubstr("Jetzt geöffnet, bis 20:00 Uhr"));
}

TEST(FinderPageTest, WhatIsOpenNowOrTodayIsFoundByIt) {
  SmallCity city;
  const auto add = [&city](size_t i, const char* name, const char* days, int opens, int closes) {
    SmallCity::At(city.Add(Published(i, name)), kHouse, Weekly(days, opens, closes));
  };
  add(1, "Jetzt", "TU", 14, 18);
  add(2, "Abends", "TU", 18, 20);
  add(3, "Vorbei", "TU", 9, 12);
  add(4, "Mittwoch", "WE", 14, 18);
  const std::string now = PageOf(city, {.when = "now"});
  EXPECT_THAT(now, AllOf(HasSubstr(">Jetzt<"), Not(HasSubstr("Abends")), Not(HasSubstr("Vorbei"))));
  const std::string today = PageOf(city, {.when = "today"});
  EXPECT_THAT(today, AllOf(HasSubstr(">Jetzt<"), HasSubstr("Abends"), Not(HasSubstr("Vorbei")),
                           Not(HasSubstr("Mittwoch"))));
}

TEST(FinderPageTest, AnAppointmentIsNoOpenDoor) {
  SmallCity city;
  Schedule schedule = Weekly("TU", 14, 18);
  schedule.by_appointment = true;
  SmallCity::At(city.Add(Published(1, "Beratung")), kHouse, schedule);
  EXPECT_THAT(PageOf(city, {.when = "now"}), HasSubstr("Nichts gefunden"));
  EXPECT_THAT(PageOf(city, {.when = "today"}), HasSubstr("Beratung"));
}

TEST(FinderPageTest, AConfidentialPlaceIsNeitherNamedNorFoundByItsHours) {
  SmallCity city;
  SmallCity::At(city.Add(Published(1, "Schutz")), kRefuge, Weekly("MO,TU,WE,TH,FR", 0, 24))
      .description = "Eingang Geheimgasse";
  const std::string html = PageOf(city, {.neighborhood_key = "212"});
  EXPECT_THAT(html, HasSubstr("Schutz"));
  for (const char* secret : {"Zuflucht", "Geheimgasse", "geöffnet, bis", "von der Mitte"}) {
    EXPECT_THAT(html, Not(HasSubstr(secret)));
  }
  EXPECT_THAT(PageOf(city, {.when = "now"}), HasSubstr("Nichts gefunden"));
}

TEST(FinderPageTest, AMissingTranslationIsMarkedAndSaid) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Nähstube"));
  EXPECT_THAT(
      PageOf(city, {}, PageLanguage::kEnglish),
      AllOf(HasSubstr("<span lang=\"de\" dir=\"ltr\">Nähstube</span>"), HasSubstr("in German")));
  EXPECT_THAT(PageOf(city, {}), AllOf(HasSubstr(">Nähstube</a>"), Not(HasSubstr("auf Deutsch"))));
  offer.content.translations.push_back({"en-GB", "Sewing room", "", "", "", "", "", true});
  EXPECT_THAT(PageOf(city, {}, PageLanguage::kEnglish),
              AllOf(HasSubstr(">Sewing room</a>"), HasSubstr("translated automatically"),
                    Not(HasSubstr("Nähstube"))));
  // A Polish offer that somebody has put into German is German to whoever reads Turkish.
  offer.content.texts = {"pl", "Szwalnia", "", "", "", "", "", false};
  offer.content.translations = {{"de", "Nähstube", "", "", "", "", "", false}};
  EXPECT_THAT(PageOf(city, {}, PageLanguage::kTurkish),
              AllOf(HasSubstr("lang=\"de\""), Not(HasSubstr("Szwalnia"))));
}

TEST(FinderPageTest, ArabicRunsFromTheRight) {
  SmallCity city;
  Offer& offer = city.Add(Published(1, "Nähstube"));
  offer.content.translations.push_back({"ar", "ورشة خياطة", "", "", "", "", "", false});
  const std::string html = PageOf(city, {}, PageLanguage::kArabic);
  EXPECT_THAT(html, AllOf(HasSubstr("<html lang=\"ar\" dir=\"rtl\">"), HasSubstr("ورشة خياطة"),
                          HasSubstr("البحث عن العروض"), HasSubstr("إلى المحتوى"),
                          HasSubstr("lang=\"de\" dir=\"ltr\"")));
  EXPECT_THAT(PageOf(city, {}), AllOf(HasSubstr("<html lang=\"de\">"), Not(HasSubstr("rtl\">\n"))));
}

TEST(FinderPageTest, WhatPeopleWriteIsTextAndNothingElse) {
  SmallCity city;
  const std::string hostile = "<script>alert(1)</script>\" onfocus=\"x";
  Offer& offer = city.Add(Published(1, hostile));
  offer.content.texts.description = hostile;
  offer.content.phones.push_back({"0471\"><script>", "", "", ""});
  city.content.places[IdOf(kHouse)].name = hostile;
  (*city.content.zones)[0].names = {{"de", hostile}};
  SmallCity::At(offer, kHouse, Weekly("MO", 9, 10));
  const std::string html =
      PageOf(city, {.neighborhood_key = "212"}, PageLanguage::kGerman, "\"><script>");
  EXPECT_THAT(html, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("\" onfocus=\"x")),
                          HasSubstr("&lt;script&gt;alert(1)&lt;/script&gt;")));
  const std::string asked = PageOf(city, {.words = hostile, .spoken = hostile, .when = hostile});
  EXPECT_THAT(asked, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("\" onfocus=\"x"))));
}

TEST(FinderPageTest, NoHitSaysWhatToDo) {
  SmallCity city;
  city.Add(Published(1, "Nähstube"));
  const std::string html = PageOf(city, {.words = "xqzwv", .wheelchair = true});
  EXPECT_THAT(html, AllOf(HasSubstr("Nichts gefunden"), HasSubstr("anderen oder weniger Wörtern"),
                          HasSubstr("href=\"/angebote?words=xqzwv&amp;locale=de\">Ohne Filter"),
                          HasSubstr("href=\"/angebote?locale=de\">Alle Angebote zeigen"),
                          Not(HasSubstr("<ol"))));
  EXPECT_THAT(PageOf(city, {.words = "xqzwv"}), Not(HasSubstr("Ohne Filter")));
}

TEST(FinderPageTest, LinksKeepAllThatWasAskedFor) {
  SmallCity city;
  city.Add(Published(1, "Nähen & mehr"));
  const FinderQuestion asked{.words = "Nähen & mehr",
                             .neighborhood_key = "212",
                             .spoken = "ar",
                             .when = "",
                             .wheelchair = true,
                             .free_of_charge = true};
  const std::string html = PageOf(city, asked, PageLanguage::kGerman, "abc.12=");
  const std::string query =
      "words=N%C3%A4hen%20%26%20mehr&amp;neighborhood_key=212&amp;spoken=ar&amp;wheelchair=true&"
      "amp;"
      "free_of_charge=true&amp;locale=";
  EXPECT_THAT(html, HasSubstr(absl::StrCat(query, "de&amp;page_token=abc.12%3D\" rel=\"next\"")));
  EXPECT_THAT(html, HasSubstr(absl::StrCat(query, "uk\" hreflang=\"uk\"")));
  // The form shows it as well.
  for (const char* part :
       {"value=\"Nähen &amp; mehr\"", "<option value=\"212\" selected>Geestendorf",
        "<option value=\"ar\" selected>Arabisch", "name=\"wheelchair\" value=\"true\" checked",
        "name=\"free_of_charge\" value=\"true\" checked"}) {
    EXPECT_THAT(html, HasSubstr(part));
  }
  EXPECT_THAT(PageOf(city, asked), Not(HasSubstr("rel=\"next\"")));
}

TEST(FinderPageTest, AMisspeltWordFinds) {
  SmallCity city;
  city.Add(Published(1, "Schuldnerberatung"));
  EXPECT_THAT(PageOf(city, {.words = "Schuldenerberatnug"}), HasSubstr("Gefundene Angebote: 1"));
}

}  // namespace
}  // namespace zwk::catalog
