#include "forecasting/stochastic/report.h"

#include <algorithm>
#include <cmath>
#include <utility>

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

bool Takes(const std::vector<int>& selected, int one) {
  return selected.empty() || std::find(selected.begin(), selected.end(), one) != selected.end();
}

// Neighboring ages that count alike are one term, and so are sexes and groups that do.
std::vector<Term> TermsOf(const Grid& grid, const Cells& weights, const std::vector<int>& areas) {
  const auto alike = [&](int g, int s, int other_g, int other_s) {
    const auto row = weights.begin() + static_cast<std::ptrdiff_t>(grid.at(g, s, 0));
    return std::equal(row, row + grid.ages,
                      weights.begin() + static_cast<std::ptrdiff_t>(grid.at(other_g, other_s, 0)));
  };
  bool sexes_alike = true, groups_alike = true;
  for (int g = 0; g < grid.groups; ++g) {
    sexes_alike = sexes_alike && alike(g, kMale, g, kFemale);
    for (int s = 0; s < kSexes; ++s) groups_alike = groups_alike && alike(0, s, g, s);
  }
  std::vector<Term> terms;
  for (int g = 0; g < (groups_alike ? 1 : grid.groups); ++g) {
    for (int s = 0; s < (sexes_alike ? 1 : kSexes); ++s) {
      for (int from = 0, to = 0; from < grid.ages; from = to) {
        const double weight = weights[grid.at(g, s, from)];
        while (to < grid.ages && weights[grid.at(g, s, to)] == weight) ++to;
        if (weight == 0) continue;
        Term& term = terms.emplace_back(Term{weight, {areas, {}, {}, from, to - 1}});
        if (!groups_alike) term.people.groups = {g};
        if (!sexes_alike) term.people.sexes = {s};
      }
    }
  }
  if (terms.empty()) terms.push_back({0.0, {areas}});  // nobody counts
  return terms;
}

}  // namespace

double PutTogether(FigureForm form, double age_width, const std::vector<double>& sums) {
  return (form == FigureForm::kMedianAge ? MedianAge(sums, age_width) : Simpson(sums)).value_or(0);
}

double SumOf(const Grid& grid, const std::vector<Term>& terms, const std::vector<Cells>& people) {
  double sum = 0;
  for (const Term& term : terms) {
    const Selection& of = term.people;
    const int oldest = of.oldest < 0 ? grid.open() : std::min(of.oldest, grid.open());
    for (size_t r = 0; r < people.size(); ++r) {
      if (!Takes(of.areas, static_cast<int>(r))) continue;
      for (int g = 0; g < grid.groups; ++g) {
        for (int s = 0; Takes(of.groups, g) && s < kSexes; ++s) {
          for (int a = of.youngest; Takes(of.sexes, s) && a <= oldest; ++a) {
            sum += term.weight * people[r][grid.at(g, s, a)];
          }
        }
      }
    }
  }
  return sum;
}

double ValueOf(const Grid& grid, const Figure& figure, const std::vector<Cells>& people) {
  if (figure.form != FigureForm::kSums) {
    std::vector<double> sums;
    for (const Term& term : figure.numerator) sums.push_back(SumOf(grid, {term}, people));
    return PutTogether(figure.form, figure.age_width, sums);
  }
  const double count = SumOf(grid, figure.numerator, people);
  if (figure.denominator.empty()) return count;
  const double per = SumOf(grid, figure.denominator, people);
  return per == 0 ? 0 : count / per;
}

Figure ToFigure(std::string id, const Model& model, const Indicator& indicator,
                const std::vector<int>& areas) {
  Figure figure{.id = std::move(id), .numerator = {}};
  switch (indicator.kind()) {
    case Indicator::Kind::kMedianAge:
      figure.form = FigureForm::kMedianAge;
      figure.age_width = model.age_width;
      for (int a = 0; a < model.grid.ages; ++a) {
        figure.numerator.push_back({1.0, {areas, {}, {}, a, a}});
      }
      break;
    case Indicator::Kind::kSimpson:
      figure.form = FigureForm::kSimpson;
      for (int g = 0; g < model.grid.groups; ++g) {
        figure.numerator.push_back({1.0, {areas, {g}}});
      }
      break;
    case Indicator::Kind::kRatio:
      figure.denominator = TermsOf(model.grid, indicator.per(), areas);
      [[fallthrough]];
    case Indicator::Kind::kCount:
      figure.numerator = TermsOf(model.grid, indicator.weights(), areas);
      break;
  }
  return figure;
}

absl::Status CheckFigures(const std::vector<Figure>& figures, const Grid& grid, int areas) {
  FieldErrors errors;
  for (size_t i = 0; i < figures.size(); ++i) {
    const std::string at = absl::StrCat("figures[", i, "]");
    if (figures[i].numerator.empty()) errors.Add(at + ".numerator", "should have a term");
    CheckTerms(at + ".numerator", figures[i].numerator, grid, areas, errors);
    CheckTerms(at + ".denominator", figures[i].denominator, grid, areas, errors);
    if (figures[i].form != FigureForm::kSums && !figures[i].denominator.empty()) {
      errors.Add(at + ".denominator", "is of sums only");
    }
  }
  return errors.ToStatus();
}

}  // namespace zwk::forecasting
