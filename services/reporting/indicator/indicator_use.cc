#include "reporting/indicator/indicator_use.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "reporting/indicator/comparison_page.h"
#include "reporting/indicator/indicator_file.h"

namespace zwk::reporting {
namespace {

constexpr size_t kMostNeighborhoods = 5'000;  // that a city can register
constexpr int kPage = 500;

absl::Status TooMany(size_t values, size_t most) {
  FieldErrors errors;
  errors.Add("dates", "TOO_MANY",
             absl::StrCat("ask for ", values, " values at once, at most ", most,
                          " can be told: choose fewer neighborhoods, indicators or dates"));
  return errors.Refuse();
}

absl::Status TooLarge(size_t bytes) {
  return WithReason(
      absl::ResourceExhaustedError(absl::StrCat(
          "the file has ", bytes, " bytes, an answer at most ", IndicatorUseCases::kMostBytesOfFile,
          ": choose fewer neighborhoods, indicators or dates")),
      "MESSAGE_TOO_LARGE");
}

absl::StatusOr<std::vector<const IndicatorDefinition*>> Chosen(const IndicatorUseCases::Ask& ask) {
  std::vector<const IndicatorDefinition*> chosen;
  FieldErrors errors;
  for (size_t i = 0; i < ask.indicator_ids.size(); ++i) {
    const IndicatorDefinition* indicator = FindIndicator(ask.indicator_ids[i]);
    if (indicator == nullptr) {
      errors.Add(absl::StrCat("indicator_ids[", i, "]"),
                 absl::StrCat(zwk::Quoted(ask.indicator_ids[i]), " is not an indicator"));
    } else if (std::find(chosen.begin(), chosen.end(), indicator) == chosen.end()) {
      chosen.push_back(indicator);
    }
  }
  for (size_t i = 0; i < ask.dates.size(); ++i) {
    if (!ParseDate(ask.dates[i]).ok()) {
      errors.Add(absl::StrCat("dates[", i, "]"),
                 absl::StrCat(zwk::Quoted(ask.dates[i]), " is not a day such as 2021-12-31"));
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (!ask.indicator_ids.empty()) return chosen;
  for (const IndicatorDefinition& indicator : Indicators()) {
    if (indicator.in_profile || !ask.of_profiles) chosen.push_back(&indicator);
  }
  return chosen;
}

}  // namespace

Task<absl::StatusOr<IndicatorDates>> IndicatorUseCases::Dates(Caller caller) {
  co_return co_await source_.Dates(std::move(caller));
}

Task<absl::StatusOr<IndicatorUseCases::Words>> IndicatorUseCases::WordsFor(Caller caller,
                                                                           std::string locale) {
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(locale, "", "").status());
  ZWK_CO_ASSIGN_OR_RETURN(const auto city, co_await source_.City(caller));
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(locale, caller.locale, city.default_lang));
  co_return Words{language, city};
}

Task<absl::StatusOr<reporting::Page>> IndicatorUseCases::File(Caller caller, Ask ask,
                                                              std::string format,
                                                              std::string locale) {
  if (format.empty()) format = "csv";
  if (!IsFileFormat(format)) {
    co_return InvalidField(
        "format", absl::StrCat(zwk::Quoted(format), " is not csv, csvw, xlsx or jsonstat"));
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Words words, co_await WordsFor(caller, std::move(locale)));
  ZWK_CO_ASSIGN_OR_RETURN(Told told, co_await All(std::move(caller), std::move(ask), kMostOfFile));
  const IndicatorFile file{.language = words.language,
                           .municipality_name = words.city.name,
                           .areas = std::move(told.areas),
                           .figures = std::move(told.figures)};
  const bool entered = co_await writers_.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("too many files are being written");
  ZWK_CO_ASSIGN_OR_RETURN(reporting::Page written, Write(file, format));
  if (written.bytes.size() > kMostBytesOfFile) co_return TooLarge(written.bytes.size());
  co_return written;
}

Task<absl::StatusOr<reporting::Page>> IndicatorUseCases::Compare(Caller caller, Ask ask,
                                                                 std::string locale) {
  ask.of_profiles = true;
  ZWK_CO_ASSIGN_OR_RETURN(const Words words, co_await WordsFor(caller, std::move(locale)));
  ComparisonPage page{.municipality_name = words.city.name,
                      .municipality_lang = words.city.default_lang,
                      .dates = ask.dates};
  ZWK_CO_ASSIGN_OR_RETURN(page.neighborhoods, co_await Neighborhoods(caller));
  ZWK_CO_ASSIGN_OR_RETURN(Told told,
                          co_await All(std::move(caller), std::move(ask), kMostOfAnswer));
  page.areas = std::move(told.areas);
  page.figures = std::move(told.figures);
  co_return HtmlOf(ToHtml(page, words.language));
}

Task<absl::StatusOr<std::vector<Area>>> IndicatorUseCases::Neighborhoods(Caller caller) {
  std::vector<Area> areas;
  std::string token;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(auto page, co_await source_.List(caller, kPage, std::move(token)));
    for (Area& area : page.areas) areas.push_back(std::move(area));
    token = std::move(page.next_page_token);
  } while (!token.empty() && areas.size() < kMostNeighborhoods);
  co_return areas;
}

Task<absl::StatusOr<std::vector<DatedIndicator>>> IndicatorUseCases::Resolve(Caller caller,
                                                                             Ask ask) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto chosen, Chosen(ask));
  ZWK_CO_ASSIGN_OR_RETURN(const IndicatorDates dates, co_await source_.Dates(std::move(caller)));
  std::vector<DatedIndicator> asked;
  for (const IndicatorDefinition* indicator : chosen) {
    const auto known = dates.find(indicator->id);
    if (known == dates.end() || known->second.days.empty()) continue;
    if (ask.dates.empty()) asked.push_back({indicator, known->second.usual});
    for (const std::string& day : known->second.days) {
      const bool wanted = std::find(ask.dates.begin(), ask.dates.end(), day) != ask.dates.end();
      if (wanted) asked.push_back({indicator, day});
    }
  }
  co_return asked;
}

Task<absl::StatusOr<IndicatorUseCases::Told>> IndicatorUseCases::Tell(
    Caller caller, std::vector<Area> areas, std::vector<DatedIndicator> asked, bool city) {
  if (city) {
    ZWK_CO_ASSIGN_OR_RETURN(const auto municipality, co_await source_.City(caller));
    areas.push_back({"", municipality.name});
  }
  Told told{.figures = {}, .areas = areas, .next_page_token = ""};
  ZWK_CO_ASSIGN_OR_RETURN(told.figures,
                          co_await source_.Figures(std::move(caller), std::move(areas), asked));
  co_return told;
}

Task<absl::StatusOr<IndicatorUseCases::Told>> IndicatorUseCases::Page(Caller caller, Ask ask,
                                                                      int page_size,
                                                                      std::string page_token) {
  if (!ask.neighborhood_keys.empty()) {
    if (!page_token.empty()) {
      co_return InvalidField("page_token", "is for all neighborhoods, not for some of them");
    }
    co_return co_await All(std::move(caller), std::move(ask), kMostOfAnswer);
  }
  ZWK_CO_ASSIGN_OR_RETURN(auto asked, co_await Resolve(caller, ask));
  const size_t room = kMostOfAnswer / std::max<size_t>(1, asked.size());
  const size_t with_city = std::max<size_t>(2, room) - 1;
  const int most = static_cast<int>(std::min<size_t>(static_cast<size_t>(page_size), with_city));
  ZWK_CO_ASSIGN_OR_RETURN(auto page, co_await source_.List(caller, most, std::move(page_token)));
  const bool last = page.next_page_token.empty();
  ZWK_CO_ASSIGN_OR_RETURN(Told told, co_await Tell(std::move(caller), std::move(page.areas),
                                                   std::move(asked), ask.city && last));
  told.next_page_token = std::move(page.next_page_token);
  co_return told;
}

Task<absl::StatusOr<IndicatorUseCases::Told>> IndicatorUseCases::All(Caller caller, Ask ask,
                                                                     size_t most) {
  ZWK_CO_ASSIGN_OR_RETURN(auto asked, co_await Resolve(caller, ask));
  std::vector<Area> areas;
  if (!ask.neighborhood_keys.empty()) {
    std::vector<std::string> keys;
    for (const std::string& key : ask.neighborhood_keys) {
      if (std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(key);
    }
    ZWK_CO_ASSIGN_OR_RETURN(areas, co_await source_.Find(caller, std::move(keys)));
  } else {
    ZWK_CO_ASSIGN_OR_RETURN(areas, co_await Neighborhoods(caller));
  }
  const size_t values = asked.size() * (areas.size() + (ask.city ? 1 : 0));
  if (values > most) co_return TooMany(values, most);
  co_return co_await Tell(std::move(caller), std::move(areas), std::move(asked), ask.city);
}

}  // namespace zwk::reporting
