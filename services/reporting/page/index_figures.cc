#include "reporting/page/index_figures.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "absl/strings/numbers.h"
#include "reporting/base/protection.h"

namespace zwk::reporting {
namespace {

constexpr int kYearsBack = 10;
constexpr double kFewForChange = 100;  // as below the line of any ratio

int YearOf(const std::string& day) {
  int year = 0;
  return absl::SimpleAtoi(day.substr(0, 4), &year) ? year : 0;
}

const IndicatorDays* DaysOf(const IndicatorDates& dates, absl::string_view id) {
  const auto found = dates.find(id);
  return found == dates.end() || found->second.days.empty() ? nullptr : &found->second;
}

void Ask(std::vector<DatedIndicator>& asked, absl::string_view id, const std::string& day) {
  const IndicatorDefinition* indicator = FindIndicator(id);
  if (indicator != nullptr) asked.push_back({indicator, day});
}

// The last day that was counted, after the day of about ten years earlier if there is one.
void AskThenAndNow(std::vector<DatedIndicator>& asked, absl::string_view id,
                   const IndicatorDates& dates) {
  const IndicatorDays* known = DaysOf(dates, id);
  if (known == nullptr) return;
  const int earliest = YearOf(known->usual) - kYearsBack;
  const auto then = std::find_if(known->days.begin(), known->days.end(),
                                 [&](const std::string& day) { return YearOf(day) >= earliest; });
  if (then != known->days.end() && *then < known->usual) Ask(asked, id, *then);
  Ask(asked, id, known->usual);
}

// The first and the last figure of an indicator, as far as they are told; figures are by day.
using ThenAndNow = std::pair<std::optional<FigureValue>, std::optional<FigureValue>>;
ThenAndNow ThenAndNowOf(const std::vector<IndicatorFigure>& figures, absl::string_view id) {
  ThenAndNow both;
  std::string last;
  for (const IndicatorFigure& one : figures) {
    if (one.indicator->id == id) last = std::max(last, one.figure.date);
  }
  for (const IndicatorFigure& one : figures) {
    if (one.indicator->id != id || !one.figure.value.told()) continue;
    (one.figure.date == last ? both.second : both.first) = one.figure;
  }
  return both;
}

}  // namespace

absl::string_view Tag(MapTheme theme) {
  switch (theme) {
    case MapTheme::kOver65:
      return "over65";
    case MapTheme::kGaps:
      return "gaps";
    case MapTheme::kChange:
      break;
  }
  return "change";
}

std::optional<MapTheme> MapThemeOf(absl::string_view tag) {
  for (const MapTheme theme : kMapThemes) {
    if (Tag(theme) == tag) return theme;
  }
  return std::nullopt;
}

std::vector<DatedIndicator> AskedOfCity(const IndicatorDates& dates) {
  std::vector<DatedIndicator> asked;
  AskThenAndNow(asked, "pop", dates);
  AskThenAndNow(asked, "aq_20_65", dates);
  if (const IndicatorDays* paths = DaysOf(dates, "fc_pop"))
    Ask(asked, "fc_pop", paths->days.back());
  return asked;
}

std::vector<DatedIndicator> AskedOfNeighborhoods(MapTheme theme, const IndicatorDates& dates) {
  std::vector<DatedIndicator> asked;
  if (theme == MapTheme::kChange) {
    const IndicatorDays* paths = DaysOf(dates, "fc_pop");
    if (paths != nullptr && paths->days.size() > 1) {
      Ask(asked, "fc_pop", paths->days.front());
      Ask(asked, "fc_pop", paths->days.back());
    } else {
      AskThenAndNow(asked, "pop", dates);
    }
    return asked;
  }
  const absl::string_view id = theme == MapTheme::kGaps ? "gap" : "share_65";
  if (const IndicatorDays* known = DaysOf(dates, id)) Ask(asked, id, known->usual);
  return asked;
}

CityFigures CityFiguresOf(const std::vector<IndicatorFigure>& figures) {
  CityFigures city;
  std::tie(city.people_before, city.people) = ThenAndNowOf(figures, "pop");
  std::tie(city.old_age_before, city.old_age) = ThenAndNowOf(figures, "aq_20_65");
  city.expected = ThenAndNowOf(figures, "fc_pop").second;
  return city;
}

MapFigures MapFiguresOf(MapTheme theme, const std::vector<IndicatorFigure>& figures) {
  MapFigures map{.theme = theme};
  std::map<std::string, FigureValue> before;
  std::string last;
  for (const IndicatorFigure& one : figures) last = std::max(last, one.figure.date);
  for (const IndicatorFigure& one : figures) {
    map.expected = one.indicator->from == IndicatorDefinition::From::kForecastPaths;
    (one.figure.date == last ? map.figures : before).emplace(one.neighborhood_key, one.figure);
  }
  if (theme != MapTheme::kChange) return map;
  for (auto& [key, figure] : map.figures) {
    const auto then = before.find(key);
    figure.value = then == before.end() ? Value() : ChangeOf(then->second.value, figure.value);
    figure.unit = FigureValue::Unit::kPercent;
    if (then != before.end()) map.from = then->second.date;
  }
  return map;
}

Value ChangeOf(const Value& before, const Value& after) {
  if (!before.told() || !after.told() || before.number() < kFewForChange) {
    return Protection::Secret();
  }
  const double change = 100 * (after.number() - before.number()) / before.number();
  return Protection(before.number()).Ratio(change, 1);
}

}  // namespace zwk::reporting
