#include "forecasting/domain/stochastic/report.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

void CheckIndices(const std::string& path, const std::vector<int>& indices, int count,
                  FieldErrors& errors) {
  for (size_t i = 0; i < indices.size(); ++i) {
    if (indices[i] < 0 || indices[i] >= count) {
      errors.Add(absl::StrCat(path, "[", i, "]"),
                 absl::StrCat(indices[i], " is not from 0 to ", count - 1));
    }
  }
}

void CheckTerms(const std::string& path, const std::vector<Term>& terms, const Grid& grid,
                int areas, FieldErrors& errors) {
  for (size_t i = 0; i < terms.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]");
    const Selection& people = terms[i].people;
    if (!std::isfinite(terms[i].weight)) errors.Add(at + ".weight", "should be finite");
    CheckIndices(at + ".areas", people.areas, areas, errors);
    CheckIndices(at + ".groups", people.groups, grid.groups, errors);
    CheckIndices(at + ".sexes", people.sexes, kSexes, errors);
    const int oldest = people.oldest < 0 ? grid.open() : people.oldest;
    if (people.youngest < 0 || people.youngest > oldest || oldest > grid.open()) {
      errors.Add(at + ".youngest", absl::StrCat("ages ", people.youngest, " to ", oldest,
                                                " are not inside 0 to ", grid.open()));
    }
  }
}

}  // namespace

absl::Status CheckFigures(const std::vector<Figure>& figures, const Grid& grid, int areas) {
  FieldErrors errors;
  for (size_t i = 0; i < figures.size(); ++i) {
    const std::string at = absl::StrCat("figures[", i, "]");
    if (figures[i].numerator.empty()) errors.Add(at + ".numerator", "should have a term");
    CheckTerms(at + ".numerator", figures[i].numerator, grid, areas, errors);
    CheckTerms(at + ".denominator", figures[i].denominator, grid, areas, errors);
  }
  return errors.ToStatus();
}

}  // namespace zwk::forecasting
