#include "platform/base/values.h"

#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"

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

TEST(ValuesTest, ValuesAreAsLongAsTheyMayBeAndNoLonger) {
  const auto x = [](size_t count) { return std::string(count, 'x'); };
  const auto digits = [](size_t count) { return std::string(count, '1'); };
  struct Bound {
    Checker is_valid;
    std::string longest, longer;
  };
  const Bound all[] = {
      {Url::IsValid, "https://e.org/" + x(1986), "https://e.org/" + x(1987)},
      {Email::IsValid, x(64) + "@e.org", x(65) + "@e.org"},
      {Email::IsValid, "a@" + x(248) + ".org", "a@" + x(249) + ".org"},
      {Phone::IsValid, digits(20), digits(21)},
      {Phone::IsValid, "111" + std::string(37, ' '), "111" + std::string(38, ' ')},
      {Key::IsValid, x(40), x(41)},
      {Locale::IsValid, "de-x-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaa",
       "de-x-aaaaaaaa-aaaaaaaa-aaaaaaaa-aaaa"},
  };
  for (const Bound& bound : all) {
    EXPECT_TRUE(bound.is_valid(bound.longest)) << bound.longest.size();
    EXPECT_FALSE(bound.is_valid(bound.longer)) << bound.longer.size();
  }
  EXPECT_TRUE(Phone::IsValid("112")) << "and no shorter";
  EXPECT_TRUE(Locale::IsValid("nds"));
}

TEST(ValuesTest, AnAddressHasNoCharacterThatEndsItInAPage) {
  for (const char wrong : {' ', '\x1f', '\x7f', '"', '<', '>', '\\', '`'}) {
    EXPECT_FALSE(Url::IsValid(std::string("https://example.org/") + wrong)) << wrong;
  }
  for (const char* good : {"https://example.org/!", "https://example.org/~", "http://e.org?a@b"}) {
    EXPECT_TRUE(Url::IsValid(good)) << good;
  }
  for (const char wrong : {'"', '(', ')', ',', ':', ';', '<', '>', '[', '\\', ']', ' ', '\x7f'}) {
    EXPECT_FALSE(Email::IsValid(std::string("a") + wrong + "b@example.org")) << wrong;
  }
  for (const char wrong : {'_', '!', ' ', '/'}) {
    EXPECT_FALSE(Email::IsValid(std::string("a@exa") + wrong + "mple.org")) << wrong;
  }
  EXPECT_FALSE(Email::IsValid("a@example.org\xff"));
  for (const char* wrong : {"posix/Europe/Berlin", "right/Europe/Berlin", "/UTC", "Berlin"}) {
    EXPECT_FALSE(TimeZone::IsValid(wrong)) << wrong;
  }
}

TEST(ValuesTest, AnAddressHasNoCharacterThatNobodySees) {
  const auto told = [](auto check, const std::string& text) {
    FieldErrors errors;
    check(errors, "address", text);
    const auto faults = FieldViolationsOf(errors.ToStatus());
    return faults.empty() ? "" : faults[0].description;
  };
  for (const char* unseen :
       {"\u00a0", "\u00ad", "\u0085", "\u034f", "\u200b", "\u200d", "\u200e", "\u202e", "\u2060",
        "\u2066", "\u2800", "\u3000", "\u3164", "\ufeff", "\U000E0041"}) {
    const std::string url = absl::StrCat("https://example.org/", unseen, "x");
    const std::string email = absl::StrCat("info", unseen, "@example.org");
    EXPECT_FALSE(Url::IsValid(url)) << url;
    EXPECT_FALSE(Email::IsValid(email)) << email;
    EXPECT_EQ(told(Url::Check, url), "must not contain characters that nobody sees") << url;
    EXPECT_EQ(told(Email::Check, email), "must not contain characters that nobody sees") << email;
  }
  EXPECT_EQ(told(Url::Check, "https://example.org/u\u0308ber/日本"), "") << "a mark on its letter";
  EXPECT_EQ(told(Email::Check, "büro@münchen.example"), "");
  EXPECT_EQ(told(Url::Check, "\u200b"), "must be an address such as https://www.example.org/");
}

TEST(ValuesTest, WhatAPageWouldNotShowIsRefusedOnceAndAfterAllElse) {
  const auto faults = [](std::string text) {
    FieldErrors errors;
    Markdown::Take(errors, "text", text);
    return FieldViolationsOf(errors.ToStatus());
  };
  const auto lost = faults("# Lehe\n\n> quoted");
  ASSERT_EQ(lost.size(), 1u);
  EXPECT_EQ(lost[0].description.find("has what is not known here: "), 0u) << lost[0].description;
  const auto control = faults("# Lehe\n\n> quoted\u202e");
  ASSERT_EQ(control.size(), 1u);
  EXPECT_EQ(control[0].description, "must not contain bidirectional overrides");
  EXPECT_TRUE(faults("# Lehe\r\n\r\nshown").empty());
}

TEST(ValuesTest, WhoTakesATextHearsWhetherItIsRight) {
  FieldErrors errors;
  std::string good = " Lehe ", wrong = "a\nb", markup = "<b>";
  EXPECT_TRUE(TakeText(errors, "title", good, {}));
  EXPECT_TRUE(errors.empty());
  EXPECT_FALSE(TakeText(errors, "title", wrong, {}));
  EXPECT_FALSE(TakeText(errors, "title", markup, {.markup = false}));
  EXPECT_TRUE(TakeText(errors, "title", good, {})) << "whatever is wrong with others";
  EXPECT_EQ(FieldViolationsOf(errors.ToStatus()).size(), 2u);
}

TEST(ValuesTest, TheFirstAndTheLastOfWhatIsRefusedAreRefusedAndTheirNeighborsAreNot) {
  const std::string control = "must not contain control characters",
                    none = "must not contain code points that are none",
                    bidi = "must not contain bidirectional overrides";
  const std::pair<const char*, std::string> all[] = {
      {"a\x1f"
       "b",
       control},
      {"a b", ""},
      {"a~b", ""},
      {"a\x7f"
       "b",
       control},
      {"a\u0080b", control},
      {"a\u009fb", control},
      {"a\u00a0b", ""},
      {"a\u2027b", ""},
      {"a\u2028b", control},
      {"a\u2029b", control},
      {"a\u202cb", ""},
      {"a\u202db", bidi},
      {"a\u202eb", bidi},
      {"a\u202fb", ""},
      {"a\ufdcfb", ""},
      {"a\ufdd0b", none},
      {"a\ufdefb", none},
      {"a\ufdf0b", ""},
      {"a\ufffdb", ""},
      {"a\uffffb", none},
      {"a\U0001fffeb", none},
      {"a\U0010ffffb", none},
  };
  for (const auto& [text, fault] : all) EXPECT_EQ(Fault(text, Title::Take), fault) << text;
}

TEST(ValuesTest, WhatSteersATextGoesFromItsEnds) {
  for (const char* mark : {"\u00a0", "\u061c", "\u200b", "\u200e", "\u200f", "\u202a", "\u202c",
                           "\u2066", "\u2069", "\ufeff", "\u3000", "\u001f"}) {
    EXPECT_EQ(Kept(std::string(mark) + "x" + mark, Title::Take), "x") << mark;
  }
  for (const char* mark : {"\u061d", "\u200d", "\u2065", "\u206a"}) {
    EXPECT_EQ(Kept(std::string("x") + mark, Title::Take), std::string("x") + mark) << mark;
  }
}

TEST(ValuesTest, WhitespaceWithoutEndAroundATextIsNotLookedAt) {
  EXPECT_EQ(Kept(std::string(8 * 200 + 1023, ' ') + "x", Title::Take), "x");
  EXPECT_EQ(Fault(std::string(8 * 200 + 1024, ' ') + "x", Title::Take),
            "has more than 200 characters");
}

TEST(ValuesTest, EachKindOfTextHasItsLengthAndLines) {
  const auto fits = [](size_t length, Taker take) {
    return Fault(std::string(length, 'x'), take).empty();
  };
  EXPECT_TRUE(fits(Title::kMost, PersonName::Take));
  EXPECT_FALSE(fits(Title::kMost + 1, PersonName::Take));
  EXPECT_TRUE(fits(Title::kMost, Title::TakeOptional));
  EXPECT_FALSE(fits(Title::kMost + 1, Title::TakeOptional));
  EXPECT_TRUE(fits(Paragraph::kMost, Paragraph::TakeOptional));
  EXPECT_FALSE(fits(Paragraph::kMost + 1, Paragraph::TakeOptional));
  EXPECT_TRUE(fits(Markdown::kMost, Markdown::Take));
  EXPECT_FALSE(fits(Markdown::kMost + 1, Markdown::Take));
  for (const Taker take : {Paragraph::Take, Paragraph::TakeOptional, Markdown::Take}) {
    EXPECT_EQ(Fault("a\nb", take), "");
  }
  for (const Taker take : {Title::Take, Title::TakeOptional, PersonName::Take}) {
    EXPECT_EQ(Fault("a\nb", take), "must not contain control characters");
  }
  EXPECT_EQ(Fault("", Paragraph::TakeOptional), "");
  for (const Taker take : {Paragraph::Take, Markdown::Take, PersonName::Take}) {
    EXPECT_EQ(Fault("", take), "must not be empty");
  }
}

TEST(ValuesTest, EachValueIsRefusedWithAnExampleOfAGoodOne) {
  FieldErrors errors;
  Date::Check(errors, "a", "x");
  Date::CheckOptional(errors, "b", "");
  Date::CheckOptional(errors, "c", "x");
  Locale::Check(errors, "d", "?");
  TimeZone::Check(errors, "e", "?");
  Url::Check(errors, "f", "?");
  Email::Check(errors, "g", "?");
  Phone::Check(errors, "h", "?");
  Key::Check(errors, "i", "?");
  std::string told;
  for (const FieldViolation& one : FieldViolationsOf(errors.ToStatus())) {
    told += one.field + ": " + one.description + "\n";
  }
  EXPECT_EQ(told,
            "a: must be a day such as 2022-03-28\nc: must be a day such as 2022-03-28\n"
            "d: must be a language tag such as de or pt-BR\ne: must be a time zone such as "
            "Europe/Berlin\n"
            "f: must be an address such as https://www.example.org/\n"
            "g: must be an e-mail address such as info@example.org\n"
            "h: must be a telephone number such as +49 471 5900\n"
            "i: must be lower-case letters, digits and _\n");
}

}  // namespace
}  // namespace zwk
