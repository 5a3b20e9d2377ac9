// The published cases, through the same Step as every forecast: only the input differs.
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "forecasting/engine/checks.h"
#include "forecasting/engine/step.h"
#include "tests/support/cases.h"

namespace zwk::forecasting {
namespace {

using test::CasesFolder;
using test::Number;
using test::ReadCsv;

TEST(GoldenTest, SwedenMatchesTheTextbookAfterRounding) {
  ZWK_SKIP_WITHOUT_CASES("forecasting/sweden_1993_phg_5x5");
  const auto rows = ReadCsv(CasesFolder("forecasting/sweden_1993_phg_5x5") + "data.csv");
  Model model;
  model.grid = {static_cast<int>(rows.size()), 1};
  model.age_width = 5;
  model.form = MigrationForm::kNetMigration;
  model.timing = MigrationTiming::kEven;
  const Grid& grid = model.grid;
  auto in = std::make_shared<AreaAssumptions>();
  Cells people(grid.size());
  in->mortality = in->fertility = in->net_migration = Cells(grid.size());
  for (int a = 0; a < grid.ages; ++a) {
    for (const auto& [sex, suffix] : {std::pair(kMale, "_m"), std::pair(kFemale, "_f")}) {
      const size_t i = grid.at(0, sex, a);
      people[i] = Number(rows[a], std::string("pop") + suffix + "_1993");
      in->mortality[i] = 1 - Number(rows[a], std::string("S") + suffix);
      in->net_migration[i] = Number(rows[a], std::string("netmig") + suffix);
    }
    in->fertility[grid.at(0, kFemale, a)] = Number(rows[a], "asfr");
  }
  StepAssumptions assumptions{{in}, 1.05, OwnGroup(1)};
  ASSERT_TRUE(CheckAssumptions(model, assumptions).ok());
  const auto step = Step(model, {people}, assumptions);
  ASSERT_TRUE(step.ok()) << step.status();
  const AreaStep& area = step->areas[0];
  for (int a = 0; a < grid.ages; ++a) {
    EXPECT_EQ(std::round(area.births_by_mother[grid.at(0, kFemale, a)]),
              Number(rows[a], "expected_births"))
        << a;
    EXPECT_EQ(std::round(area.end[grid.at(0, kFemale, a)]), Number(rows[a], "expected_pop_f_1998"))
        << a;
    EXPECT_EQ(std::round(area.end[grid.at(0, kMale, a)]), Number(rows[a], "expected_pop_m_1998"))
        << a;
  }
}

TEST(GoldenTest, CanadaMatchesTheUnitedNationsOver70Years) {
  ZWK_SKIP_WITHOUT_CASES("forecasting/canada_wpp_1950_2020_1x1");
  const std::string folder = CasesFolder("forecasting/canada_wpp_1950_2020_1x1");
  Model model;
  model.grid = {101, 1};
  model.form = MigrationForm::kNetMigration;
  model.timing = MigrationTiming::kEnd;
  const Grid& grid = model.grid;
  const auto sex_of = [](const test::CsvRow& row) {
    return row.at("sex") == "male" ? kMale : kFemale;
  };
  const auto cell = [&](const test::CsvRow& row) {
    return grid.at(0, sex_of(row), std::stoi(row.at("age_start")));
  };
  std::map<int, std::shared_ptr<AreaAssumptions>> in;
  std::map<int, Cells> people, deaths, births;
  std::map<int, double> srb;
  for (const test::CsvRow& row : ReadCsv(folder + "in_survival_ratio.csv")) {
    auto& year = in[std::stoi(row.at("time_start"))];
    if (!year) {
      year = std::make_shared<AreaAssumptions>();
      year->mortality = year->fertility = year->net_migration = Cells(grid.size());
    }
    year->mortality[cell(row)] = 1 - Number(row, "value");
  }
  for (const test::CsvRow& row : ReadCsv(folder + "in_netmig.csv")) {
    in[std::stoi(row.at("time_start"))]->net_migration[cell(row)] = Number(row, "value");
  }
  for (const test::CsvRow& row : ReadCsv(folder + "in_asfr.csv")) {
    in[std::stoi(row.at("time_start"))]
        ->fertility[grid.at(0, kFemale, std::stoi(row.at("age_start")))] = Number(row, "value");
  }
  for (const test::CsvRow& row : ReadCsv(folder + "in_srb.csv")) {
    srb[std::stoi(row.at("time_start"))] = Number(row, "value");
  }
  for (const auto& [table, file] :
       {std::pair(&people, "out_pop.csv"), std::pair(&deaths, "out_deaths_cohort.csv")}) {
    for (const test::CsvRow& row : ReadCsv(folder + file)) {
      Cells& cells = (*table)[std::stoi(row.at("time_start"))];
      cells.resize(grid.size());
      cells[cell(row)] = Number(row, "value");
    }
  }
  for (const test::CsvRow& row : ReadCsv(folder + "out_births_by_age.csv")) {
    Cells& cells = births[std::stoi(row.at("time_start"))];
    cells.resize(grid.size());
    cells[grid.at(0, kFemale, std::stoi(row.at("age_start")))] = Number(row, "value");
  }

  Cells now(grid.size());
  for (const test::CsvRow& row : ReadCsv(folder + "in_pop_1950.csv"))
    now[cell(row)] = Number(row, "value");
  double worst = 0;
  for (int year = 1950; year < 2020; ++year) {
    StepAssumptions assumptions{{in.at(year)}, srb.at(year), OwnGroup(1)};
    ASSERT_TRUE(CheckAssumptions(model, assumptions).ok());
    const auto step = Step(model, {now}, assumptions);
    ASSERT_TRUE(step.ok()) << step.status();
    const AreaStep& area = step->areas[0];
    now = area.end;
    for (size_t i = 0; i < grid.size(); ++i) {
      worst = std::max(worst, std::abs(now[i] - people.at(year + 1)[i]));
      worst = std::max(worst, std::abs(area.deaths[i] - deaths.at(year)[i]));
      worst = std::max(worst, std::abs(area.births_by_mother[i] - births.at(year)[i]));
    }
  }
  EXPECT_LT(worst, 1e-6);
  RecordProperty("worst", std::to_string(worst));
}

TEST(GoldenTest, AargauMatchesItsReferenceOver10YearsWithTwoGroupsAndAPool) {
  ZWK_SKIP_WITHOUT_CASES("forecasting/aargau_subregional");
  const std::string folder = CasesFolder("forecasting/aargau_subregional");
  Model model;
  model.grid = {101, 2};
  model.fso_infant_term = true;
  model.allow_negative_cells = true;
  const Grid& grid = model.grid;
  constexpr size_t kAreas = 5;
  const auto area_of = [](const test::CsvRow& row) {
    return static_cast<size_t>(std::stoi(row.at("spatial_unit")) - 1);
  };
  const auto cell = [&](const test::CsvRow& row) {
    return grid.at(row.at("nat") == "ch" ? 0 : 1, row.at("sex") == "m" ? kMale : kFemale,
                   std::stoi(row.at("age")));
  };
  std::map<int, std::vector<std::shared_ptr<AreaAssumptions>>> in;
  std::map<int, double> pi;
  for (const test::CsvRow& row : ReadCsv(folder + "in_parameters.csv")) {
    const int year = std::stoi(row.at("year"));
    auto& areas = in[year];
    if (areas.empty()) {
      for (size_t r = 0; r < kAreas; ++r) {
        auto area = std::make_shared<AreaAssumptions>();
        area->mortality = area->fertility = area->emigration_abroad = area->emigration_rest =
            area->immigration_abroad = area->immigration_rest = area->leaving =
                area->arrival_share = Cells(grid.size());
        area->naturalization.assign(2, Cells(grid.size()));
        areas.push_back(area);
      }
    }
    AreaAssumptions& area = *areas[area_of(row)];
    const size_t i = cell(row);
    area.mortality[i] = Number(row, "mor");
    area.fertility[i] = Number(row, "birthrate");
    area.emigration_abroad[i] = Number(row, "emi_int");
    area.emigration_rest[i] = Number(row, "emi_nat");
    area.immigration_abroad[i] = Number(row, "imm_int_n");
    area.immigration_rest[i] = Number(row, "imm_nat_n");
    area.leaving[i] = Number(row, "emi_sub");
    area.arrival_share[i] = Number(row, "imm_sub");
    area.naturalization[0][i] = Number(row, "acq");
    pi[year] = Number(row, "int_mothers");
  }
  std::vector<Cells> now(kAreas, Cells(grid.size()));
  for (const test::CsvRow& row : ReadCsv(folder + "in_population_2024.csv")) {
    now[area_of(row)][cell(row)] = Number(row, "n");
  }
  struct Column {
    const char* name;
    Cells AreaStep::* cells;
  };
  const Column columns[] = {{"n_dec", &AreaStep::end},
                            {"births", &AreaStep::births},
                            {"mor_n", &AreaStep::deaths},
                            {"emi_int_n", &AreaStep::emigration_abroad},
                            {"emi_nat_n", &AreaStep::emigration_rest},
                            {"emi_sub_n", &AreaStep::internal_departures},
                            {"imm_sub_n", &AreaStep::internal_arrivals}};
  const auto expected = ReadCsv(folder + "out_expected.csv");
  std::map<std::string, double> worst;
  for (const auto& [year, areas] : in) {
    StepAssumptions assumptions;
    assumptions.areas.assign(areas.begin(), areas.end());
    assumptions.child_group = {1, 0, pi.at(year), 1 - pi.at(year)};
    const absl::Status checked = CheckAssumptions(model, assumptions);
    ASSERT_TRUE(checked.ok()) << checked;
    const auto step = Step(model, now, assumptions);
    ASSERT_TRUE(step.ok()) << step.status();
    for (size_t r = 0; r < kAreas; ++r) now[r] = step->areas[r].end;
    for (const test::CsvRow& row : expected) {
      if (std::stoi(row.at("year")) != year) continue;
      for (const Column& column : columns) {
        const double has = (step->areas[area_of(row)].*column.cells)[cell(row)];
        worst[column.name] = std::max(worst[column.name], std::abs(has - Number(row, column.name)));
      }
    }
  }
  for (const auto& [column, difference] : worst) EXPECT_LT(difference, 1e-8) << column;
}

}  // namespace
}  // namespace zwk::forecasting
