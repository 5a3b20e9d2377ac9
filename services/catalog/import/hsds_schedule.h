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
  explicit Schedules(Values& values) : values_(values) {}

  // Read once, however many places use it, so that its faults are named once.
  std::optional<Schedule> Read(const Entity& e) {
    const auto [at, fresh] = schedules_.try_emplace(&e);
    if (fresh) at->second = ReadFresh(e);
    return at->second;
  }
  // For a place that is open then.
  std::vector<Schedule> Use(const std::vector<const Entity*>& entities) {
    std::vector<Schedule> schedules;
    for (const Entity* entity : entities) {
      const auto schedule = Read(*entity);
      if (!schedule) continue;
      schedules.push_back(*schedule);
      used_.insert(Id(*entity->json));
    }
    return schedules;
  }
  // Whether it, or the same once more, stands at a place.
  bool was_used(const Entity& entity) const { return used_.contains(Id(*entity.json)); }

 private:
  std::optional<Schedule> ReadFresh(const Entity& entity);
  void Accept(const Entity& entity, Schedule& schedule);
  std::optional<Schedule> InWords(const Entity& entity, Schedule schedule);
  void CheckRule(const Entity& entity, const Schedule& schedule);

  int never_ = 0;  // rules that mean no day
  Values& values_;
  std::map<const Entity*, std::optional<Schedule>> schedules_;
  std::set<std::string> used_;  // ids
};

}  // namespace zwk::catalog::hsds
