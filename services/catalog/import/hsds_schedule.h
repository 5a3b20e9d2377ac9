#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "catalog/import/hsds_values.h"
#include "catalog/offer/schedule.h"

namespace zwk::catalog::hsds {

class Schedules {
 public:
  Schedules(const Entities& entities, Values& values) : entities_(entities), values_(values) {}

  // Those that belong, each id once.
  template <class Belongs>
  std::vector<Schedule> Of(Belongs belongs) {
    std::vector<Schedule> schedules;
    std::set<std::string> seen;
    for (const Entity& entity : All(entities_, "schedule")) {
      if (!belongs(entity) || !seen.insert(Id(*entity.json)).second) continue;
      if (const auto schedule = Read(entity)) schedules.push_back(*schedule);
    }
    return schedules;
  }

  // Read once, however many places use it, so that its faults are named once.
  std::optional<Schedule> Read(const Entity& e) {
    const auto [at, fresh] = schedules_.try_emplace(&e);
    if (fresh) at->second = ReadFresh(e);
    return at->second;
  }

 private:
  std::optional<Schedule> ReadFresh(const Entity& entity);
  void Accept(const Entity& entity, Schedule& schedule);
  std::optional<Schedule> InWords(const Entity& entity, Schedule schedule);
  void CheckRule(const Entity& entity, const Schedule& schedule);

  int never_ = 0;  // rules that mean no day
  const Entities& entities_;
  Values& values_;
  std::map<const Entity*, std::optional<Schedule>> schedules_;
};

}  // namespace zwk::catalog::hsds
