#include "platform/base/values.h"

#include <gtest/gtest.h>

#include <string>

namespace zwk {
namespace {

using Taker = void (*)(FieldErrors&, absl::string_view, std::string&);
using Checker = bool (*)(absl::string_view);

std::string Fault(std::string text, Taker take) {
  FieldErrors errors;
  take(errors, "title", text);
  const auto faults = FieldViolationsOf(errors.ToStatus());
  return faults.empty() ? "" : faults[0].description;
}

std::string Kept(std::string text, Taker take) {
  FieldErrors errors;
  take(errors, "title", text);
  EXPECT_TRUE(errors.empty()) << errors.ToStatus();
  return text;
}

TEST(ValuesTest, LengthCountsCodePointsAndNotBytes) {
  std::string umlauts;
  for (int i = 0; i < 200; ++i) umlauts += "ü";
  EXPECT_EQ(Fault(umlauts, Title::Take), "");
  EXPECT_EQ(Fault(umlauts + "ü", Title::Take), "has 201 characters, at most 200");
  EXPECT_EQ(Fault(std::string(1 << 22, 'x'), Title::Take), "has more than 200 characters");
}

TEST(ValuesTest, ATextThatShowsNothingIsEmpty) {
  for (const char* blank : {"", " \u00a0\u3000 ", "\u200d", "\u2060", "\u00ad", "\u3164", "\u2800",
                            "\ufe0f", "\u0301", "\u200f", "\u180e", "\U000E0041", "\u2066\u2069"}) {
    EXPECT_EQ(Fault(blank, Title::Take), "must not be empty") << blank;
  }
  EXPECT_EQ(Fault("", Title::TakeOptional), "");
  EXPECT_EQ(Fault("  ", Title::TakeOptional), "");
  EXPECT_EQ(Fault("\u200d", Title::TakeOptional), "must not be empty");
  EXPECT_EQ(Fault("👩‍👧", Title::Take), "");
  EXPECT_EQ(Fault("می‌خواهم", Title::Take), "") << "a joiner within a Persian word";
}

TEST(ValuesTest, LinesEndAlikeHoweverAFormSendsThem) {
  EXPECT_EQ(Kept("a\r\nb\rc\nd\te", Paragraph::Take), "a\nb\nc\nd\te");
  EXPECT_EQ(Fault("a\r\nb", Title::Take), "must not contain control characters");
}

TEST(ValuesTest, WhatStandsAroundATextGoesAndWhatStandsInItStays) {
  EXPECT_EQ(Kept(" \n Lehe\u00a0\r\n", Title::Take), "Lehe");
  EXPECT_EQ(Kept("\u2067مرحبا\u2069", Title::Take), "مرحبا") << "isolates that a phone puts around";
  EXPECT_EQ(Kept("a \u2067مرحبا\u2069 b", Title::Take), "a \u2067مرحبا\u2069 b");
  EXPECT_EQ(Kept("\ufeffx", Title::Take), "x");
}

TEST(ValuesTest, TheSameWordIsTheSameBytes) {
  EXPECT_EQ(Kept("Bu\u0308rger", Title::Take), "B\u00fcrger");
  EXPECT_EQ(Kept("B\u00fcrger", Title::Take), "B\u00fcrger");
}

TEST(ValuesTest, ControlCharactersAndBidirectionalOverridesAreRefused) {
  EXPECT_EQ(Fault("a\nb", Title::Take), "must not contain control characters");
  EXPECT_EQ(Fault(std::string("a\0b", 3), Paragraph::Take), "must not contain control characters");
  EXPECT_EQ(Fault("a\u0085b", Paragraph::Take), "must not contain control characters");
  EXPECT_EQ(Fault("a\u202eb", Paragraph::Take), "must not contain bidirectional overrides");
  EXPECT_EQ(Fault("a\u202db", Paragraph::Take), "must not contain bidirectional overrides");
  EXPECT_EQ(Fault("a\ufffe", Title::Take), "must not contain code points that are none");
}

TEST(ValuesTest, BytesThatAreNoUtf8AreRefused) {
  for (const char* bytes : {"\xff", "a\xc3", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"}) {
    EXPECT_EQ(Fault(bytes, Title::Take), "must be valid UTF-8");
  }
}

struct Values {
  Checker is_valid;
  std::vector<std::string> good;
  std::vector<std::string> bad;
};

TEST(ValuesTest, ValuesHaveTheirShape) {
  const std::vector<Values> all = {
      {Date::IsValid,
       {"2022-03-28", "2024-02-29"},
       {"", "2022-02-29", "2022-3-28", "28.03.2022", "2022-03-28T00:00", "20220328"}},
      {Locale::IsValid,
       {"de", "pt-BR", "sr-Latn", "uk", "de-x-leicht", "en-u-nu-latn"},
       {"", "d", "DE", "de_DE", "de-", "deutsch", "de--AT", "?", std::string(36, 'a')}},
      {TimeZone::IsValid,
       {"Europe/Berlin", "UTC", "America/Argentina/Ushuaia"},
       {"", "Mars?", "Europe/Bremerhaven", "localtime", "Fixed/UTC+01:00:00", "/etc/passwd",
        "../zoneinfo/Europe/Berlin", "CEST"}},
      {Url::IsValid,
       {"https://www.example.org/", "http://example.org", "HTTPS://example.org/ä?q=1#x",
        "https://example.org:8443/"},
       {"", "javascript:alert(1)", "//example.org", "https://", "https:///x", "https://:80/",
        "https://a@example.org/", "https://example.org/a b", "https://example.org/\"",
        "ftp://example.org/", "https://example.org/" + std::string(2000, 'x')}},
      {Email::IsValid,
       {"info@example.org", "vor.nach+x@amt.example.org", "büro@münchen.example"},
       {"", "info", "@example.org", "info@", "info@example", "info@.org", "a@b@example.org",
        "info@example..org", "info@example.org.", "a b@example.org", "<a@example.org>",
        "a@example.org,b@example.org", std::string(65, 'x') + "@example.org"}},
      {Currency::IsValid, {"EUR", "XXX"}, {"", "EU", "EURO", "eur", "EU1", "EÜ"}},
      {Phone::IsValid,
       {"0471 590-0", "+49 (471) 590.0", "112"},
       {"", "11", "call us", "0471 590-0 ext. 4", "0471\n590", std::string(21, '1')}},
      {Key::IsValid,
       {"lean_coffee_intro", "a1"},
       {"", "1st", "Background", "a-b", std::string(41, 'a')}},
  };
  for (const Values& values : all) {
    for (const std::string& text : values.good) EXPECT_TRUE(values.is_valid(text)) << text;
    for (const std::string& text : values.bad) EXPECT_FALSE(values.is_valid(text)) << text;
  }
}

}  // namespace
}  // namespace zwk
