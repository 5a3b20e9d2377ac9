#include "forecasting/backtest/cohorts.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace zwk::forecasting {
namespace {

constexpr double kYoungestParent = 15, kOldestParent = 45;
constexpr double kLeastRatio = 0.5, kGreatestRatio = 2;

// Slices of one sex and group that tell ages apart; the series has them by age.
std::vector<size_t> AgeSlices(const Series& series, const std::string& sex,
                              const std::string& group) {
  std::vector<size_t> found;
  for (size_t s = 0; s < series.slices.size(); ++s) {
    const Slice& slice = series.slices[s];
    if (!slice.age.empty() && slice.sex == sex && slice.group == group) found.push_back(s);
  }
  return found;
}

// Years that two spans share.
double Shared(double first, double last, double other_first, double other_last) {
  return std::max(0.0, std::min(last, other_last) - std::max(first, other_first));
}

double Sum(const People& people) { return std::accumulate(people.begin(), people.end(), 0.0); }

}  // namespace

std::optional<Cohorts> Cohorts::Of(const Series& series, const std::string& sex,
                                   const std::string& group) {
  Cohorts cohorts;
  cohorts.slices_ = AgeSlices(series, sex, group);
  int next = 0;
  for (const size_t s : cohorts.slices_) {
    const Slice& slice = series.slices[s];
    if (slice.first_age != next) return std::nullopt;
    next = slice.last_age + 1;
    cohorts.first_.push_back(slice.first_age);
    cohorts.width_.push_back(next - slice.first_age);
  }
  if (cohorts.slices_.size() < 2) return std::nullopt;
  const std::vector<size_t> women = AgeSlices(series, "f", group);
  cohorts.parents_ = women.empty() ? cohorts.slices_ : women;
  return cohorts;
}

std::vector<People> Cohorts::GrownOlder(const Series& series, size_t date, double years) const {
  const size_t classes = slices_.size(), areas = series.neighborhoods.size();
  std::vector<People> grown(classes, People(areas, 0));
  for (size_t from = 0; from < classes; ++from) {
    const double* people = series.row(slices_[from], date);
    for (size_t to = from; to < classes; ++to) {
      double share = 1;  // nobody leaves the oldest class
      if (from + 1 < classes) {
        const double first = first_[from] + years, last = first + width_[from];
        const double end = to + 1 < classes ? first_[to] + width_[to] : Slice::kOpenAge;
        share = Shared(first, last, first_[to], end) / width_[from];
      }
      for (size_t r = 0; r < areas; ++r) grown[to][r] += share * people[r];
    }
  }
  return grown;
}

People Cohorts::Parents(const Series& series, size_t date) const {
  People parents(series.neighborhoods.size(), 0);
  for (const size_t s : parents_) {
    const Slice& slice = series.slices[s];
    const double first = slice.first_age, last = slice.last_age + 1.0;
    const double share = Shared(first, last, kYoungestParent, kOldestParent) / (last - first);
    const double* people = series.row(s, date);
    for (size_t r = 0; r < parents.size(); ++r) parents[r] += share * people[r];
  }
  return parents;
}

std::vector<People> Cohorts::Forecast(const Series& series, size_t launch, double horizon,
                                      double own_from) const {
  const size_t areas = series.neighborhoods.size();
  const size_t base = BaseDate(series, launch, horizon);
  const double past = series.dates[launch].time - series.dates[base].time;
  std::vector<People> was_expected = GrownOlder(series, base, past);
  std::vector<People> expected = GrownOlder(series, launch, horizon);

  // Children of the period, by the city's child ratio per year; they are in the classes below its
  // length, in proportion to the years.
  const People parents_then = Parents(series, base), parents_now = Parents(series, launch);
  double young = 0, young_expected = 0;
  for (size_t c = 0; c < slices_.size() && first_[c] < past; ++c) {
    const double* now = series.row(slices_[c], launch);
    young += std::accumulate(now, now + areas, 0.0);
    young_expected += Sum(was_expected[c]);
  }
  const double parent_years = past * Sum(parents_then);
  const double ratio = parent_years > 0 ? std::max(0.0, young - young_expected) / parent_years : 0;
  const auto add_children = [&](std::vector<People>& people, const People& parents, double years) {
    for (size_t c = 0; c < slices_.size(); ++c) {
      const double born = ratio * Shared(0, years, first_[c], first_[c] + width_[c]);
      for (size_t r = 0; r < areas; ++r) people[c][r] += born * parents[r];
    }
  };
  add_children(was_expected, parents_then, past);
  add_children(expected, parents_now, horizon);

  const double periods = horizon / past;
  for (size_t c = 0; c < slices_.size(); ++c) {
    const double* now = series.row(slices_[c], launch);
    const double city_expected = Sum(was_expected[c]);
    const double city =
        city_expected > 0 ? std::accumulate(now, now + areas, 0.0) / city_expected : 1;
    for (size_t r = 0; r < areas; ++r) {
      const double before = was_expected[c][r];
      const double own =
          before > 0 ? std::clamp(now[r] / before, kLeastRatio, kGreatestRatio) : city;
      const double weight = before > 0 ? before / (before + own_from) : 0;
      expected[c][r] *= std::pow(city + weight * (own - city), periods);
    }
  }
  return expected;
}

}  // namespace zwk::forecasting
