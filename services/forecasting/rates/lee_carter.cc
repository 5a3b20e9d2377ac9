#include "forecasting/rates/lee_carter.h"

#include <cmath>
#include <numeric>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr double kExpectancyTolerance = 1e-9;  // years

// The argument at which a falling life expectancy is e0. Rates so high that no table can be made
// belong to a life expectancy below any.
template <typename RatesAt>
absl::StatusOr<std::vector<double>> Bisect(double low, double high, double e0,
                                           const LifeTableOptions& options,
                                           const RatesAt& rates_at) {
  LifeTableOptions of_one = options;
  of_one.open_expectancy.reset();  // it changes with the rates
  const auto expectancy = [&](double value) {
    const auto rates = rates_at(value);
    if (!rates.ok()) return 0.0;
    const auto table = MakeLifeTable(*rates, of_one);
    return table.ok() ? table->e[0] : 0.0;
  };
  if (!(e0 > 0) || !(expectancy(low) >= e0) || !(expectancy(high) <= e0)) {
    return absl::OutOfRangeError(
        absl::StrCat("no mortality of this pattern has a life expectancy of ", e0));
  }
  double middle = 0;
  for (int halving = 0; halving < 200; ++halving) {
    middle = (low + high) / 2;
    const double reached = expectancy(middle);
    if (std::abs(reached - e0) <= kExpectancyTolerance) break;
    (reached > e0 ? low : high) = middle;
  }
  return rates_at(middle);
}

}  // namespace

std::vector<double> LeeCarter::Rates(double k_value) const {
  std::vector<double> rates(a.size());
  for (size_t x = 0; x < a.size(); ++x) rates[x] = std::exp(a[x] + b[x] * k_value);
  return rates;
}

absl::StatusOr<LeeCarter> FitLeeCarter(const std::vector<std::vector<double>>& rates) {
  if (rates.size() < 2) return absl::InvalidArgumentError("Lee-Carter: needs two years");
  const size_t ages = rates[0].size();
  const double years = static_cast<double>(rates.size());
  LeeCarter model;
  model.a.resize(ages);
  model.b.resize(ages);
  for (size_t t = 0; t < rates.size(); ++t) {
    if (rates[t].size() != ages) {
      return absl::InvalidArgumentError(
          absl::StrCat("Lee-Carter: year ", t, " has ", rates[t].size(), " ages, not ", ages));
    }
    for (size_t x = 0; x < ages; ++x) {
      if (!(rates[t][x] > 0) || !std::isfinite(rates[t][x])) {
        return absl::InvalidArgumentError(
            absl::StrCat("Lee-Carter: rate ", rates[t][x], " in year ", t, " at age ", x));
      }
      model.a[x] += std::log(rates[t][x]) / years;
    }
  }
  double squares = 0;
  for (const std::vector<double>& year : rates) {
    double k = 0;
    for (size_t x = 0; x < ages; ++x) k += std::log(year[x]) - model.a[x];
    model.k.push_back(k);
    squares += k * k;
  }
  if (!(squares > 0)) {
    return absl::InvalidArgumentError("Lee-Carter: the years have the same mortality");
  }
  for (size_t x = 0; x < ages; ++x) {
    for (size_t t = 0; t < rates.size(); ++t) {
      model.b[x] += (std::log(rates[t][x]) - model.a[x]) * model.k[t] / squares;
    }
  }
  return model;
}

absl::StatusOr<std::vector<double>> RatesForExpectancy(const LeeCarter& model, double e0,
                                                       const LifeTableOptions& options) {
  return Bisect(-1000, 1000, e0, options,
                [&](double k) { return absl::StatusOr<std::vector<double>>(model.Rates(k)); });
}

absl::StatusOr<std::vector<double>> BrassRates(const LifeTable& standard, double alpha,
                                               double beta) {
  const size_t A = standard.m.size() - 1;
  const double radix = standard.l[0];
  std::vector<double> l(A + 1, 1.0);
  for (size_t x = 1; x <= A; ++x) {
    const double share = standard.l[x] / radix;
    if (!(share > 0 && share < 1)) {
      return absl::InvalidArgumentError(absl::StrCat(
          "Brass: ", share, " of the standard live at age ", x, "; must be between 0 and 1"));
    }
    const double y = alpha + beta * 0.5 * std::log((1 - share) / share);
    l[x] = 1 / (1 + std::exp(2 * y));
  }
  std::vector<double> m(A + 1);
  for (size_t x = 0; x < A; ++x) {
    const double q = 1 - l[x + 1] / l[x];
    m[x] = q / (1 - (1 - standard.a[x]) * q);
    if (!std::isfinite(m[x]) || m[x] < 0) {
      return absl::InvalidArgumentError(
          absl::StrCat("Brass: alpha ", alpha, " and beta ", beta, " leave no rate at age ", x));
    }
  }
  m[A] = standard.m[A] * m[A - 1] / standard.m[A - 1];
  return m;
}

absl::StatusOr<std::vector<double>> BrassRatesForExpectancy(const LifeTable& standard, double beta,
                                                            double e0,
                                                            const LifeTableOptions& options) {
  return Bisect(-5, 5, e0, options,
                [&](double alpha) { return BrassRates(standard, alpha, beta); });
}

}  // namespace zwk::forecasting
