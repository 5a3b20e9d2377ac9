#include "forecasting/forecast/forecast_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <set>
#include <string>

#include "absl/strings/str_cat.h"
#include "forecasting/forecast/forecast_accuracy.h"
#include "forecasting/forecast/forecast_result.h"
#include "forecasting/forecast/simulation_plan.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Time kNow{std::chrono::seconds(1'700'000'000)};

v1::ForecastParameters TwoYears() {
  v1::ForecastParameters parameters;
  parameters.set_jump_off_year(2024);
  parameters.set_last_year(2026);
  parameters.set_form(v1::MIGRATION_FORM_GROSS_FLOWS);
  return parameters;
}

ForecastRun Running() {
  v1::Forecast wanted;
  wanted.set_forecast_id("f");
  *wanted.mutable_parameters() = TwoYears();
  ForecastInput input;
  input.age_classes = 3;
  input.group_keys = {"german", "foreign"};
  input.neighborhood_keys = {"1", "2"};
  ForecastRun run;
  run.Apply(run.Start(wanted, input, kNow).value().at(0));
  return run;
}

// A city of so many neighborhoods that asks for trajectories over 30 years.
ForecastRun Uncertain(int neighborhoods, int trajectories) {
  v1::Forecast wanted;
  wanted.set_forecast_id("f");
  *wanted.mutable_parameters() = TwoYears();
  wanted.mutable_parameters()->set_last_year(2054);
  wanted.mutable_parameters()->mutable_uncertainty()->set_trajectories(trajectories);
  ForecastInput input;
  input.age_classes = 101;
  input.group_keys = {"german", "foreign"};
  for (int r = 0; r < neighborhoods; ++r) input.neighborhood_keys.push_back(absl::StrCat(1000 + r));
  input.trajectories = trajectories;
  ForecastRun run;
  run.Apply(run.Start(wanted, input, kNow).value().at(0));
  return run;
}

TEST(SimulationPlanTest, ALargeCityGetsWhatIsUsual) {
  const ForecastRun run = Uncertain(500, 1000);
  const auto plan = ReadPlan(run, {});
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ((*plan)->figures.size(), 501u * 9);
  EXPECT_TRUE(ReadPlan(Uncertain(1000, 1000), {}).ok());
  EXPECT_TRUE(ReadPlan(Uncertain(500, 20'000), {}).ok());
  EXPECT_EQ(FieldOf(ReadPlan(Uncertain(500, 100'000), {}).status()),
            "parameters.uncertainty.trajectories");
  EXPECT_EQ(FieldOf(ReadPlan(Uncertain(2000, 1000), {}).status()), "parameters.uncertainty");
}

TEST(SimulationPlanTest, WhatIsToldCanBeChosen) {
  ForecastRun run = Uncertain(5000, 1000);
  v1::UncertaintyParameters& asked = *run.state.mutable_parameters()->mutable_uncertainty();
  EXPECT_FALSE(ReadPlan(run, {}).ok());
  asked.set_no_age_bands(true);
  EXPECT_EQ(ReadPlan(run, {}).value()->figures.size(), 5001u);
  asked.set_city_only(true);
  EXPECT_EQ(ReadPlan(run, {}).value()->figures.size(), 1u);
  asked.set_no_age_bands(false);
  EXPECT_EQ(ReadPlan(run, {}).value()->figures.size(), 9u);
  asked.set_no_age_bands(true);
  asked.add_age_bands()->set_youngest(65);
  EXPECT_EQ(FieldOf(ReadPlan(run, {}).status()), "parameters.uncertainty.no_age_bands");
}

TEST(SimulationPlanTest, FewTrajectoriesAreAllowedAndSaySo) {
  EXPECT_EQ(FieldOf(ReadPlan(Uncertain(3, 9), {}).status()), "parameters.uncertainty.trajectories");
  const ForecastRun few = Uncertain(3, 10), enough = Uncertain(3, 64);
  EXPECT_TRUE(ReadPlan(few, {}).ok());
  EXPECT_THAT(few.state.remarks(), ElementsAre(HasSubstr("10 trajectories are few")));
  EXPECT_EQ(few.chunks_total(), 0);
  EXPECT_THAT(enough.state.remarks(), IsEmpty());
  EXPECT_EQ(enough.chunks_total(), 8);
}

ForecastProgress After(int steps) {
  ForecastProgress progress;
  progress.steps_done = steps;
  for (int year = 0; year <= steps; ++year) {
    progress.totals.push_back(10 + year);
    progress.totals.push_back(20 + year);
  }
  return progress;
}

TEST(ForecastRunTest, IsPublishedWithAllItsStepsOrNotAtAll) {
  ForecastRun run = Running();
  EXPECT_EQ(run.Publish(After(1), "", {}, kNow).status().code(),
            absl::StatusCode::kFailedPrecondition);
  run.Apply(run.Publish(After(2), "", {}, kNow).value().at(0));
  EXPECT_TRUE(run.published());
  EXPECT_FALSE(run.Cancel(2, kNow).ok());
  EXPECT_FALSE(run.Resume().ok());
  EXPECT_FALSE(run.Fail("late", kNow).ok());
}

TEST(ForecastRunTest, ACancelledRunGoesOnWhereItStopped) {
  ForecastRun run = Running();
  run.Apply(run.Cancel(1, kNow).value().at(0));
  EXPECT_TRUE(run.Cancel(1, kNow).value().empty());  // it is so already
  EXPECT_FALSE(run.Publish(After(2), "", {}, kNow).ok());
  run.Apply(run.Resume().value().at(0));
  EXPECT_EQ(run.state.state(), v1::FORECAST_STATE_QUEUED);
  EXPECT_FALSE(run.state.has_ended_at());
  EXPECT_EQ(run.state.steps_done(), 1);
  EXPECT_FALSE(run.Resume().ok());
}

TEST(ForecastRunTest, ItRunsWhenAStepOfThisVersionIsStored) {
  const ForecastRun run = Running();
  ForecastProgress progress = After(1);
  progress.run_version = 3;
  EXPECT_EQ(Shown(run, 3, progress, 0).state(), v1::FORECAST_STATE_RUNNING);
  EXPECT_EQ(Shown(run, 3, progress, 0).steps_done(), 1);
  EXPECT_EQ(Shown(run, 3, progress, 0).percent_done(), 50);
  EXPECT_EQ(Shown(run, 5, progress, 0).state(), v1::FORECAST_STATE_QUEUED);  // resumed since
}

TEST(ForecastRunTest, TotalsAreByNeighborhoodAndForTheCity) {
  ForecastRun run = Running();
  EXPECT_THAT(run.years(), ElementsAre(2024, 2025, 2026));
  EXPECT_THAT(run.TotalsOf(After(2))[1].people(), ElementsAre(20, 21, 22));
  run.Apply(run.Publish(After(2), "", {}, kNow).value().at(0));
  EXPECT_THAT(run.state.years(), ElementsAre(2024, 2025, 2026));
  EXPECT_THAT(run.state.year_totals(), ElementsAre(30, 32, 34));
}

TEST(ForecastRunTest, ACityOfOneNeighborhoodHasTotalsToo) {
  v1::ForecastPublished published;
  v1::NeighborhoodTotals& totals = *published.add_totals();
  for (const int year : {2024, 2025}) {
    totals.add_years(year);
    totals.add_people(year - 2000);
  }
  ForecastRun run = Running();
  run.Apply(published);
  EXPECT_THAT(run.state.years(), ElementsAre(2024, 2025));
  EXPECT_THAT(run.state.year_totals(), ElementsAre(24, 25));
}

void AddRatio(v1::ForecastParameters& parameters, int from_year, double ratio) {
  v1::SexRatioAtBirth& entry = *parameters.add_sex_ratios_at_birth();
  entry.set_from_year(from_year);
  entry.set_boys_per_girl(ratio);
}

void AddShare(v1::ForecastParameters& parameters, int from_year, const char* mother,
              const char* child, double share) {
  v1::ChildGroupShare& entry = *parameters.add_child_group_shares();
  entry.set_from_year(from_year);
  entry.set_mother_group_key(mother);
  entry.set_child_group_key(child);
  entry.set_share(share);
}

TEST(ForecastRunTest, ParametersHoldFromTheirYearOn) {
  ForecastRun run = Running();
  v1::ForecastParameters& parameters = *run.state.mutable_parameters();
  AddRatio(parameters, 2020, 1.04);
  AddRatio(parameters, 2026, 1.07);
  EXPECT_EQ(run.BoysPerGirl(2019), 1.05);
  EXPECT_EQ(run.BoysPerGirl(2025), 1.04);
  EXPECT_EQ(run.BoysPerGirl(2026), 1.07);
  AddShare(parameters, 2020, "foreign", "german", 0.5);
  AddShare(parameters, 2020, "foreign", "foreign", 0.5);
  AddShare(parameters, 2026, "foreign", "german", 1);
  EXPECT_THAT(run.ChildGroups(2019), ElementsAre(1, 0, 0, 1));
  EXPECT_THAT(run.ChildGroups(2025), ElementsAre(1, 0, 0.5, 0.5));
  EXPECT_THAT(run.ChildGroups(2026), ElementsAre(1, 0, 1, 0));
  AddShare(parameters, 2026, "german", "german", 0.75);
  AddShare(parameters, 2026, "german", "foreign", 0.25);
  EXPECT_THAT(run.ChildGroups(2025), ElementsAre(1, 0, 0.5, 0.5));
  EXPECT_THAT(run.ChildGroups(2026), ElementsAre(0.75, 0.25, 1, 0));
}

TEST(ForecastRunTest, FaultsOfParametersAreNamedByField) {
  const auto fault = [](auto change) {
    v1::ForecastParameters parameters = TwoYears();
    change(parameters);
    SayDefaults(parameters);
    return FieldOf(CheckParameters(parameters, 1, {"german", "foreign"}));
  };
  EXPECT_EQ(fault([](auto&) {}), "");
  EXPECT_EQ(fault([](auto& p) { p.set_jump_off_year(24); }), "parameters.jump_off_year");
  EXPECT_EQ(fault([](auto& p) { p.set_last_year(2024); }), "parameters.last_year");
  EXPECT_EQ(fault([](auto& p) { p.set_last_year(2125); }), "parameters.last_year");
  EXPECT_EQ(fault([](auto& p) { AddRatio(p, 2024, 0); }),
            "parameters.sex_ratios_at_birth[0].boys_per_girl");
  EXPECT_EQ(fault([](auto& p) { AddShare(p, 2024, "foreign", "x", 1); }),
            "parameters.child_group_shares[0].child_group_key");
  EXPECT_EQ(fault([](auto& p) { AddShare(p, 2024, "foreign", "german", 0.9); }),
            "parameters.child_group_shares");
}

TEST(ForecastRunTest, TheInputHashDependsOnEveryImportAndYear) {
  ForecastInput input = Running().input;
  input.stocks = {{"i", "aaaa"}, 2024};
  input.rates = {{{"j", "bbbb"}, 2025}};
  const std::string hash = InputHash(input);
  ForecastInput other = input;
  other.rates[0].year = 2024;
  EXPECT_NE(InputHash(other), hash);
  other = input;
  other.stocks.source.content_sha256 = "cccc";
  EXPECT_NE(InputHash(other), hash);
  other = input;
  other.stocks.source.import_id = "another import of the same bytes";
  EXPECT_EQ(InputHash(other), hash);
  other.history = {{{"h", "dddd"}, 2023}};
  const std::string with_past = InputHash(other);
  EXPECT_NE(with_past, hash);
  other.history[0].source.content_sha256 = "eeee";
  EXPECT_NE(InputHash(other), with_past);
  other = input;
  other.group_flags = {{true, false}, {false, true}};
  EXPECT_NE(InputHash(other), hash);
}

std::string FormFault(const std::function<void(v1::ForecastParameters&)>& change) {
  v1::ForecastParameters parameters = TwoYears();
  change(parameters);
  FieldErrors errors;
  CheckForm(errors, parameters);
  return FieldOf(errors.ToStatus());
}

TEST(ForecastRunTest, WhatAFormDoesNotHaveIsRefused) {
  using P = v1::ForecastParameters;
  const auto of = [](v1::MigrationForm form, const std::function<void(P&)>& change) {
    return FormFault([&](P& p) {
      p.set_form(form);
      if (form == v1::MIGRATION_FORM_NET_MIGRATION || form == v1::MIGRATION_FORM_MULTIREGIONAL) {
        p.set_timing(v1::MIGRATION_TIMING_EVEN);
      }
      change(p);
    });
  };
  const v1::MigrationForm gross = v1::MIGRATION_FORM_GROSS_FLOWS,
                          net = v1::MIGRATION_FORM_NET_MIGRATION,
                          regional = v1::MIGRATION_FORM_MULTIREGIONAL,
                          cohorts = v1::MIGRATION_FORM_HAMILTON_PERRY;
  for (const auto form : {gross, net, regional, cohorts})
    EXPECT_EQ(of(form, [](P&) {}), "") << form;
  for (const int form : {0, 99}) {
    EXPECT_EQ(of(static_cast<v1::MigrationForm>(form), [](P&) {}), "parameters.form");
  }
  struct Case {
    const char* field;
    std::function<void(P&)> say;
    std::set<v1::MigrationForm> may;
  };
  const Case all[] = {
      {"parameters.timing", [](P& p) { p.set_timing(v1::MIGRATION_TIMING_END); }, {net, regional}},
      {"parameters.fso_infant_term", [](P& p) { p.set_fso_infant_term(true); }, {gross}},
      {"parameters.rate_estimate_id", [](P& p) { p.set_rate_estimate_id("e"); }, {gross, net}},
      {"parameters.hamilton_perry", [](P& p) { p.mutable_hamilton_perry(); }, {cohorts}},
      {"parameters.sex_ratios_at_birth",
       [](P& p) { p.add_sex_ratios_at_birth(); },
       {gross, net, regional}},
      {"parameters.child_group_shares",
       [](P& p) { p.add_child_group_shares(); },
       {gross, net, regional}},
      {"parameters.allow_negative_cells",
       [](P& p) { p.set_allow_negative_cells(true); },
       {gross, net, regional}},
      {"parameters.closed_city", [](P& p) { p.set_closed_city(true); }, {gross, net, regional}},
      {"parameters.scenario", [](P& p) { p.mutable_scenario(); }, {gross, net, regional}},
  };
  for (const Case& one : all) {
    for (const auto form : {gross, net, regional, cohorts}) {
      EXPECT_EQ(of(form, one.say), one.may.contains(form) ? "" : one.field) << form;
    }
  }
  for (const auto form : {net, regional}) {
    EXPECT_EQ(of(form, [](P& p) { p.clear_timing(); }), "parameters.timing");
    EXPECT_EQ(of(form, [](P& p) { p.set_timing(static_cast<v1::MigrationTiming>(9)); }),
              "parameters.timing");
  }
  EXPECT_EQ(of(gross, [](P& p) { p.mutable_uncertainty(); }),
            "parameters.uncertainty.trajectories");
  EXPECT_EQ(of(gross, [](P& p) { p.mutable_uncertainty()->set_trajectories(1); }), "");
}

TEST(ForecastRunTest, ParametersHaveTheirBounds) {
  using P = v1::ForecastParameters;
  const auto fault = [](const std::function<void(P&)>& change) {
    P parameters = TwoYears();
    change(parameters);
    SayDefaults(parameters);
    return FieldOf(CheckParameters(parameters, 1, {"german", "foreign"}));
  };
  const auto years = [&](int first, int last) {
    return fault([&](P& p) {
      p.set_jump_off_year(first);
      p.set_last_year(last);
    });
  };
  EXPECT_EQ(years(1800, 1801), "");
  EXPECT_EQ(years(1799, 1801), "parameters.jump_off_year");
  EXPECT_EQ(years(2299, 2300), "");
  EXPECT_EQ(years(2299, 2301), "parameters.last_year");
  EXPECT_EQ(years(2024, 2124), "");
  EXPECT_EQ(years(2024, 2125), "parameters.last_year") << "a hundred steps";
  EXPECT_EQ(years(2024, 2023), "parameters.last_year");
  for (const double ratio : {0.5, 2.0})
    EXPECT_EQ(fault([&](P& p) { AddRatio(p, 2024, ratio); }), "");
  for (const double ratio : {0.49, 2.01, std::nan("")}) {
    EXPECT_EQ(fault([&](P& p) { AddRatio(p, 2024, ratio); }),
              "parameters.sex_ratios_at_birth[0].boys_per_girl");
  }
  EXPECT_EQ(fault([](P& p) { AddRatio(p, 1799, 1); }),
            "parameters.sex_ratios_at_birth[0].from_year");
  EXPECT_EQ(fault([](P& p) { AddRatio(p, 2301, 1); }),
            "parameters.sex_ratios_at_birth[0].from_year");
  EXPECT_EQ(fault([](P& p) { AddShare(p, 1799, "foreign", "german", 1); }),
            "parameters.child_group_shares[0].from_year");
  EXPECT_EQ(fault([](P& p) { AddShare(p, 2024, "x", "german", 1); }),
            "parameters.child_group_shares[0].mother_group_key");
  EXPECT_EQ(fault([](P& p) { AddShare(p, 2024, "foreign", "german", 1.1); }),
            "parameters.child_group_shares[0].share");
  EXPECT_EQ(fault([](P& p) {
              AddShare(p, 2024, "foreign", "german", 0);
              AddShare(p, 2024, "foreign", "foreign", 1);
            }),
            "");
  EXPECT_EQ(fault([](P& p) {
              AddShare(p, 2024, "foreign", "german", 1);
              AddShare(p, 2025, "foreign", "german", 0.5);
              AddShare(p, 2025, "german", "german", 0.5);
            }),
            "parameters.child_group_shares")
      << "by year and group of mothers";
}

TEST(ForecastRunTest, HamiltonPerryGoesOnInItsOwnSteps) {
  const auto fault = [](const std::function<void(v1::ForecastParameters&)>& change,
                        int age_width = 5) {
    v1::ForecastParameters p = TwoYears();
    p.set_form(v1::MIGRATION_FORM_HAMILTON_PERRY);
    p.set_last_year(2044);
    change(p);
    SayDefaults(p);
    return FieldOf(CheckParameters(p, age_width, {"german"}));
  };
  using P = v1::ForecastParameters;
  EXPECT_EQ(fault([](P&) {}), "") << "five years, unless something else is said";
  EXPECT_EQ(fault([](P& p) { p.set_last_year(2042); }), "parameters.last_year");
  for (const int years : {5, 10, 20}) {
    EXPECT_EQ(fault([&](P& p) { p.mutable_hamilton_perry()->set_years(years); }), "") << years;
  }
  EXPECT_EQ(fault([](P& p) { p.mutable_hamilton_perry()->set_years(4); }),
            "parameters.hamilton_perry.years");
  EXPECT_EQ(fault([](P& p) {
              p.set_last_year(2049);
              p.mutable_hamilton_perry()->set_years(25);
            }),
            "parameters.hamilton_perry.years");
  EXPECT_EQ(fault([](P& p) { p.mutable_hamilton_perry()->set_years(2); }, 1), "");
  const auto totals = [&](int count, double people) {
    return fault([&](P& p) {
      for (int i = 0; i < count; ++i) p.mutable_hamilton_perry()->add_totals(people);
    });
  };
  EXPECT_EQ(totals(4, 1000), "");
  EXPECT_EQ(totals(4, 1e12), "");
  EXPECT_EQ(totals(3, 1000), "parameters.hamilton_perry.totals");
  EXPECT_EQ(totals(4, 0), "parameters.hamilton_perry.totals[0]");
  EXPECT_EQ(totals(4, 1.1e12), "parameters.hamilton_perry.totals[0]");
}

TEST(ForecastRunTest, DefaultsAreSaidWhereTheyHold) {
  v1::ForecastParameters parameters = TwoYears();
  SayDefaults(parameters);
  EXPECT_FALSE(parameters.has_hamilton_perry());
  EXPECT_FALSE(parameters.has_imported_housing());
  parameters.set_form(v1::MIGRATION_FORM_HAMILTON_PERRY);
  parameters.mutable_imported_housing();
  SayDefaults(parameters);
  EXPECT_EQ(parameters.hamilton_perry().years(), 5);
  EXPECT_EQ(Steps(parameters, 1), 0) << "two years are no step of five";
  EXPECT_TRUE(parameters.imported_housing().has_less());
  EXPECT_TRUE(parameters.imported_housing().has_more());
  parameters.mutable_hamilton_perry()->set_years(10);
  parameters.mutable_imported_housing()->set_less(0.25);
  SayDefaults(parameters);
  EXPECT_EQ(parameters.hamilton_perry().years(), 10);
  EXPECT_EQ(parameters.imported_housing().less(), 0.25);
}

TEST(ForecastRunTest, HousingSharesAreShares) {
  const auto fault = [](double less, double more) {
    v1::ForecastParameters parameters = TwoYears();
    parameters.mutable_imported_housing()->set_less(less);
    parameters.mutable_imported_housing()->set_more(more);
    return FieldOf(CheckParameters(parameters, 1, {"german"}));
  };
  EXPECT_EQ(fault(0, 1), "");
  EXPECT_EQ(fault(1, 0), "");
  EXPECT_EQ(fault(-0.1, 0), "parameters.imported_housing.less");
  EXPECT_EQ(fault(0, 1.1), "parameters.imported_housing.more");
  v1::ForecastParameters net = TwoYears();
  net.set_form(v1::MIGRATION_FORM_NET_MIGRATION);
  net.mutable_imported_housing();
  EXPECT_EQ(FieldOf(CheckParameters(net, 1, {"german"})), "parameters.imported_housing");
}

TEST(ForecastRunTest, WhatOneShouldKnowIsRemarked) {
  const auto remarks =
      [](const std::function<void(v1::ForecastParameters&, ForecastInput&)>& change) {
        v1::Forecast wanted;
        *wanted.mutable_parameters() = TwoYears();
        ForecastInput input = Running().input;
        change(*wanted.mutable_parameters(), input);
        const auto events = ForecastRun().Start(wanted, input, kNow).value();
        const v1::Forecast& started = std::get<ForecastBegun>(events[0]).started.forecast();
        return std::vector<std::string>(started.remarks().begin(), started.remarks().end());
      };
  EXPECT_THAT(remarks([](auto&, auto&) {}), IsEmpty());
  EXPECT_THAT(remarks([](auto& p, auto&) { p.set_closed_city(true); }),
              ElementsAre("nobody comes from outside the city"));
  EXPECT_THAT(remarks([](auto&, auto& input) { input.rates = {{{"j", "b"}, 2019}}; }), IsEmpty());
  EXPECT_THAT(
      remarks([](auto&, auto& input) {
        input.rates = {{{"j", "b"}, 2018}, {{"j", "b"}, 2024}};
        input.flows = {{{"j", "b"}, 2017}};
        input.moving = {{{"j", "b"}, 2016}};
      }),
      ElementsAre(
          "rates of the first year are of 2018, 6 years before the jump-off year",
          "flows of the first year are of 2017, 7 years before the jump-off year",
          "rates of moving of the first year are of 2016, 8 years before the jump-off year"));
}

TEST(ForecastRunTest, ARunBeginsQueuedWithAllItsStepsToDo) {
  const v1::Forecast state = Running().state;
  EXPECT_EQ(state.state(), v1::FORECAST_STATE_QUEUED);
  EXPECT_EQ(state.steps_total(), 2);
  EXPECT_EQ(state.steps_done(), 0);
  EXPECT_THAT(state.neighborhood_keys(), ElementsAre("1", "2"));
  EXPECT_EQ(state.started_at().seconds(), 1'700'000'000);
  EXPECT_TRUE(state.has_provenance());
}

TEST(ForecastRunTest, ChunksAreQueuedOnce) {
  ForecastRun run = Uncertain(3, 64);
  const auto events = run.QueueChunks().value();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(std::get<v1::ForecastChunksQueued>(events[0]).chunks(), 8);
  EXPECT_EQ(std::get<v1::ForecastChunksQueued>(events[0]).forecast_id(), "f");
  run.Apply(events[0]);
  EXPECT_EQ(run.state.state(), v1::FORECAST_STATE_RUNNING);
  EXPECT_THAT(run.QueueChunks().value(), IsEmpty());
  run.Apply(run.Cancel(0, kNow).value().at(0));
  EXPECT_EQ(run.QueueChunks().status().message(), "the run was stopped");
}

TEST(ForecastRunTest, EachEndIsSaidWithItsTime) {
  ForecastRun cancelled = Running();
  cancelled.Apply(cancelled.Cancel(1, kNow).value().at(0));
  EXPECT_EQ(cancelled.state.state(), v1::FORECAST_STATE_CANCELLED);
  EXPECT_EQ(cancelled.state.ended_at().seconds(), 1'700'000'000);
  EXPECT_EQ(cancelled.Resume().value().size(), 1u);
  ForecastRun failed = Running();
  failed.Apply(failed.Fail("no rates", kNow).value().at(0));
  EXPECT_EQ(failed.state.state(), v1::FORECAST_STATE_FAILED);
  EXPECT_EQ(failed.state.failure(), "no rates");
  EXPECT_EQ(failed.state.ended_at().seconds(), 1'700'000'000);
  EXPECT_EQ(failed.Cancel(1, kNow).status().message(),
            "the forecast is failed; only a run can be cancelled");
  EXPECT_EQ(failed.Resume().status().message(), "the forecast is failed, not cancelled");
  EXPECT_EQ(failed.Fail("again", kNow).status().message(), "the run was stopped");
}

TEST(ForecastRunTest, APublishedForecastSaysAllOfItself) {
  ForecastRun run = Running();
  run.state.set_title("Basis");
  ForecastProgress progress = After(2);
  progress.result_sha256 = "abc";
  progress.accuracy.emplace().set_remark("no backtest");
  EXPECT_EQ(run.Publish(After(1), "", {}, kNow).status().message(), "1 of 2 steps are done");
  EXPECT_EQ(run.Publish(progress, "quantiles", {}, kNow).status().message(),
            "the trajectories are not simulated");
  v1::FigureQuantiles figure;
  figure.set_figure_id("total");
  const auto events = run.Publish(progress, "", {figure}, kNow).value();
  const auto& event = std::get<v1::ForecastPublished>(events.at(0));
  EXPECT_EQ(event.forecast_id(), "f");
  EXPECT_EQ(event.title(), "Basis");
  EXPECT_EQ(event.parameters().last_year(), 2026);
  EXPECT_EQ(event.provenance().result_sha256(), "abc");
  EXPECT_EQ(event.totals_size(), 2);
  EXPECT_EQ(event.totals(1).neighborhood_key(), "2");
  EXPECT_THAT(event.totals(0).years(), ElementsAre(2024, 2025, 2026));
  EXPECT_EQ(event.age_width(), 1);
  EXPECT_EQ(event.age_classes(), 3);
  EXPECT_THAT(event.group_keys(), ElementsAre("german", "foreign"));
  EXPECT_EQ(event.quantiles(0).figure_id(), "total");
  EXPECT_EQ(event.accuracy().remark(), "no backtest");
  EXPECT_EQ(event.published_at().seconds(), 1'700'000'000);
  run.Apply(events[0]);
  EXPECT_EQ(run.state.steps_done(), 2);
  EXPECT_EQ(run.state.percent_done(), 100);
  EXPECT_EQ(run.state.accuracy().remark(), "no backtest");
  EXPECT_EQ(run.state.provenance().result_sha256(), "abc");
  EXPECT_EQ(run.state.ended_at().seconds(), 1'700'000'000);
  EXPECT_EQ(Shown(run, 7, After(1), 0).steps_done(), 2);
  EXPECT_EQ(Shown(run, 7, After(1), 0).version(), 7u);

  ForecastRun uncertain = Uncertain(2, 64);
  ForecastProgress done = After(30);
  EXPECT_EQ(uncertain.Publish(done, "", {}, kNow).status().message(),
            "the trajectories are not simulated");
  uncertain.Apply(uncertain.Publish(done, "quantiles", {}, kNow).value().at(0));
  EXPECT_EQ(uncertain.state.provenance().quantiles_sha256(), "quantiles");
  EXPECT_EQ(uncertain.state.chunks_done(), 8);
}

TEST(ForecastRunTest, ProgressIsOfStepsAndChunksTogether) {
  const ForecastRun run = Uncertain(2, 64);  // 30 steps, 8 chunks
  EXPECT_EQ(Shown(run, 1, After(15), 4).percent_done(), 100 * 19 / 38);
  EXPECT_EQ(Shown(run, 1, After(15), 4).chunks_done(), 4);
  ForecastRun stopped = Running();
  stopped.Apply(stopped.Cancel(2, kNow).value().at(0));
  ForecastProgress progress = After(1);
  progress.run_version = 3;
  EXPECT_EQ(Shown(stopped, 3, progress, 0).state(), v1::FORECAST_STATE_CANCELLED);
  EXPECT_EQ(Shown(stopped, 3, progress, 0).steps_done(), 2) << "what was done is done";
}

TEST(ForecastRunTest, TheModelIsWhatTheParametersSay) {
  ForecastRun run = Running();
  v1::ForecastParameters& parameters = *run.state.mutable_parameters();
  Model model = run.model();
  EXPECT_EQ(model.grid.ages, 3);
  EXPECT_EQ(model.grid.groups, 2);
  EXPECT_EQ(model.form, MigrationForm::kGrossFlows);
  EXPECT_EQ(model.timing, MigrationTiming::kEven);
  EXPECT_FALSE(model.fso_infant_term);
  EXPECT_FALSE(model.allow_negative_cells);
  EXPECT_THAT(model.area_names, ElementsAre("1", "2"));
  EXPECT_THAT(model.group_names, ElementsAre("german", "foreign"));
  parameters.set_fso_infant_term(true);
  parameters.set_allow_negative_cells(true);
  run.input.age_width = 5;
  model = run.model();
  EXPECT_TRUE(model.fso_infant_term);
  EXPECT_TRUE(model.allow_negative_cells);
  EXPECT_EQ(model.age_width, 5);
  parameters.set_form(v1::MIGRATION_FORM_NET_MIGRATION);
  parameters.set_timing(v1::MIGRATION_TIMING_END);
  EXPECT_EQ(run.model().form, MigrationForm::kNetMigration);
  EXPECT_EQ(run.model().timing, MigrationTiming::kEnd);
  parameters.set_form(v1::MIGRATION_FORM_MULTIREGIONAL);
  EXPECT_EQ(run.model().form, MigrationForm::kMultiregional);
  parameters.set_form(v1::MIGRATION_FORM_HAMILTON_PERRY);
  parameters.mutable_hamilton_perry()->set_years(10);
  EXPECT_EQ(run.model().form, MigrationForm::kHamiltonPerry);
  EXPECT_EQ(run.model().ratio_years, 10);
}

TEST(ForecastRunTest, ProvenanceNamesEachImportOnce) {
  ForecastInput input;
  input.input_sha256 = "hash";
  input.seed = 7;
  input.stocks = {{"s1", ""}, 2024};
  input.history = {{{"s0", ""}, 2020}, {{"s1", ""}, 2024}};
  input.rates = {{{"estimate", ""}, 2024}, {{"r1", ""}, 2024}};
  input.flows = {{{"estimate", ""}, 2024}, {{"f1", ""}, 2024}, {{"f1", ""}, 2024}};
  input.flow_history = {{{"f0", ""}, 2020}, {{"f1", ""}, 2024}};
  input.moving = {{{"m1", ""}, 2024}};
  input.special = PinnedYear{{"p1", ""}, 2024};
  input.housing = PinnedYear{{"h1", ""}, 2024};
  v1::Provenance provenance = ProvenanceOf(input, "estimate");
  EXPECT_EQ(provenance.input_sha256(), "hash");
  EXPECT_EQ(provenance.rate_estimate_id(), "estimate");
  EXPECT_EQ(provenance.seed(), 7u);
  EXPECT_NE(provenance.engine_version(), "");
  EXPECT_THAT(provenance.stock_import_ids(), ElementsAre("s1", "s0"));
  EXPECT_THAT(provenance.rate_import_ids(), ElementsAre("r1"));
  EXPECT_THAT(provenance.flow_import_ids(), ElementsAre("f1", "f0"));
  EXPECT_THAT(provenance.moving_rate_import_ids(), ElementsAre("m1"));
  EXPECT_EQ(provenance.special_population_import_id(), "") << "pinned, but not used";
  EXPECT_EQ(provenance.housing_import_id(), "");
  input.uses_special = input.uses_housing = true;
  provenance = ProvenanceOf(input, "estimate");
  EXPECT_EQ(provenance.special_population_import_id(), "p1");
  EXPECT_EQ(provenance.housing_import_id(), "h1");
}

TEST(ForecastRunTest, TheInputHashDependsOnAllThatIsUsed) {
  const std::function<void(ForecastInput&)> changes[] = {
      [](ForecastInput& i) { i.child_group = {1, 0, 0, 1}; },
      [](ForecastInput& i) {
        i.child_group = {1, 0, 0, 1};
        i.boys_per_girl = 1.06;
      },
      [](ForecastInput& i) { i.flow_history = {{{"f", "f"}, 2020}}; },
      [](ForecastInput& i) { i.group_flags = {{true, false}}; },
      [](ForecastInput& i) { i.group_flags = {{true, true}}; },
      [](ForecastInput& i) { i.group_flags = {{false, true}}; },
      [](ForecastInput& i) {
        i.special = PinnedYear{{"p", "p"}, 2024};
        i.uses_special = true;
      },
      [](ForecastInput& i) {
        i.housing = PinnedYear{{"p", "p"}, 2024};
        i.uses_housing = true;
      },
      [](ForecastInput& i) { i.moving = {{{"m", "m"}, 2024}}; },
      [](ForecastInput& i) { i.earlier_stocks = {{"s", "s"}, 2019}; },
      [](ForecastInput& i) { i.trends = RateTrends{.mortality = 1}; },
      [](ForecastInput& i) { i.trends = RateTrends{.fertility = 1}; },
      [](ForecastInput& i) { i.trends = RateTrends{.years = 1}; },
      [](ForecastInput& i) { i.trends = RateTrends{.last_year = 1}; },
      [](ForecastInput& i) { i.flows = {{{"f", "f"}, 2024}}; },
      [](ForecastInput& i) { i.age_width = 5; },
      [](ForecastInput& i) { i.age_classes = 4; },
      [](ForecastInput& i) { i.neighborhood_keys = {"1", "3"}; },
      [](ForecastInput& i) { i.group_keys = {"german", "other"}; },
  };
  std::set<std::string> hashes = {InputHash(Running().input)};
  for (const auto& change : changes) {
    ForecastInput input = Running().input;
    change(input);
    EXPECT_TRUE(hashes.insert(InputHash(input)).second) << hashes.size();
  }
  ForecastInput unused = Running().input;
  unused.special = PinnedYear{{"p", "p"}, 2024};
  EXPECT_TRUE(hashes.contains(InputHash(unused))) << "what is only pinned changes nothing";
}

TEST(ForecastResultTest, ComponentsAreTheSumsOfAGroup) {
  const Grid grid{2, 2};
  AreaStep step(grid);
  Cells* tables[] = {&step.start,
                     &step.births,
                     &step.deaths,
                     &step.immigration_abroad,
                     &step.immigration_rest,
                     &step.emigration_abroad,
                     &step.emigration_rest,
                     &step.internal_arrivals,
                     &step.internal_departures,
                     &step.naturalized_in,
                     &step.naturalized_out,
                     &step.net_migration,
                     &step.adjustment,
                     &step.special_change,
                     &step.end};
  double value = 1;
  for (Cells* cells : tables) {
    cells->assign(grid.size(), 0);
    (*cells)[grid.at(1, kMale, 0)] = value;
    (*cells)[grid.at(1, kFemale, 1)] = value / 4;
    (*cells)[grid.at(0, kFemale, 1)] = 100 * value;
    value *= 2;
  }
  step.special.assign(grid.size(), 0);
  step.special[grid.at(1, kMale, 1)] = 0.5;
  step.net_change.clear();
  const ResultBlock block = ToResult(grid, step, {{{}, {1, 2}}}, 1);
  ASSERT_EQ(block.components.size(), 2u);
  EXPECT_EQ(block.people, step.end);
  EXPECT_THAT(block.sheltered, ElementsAre(Cells{1, 2}));
  const v1::GroupComponents& c = block.components[1];
  EXPECT_EQ(c.start(), 1.25 + 0.5);
  EXPECT_EQ(c.births(), 2 * 1.25);
  EXPECT_EQ(c.deaths(), 4 * 1.25);
  EXPECT_EQ(c.immigration_abroad(), 8 * 1.25);
  EXPECT_EQ(c.immigration_rest(), 16 * 1.25);
  EXPECT_EQ(c.emigration_abroad(), 32 * 1.25);
  EXPECT_EQ(c.emigration_rest(), 64 * 1.25);
  EXPECT_EQ(c.internal_arrivals(), 128 * 1.25);
  EXPECT_EQ(c.internal_departures(), 256 * 1.25);
  EXPECT_EQ(c.naturalized_in(), 512 * 1.25);
  EXPECT_EQ(c.naturalized_out(), 1024 * 1.25);
  EXPECT_EQ(c.net_migration(), 2048 * 1.25);
  EXPECT_EQ(c.adjustment(), 4096 * 1.25);
  EXPECT_EQ(c.special_change(), 8192 * 1.25);
  EXPECT_EQ(c.net_change(), 0);
  EXPECT_EQ(c.end(), 16384 * 1.25);
  EXPECT_EQ(block.components[0].births(), 200);
  step.net_change.assign(grid.size(), 3);
  EXPECT_EQ(ToResult(grid, step, {}, 0).components[0].net_change(), 12);
  EXPECT_EQ(Sum({1, 2, 3.5}), 6.5);
}

TEST(ForecastAccuracyTest, IsShownInFull) {
  ForecastAccuracy accuracy;
  accuracy.stock_years = {2020, 2024};
  MethodAccuracy& method = accuracy.methods.emplace_back();
  method.slice = "65+";
  method.horizon = 5;
  method.launches = 2;
  method.neighborhoods = 3;
  method.mape = 4.5;
  method.medape = 5.5;
  method.malpe = -6.5;
  method.coverage_80 = 0.75;
  method.interval_launches = 7;
  accuracy.remark = "few";
  accuracy.noise_floors = {{5, 1.5}};
  accuracy.turnover = {{.moves = 0.1, .births = 0.2, .deaths = 0.3}, true};
  accuracy.fans = {{10, true, {1, 2, 3, 4}}};
  const v1::ForecastAccuracy shown = ToProto(accuracy);
  EXPECT_THAT(shown.stock_years(), ElementsAre(2020, 2024));
  EXPECT_EQ(shown.methods(0).slice(), "65+");
  EXPECT_EQ(shown.methods(0).horizon(), 5);
  EXPECT_EQ(shown.methods(0).launches(), 2);
  EXPECT_EQ(shown.methods(0).neighborhoods(), 3);
  EXPECT_EQ(shown.methods(0).mape(), 4.5);
  EXPECT_EQ(shown.methods(0).medape(), 5.5);
  EXPECT_EQ(shown.methods(0).malpe(), -6.5);
  EXPECT_EQ(shown.methods(0).coverage_80(), 0.75);
  EXPECT_EQ(shown.methods(0).interval_launches(), 7);
  EXPECT_EQ(static_cast<int>(shown.methods(0).method()), static_cast<int>(method.method));
  EXPECT_EQ(shown.remark(), "few");
  EXPECT_EQ(shown.noise_floors(0).horizon(), 5);
  EXPECT_EQ(shown.noise_floors(0).mape(), 1.5);
  EXPECT_EQ(shown.turnover().moves(), 0.1);
  EXPECT_EQ(shown.turnover().births(), 0.2);
  EXPECT_EQ(shown.turnover().deaths(), 0.3);
  EXPECT_TRUE(shown.turnover_is_assumed());
  EXPECT_EQ(shown.fans(0).horizon(), 10);
  EXPECT_TRUE(shown.fans(0).ages());
  EXPECT_EQ(shown.fans(0).own(), 1);
  EXPECT_EQ(shown.fans(0).common(), 2);
  EXPECT_EQ(shown.fans(0).unsure(), 3);
  EXPECT_EQ(shown.fans(0).launches(), 4);
  accuracy.methods[0].coverage_80.reset();
  EXPECT_FALSE(ToProto(accuracy).methods(0).has_coverage_80());
}

}  // namespace
}  // namespace zwk::forecasting
