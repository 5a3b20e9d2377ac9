#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reporting/indicator/indicator_figure.h"

namespace zwk::reporting {

// What the map of the entry page is about.
enum class MapTheme { kChange, kOver65, kGaps };
inline constexpr MapTheme kMapThemes[] = {MapTheme::kChange, MapTheme::kOver65, MapTheme::kGaps};
// "change", "over65", "gaps": of the request.
absl::string_view Tag(MapTheme theme);
std::optional<MapTheme> MapThemeOf(absl::string_view tag);

// How the city changes; what is not known or not told is empty.
struct CityFigures {
  std::optional<FigureValue> people, people_before;  // as counted, now and about ten years earlier
  std::optional<FigureValue> old_age,
      old_age_before;                   // people of 65 and older for 100 of working age
  std::optional<FigureValue> expected;  // people at the end of the newest forecast
};

// What the map shows of neighborhoods.
struct MapFigures {
  MapTheme theme = MapTheme::kChange;
  bool expected = false;                       // of a forecast, not of what was counted
  std::string from;                            // of a change: since when, an ISO day
  std::map<std::string, FigureValue> figures;  // by neighborhood key; what is not known is left out
};

// What has to be asked for: of the city, and of each neighborhood.
std::vector<DatedIndicator> AskedOfCity(const IndicatorDates& dates);
std::vector<DatedIndicator> AskedOfNeighborhoods(MapTheme theme, const IndicatorDates& dates);

// What came back.
CityFigures CityFiguresOf(const std::vector<IndicatorFigure>& figures);
MapFigures MapFiguresOf(MapTheme theme, const std::vector<IndicatorFigure>& figures);

// In percent of rounded counts; not told of fewer than 100 people.
Value ChangeOf(const Value& before, const Value& after);

}  // namespace zwk::reporting
