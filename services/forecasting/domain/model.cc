#include "forecasting/domain/model.h"

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

std::string CellName(const Grid& grid, size_t area, size_t cell) {
  const size_t age = cell % grid.ages;
  const size_t sex = cell / grid.ages % kSexes;
  const size_t group = cell / grid.ages / kSexes;
  return absl::StrCat("neighborhood ", area, ", group ", group, ", ",
                      sex == kFemale ? "female" : "male", ", age class ", age);
}

}  // namespace zwk::forecasting
