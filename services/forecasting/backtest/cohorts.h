#pragma once

#include <optional>
#include <vector>

#include "forecasting/backtest/series.h"
#include "forecasting/backtest/simple_methods.h"

// Hamilton-Perry for whatever ages a series has (2.10): single years, classes of any width, classes
// of different widths, any horizon.
//
// Over k years the people of a class grow older: of a class w years wide, those k/w oldest move on,
// as if the years of a class were equally large. A class that ends up open keeps everybody. What is
// there k years later, in proportion to who was expected, is the cohort change ratio of the class:
// migration and death. Those below age k are born within the period and follow from the people of
// 15 to 44 (women, where the series tells them apart) by a child ratio.
namespace zwk::forecasting {

class Cohorts {
 public:
  // The age classes of one sex and group ("" for all), youngest first; nothing unless they are
  // there and leave no age out.
  static std::optional<Cohorts> Of(const Series& series, const std::string& sex,
                                   const std::string& group);

  const std::vector<size_t>& slices() const { return slices_; }

  // One vector per age class, as slices(). Ratios are the city's over `horizon` years before the
  // launch, or over what there is, and a neighborhood's own as far as its size supports it: weight
  // E / (E + `own_from`) with E people expected (2.6), own ratio within 0.5 to 2.
  std::vector<People> Forecast(const Series& series, size_t launch, double horizon,
                               double own_from) const;

 private:
  // People by age class who are expected `years` after the date, without migration, death and
  // births.
  std::vector<People> GrownOlder(const Series& series, size_t date, double years) const;
  // By neighborhood: who may have had children.
  People Parents(const Series& series, size_t date) const;

  std::vector<size_t> slices_;         // of the series, by age
  std::vector<double> first_, width_;  // of each age class; the last one is open or the oldest
  std::vector<size_t> parents_;        // slices by age of the women, or of everybody
};

}  // namespace zwk::forecasting
