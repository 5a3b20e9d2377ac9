#include "platform/base/markup.h"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace zwk {
namespace {

TEST(MarkupTest, TagsGoAndWordsStay) {
  const std::pair<const char*, const char*> all[] = {
      {"Kinder <12 Jahre, 3 < 4 > 2", "Kinder <12 Jahre, 3 < 4 > 2"},
      {"<img src=x onerror=alert(1)> Hallo <iframe src=//example.org></iframe>", " Hallo "},
      {"Ein<br>Wort", "Ein Wort"},
      {"a<script>alert(1)</script >b", "a b"},
      {"a<SCRIPT>alert(1)", "a alert(1)"},
      {"a<!-- b -->c<?php d ?>", "a c "},
      {"<<b>img src=x onerror=y>", "< img src=x onerror=y>"},
      {"<scr<script>ipt>alert(1)</script>", "ipt>alert(1) "},
      {"Mail <info@example.org>, Netz <https://example.org/>",
       "Mail info@example.org , Netz https://example.org/ "},
      {"unfertig <img src=x onerror=y", "unfertig img src=x onerror=y"},
      {"</p", "/p"},
  };
  for (const auto& [text, expected] : all) {
    EXPECT_EQ(WithoutMarkup(text), expected);
    EXPECT_EQ(HasMarkup(text), std::string(text) != expected) << text;
    EXPECT_FALSE(HasMarkup(WithoutMarkup(text))) << text;
  }
}

TEST(MarkupTest, ALongTextTakesLinearTime) {
  for (const std::string tag : {"<a", "<script>", "<a>", "</", "<i></i"}) {
    std::string text;
    while (text.size() < 2'000'000) text += tag;
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_FALSE(HasMarkup(WithoutMarkup(text))) << tag;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << tag;
  }
}

}  // namespace
}  // namespace zwk
