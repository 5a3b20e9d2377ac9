#include "catalog/page/finder_page.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/page/local_words.h"

namespace zwk::catalog {
namespace {

class Template {
 public:
  Template(const FinderPage& page, const Reader& reader)
      : page_(page),
        reader_(reader),
        words_(reader.words()),
        zone_(FindZone(*page.context, page.asked.neighborhood_key)) {}

  std::string Html() const {
    page::HtmlPage html =
        FrameOf(reader_, absl::StrCat(words_.find_offers, " – ", reader_.city.name),
                absl::StrCat("/angebote?", QueryOf(page_.asked), "locale="));
    html.wide = true;
    html.main_html =
        absl::StrCat("<h1>", page::Escape(words_.find_offers), "</h1>\n<p class=\"lead\">",
                     page::Escape(words_.lead), "</p>\n", Form(), Results());
    return page::ToHtml(html);
  }

 private:
  // Ends in "&"; what is not asked for is left out.
  static std::string QueryOf(const FinderQuestion& asked) {
    std::string query;
    for (const auto& [name, value] :
         {std::pair("words", asked.words), std::pair("neighborhood_key", asked.neighborhood_key),
          std::pair("spoken", asked.spoken), std::pair("when", asked.when)}) {
      if (!value.empty()) absl::StrAppend(&query, name, "=", InAddress(value), "&");
    }
    return absl::StrCat(query, asked.wheelchair ? "wheelchair=true&" : "",
                        asked.free_of_charge ? "free_of_charge=true&" : "");
  }
  std::string Link(const FinderQuestion& asked, absl::string_view more, absl::string_view text,
                   absl::string_view attributes = "") const {
    const std::string href =
        absl::StrCat("/angebote?", QueryOf(asked), "locale=", words_.tag, more);
    return absl::StrCat("<a href=\"", page::Escape(href), "\"", attributes, ">", page::Escape(text),
                        "</a>");
  }

  static std::string Option(absl::string_view value, absl::string_view text,
                            absl::string_view chosen, const std::string& attributes = "") {
    return absl::StrCat("<option value=\"", page::Escape(value), "\"", attributes,
                        value == chosen ? " selected" : "", ">", page::Escape(text), "</option>\n");
  }
  static std::string Select(absl::string_view name, absl::string_view label,
                            const std::string& options) {
    return absl::StrCat("<p><label for=\"", name, "\">", page::Escape(label),
                        "</label><select id=\"", name, "\" name=\"", name, "\">\n", options,
                        "</select></p>\n");
  }
  static std::string Check(absl::string_view name, absl::string_view label, bool checked) {
    return absl::StrCat("<p><label class=\"check\"><input type=\"checkbox\" name=\"", name,
                        "\" value=\"true\"", checked ? " checked" : "", "> ", page::Escape(label),
                        "</label></p>\n");
  }

  std::string Neighborhoods() const {
    std::vector<std::pair<Said, std::string>> names;
    for (const Zone& zone : *page_.context->zones) {
      names.emplace_back(NameOf(zone, reader_.language), zone.neighborhood_key);
    }
    if (names.empty()) return "";
    std::sort(names.begin(), names.end(), [this](const auto& a, const auto& b) {
      return page::ComesBefore(reader_.lang(), a.first.text, b.first.text);
    });
    const std::string& chosen = page_.asked.neighborhood_key;
    std::string options = Option("", words_.anywhere, chosen);
    for (const auto& [name, key] : names) {
      options += Option(key, name.text, chosen, Tongue(name.lang));
    }
    return Select("neighborhood_key", words_.neighborhood, options);
  }

  std::string Spoken() const {
    std::vector<std::pair<std::string, std::string>> names;
    for (const std::string& code : page_.languages) {
      names.emplace_back(page::LanguageName(reader_.lang(), code), code);
    }
    std::sort(names.begin(), names.end(), [this](const auto& a, const auto& b) {
      return page::ComesBefore(reader_.lang(), a.first, b.first);
    });
    std::string options = Option("", words_.any, page_.asked.spoken);
    for (const auto& [name, code] : names) options += Option(code, name, page_.asked.spoken);
    return Select("spoken", words_.spoken, options);
  }

  std::string Form() const {
    const FinderQuestion& asked = page_.asked;
    const std::string when =
        absl::StrCat(Option("", words_.any, asked.when), Option("now", words_.now, asked.when),
                     Option("today", words_.today, asked.when));
    return absl::StrCat(
        "<form class=\"finder wide panel\" method=\"get\" action=\"/angebote\" role=\"search\">\n"
        "<input type=\"hidden\" name=\"locale\" value=\"",
        words_.tag, "\">\n<p class=\"all\"><label for=\"words\">", page::Escape(words_.what),
        "</label><input type=\"search\" id=\"words\" name=\"words\" maxlength=\"200\" dir=\"auto\" "
        "aria-describedby=\"example\" value=\"",
        page::Escape(asked.words), "\"><small id=\"example\">", page::Escape(words_.what_example),
        "</small></p>\n", Neighborhoods(), Spoken(), Select("when", words_.when, when), "<div>\n",
        Check("wheelchair", words_.with_wheelchair, asked.wheelchair),
        Check("free_of_charge", words_.free_of_charge, asked.free_of_charge),
        "</div>\n<p class=\"all\"><button>", page::Escape(words_.search),
        "</button></p>\n</form>\n");
  }

  std::string Results() const {
    if (page_.total == 0) return NothingFound();
    std::string html = absl::StrCat("<section aria-labelledby=\"found\">\n<h2 id=\"found\">",
                                    page::Escape(With(words_.found, {absl::StrCat(page_.total)})),
                                    "</h2>\n", Leaflet(), "<ol class=\"hits\">\n");
    for (const FoundOffer& one : page_.offers) {
      html += catalog::ToHtml(OfferCard{one.offer, page_.context, zone_}, reader_);
    }
    html += "</ol>\n";
    std::string ways;
    if (!page_.next_page_token.empty()) {
      const std::string more = absl::StrCat("&page_token=", InAddress(page_.next_page_token));
      absl::StrAppend(&ways, "<li>", Link(page_.asked, more, words_.more_offers, " rel=\"next\""),
                      "</li>\n");
    }
    if (!page_.is_first) {
      absl::StrAppend(&ways, "<li>", Link(page_.asked, "", words_.from_the_beginning), "</li>\n");
    }
    if (!ways.empty()) absl::StrAppend(&html, "<ul class=\"plain more\">\n", ways, "</ul>\n");
    return html + "</section>\n";
  }

  // What to do then.
  std::string NothingFound() const {
    std::string html =
        absl::StrCat("<section class=\"panel\" aria-labelledby=\"found\">\n<h2 id=\"found\">",
                     page::Escape(words_.nothing_found), "</h2>\n");
    if (!page_.asked.words.empty()) {
      absl::StrAppend(&html, "<p>", page::Escape(words_.other_words), "</p>\n");
    }
    html += "<ul class=\"plain more\">\n";
    if (page_.asked.filters() && !page_.asked.words.empty()) {
      absl::StrAppend(&html, "<li>", Link({.words = page_.asked.words}, "", words_.without_filters),
                      "</li>\n");
    }
    return absl::StrCat(html, "<li>", Link({}, "", words_.all_offers),
                        "</li>\n</ul>\n</section>\n");
  }

  std::string Leaflet() const {
    if (zone_ == nullptr) return "";
    const std::string name = NameOf(*zone_, reader_.language).text;
    return absl::StrCat("<p><a href=\"/angebote/faltblatt/",
                        page::Escape(InAddress(zone_->neighborhood_key)), "?locale=", words_.tag,
                        "\">", page::Escape(With(words_.as_leaflet, {name})), "</a></p>\n");
  }

  const FinderPage& page_;
  const Reader& reader_;
  const Words& words_;
  const Zone* const zone_;
};

}  // namespace

std::string ToHtml(const FinderPage& page, const Reader& reader) {
  return Template(page, reader).Html();
}

}  // namespace zwk::catalog
