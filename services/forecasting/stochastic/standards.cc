#include "forecasting/stochastic/standards.h"

#include <algorithm>
#include <cmath>

#include "forecasting/engine/step.h"
#include "forecasting/stochastic/draws.h"

namespace zwk::forecasting {
namespace {

// The mean of a rate over neighborhoods and groups, weighted with the people who reach the age;
// unweighted where nobody does.
double MeanRate(const Model& model, const std::vector<Cells>& start,
                const StepAssumptions& assumptions, Cells AreaAssumptions::* rate, int sex,
                int age) {
  const Grid& grid = model.grid;
  double weighted = 0, weights = 0, plain = 0;
  for (size_t r = 0; r < start.size(); ++r) {
    for (int g = 0; g < grid.groups; ++g) {
      const size_t i = grid.at(g, sex, age);
      double people = start[r][age == 0 ? i : i - 1];
      if (age == grid.open()) people += start[r][i];
      const double value = ValueOr0(*assumptions.areas[r].*rate, i);
      weighted += people * value;
      weights += people;
      plain += value;
    }
  }
  if (weights > 0) return weighted / weights;
  return plain / (static_cast<double>(start.size()) * grid.groups);
}

}  // namespace

double CityTfr(const Model& model, const std::vector<Cells>& start,
               const StepAssumptions& assumptions) {
  double tfr = 0;
  for (int a = 1; a < model.grid.open(); ++a) {
    tfr += model.age_width *
           MeanRate(model, start, assumptions, &AreaAssumptions::fertility, kFemale, a);
  }
  return tfr;
}

std::vector<double> CityMortality(const Model& model, const std::vector<Cells>& start,
                                  const StepAssumptions& assumptions) {
  std::vector<double> mortality;
  for (int s = 0; s < kSexes; ++s) {
    for (int a = 0; a < model.grid.ages; ++a) {
      mortality.push_back(MeanRate(model, start, assumptions, &AreaAssumptions::mortality, s, a));
    }
  }
  return mortality;
}

double LifeExpectancy(const Model& model, const std::vector<double>& mortality,
                      const std::vector<double>& pattern, double kappa) {
  const int ages = model.grid.ages;
  double sum = 0;
  double factor = 1;
  for (int s = 0; s < kSexes; ++s) {
    double lived = 1;
    for (int a = 0; a < ages; ++a) {
      const size_t i = static_cast<size_t>(s) * ages + a;
      if (i == 0 || pattern[i] != pattern[i - 1]) factor = Exp(kappa * pattern[i]);
      const double survival = 1 - std::min(mortality[i] * factor, 1.0);
      lived *= survival;
      sum += a < ages - 1 ? lived : lived / (1 - survival);
    }
  }
  return model.age_width * sum / kSexes;
}

std::vector<double> KappaOfGaps(const Model& model, const std::vector<double>& mortality,
                                const std::vector<double>& pattern) {
  constexpr double kMostLog = 3.912023005428146;  // ln 50
  const double most = kMostLog / *std::max_element(pattern.begin(), pattern.end());
  const double e0 = LifeExpectancy(model, mortality, pattern, 0);
  std::vector<double> kappas(kGaps, 0.0);
  // Outwards from the gap 0, each by the secant method from the one before.
  for (const int direction : {-1, 1}) {
    double kappa = 0, e = e0;
    double per_year = -1e-3;  // of kappa per year of e0; where to look first
    for (int i = kGaps / 2 + direction; i >= 0 && i < kGaps; i += direction) {
      const double target = e0 + kWidestGap * (2.0 * i / (kGaps - 1) - 1);
      for (int round = 0; round < 20 && std::abs(e - target) > 1e-9; ++round) {
        const double next = std::clamp(kappa + (target - e) * per_year, -most, most);
        const double next_e = LifeExpectancy(model, mortality, pattern, next);
        if (next_e == e) break;  // no further
        per_year = (next - kappa) / (next_e - e);
        kappa = next;
        e = next_e;
      }
      kappas[i] = kappa;
    }
  }
  return kappas;
}

Annual Annualize(double rho, double variance) {
  const double annual_rho = rho > 0 ? Exp(Log(rho) / 5) : 0.0;
  return {annual_rho, Root(variance * (1 - annual_rho * annual_rho) / (1 - rho * rho))};
}

}  // namespace zwk::forecasting
