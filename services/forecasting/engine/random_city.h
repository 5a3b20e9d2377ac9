#pragma once

#include <memory>
#include <random>
#include <utility>
#include <vector>

#include "forecasting/engine/model.h"

// For tests.
namespace zwk::forecasting {

inline double Sum(const Cells& cells) {
  double sum = 0;
  for (double value : cells) sum += value;
  return sum;
}

// A city with everything going on, different in every cell.
struct RandomCity {
  Model model;
  std::vector<Cells> people;
  std::vector<std::shared_ptr<AreaAssumptions>> areas;
  StepAssumptions assumptions;

  RandomCity(unsigned seed, MigrationForm form, int areas_count, int groups, int ages) {
    std::mt19937 random(seed);
    const auto up_to = [&](double most) {
      return std::uniform_real_distribution<double>(0, most)(random);
    };
    model.grid = {ages, groups};
    model.form = form;
    const Grid& grid = model.grid;
    const auto table = [&](double most) {
      Cells cells(grid.size());
      for (double& cell : cells) cell = up_to(most);
      return cells;
    };
    for (int r = 0; r < areas_count; ++r) {
      people.push_back(table(200));
      auto area = std::make_shared<AreaAssumptions>();
      area->mortality = table(0.3);
      area->fertility = Cells(grid.size());
      for (int g = 0; g < groups; ++g) {
        for (int a = 1; a < ages - 1; ++a) area->fertility[grid.at(g, kFemale, a)] = up_to(0.2);
      }
      area->emigration_abroad = table(0.1);
      area->emigration_rest = table(0.1);
      area->immigration_abroad = table(5);
      area->immigration_rest = table(5);
      area->leaving = table(0.2);
      area->arrival_share = Cells(grid.size());
      area->net_migration = table(10);
      for (double& net : area->net_migration) net -= 5;
      for (int h = 0; h < groups; ++h) {
        area->naturalization.push_back(table(0.1));
        for (int s = 0; s < kSexes; ++s) {
          for (int a = 0; a < ages; ++a) area->naturalization[h][grid.at(h, s, a)] = 0;
        }
      }
      areas.push_back(area);
    }
    for (size_t i = 0; i < grid.size(); ++i) {
      double sum = 0;
      for (auto& area : areas) sum += area->arrival_share[i] = 0.01 + up_to(1);
      for (auto& area : areas) area->arrival_share[i] /= sum;
    }
    for (int r = 0; r < areas_count; ++r) {
      areas[r]->death_rate = table(0.3);
      for (int j = 0; j < areas_count; ++j) {
        areas[r]->moving.push_back(j == r ? Cells() : table(0.3));
        for (double& rate : areas[r]->moving[j]) rate = 0.05 + rate / 3;
      }
    }
    assumptions.boys_per_girl = 1.05;
    for (int g = 0; g < groups; ++g) {
      std::vector<double> shares;
      for (int h = 0; h < groups; ++h) shares.push_back(0.01 + up_to(1));
      const double sum = Sum(shares);
      for (double share : shares) assumptions.child_group.push_back(share / sum);
    }
    assumptions.areas.assign(areas.begin(), areas.end());
  }

  // Gives the neighborhoods to clusters, each with shares of arriving of its own.
  void Cluster(std::vector<int> cluster) {
    assumptions.origin_cluster = std::move(cluster);
    const size_t cells = model.grid.size();
    for (auto& area : areas) area->arrival_share.resize(cells * assumptions.clusters());
    for (size_t k = 0; k < cells * assumptions.clusters(); ++k) {
      double sum = 0;
      for (size_t r = 0; r < areas.size(); ++r) {
        sum += areas[r]->arrival_share[k] = 1.0 + (r * 7 + k * 3) % 5;
      }
      for (auto& area : areas) area->arrival_share[k] /= sum;
    }
  }
};

}  // namespace zwk::forecasting
