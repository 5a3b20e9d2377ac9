#include "forecasting/stochastic/derived_figures.h"

#include <algorithm>

namespace zwk::forecasting {

DerivedFigures::DerivedFigures(const std::vector<Figure>& figures) {
  for (const Figure& figure : figures) {
    Made made{.form = figure.form,
              .age_width = figure.age_width,
              .first = static_cast<int>(summed_.size())};
    if (figure.form == FigureForm::kSums) {
      summed_.push_back(figure);
    } else {
      none_ = false;
      made.count = static_cast<int>(figure.numerator.size());
      for (const Term& term : figure.numerator) summed_.push_back({figure.id, {term}});
    }
    figures_.push_back(made);
  }
}

void DerivedFigures::Derive(const double* summed, int lanes, double* reported) const {
  std::vector<double> parts;
  for (const Made& made : figures_) {
    const double* of = summed + static_cast<std::ptrdiff_t>(made.first) * lanes;
    if (made.form == FigureForm::kSums) {
      reported = std::copy_n(of, lanes, reported);
      continue;
    }
    parts.resize(made.count);
    for (int lane = 0; lane < lanes; ++lane) {
      for (int i = 0; i < made.count; ++i) {
        parts[i] = of[static_cast<std::ptrdiff_t>(i) * lanes + lane];
      }
      *reported++ = PutTogether(made.form, made.age_width, parts);
    }
  }
}

}  // namespace zwk::forecasting
