#include "reporting/picture/picture.h"

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "reporting/base/page.h"

namespace zwk::reporting {
namespace {

std::string What(const ForecastPicture& picture) {
  return picture.figure.empty() ? picture.area : absl::StrCat(picture.area, ", ", picture.figure);
}

// Nothing where its people are too few for it.
std::optional<Fan> FanOf(const ForecastPicture& picture) {
  const Protection protection(picture.inhabitants);
  const bool everybody = picture.figure.empty();
  if (!everybody && !protection.TellsAges(picture.from, picture.to)) return std::nullopt;
  if (picture.of_few || (picture.origin && !protection.tells_origin())) return std::nullopt;
  if (!picture.ratio) {
    // Who was counted is nobody, or nearly: the years after it would be about them alone.
    const bool few =
        picture.years.empty() || protection.Count(picture.years.front().value).number() <= 0;
    return few ? std::nullopt : std::optional(Tell(picture.years, protection));
  }
  Fan fan = TellRatio(picture.years, protection);
  return fan.years.empty() ? std::nullopt : std::optional(std::move(fan));
}

Chart Draw(const ForecastPicture& picture, Language language) {
  if (picture.population) {
    return PopulationPyramid(language, "pyramid", *picture.population, picture.outlook);
  }
  constexpr int kWidth = 640;
  const auto fan = FanOf(picture);
  return fan ? ForecastFan(language, "fan", What(picture), *fan)
             : Chart{svg::Saying("fan", kWidth, What(picture), TooFewPeople(language)), ""};
}

std::string Figures(const ForecastPicture& picture, Language language) {
  if (picture.population) {
    return PopulationTable(language, *picture.population, picture.outlook);
  }
  const auto fan = FanOf(picture);
  return fan ? FanTable(language, *fan)
             : absl::StrCat("<p data-protection=\"withheld\">", Escape(What(picture)), ": ",
                            TooFewPeople(language), ".</p>\n");
}

std::string Source(const ForecastPicture& picture, Language language) {
  return absl::StrCat(Say(language, "Quelle: ", "Source: "), picture.title, ", ",
                      Say(language, "Prognose ", "forecast "), picture.forecast_id, ", ",
                      Say(language, "Fassung ", "version "), picture.version);
}

absl::string_view Synthetic(Language language) {
  return Say(language, "Die Bevölkerungszahlen sind synthetisch: erzeugt, nicht gezählt.",
             "The population figures are synthetic: made, not counted.");
}

}  // namespace

std::optional<CountedPeople> CountedBy(const std::string& figure_id) {
  if (figure_id == "total") return CountedPeople{};
  const std::vector<std::string> parts = absl::StrSplit(figure_id, '_');
  if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
  CountedPeople people;
  if (parts[0] == "m") {
    people.sex = Population::kMale;
  } else if (parts[0] == "f") {
    people.sex = Population::kFemale;
  } else if (parts[0] != "age") {
    return std::nullopt;
  }
  if (!absl::SimpleAtoi(parts[1], &people.from) || people.from < 0) return std::nullopt;
  if (parts.size() == 3) {
    int oldest = 0;
    if (!absl::SimpleAtoi(parts[2], &oldest) || oldest < people.from || oldest > 200) {
      return std::nullopt;
    }
    people.to = oldest + 1;
  }
  return people;
}

std::string Phrase(Language language, const CountedPeople& people) {
  if (people.everybody()) return "";
  std::string phrase;
  if (people.sex) {
    phrase = absl::StrCat(*people.sex == Population::kMale ? Say(language, "Männer", "men")
                                                           : Say(language, "Frauen", "women"),
                          " ");
  }
  if (!people.to) {
    return absl::StrCat(phrase, Say(language, "ab ", "aged "), people.from,
                        Say(language, " Jahren", " and older"));
  }
  return absl::StrCat(phrase, Say(language, "von ", "aged "), people.from,
                      Say(language, " bis ", " to "), *people.to - 1, Say(language, " Jahren", ""));
}

std::string ForecastPictureSvg(const ForecastPicture& picture, Language language) {
  std::vector<std::string> lines = {Source(picture, language)};
  if (picture.synthetic) lines.emplace_back(Synthetic(language));
  return svg::Alone(Draw(picture, language), lines);
}

std::string ForecastPicturePage(const ForecastPicture& picture, Language language) {
  const auto own = [language](absl::string_view german, absl::string_view english) {
    return Say(language, german, english);
  };
  HtmlPage page{
      .language = language,
      .title = absl::StrCat(own("Prognose ", "Forecast "), What(picture), " – ", picture.title),
      .owner = picture.municipality_name,
      .home_href = absl::StrCat("/?locale=", Tag(language))};
  page.main_html = absl::StrCat(
      "<section id=\"title\" data-section=\"title\">\n<p class=\"kicker\">",
      own("Prognose ", "Forecast "), Escape(picture.title), "</p>\n<h1>", Escape(What(picture)),
      "</h1>\n",
      picture.synthetic ? absl::StrCat("<p class=\"notice\">", Synthetic(language), "</p>\n") : "",
      "</section>\n<section id=\"picture\" data-section=\"picture\">\n<figure>\n",
      Draw(picture, language).Html(), "</figure>\n", Figures(picture, language),
      "<p class=\"source\">", Escape(Source(picture, language)), "</p>\n</section>\n");
  return ToHtml(page);
}

}  // namespace zwk::reporting
