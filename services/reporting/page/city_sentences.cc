#include "reporting/page/city_sentences.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "reporting/base/figure.h"
#include "reporting/page/page_frame.h"

namespace zwk::reporting {
namespace {

class Sentences {
 public:
  Sentences(const CityFigures& city, const std::string& municipality_name, Language language)
      : city_(city), municipality_name_(municipality_name), language_(language) {}

  std::string Html() const {
    const std::string sentences = absl::StrCat(People(), OldAge(), Expected());
    if (sentences.empty()) return "";
    return absl::StrCat(sentences, Sources());
  }

 private:
  absl::string_view Say(absl::string_view german, absl::string_view english) const {
    return page::Say(language_, german, english);
  }
  std::string Day(const FigureValue& figure) const {
    const auto day = ParseDate(figure.date);
    return day.ok() ? LongDate(language_, *day) : figure.date;
  }

  // The figure leads to where it stands among others.
  std::string Linked(absl::string_view id, const FigureValue& figure,
                     const std::string& path) const {
    return absl::StrCat("<a class=\"figure\" data-figure=\"", id, "\" data-protection=\"",
                        figure.value.protection_id(), "\" href=\"", Escape(Href(path, language_)),
                        "\">", Escape(figure.value.Text(language_)), "</a>");
  }
  static std::string Compared(absl::string_view id, const FigureValue& now,
                              const std::optional<FigureValue>& before) {
    return absl::StrCat("/v1/pages/comparison?indicator_ids=", id, "&dates=", now.date,
                        before ? absl::StrCat("&dates=", before->date) : "");
  }
  static std::string Sentence(absl::string_view id, absl::string_view html) {
    return absl::StrCat("<p class=\"lead\" id=\"", id, "\">", html, ".</p>\n");
  }

  // ", 4.200 mehr als am 31. Dezember 2011 (+3,8 %)"
  std::string Since(const FigureValue& now, const FigureValue& before) const {
    const double more = now.value.number() - before.value.number();
    if (more == 0) {
      return absl::StrCat(Say(", so viele wie am ", ", as many as on "), Day(before));
    }
    const Value change = ChangeOf(before.value, now.value);
    return absl::StrCat(
        ", ", Number(language_, std::llround(std::abs(more))), " ",
        more > 0 ? Say("mehr als am ", "more than on ") : Say("weniger als am ", "fewer than on "),
        Day(before),
        change.told() ? absl::StrCat(" (", change.number() > 0 ? "+" : "",
                                     WithUnit(language_, change, FigureValue::Unit::kPercent), ")")
                      : "");
  }

  std::string People() const {
    if (!city_.people) return "";
    const FigureValue& now = *city_.people;
    const std::string figure = Linked("pop", now, Compared("pop", now, city_.people_before));
    const std::string name = Escape(municipality_name_);
    return Sentence(
        "people",
        absl::StrCat(language_ == Language::kGerman
                         ? absl::StrCat("In ", name, " leben ", figure, " Menschen (")
                         : absl::StrCat(figure, " people live in ", name, " ("),
                     Day(now), ")", city_.people_before ? Since(now, *city_.people_before) : ""));
  }

  std::string OldAge() const {
    if (!city_.old_age) return "";
    const FigureValue& now = *city_.old_age;
    const std::string figure =
        Linked("aq_20_65", now, Compared("aq_20_65", now, city_.old_age_before));
    std::string html = absl::StrCat(Say("Auf 100 Menschen von 20 bis 64 Jahren kommen ",
                                        "For 100 people aged 20 to 64 there are "),
                                    figure, Say(" ab 65", " of 65 and older"));
    if (city_.old_age_before) {
      const FigureValue& before = *city_.old_age_before;
      absl::StrAppend(&html, Say("; am ", "; on "), Day(before), Say(" waren es ", " there were "),
                      before.value.Text(language_));
    }
    return Sentence("old-age", html);
  }

  std::string Expected() const {
    if (!city_.expected) return "";
    const FigureValue& then = *city_.expected;
    const v1::Value& value = then.value.message();
    const std::string path = value.release_id().empty()
                                 ? Compared("fc_pop", then, std::nullopt)
                                 : absl::StrCat("/v1/forecasts/", value.release_id(),
                                                "/picture?picture=FORECAST_PICTURE_FAN");
    const std::string figure = Linked("fc_pop", then, path);
    std::string html =
        language_ == Language::kGerman
            ? absl::StrCat("Am ", Day(then), " werden hier nach der neuesten Prognose etwa ",
                           figure, " Menschen leben")
            : absl::StrCat("By ", Day(then), " the newest forecast expects about ", figure,
                           " people to live here");
    if (value.has_band_low() && value.has_band_high()) {
      absl::StrAppend(&html, Say(", wahrscheinlich zwischen ", ", probably between "),
                      Number(language_, std::llround(value.band_low())), Say(" und ", " and "),
                      Number(language_, std::llround(value.band_high())),
                      Say(" (8 von 10 Rechnungen)", " (8 of 10 calculations)"));
    }
    return Sentence("expected", html);
  }

  std::string Sources() const {
    std::string html = absl::StrCat("<details class=\"sources\"><summary>",
                                    Say("Woher die Zahlen kommen", "Where the figures come from"),
                                    "</summary>\n<ul>\n");
    for (const std::optional<FigureValue>* figure :
         {&city_.people, &city_.people_before, &city_.old_age, &city_.old_age_before,
          &city_.expected}) {
      if (*figure) {
        absl::StrAppend(&html, "<li>", Escape(Resolve(language_, **figure).source), "</li>\n");
      }
    }
    return absl::StrCat(html, "</ul>\n</details>\n");
  }

  const CityFigures& city_;
  const std::string& municipality_name_;
  const Language language_;
};

}  // namespace

std::string CitySentences(const CityFigures& city, const std::string& municipality_name,
                          Language language) {
  return Sentences(city, municipality_name, language).Html();
}

}  // namespace zwk::reporting
