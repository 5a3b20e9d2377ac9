#include "forecasting/stochastic/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "forecasting/engine/step.h"
#include "forecasting/stochastic/kernel.h"
#include "forecasting/stochastic/random_job.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

const Kernel* const kKernels[] = {&kScalarKernel, &kBaselineKernel, &kAvx2Kernel, &kAvx512Kernel};

// Simulates with each kernel in turn.
class EachKernelTest : public testing::TestWithParam<const Kernel*> {
 protected:
  void SetUp() override {
    if (!Runs(*GetParam())) GTEST_SKIP() << "SKIPPED: no " << GetParam()->name << " here";
    ChooseKernel(GetParam());
  }
  void TearDown() override { ChooseKernel(nullptr); }
};

TEST_P(EachKernelTest, WithoutUncertaintyItIsTheStepOfTheEngine) {
  for (unsigned seed = 0; seed < 12; ++seed) {
    const int areas = 1 + seed % 5;
    SimulationInput input = RandomInput(seed, areas, 1 + seed % 4, 3 + 2 * seed);
    input.model.fso_infant_term = seed % 3 == 2;
    input.model.allow_negative_cells = input.model.fso_infant_term;
    input.figures = EveryCell(input.model.grid, areas);
    const auto simulation = Prepare(input);
    ASSERT_TRUE(simulation.ok()) << simulation.status();
    const auto figures = SimulateFigures(*simulation, 0, 1);
    ASSERT_TRUE(figures.ok()) << figures.status();
    std::vector<Cells> people = input.start;
    size_t row = 0;
    for (const StepAssumptions& year : input.years) {
      const auto step = Step(input.model, people, year);
      ASSERT_TRUE(step.ok()) << step.status();
      for (int r = 0; r < areas; ++r) {
        people[r] = step->areas[r].end;
        for (const double expected : people[r]) {
          EXPECT_NEAR((*figures)[row++], expected, 1e-12 * std::max(1.0, expected)) << seed;
        }
      }
    }
    EXPECT_EQ(row, figures->size());
  }
}

INSTANTIATE_TEST_SUITE_P(Kernels, EachKernelTest, testing::ValuesIn(kKernels),
                         [](const auto& info) { return std::string(info.param->name); });

TEST(SimulateTest, CellsOfATrajectoryAreThoseOfTheFigures) {
  SimulationInput input = RandomInput(5, 3, 2, 12);
  input.uncertainty.migration.emplace();
  input.figures = EveryCell(input.model.grid, 3);
  const auto simulation = Prepare(input);
  ASSERT_TRUE(simulation.ok()) << simulation.status();
  const auto cells = SimulateCells(*simulation, 17);
  const auto figures = SimulateFigures(*simulation, 17, 1);
  size_t row = 0;
  for (const auto& year : cells) {
    for (const Cells& area : year) {
      for (const double people : area) EXPECT_EQ(people, (*figures)[row++]);
    }
  }
  EXPECT_EQ(row, figures->size());
}

TEST(SimulateTest, FiguresAreSumsAndRatiosOfCells) {
  SimulationInput input = RandomInput(3, 4, 3, 30);
  const Term old = {1.0, {{1, 2}, {}, {}, 20, -1}};
  const Term working = {1.0, {{1, 2}, {}, {}, 5, 19}};
  input.figures = {{"total", {{}}},
                   {"women", {{1.0, {{3}, {0, 2}, {kFemale}, 4, 9}}}},
                   {"dependency", {old}, {working}},
                   {"sum of two", {{0.5, old.people}, {2.0, working.people}}},
                   {"of nobody", {old}, {{0.0, working.people}}}};
  const auto simulation = Prepare(input);
  ASSERT_TRUE(simulation.ok()) << simulation.status();
  const auto cells = SimulateCells(*simulation, 0).back();
  const auto figures = SimulateFigures(*simulation, 0, 1);
  const Grid& grid = input.model.grid;
  const auto sum = [&](std::vector<int> areas, std::vector<int> groups, std::vector<int> sexes,
                       int youngest, int oldest) {
    double people = 0;
    for (const int r : areas) {
      for (const int g : groups) {
        for (const int s : sexes) {
          for (int a = youngest; a <= oldest; ++a) people += cells[r][grid.at(g, s, a)];
        }
      }
    }
    return people;
  };
  const double of_old = sum({1, 2}, {0, 1, 2}, {0, 1}, 20, 29);
  const double of_working = sum({1, 2}, {0, 1, 2}, {0, 1}, 5, 19);
  const double expected[] = {sum({0, 1, 2, 3}, {0, 1, 2}, {0, 1}, 0, 29),
                             sum({3}, {0, 2}, {kFemale}, 4, 9), of_old / of_working,
                             of_old / 2 + 2 * of_working, 0};
  for (int f = 0; f < 5; ++f) {
    EXPECT_NEAR((*figures)[simulation->row(3, f)], expected[f], 1e-12 * (1 + expected[f])) << f;
  }
}

TEST(SimulateTest, IndicatorsAreThoseOfTheCellsOfEachTrajectory) {
  SimulationInput input = RandomInput(4, 3, 3, 96);
  input.uncertainty.fertility.emplace();
  input.uncertainty.migration.emplace();
  input.uncertainty.demographic_noise = true;
  const std::vector<GroupFlags> groups = {{true, false}, {true, true}, {false, true}};
  std::vector<Indicator> indicators;
  for (const std::string& id : IndicatorIds()) {
    indicators.push_back(*MakeIndicator(input.model, id, groups));
    for (const std::vector<int>& areas : {std::vector<int>{}, {0}, {2}}) {
      input.figures.push_back(ToFigure(id, input.model, indicators.back(), areas));
    }
  }
  const auto simulation = Prepare(input);
  ASSERT_TRUE(simulation.ok()) << simulation.status();
  ASSERT_EQ(simulation->rows(), 4 * 3 * indicators.size());
  for (const int trajectory : {0, 29}) {
    const auto years = SimulateCells(*simulation, trajectory);
    const auto figures = SimulateFigures(*simulation, trajectory, 1);
    for (int year = 0; year < 4; ++year) {
      Cells city(input.model.grid.size());
      for (const Cells& area : years[year]) {
        for (size_t i = 0; i < city.size(); ++i) city[i] += area[i];
      }
      for (size_t k = 0; k < indicators.size(); ++k) {
        int figure = static_cast<int>(3 * k);
        const std::vector<const Cells*> areas = {&city, &years[year][0], &years[year][2]};
        for (const Cells* people : areas) {
          const double expected = indicators[k].Of(*people).value();
          const double near = 1e-9 * (1 + std::abs(expected));
          EXPECT_NEAR((*figures)[simulation->row(year, figure)], expected, near)
              << IndicatorIds()[k];
          EXPECT_NEAR(ValueOf(input.model.grid, input.figures[figure], years[year]), expected,
                      near);
          ++figure;
        }
      }
    }
  }
}

TEST(SimulateTest, WhereNobodyIsAnIndicatorIsZero) {
  SimulationInput input = RandomInput(2, 1, 2, 6);
  for (const char* id : {"median_age", "simpson", "mean_age"}) {
    input.figures.push_back(ToFigure(id, input.model, *MakeIndicator(input.model, id), {}));
    const std::vector<Cells> nobody(1, Cells(input.model.grid.size()));
    EXPECT_EQ(ValueOf(input.model.grid, input.figures.back(), nobody), 0) << id;
  }
  input.figures.back().form = FigureForm::kSimpson;  // of a ratio's terms
  EXPECT_EQ(FieldOf(Prepare(input).status()), "figures[2].denominator");
}

TEST(SimulateTest, QuantilesOfTheCountsAreThoseOfTheFiguresUpToOneBin) {
  SimulationInput input = RandomInput(3, 2, 2, 10);
  input.uncertainty.fertility.emplace();
  input.uncertainty.migration.emplace();
  input.uncertainty.life_expectancy.emplace();
  input.figures = EveryCell(input.model.grid, 2);
  input.figures.push_back({"ratio", {{1.0, {{0}}}}, {{1.0, {}}}});
  const auto simulation = Prepare(input);
  ASSERT_TRUE(simulation.ok()) << simulation.status();
  constexpr int kTrajectories = 777;
  const auto edges = FindEdges(*simulation);
  const auto bytes = SimulateChunk(*simulation, *edges, 0, kTrajectories);
  const auto figures = SimulateFigures(*simulation, 0, kTrajectories);
  ASSERT_TRUE(bytes.ok() && figures.ok());
  Counts counts(simulation->rows() * kHistogramColumns);
  ASSERT_TRUE(AddBytes(*bytes, simulation->rows(), 0, counts).ok());
  const std::vector<double> levels = {0.1, 0.25, 0.5, 0.75, 0.9};
  for (size_t row = 0; row < simulation->rows(); ++row) {
    const auto begin = figures->begin() + row * kTrajectories;
    const auto exact = ExactQuantiles({begin, begin + kTrajectories}, levels);
    const auto of_row = absl::MakeSpan(counts).subspan(row * kHistogramColumns, kHistogramColumns);
    const auto counted = HistogramQuantiles(of_row, (*edges)[row], levels);
    for (size_t i = 0; i < levels.size(); ++i) {
      EXPECT_LE(std::abs(counted[i] - exact[i]), (*edges)[row].width * (1 + 1e-9)) << row;
    }
  }
}

TEST(SimulateTest, AWorkThatIsNoLongerWantedEnds) {
  SimulationInput input = RandomInput(1, 2, 1, 5);
  input.figures = {{"total", {{}}}};
  const auto simulation = Prepare(input);
  int asked = 0;
  const Cancelled third_time = [&] { return ++asked == 3; };
  const auto counts = SimulateChunk(*simulation, *FindEdges(*simulation), 0, 1'000'000, third_time);
  EXPECT_EQ(counts.status().code(), absl::StatusCode::kCancelled);
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(FindEdges(*simulation, [] { return true; }).status().code(),
            absl::StatusCode::kCancelled);
}

class RefusalTest : public testing::Test {
 protected:
  absl::Status Refusal() { return Prepare(input_).status(); }
  SimulationInput input_ = RandomInput(2, 3, 2, 8);
};

TEST_F(RefusalTest, WhatTheEngineRefusesIsRefusedByCell) {
  RandomCity city(2, MigrationForm::kGrossFlows, 3, 2, 8);
  city.areas[2]->mortality[0] = 1.5;
  input_.years[2] = city.assumptions;
  EXPECT_EQ(Refusal().code(), absl::StatusCode::kFailedPrecondition);
  EXPECT_THAT(std::string(Refusal().message()),
              testing::HasSubstr("neighborhood 2, group 0, male"));
}

TEST_F(RefusalTest, OtherFormsAndOtherCitiesAreRefused) {
  input_.model.form = MigrationForm::kNetMigration;
  EXPECT_EQ(Refusal().code(), absl::StatusCode::kFailedPrecondition);
  input_.model.form = MigrationForm::kGrossFlows;
  EXPECT_TRUE(Refusal().ok());
  input_.start.pop_back();
  EXPECT_EQ(Refusal().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(RefusalTest, EdgesOfAnotherSimulationAreRefused) {
  input_.figures = {{"total", {{}}}};
  EXPECT_EQ(SimulateChunk(*Prepare(input_), Edges(1), 0, 8).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace zwk::forecasting
