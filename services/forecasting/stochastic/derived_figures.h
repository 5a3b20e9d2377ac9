#pragma once

#include <vector>

#include "forecasting/stochastic/report.h"

namespace zwk::forecasting {

// The kernels know sums and their ratios. A figure that is made of several sums is asked of them as
// hidden figures, one for each term, and put together here, trajectory by trajectory: whichever
// kernel summed, the same code makes the figure.
class DerivedFigures {
 public:
  explicit DerivedFigures(const std::vector<Figure>& figures);

  // What the kernels compute, hidden ones included.
  const std::vector<Figure>& summed() const { return summed_; }
  // Figures that are reported.
  int count() const { return static_cast<int>(figures_.size()); }
  // Whether both are the same.
  bool none() const { return none_; }

  // From [summed figure][lane] to [reported figure][lane].
  void Derive(const double* summed, int lanes, double* reported) const;

 private:
  struct Made {
    FigureForm form = FigureForm::kSums;
    double age_width = 1;
    int first = 0;  // of its sums
    int count = 1;
  };
  std::vector<Figure> summed_;
  std::vector<Made> figures_;
  bool none_ = true;
};

}  // namespace zwk::forecasting
