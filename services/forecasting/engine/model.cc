#include "forecasting/engine/model.h"

#include <algorithm>

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {
namespace {

constexpr Cells AreaStep::* kTables[] = {&AreaStep::start,
                                         &AreaStep::births,
                                         &AreaStep::births_by_mother,
                                         &AreaStep::deaths,
                                         &AreaStep::emigration_abroad,
                                         &AreaStep::emigration_rest,
                                         &AreaStep::immigration_abroad,
                                         &AreaStep::immigration_rest,
                                         &AreaStep::naturalized_out,
                                         &AreaStep::naturalized_in,
                                         &AreaStep::internal_departures,
                                         &AreaStep::internal_arrivals,
                                         &AreaStep::net_migration,
                                         &AreaStep::adjustment,
                                         &AreaStep::special,
                                         &AreaStep::special_change,
                                         &AreaStep::end};

}  // namespace

std::vector<double> OwnGroup(int groups) {
  std::vector<double> shares(static_cast<size_t>(groups) * groups, 0.0);
  for (int g = 0; g < groups; ++g) shares[static_cast<size_t>(g) * groups + g] = 1.0;
  return shares;
}

int StepAssumptions::clusters() const {
  return origin_cluster.empty()
             ? 1
             : 1 + *std::max_element(origin_cluster.begin(), origin_cluster.end());
}

AreaStep::AreaStep(const Grid& grid) {
  for (Cells AreaStep::* table : kTables) (this->*table).assign(grid.size(), 0.0);
}

void AreaStep::Add(const AreaStep& other) {
  for (Cells AreaStep::* table : kTables) {
    for (size_t i = 0; i < end.size(); ++i) (this->*table)[i] += (other.*table)[i];
  }
}

std::string AreaName(const Model& model, size_t area) {
  return absl::StrCat("neighborhood ",
                      area < model.area_names.size() ? model.area_names[area] : absl::StrCat(area));
}

std::string CellName(const Model& model, size_t area, size_t cell) {
  const size_t age = cell % model.grid.ages;
  const size_t sex = cell / model.grid.ages % kSexes;
  const size_t group = cell / model.grid.ages / kSexes;
  return absl::StrCat(
      AreaName(model, area), ", group ",
      group < model.group_names.size() ? model.group_names[group] : absl::StrCat(group), ", ",
      sex == kFemale ? "female" : "male", ", age ", age * model.age_width);
}

}  // namespace zwk::forecasting
