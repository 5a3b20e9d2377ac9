// Whether what was counted can be true, before rates are made of it.
#include <cmath>
#include <cstdlib>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/step.h"
#include "forecasting/rates/estimate.h"
#include "forecasting/rates/occurrences.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

absl::Status Refuse(const EstimationInput& input, size_t area, int year, size_t cell,
                    absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(CellName(input.model, area, cell), ", ", year, ": ", what));
}

absl::Status RefuseArea(const EstimationInput& input, size_t area, int year,
                        absl::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat(AreaName(input.model, area), ", ", year, ": ", what));
}

absl::Status CheckTable(const EstimationInput& input, size_t area, int year, const char* name,
                        const Cells& cells, bool may_be_empty) {
  if (may_be_empty && cells.empty()) return absl::OkStatus();
  if (cells.size() != input.model.grid.size()) {
    return RefuseArea(
        input, area, year,
        absl::StrCat(name, " has ", cells.size(), " cells, not ", input.model.grid.size()));
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    if (std::isfinite(cells[i]) && cells[i] >= 0) continue;
    return Refuse(input, area, year, i,
                  absl::StrCat(name, " is ", cells[i], ", should be finite and not negative"));
  }
  return absl::OkStatus();
}

absl::Status CheckChanges(const EstimationInput& input, size_t area, int year, const char* name,
                          const std::vector<Change>& changes, bool between_groups) {
  const Grid& grid = input.model.grid;
  const size_t count = between_groups ? grid.groups : input.stocks[0].size();
  for (const Change& change : changes) {
    if (change.cell >= grid.size()) {
      return RefuseArea(input, area, year, absl::StrCat(name, ": there is no cell ", change.cell));
    }
    const size_t own = between_groups ? change.cell / grid.ages / kSexes : area;
    if (change.to >= count || change.to == own) {
      return Refuse(input, area, year, change.cell,
                    absl::StrCat(name, " to ", change.to, ", should be another of ", count));
    }
    if (!std::isfinite(change.people) || change.people < 0) {
      return Refuse(
          input, area, year, change.cell,
          absl::StrCat(name, " is ", change.people, ", should be finite and not negative"));
    }
  }
  return absl::OkStatus();
}

// Mothers are women who are neither in the youngest nor in the open age class.
absl::Status CheckMothers(const EstimationInput& input, size_t area, int year,
                          const Cells& births) {
  const Grid& grid = input.model.grid;
  for (size_t i = 0; i < births.size(); ++i) {
    const int age = static_cast<int>(i % grid.ages);
    const bool male = i / grid.ages % kSexes == kMale;
    if (births[i] > 0 && age > 0 && (male || age == grid.open())) {
      return Refuse(input, area, year, i,
                    absl::StrCat("births is ", births[i],
                                 ", but mothers are women below the open age class"));
    }
  }
  return absl::OkStatus();
}

absl::Status CheckFlows(const EstimationInput& input, size_t area, int year,
                        const AreaFlows& flows) {
  const std::pair<const char*, const Cells*> tables[] = {
      {"births", &flows.births},
      {"deaths", &flows.deaths},
      {"emigration abroad", &flows.emigration_abroad},
      {"emigration inside the country", &flows.emigration_rest},
      {"immigration from abroad", &flows.immigration_abroad},
      {"immigration from inside the country", &flows.immigration_rest}};
  for (const auto& [name, cells] : tables) {
    ZWK_RETURN_IF_ERROR(CheckTable(input, area, year, name, *cells, /*may_be_empty=*/true));
  }
  ZWK_RETURN_IF_ERROR(CheckMothers(input, area, year, flows.births));
  ZWK_RETURN_IF_ERROR(CheckChanges(input, area, year, "moving", flows.moves, false));
  return CheckChanges(input, area, year, "naturalization", flows.naturalizations, true);
}

double Sum(const Cells& cells) {
  double sum = 0;
  for (const double cell : cells) sum += cell;
  return sum;
}

// A sex that is missing as a whole is a fault of the data; an empty neighborhood is none.
absl::Status CheckWomen(const EstimationInput& input, size_t area, size_t y) {
  const Grid& grid = input.model.grid;
  const Cells& start = input.stocks[y][area];
  double people = 0, women = 0;
  for (size_t i = 0; i < start.size(); ++i) {
    people += start[i];
    if (i / grid.ages % kSexes == kFemale) women += start[i];
  }
  if (people > 0 && women == 0) {
    return RefuseArea(input, area, input.years[y],
                      absl::StrCat(people, " people at the start, but no woman among them"));
  }
  const double born = Sum(input.flows[y][area].births);
  if (born > 0 && Sum(WomenExposed(input, area, y)) == 0) {
    return RefuseArea(input, area, input.years[y],
                      absl::StrCat(born, " births, but no woman who could be a mother"));
  }
  return absl::OkStatus();
}

absl::Status CheckDeaths(const EstimationInput& input, size_t area, size_t y,
                         const std::vector<double>& arrived) {
  const AreaFlows& flows = input.flows[y][area];
  const double lived = Sum(input.stocks[y][area]) + Sum(flows.births) +
                       Sum(flows.immigration_abroad) + Sum(flows.immigration_rest) + arrived[area];
  if (const double deaths = Sum(flows.deaths); deaths > lived) {
    return RefuseArea(input, area, input.years[y],
                      absl::StrCat(deaths, " deaths, but only ", lived, " people were there"));
  }
  return absl::OkStatus();
}

// By neighborhood, at the end of a year.
std::vector<Cells> PeopleThatFollow(const EstimationInput& input, size_t y) {
  const Grid& grid = input.model.grid;
  std::vector<Cells> follows;
  for (const Cells& start : input.stocks[y]) follows.push_back(AgedOn(grid, start));
  for (size_t r = 0; r < follows.size(); ++r) {
    const AreaFlows& flows = input.flows[y][r];
    for (size_t i = 0; i < grid.size(); ++i) {
      if (i % grid.ages == 0) follows[r][i] += ValueOr0(flows.births, i);
      follows[r][i] += ValueOr0(flows.immigration_abroad, i) + ValueOr0(flows.immigration_rest, i) -
                       ValueOr0(flows.deaths, i) - ValueOr0(flows.emigration_abroad, i) -
                       ValueOr0(flows.emigration_rest, i) + ValueOr0(flows.other_changes, i);
    }
    for (const Change& move : flows.moves) {
      follows[r][move.cell] -= move.people;
      follows[move.to][move.cell] += move.people;
    }
    for (const Change& change : flows.naturalizations) {
      follows[r][change.cell] -= change.people;
      follows[r][InGroup(grid, change.cell, change.to)] += change.people;
    }
  }
  return follows;
}

}  // namespace

absl::Status CheckEstimationInput(const EstimationInput& input) {
  const Model& model = input.model;
  if (model.form != MigrationForm::kGrossFlows || model.age_width != 1) {
    return absl::InvalidArgumentError("rates are estimated for gross flows by single years of age");
  }
  if (model.grid.ages < 3 || model.grid.groups < 1) {
    return absl::InvalidArgumentError("rates need at least three age classes and one group");
  }
  if (input.years.empty()) return absl::InvalidArgumentError("rates need flows of a year");
  for (size_t y = 1; y < input.years.size(); ++y) {
    if (input.years[y] != input.years[y - 1] + 1) {
      return absl::InvalidArgumentError(absl::StrCat("years: ", input.years[y], " stands after ",
                                                     input.years[y - 1],
                                                     "; they must be consecutive"));
    }
  }
  if (input.stocks.size() != input.years.size() + 1 || input.flows.size() != input.years.size()) {
    return absl::InvalidArgumentError(
        absl::StrCat(input.years.size(), " years need flows of each and one stock more, not ",
                     input.flows.size(), " and ", input.stocks.size()));
  }
  const size_t areas = input.stocks[0].size();
  if (areas == 0 || (!input.clusters.empty() && input.clusters.size() != areas)) {
    return absl::InvalidArgumentError(
        absl::StrCat(areas, " neighborhoods, ", input.clusters.size(), " clusters"));
  }
  for (size_t y = 0; y < input.stocks.size(); ++y) {
    const int year = input.years[0] + static_cast<int>(y) - 1;
    if (input.stocks[y].size() != areas ||
        (y < input.flows.size() && input.flows[y].size() != areas)) {
      return absl::InvalidArgumentError(
          absl::StrCat(year, ": not every one of the ", areas, " neighborhoods has figures"));
    }
    for (size_t r = 0; r < areas; ++r) {
      ZWK_RETURN_IF_ERROR(
          CheckTable(input, r, year, "people", input.stocks[y][r], /*may_be_empty=*/false));
    }
  }
  for (size_t y = 0; y < input.years.size(); ++y) {
    std::vector<double> arrived(areas, 0.0);
    for (size_t r = 0; r < areas; ++r) {
      ZWK_RETURN_IF_ERROR(CheckFlows(input, r, input.years[y], input.flows[y][r]));
      for (const Change& move : input.flows[y][r].moves) arrived[move.to] += move.people;
    }
    for (size_t r = 0; r < areas; ++r) {
      ZWK_RETURN_IF_ERROR(CheckWomen(input, r, y));
      ZWK_RETURN_IF_ERROR(CheckDeaths(input, r, y, arrived));
    }
  }
  return absl::OkStatus();
}

std::string Describe(const Model& model, const BalanceFault& fault) {
  return absl::StrCat(CellName(model, fault.area, fault.cell), ", ", fault.year, ": ",
                      fault.counted, " people on 31 December, but ",
                      fault.counted - fault.difference,
                      " follow from the last stock, births, deaths and moves");
}

Balance CheckBalance(const EstimationInput& input, double tolerance) {
  Balance balance;
  for (size_t y = 0; y < input.years.size(); ++y) {
    const std::vector<Cells> follows = PeopleThatFollow(input, y);
    for (size_t r = 0; r < follows.size(); ++r) {
      for (size_t i = 0; i < follows[r].size(); ++i) {
        const double counted = input.stocks[y + 1][r][i];
        const double difference = counted - follows[r][i];
        balance.difference += difference;
        if (std::abs(difference) > std::abs(balance.largest_difference)) {
          balance.largest_difference = difference;
        }
        if (std::abs(difference) > tolerance) {
          balance.faults.push_back({r, input.years[y], i, counted, difference});
        }
      }
    }
  }
  return balance;
}

}  // namespace zwk::forecasting
