#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "reporting/base/page.h"
#include "reporting/base/population.h"
#include "reporting/picture/fan.h"
#include "reporting/picture/pyramid.h"

namespace zwk::reporting {

// Whom a figure of a forecast counts, and how it is called: "total", "age_0_2", "age_80" (and
// older), "m_0_4", "f_90".
struct CountedPeople {
  std::optional<Population::Sex> sex;
  int from = 0;
  std::optional<int> to;  // exclusive

  bool everybody() const { return !sex && from == 0 && !to; }
};
std::optional<CountedPeople> CountedBy(const std::string& figure_id);
// Bands of age that everybody may ask for. They do not overlap each other, and nobody can choose others;
// which of them are drawn depends on how many people the area has.
inline constexpr absl::string_view kPublishedBands[] = {
    "age_0_2", "age_3_5", "age_6_9", "age_10_15", "age_16_18", "age_19_64", "age_65_79", "age_80"};
// "", "Frauen ab 80 Jahren", "0 to 2 years"
std::string Phrase(Language language, const CountedPeople& people);

// A published forecast of one area, as one picture with its table.
struct ForecastPicture {
  std::string municipality_name;
  std::string area;  // name of the neighborhood or municipality
  std::string forecast_id;
  uint64_t version = 0;
  std::string title;
  bool synthetic = false;
  // Either a pyramid ...
  std::optional<Population> population;
  std::optional<PyramidOutlook> outlook;
  // ... or a fan of `figure`.
  std::string figure;  // in words; empty: everybody
  std::vector<FanYear> years;
  Exact inhabitants = 0;  // of the area in the first year
  bool ratio = false;     // the years are no counts of people
  // By what a figure tells people apart: their ages, their origin.
  int from = 0;
  std::optional<int> to;  // exclusive
  bool origin = false;
  bool of_few = false;  // too few people are behind a ratio, or are all who are not
};

// The picture alone, and the page around it.
std::string ForecastPictureSvg(const ForecastPicture& picture, Language language);
std::string ForecastPicturePage(const ForecastPicture& picture, Language language);

}  // namespace zwk::reporting
