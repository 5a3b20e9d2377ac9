#include "forecasting/rates/rogers_castro.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

#include "tests/support/cases.h"

namespace zwk::forecasting {
namespace {

RogersCastro Published() {
  RogersCastro curve;  // the example of DemoTools and rcbayes
  curve.retirement = MigrationPeak{0.001, 1, 67, 0.6};
  return curve;
}

TEST(RogersCastroTest, TheScheduleMatchesThePublishedExample) {
  ZWK_SKIP_WITHOUT_CASES("forecasting/rogers_castro");
  const auto rows =
      test::ReadCsv(test::CasesFolder("forecasting/rogers_castro") + "schedule_11par.csv");
  const std::vector<double> schedule = Published().Schedule(76);
  ASSERT_EQ(rows.size(), schedule.size());
  for (size_t x = 0; x < rows.size(); ++x) {
    EXPECT_NEAR(schedule[x] / test::Number(rows[x], "m"), 1, 1e-12) << x;
  }
  EXPECT_NEAR(schedule[0], 0.1, 1e-6);
  EXPECT_NEAR(*std::max_element(schedule.begin(), schedule.end()), 0.126795, 5e-7);
  EXPECT_EQ(std::max_element(schedule.begin(), schedule.end()) - schedule.begin(), 24);
  EXPECT_NEAR(schedule[65], 0.012858, 5e-7);
}

TEST(RogersCastroTest, FitsFindTheCurveThatMadeTheRates) {
  RogersCastro truth;
  truth.childhood = {0.04, -0.12};
  truth.labor_force = {0.11, 0.08, 23, 0.3};
  truth.constant = 0.006;
  const std::vector<double> exposure(101, 100.0);
  for (const int parts : {0, 1, 2, 3, 4}) {
    if (parts & 1) truth.retirement = MigrationPeak{0.012, 0.6, 65, 0.5};
    if (parts & 2) truth.old_age = MigrationSlope{0.0004, 0.035};
    if (parts & 4) truth = {.student = MigrationPeak{0.15, 0.9, 19, 1.1}};
    const auto fit =
        FitRogersCastro(truth.Schedule(101), exposure,
                        RogersCastroStart(truth.retirement.has_value(), truth.old_age.has_value(),
                                          truth.student.has_value()));
    ASSERT_TRUE(fit.ok()) << fit.status();
    EXPECT_LT(std::sqrt(fit->squared_error), 2e-4) << parts;
    for (int x = 0; x <= 100; ++x) EXPECT_NEAR(fit->curve.At(x), truth.At(x), 1.5e-3) << parts;
  }
}

TEST(RogersCastroTest, AFitOfNoisyRatesIsCloserToTheTruthThanTheyAre) {
  std::mt19937_64 random(11);
  const std::vector<double> truth = Published().Schedule(90);
  std::vector<double> rates, exposure;
  for (int x = 0; x < 90; ++x) {
    exposure.push_back(x == 40 ? 0 : 500);
    rates.push_back(std::poisson_distribution<>(500 * truth[x])(random) / 500.0);
  }
  rates[40] = 1;  // of nobody
  const auto fit = FitRogersCastro(rates, exposure, RogersCastroStart(false, false, false));
  ASSERT_TRUE(fit.ok()) << fit.status();
  EXPECT_TRUE(fit->converged);
  double before = 0, after = 0;
  for (int x = 0; x < 90; ++x) {
    if (x == 40) continue;
    before += std::pow(rates[x] - truth[x], 2);
    after += std::pow(fit->curve.At(x) - truth[x], 2);
  }
  EXPECT_LT(after, before / 3);
}

TEST(RogersCastroTest, ParametersStayInTheirBoxes) {
  std::vector<double> rates(101, 0.02);
  for (int x = 60; x < 70; ++x) rates[x] = 0.3;  // a peak where no labor force is
  const auto fit = FitRogersCastro(rates, std::vector<double>(101, 1.0), {});
  ASSERT_TRUE(fit.ok());
  EXPECT_LE(fit->curve.labor_force.mu, 45);
  EXPECT_GE(fit->curve.labor_force.a, 0);
  EXPECT_GE(fit->curve.constant, 0);
}

TEST(RogersCastroTest, TheDefaultHasThePeakOfTheUnitedNations) {
  const std::vector<double> shares = DefaultMigrationSchedule(101);
  EXPECT_NEAR(std::accumulate(shares.begin(), shares.end(), 0.0), 1, 1e-12);
  const auto peak = std::max_element(shares.begin(), shares.end());
  EXPECT_EQ(peak - shares.begin(), 24);
  EXPECT_NEAR(*peak, 0.04027, 5e-6);
  const std::vector<double> fewer = DefaultMigrationSchedule(91);
  EXPECT_EQ(fewer[24], shares[24]);
  EXPECT_NEAR(std::accumulate(fewer.begin(), fewer.end(), 0.0), 1, 1e-12);
}

TEST(RogersCastroTest, WrongNumbersAreRefused) {
  const std::vector<double> exposure(101, 1.0);
  std::vector<double> rates = Published().Schedule(101);
  EXPECT_FALSE(FitRogersCastro(rates, std::vector<double>(100, 1.0), {}).ok());
  EXPECT_FALSE(FitRogersCastro(rates, std::vector<double>(101, 0.0), {}).ok());
  rates[5] = std::nan("");
  EXPECT_FALSE(FitRogersCastro(rates, exposure, {}).ok());
  rates[5] = -1;
  EXPECT_FALSE(FitRogersCastro(rates, exposure, {}).ok());
}

}  // namespace
}  // namespace zwk::forecasting
