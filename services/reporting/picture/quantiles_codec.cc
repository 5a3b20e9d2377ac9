#include "reporting/picture/quantiles_codec.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace zwk::reporting {
namespace {

using forecasting::v1::FigureQuantiles;

constexpr double kMedian = 0.5;

// Where the level stands; -1 if it is not there.
int IndexOf(const FigureQuantiles& figure, double level) {
  for (int i = 0; i < figure.levels_size(); ++i) {
    if (std::abs(figure.levels(i) - level) < 1e-9) return i;
  }
  return -1;
}

bool Complete(const FigureQuantiles& figure) {
  return figure.values_size() == figure.years_size() * figure.levels_size();
}

}  // namespace

std::vector<FanYear> FromProto(const FigureQuantiles& figure) {
  const int median = IndexOf(figure, kMedian);
  if (median < 0 || !Complete(figure)) return {};
  std::vector<FanYear> years;
  for (int y = 0; y < figure.years_size(); ++y) {
    const auto value = [&](int level) { return figure.values(y * figure.levels_size() + level); };
    FanYear year{.year = figure.years(y), .value = value(median)};
    for (const int percent : {95, 80, 50}) {
      const double tail = (1 - percent / 100.0) / 2;
      const int low = IndexOf(figure, tail), high = IndexOf(figure, 1 - tail);
      if (low >= 0 && high >= 0) year.intervals.push_back({percent, value(low), value(high)});
    }
    years.push_back(std::move(year));
  }
  return years;
}

std::vector<std::string> BarFigures(Population::Sex sex, int open_age) {
  const char* prefix = sex == Population::kMale ? "m_" : "f_";
  const int bands = PyramidBands(open_age);
  std::vector<std::string> ids;
  for (int i = 0; i < bands; ++i) {
    const int from = i * kPyramidBandWidth;
    ids.push_back(i + 1 == bands ? absl::StrCat(prefix, from)
                                 : absl::StrCat(prefix, from, "_", from + kPyramidBandWidth - 1));
  }
  return ids;
}

std::optional<PyramidOutlook::Bar> LastBar(const FigureQuantiles& figure) {
  const int low = IndexOf(figure, 0.1), median = IndexOf(figure, kMedian),
            high = IndexOf(figure, 0.9);
  if (low < 0 || median < 0 || high < 0 || figure.years().empty() || !Complete(figure)) {
    return std::nullopt;
  }
  const int last = (figure.years_size() - 1) * figure.levels_size();
  return PyramidOutlook::Bar{figure.values(last + low), figure.values(last + median),
                             figure.values(last + high)};
}

}  // namespace zwk::reporting
