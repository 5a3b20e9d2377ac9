#pragma once

#include <cmath>
#include <memory>
#include <vector>

#include "forecasting/engine/step.h"
#include "forecasting/rates/estimate.h"

// A made-up city in which years are counted, for tests.
namespace zwk::forecasting {

struct CountedCity {
  EstimationInput input;
  StepAssumptions truth;

  // Neighborhood r has r + 1 times the people of the first, and death rates of 1 + levels[r].
  CountedCity(int areas, int groups, int years, double people, std::vector<double> levels = {}) {
    Model& model = input.model;
    model.grid = {101, groups};
    const Grid& grid = model.grid;
    levels.resize(areas, 0.0);
    std::vector<Cells> now;
    for (int r = 0; r < areas; ++r) {
      auto area = std::make_shared<AreaAssumptions>();
      for (Cells* table : {&area->mortality, &area->fertility, &area->emigration_abroad,
                           &area->emigration_rest, &area->immigration_abroad,
                           &area->immigration_rest, &area->leaving, &area->arrival_share}) {
        table->resize(grid.size());
      }
      area->naturalization.assign(groups, Cells(grid.size()));
      now.emplace_back(grid.size());
      for (size_t i = 0; i < grid.size(); ++i) {
        const int a = static_cast<int>(i % grid.ages);
        const size_t g = i / grid.ages / kSexes;
        const bool female = i / grid.ages % kSexes == kFemale;
        const double mobile = 0.2 + std::exp(-std::pow((a - 26) / 9.0, 2));
        now[r][i] = people * (r + 1) * std::exp(-std::pow(a / 75.0, 4)) / (1 + g);
        area->mortality[i] = std::min(0.6, (a == 0 ? 0.003 : 3e-5 * std::exp(0.1 * a)) *
                                               (female ? 1.0 : 1.5) * (1 + levels[r]));
        if (female && a >= 15 && a < 50) {
          area->fertility[i] = 0.1 * std::exp(-std::pow((a - 30) / 7.0, 2)) * (1 + 0.2 * g);
        }
        area->emigration_abroad[i] = 0.01 * (1 + 3 * g) * mobile;
        area->emigration_rest[i] = 0.04 * mobile;
        area->immigration_abroad[i] = people * 0.01 * (r + 1) * mobile;
        area->immigration_rest[i] = people * 0.04 * (r + 1) * mobile;
        area->leaving[i] = 0.08 * mobile;
        area->arrival_share[i] = (r + 1.0) / (areas * (areas + 1) / 2.0);
        if (g > 0) area->naturalization[0][i] = 0.02;
      }
      truth.areas.push_back(area);
    }
    truth.child_group = OwnGroup(groups);
    if (groups > 1) truth.child_group[groups] = 0.4, truth.child_group[groups + 1] = 0.6;

    input.stocks.push_back(now);
    for (int y = 0; y < years; ++y) Count(2018 + y);
  }

  // What the step says happened; who moves from a neighborhood into itself is not counted.
  void Count(int year) {
    const Grid& grid = input.model.grid;
    const CityStep step = GrossFlowStep(input.model, input.stocks.back(), truth);
    std::vector<AreaFlows> flows(step.areas.size());
    std::vector<Cells> end;
    for (size_t r = 0; r < flows.size(); ++r) {
      const AreaStep& area = step.areas[r];
      flows[r] = {.births = area.births,
                  .deaths = area.deaths,
                  .emigration_abroad = area.emigration_abroad,
                  .emigration_rest = area.emigration_rest,
                  .immigration_abroad = area.immigration_abroad,
                  .immigration_rest = area.immigration_rest};
      for (size_t i = 0; i < grid.size(); ++i) {
        if (i % grid.ages > 0) flows[r].births[i] = area.births_by_mother[i];
        for (size_t to = 0; to < flows.size(); ++to) {
          const double people = area.internal_departures[i] * truth.areas[to]->arrival_share[i];
          if (to != r) {
            flows[r].moves.push_back({static_cast<uint32_t>(to), static_cast<uint32_t>(i), people});
          }
        }
        if (area.naturalized_out[i] > 0) {
          flows[r].naturalizations.push_back(
              {0, static_cast<uint32_t>(i), area.naturalized_out[i]});
        }
      }
      end.push_back(area.end);
    }
    input.years.push_back(year);
    input.flows.push_back(std::move(flows));
    input.stocks.push_back(std::move(end));
  }
};

}  // namespace zwk::forecasting
