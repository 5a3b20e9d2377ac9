#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "forecasting/engine/grid.h"
#include "forecasting/engine/indicators.h"

namespace zwk::forecasting {

// People of some cells. An empty list takes all.
struct Selection {
  std::vector<int> areas = {};
  std::vector<int> groups = {};
  std::vector<int> sexes = {};
  int youngest = 0;
  int oldest = -1;  // inclusive; -1: up to the open age class
};

struct Term {
  double weight = 1.0;
  Selection people;
};

// What is made of the sums of a figure's terms.
enum class FigureForm {
  kSums,       // their sum, over that of the denominator
  kMedianAge,  // the median age; the terms are the age classes, youngest first
  kSimpson,    // 1 - sum p^2; the terms are the groups
};

// A figure that is computed per trajectory and year: a weighted sum of people, over another where
// there is a denominator. A district is a sum over its areas, the dependency of old age people over
// people, the mean age a sum with weights. 0 where there is nobody to divide by.
struct Figure {
  std::string id;
  std::vector<Term> numerator;
  std::vector<Term> denominator = {};  // of kSums only
  FigureForm form = FigureForm::kSums;
  double age_width = 1;  // of kMedianAge
};

// The figure from the sums of its terms, unless it is kSums.
double PutTogether(FigureForm form, double age_width, const std::vector<double>& sums);

// The sum of the terms, and the figure, of these people; `people` by area.
double SumOf(const Grid& grid, const std::vector<Term>& terms, const std::vector<Cells>& people);
double ValueOf(const Grid& grid, const Figure& figure, const std::vector<Cells>& people);

// The indicator of these areas (empty: of all together) as a figure. Where an indicator has no
// value because there is nobody, the figure is 0.
Figure ToFigure(std::string id, const Model& model, const Indicator& indicator,
                const std::vector<int>& areas);

// INVALID_ARGUMENT with all faults, by paths such as "figures[2].numerator[0].areas[1]".
absl::Status CheckFigures(const std::vector<Figure>& figures, const Grid& grid, int areas);

}  // namespace zwk::forecasting
