#pragma once

#include <string>

#include "catalog/page/city.h"
#include "catalog/page/words.h"
#include "platform/base/clock.h"
#include "platform/page/html.h"
#include "platform/page/local_time.h"

namespace zwk::catalog {

// " lang="..." dir="..."" of what is in another language than the page; nothing where `lang` is empty.
std::string Tongue(absl::string_view lang);

// Who reads a page, and when: what all parts of it are said by.
struct Reader {
  PageLanguage language;
  City city;
  Time now;

  const Words& words() const { return WordsIn(language); }
  std::string lang() const { return std::string(words().tag); }
  // The local day of the city.
  std::chrono::sys_days today() const {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch();
    return page::InZone(seconds.count(), city.zone).day;
  }
  // What the city calls its places is in its language.
  std::string CityLang() const {
    return PageLanguageOf(city.lang) == language ? "" : Tongue(city.lang);
  }
};

// Frame, links to the same page in the other languages and the way home. `here` is the address of the page up to the tag of a language.
page::HtmlPage FrameOf(const Reader& reader, std::string title, const std::string& here);

// A text as a part of the query of an address.
std::string InAddress(absl::string_view text);

}  // namespace zwk::catalog
