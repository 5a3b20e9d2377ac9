#include "catalog/page/leaflet_page.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "catalog/page/hours.h"
#include "catalog/page/style.h"
#include "platform/page/local_words.h"

namespace zwk::catalog {
namespace {

using page::Escape;

constexpr size_t kMostOfDescription = 160;

// Hours that hold also next week; what is not so plain is a date or two.
std::string HoursOnPaper(const std::vector<OpenPlace>& places, const Reader& reader) {
  std::vector<std::string> lines;
  for (const OpenPlace& one : places) {
    std::vector<std::string> some = WeeklyInWords(one.at->schedules, reader);
    if (some.empty()) some = NextInWords(one.at->schedules, 2, reader);
    for (std::string& line : some) lines.push_back(Escape(line));
  }
  return lines.empty() ? Escape(reader.words().ask_for_hours) : absl::StrJoin(lines, "<br>");
}

std::string Item(const OfferEntry& entry, const OfferContext& context, const Reader& reader) {
  const Words& words = reader.words();
  const OfferContent& c = entry.offer->value.content;
  const std::vector<OpenPlace> places = OpenPlaces(c, context);
  const Said name = SaidIn(c, &OfferTexts::name, reader.language);
  Said description = SaidIn(c, &OfferTexts::description, reader.language);
  description.text = Beginning(description.text, kMostOfDescription);
  std::vector<std::string> phones, tags;
  for (const Phone& phone : c.phones) {
    phones.push_back(absl::StrCat("<span dir=\"ltr\">", Escape(phone.number), "</span>"));
  }
  if (entry.facts->free_of_charge.value_or(false)) tags.emplace_back(words.free);
  if (entry.facts->wheelchair.value_or(false)) tags.emplace_back(words.wheelchair);
  std::vector<std::string> languages;
  for (const SpokenLanguage& spoken : c.languages) {
    languages.push_back(page::LanguageName(reader.lang(), spoken.code));
  }
  if (!languages.empty()) tags.push_back(page::ListInWords(reader.lang(), languages));
  return absl::StrCat(
      "<li>\n<h3>", ToHtml(name), Remark(name, reader), "</h3>\n", ParagraphOf(description),
      "<dl class=\"facts\">\n", Fact(words.when, HoursOnPaper(places, reader)),
      Fact(words.where, PlacesOf(places, reader)), Fact(words.phone, absl::StrJoin(phones, ", ")),
      "</dl>\n", "<p class=\"by\">", Escape(absl::StrJoin(tags, " · ")), "</p>\n</li>\n");
}

}  // namespace

std::string ToHtml(const LeafletPage& leaflet, const Reader& reader) {
  const Words& words = reader.words();
  const std::string& key = leaflet.zone->neighborhood_key;
  const std::string here =
      absl::StrCat("/angebote/faltblatt/", InAddress(key), leaflet.small ? "?format=a6&" : "?");
  const Said place = NameOf(*leaflet.zone, reader.language);
  const std::string title = With(words.offers_in, {place.text});
  page::HtmlPage html =
      FrameOf(reader, absl::StrCat(title, " – ", reader.city.name), absl::StrCat(here, "locale="));
  html.wide = true;
  absl::StrAppend(&html.style, LeafletStyle(leaflet.small));
  html.main_html = absl::StrCat(
      "<h1>", Escape(title), "</h1>\n<p class=\"by\">",
      Escape(With(words.as_of, {page::DateInWords(reader.lang(), reader.today())})),
      "</p>\n<ul class=\"plain on-screen\">\n<li><a href=\"/angebote?neighborhood_key=",
      Escape(InAddress(key)), "&amp;locale=", words.tag, "\">", Escape(words.back),
      "</a></li>\n<li><a href=\"/angebote/faltblatt/", Escape(InAddress(key)),
      leaflet.small ? "?" : "?format=a6&amp;", "locale=", words.tag, "\">", Escape(words.paper),
      leaflet.small ? " A4" : " A6", "</a></li>\n</ul>\n");
  if (leaflet.offers.empty()) {
    absl::StrAppend(&html.main_html, "<p>", Escape(words.nothing_found), "</p>\n");
  } else {
    html.main_html += "<ul class=\"hits leaflet\">\n";
    for (const OfferEntry* entry : leaflet.offers) {
      html.main_html += Item(*entry, *leaflet.context, reader);
    }
    html.main_html += "</ul>\n";
  }
  if (leaflet.total > leaflet.offers.size()) {
    const std::string others = absl::StrCat(leaflet.total - leaflet.offers.size());
    absl::StrAppend(&html.main_html, "<p>", Escape(With(words.others_not_here, {others})),
                    "</p>\n");
  }
  return page::ToHtml(html);
}

}  // namespace zwk::catalog
