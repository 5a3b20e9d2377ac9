#include "forecasting/forecast/imported_scenario_use.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "forecasting/data/housing_file.h"
#include "forecasting/data/valid_figures_use.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

bool HasTarget(const StepTargets& targets, size_t area) {
  return std::any_of(targets.areas.begin(), targets.areas.end(),
                     [area](const AreaTarget& target) { return target.area == area; });
}

absl::Status AddRoom(const ForecastRun& run, const std::vector<DataBlock>& blocks,
                     Scenario& scenario) {
  const int first_year = run.parameters().jump_off_year() + 1;
  for (size_t r = 0; r < blocks.size(); ++r) {
    std::optional<Housing> housing = HousingFrom(run.input.housing->year, blocks[r]);
    if (!housing) continue;
    const absl::StatusOr<std::vector<HousingTarget>> room =
        RoomOf(*std::move(housing), FromProto(run.parameters().imported_housing()), first_year,
               run.parameters().last_year());
    if (!room.ok()) {
      return InvalidField("parameters.imported_housing",
                          absl::StrCat("neighborhood ", run.input.neighborhood_keys[r], ": ",
                                       room.status().message()));
    }
    for (size_t i = 0; i < room->size(); ++i) {
      StepTargets& targets = scenario.targets[first_year + static_cast<int>(i)];
      if (!HasTarget(targets, r)) targets.areas.push_back({r, (*room)[i]});
    }
  }
  return absl::OkStatus();
}

}  // namespace

Task<absl::StatusOr<Scenario>> WithImported(PopulationStore& data, Caller caller,
                                            const ForecastRun& run, Scenario scenario) {
  const ForecastInput& input = run.input;
  if (input.uses_special) {
    ZWK_CO_ASSIGN_OR_RETURN(
        const std::vector<DataBlock> blocks,
        co_await LoadWhatIsThere(data, caller, *input.special, input.neighborhood_keys));
    std::vector<Cells>& people = scenario.special[run.parameters().jump_off_year()];
    for (const DataBlock& block : blocks) {
      people.push_back(TableOf(block, table::kPeople));
      people.back().resize(input.grid().size());  // a neighborhood that has none
    }
  }
  if (input.uses_housing) {
    ZWK_CO_ASSIGN_OR_RETURN(
        const std::vector<DataBlock> blocks,
        co_await LoadWhatIsThere(data, caller, *input.housing, input.neighborhood_keys));
    ZWK_CO_RETURN_IF_ERROR(AddRoom(run, blocks, scenario));
  }
  co_return scenario;
}

}  // namespace zwk::forecasting
