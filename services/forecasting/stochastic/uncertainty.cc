#include "forecasting/stochastic/uncertainty.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

void Require(bool fine, const std::string& path, double value, const char* should,
             FieldErrors& errors) {
  if (!fine) errors.Add(path, absl::StrCat("is ", value, ", should be ", should));
}

void CheckNational(const std::string& path, const std::vector<std::vector<double>>& national,
                   int years, FieldErrors& errors) {
  for (size_t k = 0; k < national.size(); ++k) {
    const std::string at = absl::StrCat(path, "[", k, "]");
    if (national[k].size() != static_cast<size_t>(years)) {
      errors.Add(at, absl::StrCat("has ", national[k].size(), " years, should have ", years));
    }
    for (size_t t = 0; t < national[k].size(); ++t) {
      const double value = national[k][t];
      Require(std::isfinite(value) && value > 0, absl::StrCat(at, "[", t, "]"), value, "above 0",
              errors);
    }
  }
}

void Check(const FertilityUncertainty& in, int years, FieldErrors& errors) {
  const std::string at = "uncertainty.fertility.";
  Require(in.rho >= 0 && in.rho < 1, at + "rho", in.rho, "from 0 to below 1", errors);
  Require(in.sigma >= 0 && std::isfinite(in.sigma), at + "sigma", in.sigma, "0 or more", errors);
  Require(in.lowest_tfr >= 0 && std::isfinite(in.lowest_tfr), at + "lowest_tfr", in.lowest_tfr,
          "0 or more", errors);
  CheckNational(at + "national", in.national, years, errors);
}

void Check(const LifeExpectancyUncertainty& in, int ages, int years, FieldErrors& errors) {
  const std::string at = "uncertainty.life_expectancy.";
  Require(in.rho >= 0 && in.rho < 1, at + "rho", in.rho, "from 0 to below 1", errors);
  Require(in.a >= 0 && std::isfinite(in.a), at + "a", in.a, "0 or more", errors);
  Require(in.b <= 0 && std::isfinite(in.b), at + "b", in.b, "0 or less", errors);
  CheckNational(at + "national", in.national, years, errors);
  if (in.age_pattern.empty()) return;
  const size_t cells = static_cast<size_t>(2) * ages;
  if (in.age_pattern.size() != cells) {
    errors.Add(at + "age_pattern",
               absl::StrCat("has ", in.age_pattern.size(), " entries, should have ", cells));
  }
  double sum = 0;
  for (size_t i = 0; i < in.age_pattern.size(); ++i) {
    const double value = in.age_pattern[i];
    Require(std::isfinite(value) && value >= 0, absl::StrCat(at, "age_pattern[", i, "]"), value,
            "0 or more", errors);
    sum += value;
  }
  Require(sum > 0, at + "age_pattern", sum, "above 0 somewhere", errors);
}

void Check(const MigrationUncertainty& in, int areas, FieldErrors& errors) {
  const std::string at = "uncertainty.migration.";
  const auto each = [&](const char* name, const std::vector<double>& values, auto fine,
                        const char* should) {
    if (values.size() != 1 && values.size() != static_cast<size_t>(areas)) {
      errors.Add(at + name, absl::StrCat("has ", values.size(), " entries, should have 1 or ",
                                         areas, ", one per neighborhood"));
    }
    for (size_t r = 0; r < values.size(); ++r) {
      Require(fine(values[r]), absl::StrCat(at, name, "[", r, "]"), values[r], should, errors);
    }
  };
  each("mean", in.mean, [](double x) { return std::abs(x) <= 5; }, "from -5 to 5, as it is a log");
  each("phi", in.phi, [](double x) { return x >= 0 && x < 1; }, "from 0 to below 1");
  each("sigma", in.sigma, [](double x) { return x >= 0 && x <= 5; }, "from 0 to 5");
  Require(in.correlation >= 0 && in.correlation <= 1, at + "correlation", in.correlation,
          "from 0 to 1", errors);
}

}  // namespace

absl::Status CheckUncertainty(const Uncertainty& uncertainty, int areas, int ages, int years) {
  FieldErrors errors;
  if (uncertainty.fertility) Check(*uncertainty.fertility, years, errors);
  if (uncertainty.life_expectancy) Check(*uncertainty.life_expectancy, ages, years, errors);
  if (uncertainty.migration) Check(*uncertainty.migration, areas, errors);
  return errors.ToStatus();
}

}  // namespace zwk::forecasting
