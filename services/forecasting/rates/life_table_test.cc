#include "forecasting/rates/life_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/rates/lee_carter.h"
#include "tests/support/cases.h"

namespace zwk::forecasting {
namespace {

using test::Number;
using testing::HasSubstr;

struct PublishedTable {
  const char* name;
  int sex;
};
const PublishedTable kTables[] = {{"lt_1950_female", kFemale},
                                  {"lt_1950_male", kMale},
                                  {"lt_2019_female", kFemale},
                                  {"lt_2019_male", kMale}};

std::vector<test::CsvRow> Rows(const std::string& name) {
  return test::ReadCsv(test::CasesFolder("forecasting/lifetable_canada_1x1") + name + ".csv");
}

std::vector<double> Column(const std::vector<test::CsvRow>& rows, const char* column) {
  std::vector<double> values;
  for (const test::CsvRow& row : rows) values.push_back(Number(row, column));
  return values;
}

TEST(LifeTableTest, CanadaMatchesTheUnitedNations) {
  ZWK_SKIP_WITHOUT_CASES("forecasting/lifetable_canada_1x1");
  for (const PublishedTable& published : kTables) {
    const auto rows = Rows(published.name);
    LifeTableOptions options{.sex = published.sex, .radix = 1e5};
    options.open_expectancy = Number(rows.back(), "ex");
    const auto table = MakeLifeTable(Column(rows, "nMx"), options);
    ASSERT_TRUE(table.ok()) << table.status();
    const std::pair<const char*, const std::vector<double>*> columns[] = {
        {"nAx", &table->a}, {"nqx", &table->q}, {"lx", &table->l}, {"ndx", &table->d},
        {"nLx", &table->L}, {"Sx", &table->S},  {"Tx", &table->T}, {"ex", &table->e}};
    for (const auto& [name, values] : columns) {
      const std::vector<double> expected = Column(rows, name);
      for (size_t x = 0; x < expected.size(); ++x) {
        EXPECT_NEAR((*values)[x] / expected[x], 1, 1e-9)
            << published.name << " " << name << " age " << x;
      }
    }
  }
}

TEST(LifeTableTest, KannistoClosesTheTableAsTheUnitedNationsDo) {
  ZWK_SKIP_WITHOUT_CASES("forecasting/lifetable_canada_1x1");
  for (const PublishedTable& published : kTables) {
    const auto rows = Rows(published.name);
    LifeTableOptions options{.sex = published.sex};
    options.closure = KannistoClosure{60, KannistoClosure::Fit::kLogRate};
    const auto table = MakeLifeTable(Column(rows, "nMx"), options);
    ASSERT_TRUE(table.ok()) << table.status();
    // They fit with an optimizer that stops earlier.
    EXPECT_NEAR(table->e[100] / Number(rows.back(), "ex"), 1, 3e-4) << published.name;
    EXPECT_NEAR(table->e[0] / Number(rows.front(), "ex"), 1, 1e-6) << published.name;
  }
}

std::vector<double> Gompertz(double level, double slope) {
  std::vector<double> m;
  for (int x = 0; x <= 100; ++x) m.push_back(level * std::exp(slope * x));
  return m;
}

TEST(LifeTableTest, KannistoFindsTheCurveItIsMadeFrom) {
  std::vector<double> m;
  for (int x = 0; x <= 100; ++x) {
    const double odds = 1e-5 * std::exp(0.1 * x);
    m.push_back(odds / (1 + odds));
  }
  for (const auto fit : {KannistoClosure::Fit::kLogit, KannistoClosure::Fit::kLogRate}) {
    const auto oldest = ExtendByKannisto(m, {80, fit}, 99);
    ASSERT_TRUE(oldest.ok()) << oldest.status();
    EXPECT_EQ(oldest->size(), 32u);
    EXPECT_NEAR((*oldest)[1], m[100], 1e-10);
  }
}

TEST(LifeTableTest, MortalityOfTheStepGivesBackTheLifeExpectancy) {
  const auto table = MakeLifeTable(Gompertz(5e-5, 0.095), {});
  ASSERT_TRUE(table.ok());
  const auto e0 = LifeExpectancy(ProspectiveMortality(*table));
  ASSERT_TRUE(e0.ok()) << e0.status();
  EXPECT_NEAR(*e0, table->e[0], 1e-9);
}

TEST(LifeTableTest, InfantYearsHaveTwoSetsOfCoefficients) {
  EXPECT_DOUBLE_EQ(InfantYearsLived(0.01, kMale, InfantCoefficients::kUnitedNations),
                   0.1493 - 0.020367);
  EXPECT_DOUBLE_EQ(InfantYearsLived(0.05, kFemale, InfantCoefficients::kMortCast),
                   0.04667 + 3.88089 * 0.05);
  EXPECT_DOUBLE_EQ(InfantYearsLived(0.2, kFemale, InfantCoefficients::kUnitedNations), 0.3141);
}

TEST(LifeTableTest, RatesThatCannotBeAreRefusedByAge) {
  std::vector<double> m = Gompertz(5e-5, 0.09);
  m[7] = std::nan("");
  EXPECT_THAT(std::string(MakeLifeTable(m, {}).status().message()), HasSubstr("age 7"));
  m[7] = -0.1;
  EXPECT_FALSE(MakeLifeTable(m, {}).ok());
  m[7] = 2.5;
  EXPECT_THAT(std::string(MakeLifeTable(m, {}).status().message()), HasSubstr("2.5 at age 7"));
  m[7] = 0;
  m[100] = 0;
  EXPECT_THAT(std::string(MakeLifeTable(m, {}).status().message()), HasSubstr("age 100"));
  EXPECT_FALSE(MakeLifeTable(std::vector<double>{0.1, 0.1}, {}).ok());
  EXPECT_FALSE(LifeExpectancy({0.1, 1.1, 0.5}).ok());
  EXPECT_FALSE(LifeExpectancy({0.1, 0.1, 0}).ok());
}

TEST(LeeCarterTest, FindsTheModelThatMadeTheRates) {
  std::vector<double> a, b;
  for (int x = 0; x <= 100; ++x) {
    a.push_back(-9 + 0.08 * x);
    b.push_back(2.0 * (101 - x) / (101.0 * 102));
  }
  std::vector<std::vector<double>> rates;
  for (const double k : {10.0, 3.0, -4.0, -9.0}) {
    rates.push_back((LeeCarter{a, b, {}}).Rates(k));
  }
  const auto model = FitLeeCarter(rates);
  ASSERT_TRUE(model.ok()) << model.status();
  for (int x = 0; x <= 100; ++x) {
    EXPECT_NEAR(model->a[x], a[x], 1e-12);
    EXPECT_NEAR(model->b[x], b[x], 1e-12);
  }
  EXPECT_NEAR(model->k[0], 10, 1e-9);
}

TEST(LeeCarterTest, RatesHaveTheLifeExpectancyThatWasAskedFor) {
  const auto model = FitLeeCarter({Gompertz(9e-5, 0.09), Gompertz(5e-5, 0.095)});
  ASSERT_TRUE(model.ok());
  LifeTableOptions options{.sex = kMale};
  options.closure = KannistoClosure{};
  const auto standard = MakeLifeTable(Gompertz(5e-5, 0.095), options);
  ASSERT_TRUE(standard.ok());
  for (const double e0 : {70.0, 82.5, 95.0}) {
    for (const auto& rates : {RatesForExpectancy(*model, e0, options),
                              BrassRatesForExpectancy(*standard, 1.0, e0, options)}) {
      ASSERT_TRUE(rates.ok()) << rates.status();
      EXPECT_NEAR(MakeLifeTable(*rates, options)->e[0], e0, 1e-8);
    }
  }
  EXPECT_EQ(RatesForExpectancy(*model, 400, options).status().code(),
            absl::StatusCode::kOutOfRange);
  EXPECT_EQ(BrassRatesForExpectancy(*standard, 1.0, -1, options).status().code(),
            absl::StatusCode::kOutOfRange);
}

TEST(LeeCarterTest, BrassWithoutChangeIsTheStandard) {
  const auto standard = MakeLifeTable(Gompertz(5e-5, 0.095), {});
  const auto same = BrassRates(*standard, 0, 1);
  ASSERT_TRUE(same.ok()) << same.status();
  for (int x = 0; x <= 100; ++x) EXPECT_NEAR((*same)[x] / standard->m[x], 1, 1e-9) << x;
}

TEST(LeeCarterTest, YearsWithoutMortalityOrDifferenceAreRefused) {
  EXPECT_THAT(std::string(FitLeeCarter({{0.1, 0.2}, {0.1, 0.0}}).status().message()),
              HasSubstr("year 1 at age 1"));
  EXPECT_FALSE(FitLeeCarter({{0.1, 0.2}, {0.1, 0.2}}).ok());
  EXPECT_FALSE(FitLeeCarter({{0.1, 0.2}}).ok());
  EXPECT_FALSE(FitLeeCarter({{0.1, 0.2}, {0.1}}).ok());
}

}  // namespace
}  // namespace zwk::forecasting
