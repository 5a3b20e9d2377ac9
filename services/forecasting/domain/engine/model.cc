#include "forecasting/domain/engine/model.h"

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {

std::vector<double> OwnGroup(int groups) {
  std::vector<double> shares(static_cast<size_t>(groups) * groups, 0.0);
  for (int g = 0; g < groups; ++g) shares[static_cast<size_t>(g) * groups + g] = 1.0;
  return shares;
}

AreaStep::AreaStep(const Grid& grid) {
  for (Cells* cells :
       {&start, &births, &births_by_mother, &deaths, &emigration_abroad, &emigration_rest,
        &immigration_abroad, &immigration_rest, &naturalized_out, &naturalized_in,
        &internal_departures, &internal_arrivals, &net_migration, &adjustment, &end}) {
    cells->assign(grid.size(), 0.0);
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
