#include "forecasting/forecast/run_figures_use.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/base/job_queue.h"
#include "forecasting/engine/checks.h"
#include "forecasting/forecast/cohort_change.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {

Task<absl::StatusOr<std::vector<DataBlock>>> RunFigures::Blocks(PinnedYear pinned) {
  if (pinned.source.import_id.empty()) co_return std::vector<DataBlock>{};
  co_return co_await data_.LoadBlocks(caller_, pinned.source, pinned.year,
                                      run_.input.neighborhood_keys);
}

Task<absl::StatusOr<std::vector<Cells>>> RunFigures::Stocks(PinnedYear pinned) {
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<DataBlock> blocks, co_await Blocks(std::move(pinned)));
  std::vector<Cells> people;
  for (DataBlock& block : blocks) people.push_back(std::move(block.tables[table::kPeople]));
  co_return people;
}

Task<absl::Status> RunFigures::Load(PinnedStep pinned) {
  StepBlocks blocks;
  ZWK_CO_ASSIGN_OR_RETURN(blocks.rates, co_await Blocks(pinned.rates));
  ZWK_CO_ASSIGN_OR_RETURN(blocks.flows, co_await Blocks(pinned.flows));
  ZWK_CO_ASSIGN_OR_RETURN(blocks.moving, co_await Blocks(pinned.moving));
  assumptions_ = ToAssumptions(run_.model(), blocks);
  pinned_ = std::move(pinned);
  co_return absl::OkStatus();
}

// Hamilton-Perry: the same ratios in every step, and a total for each.
Task<absl::Status> RunFigures::LoadCohorts() {
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Cells> before,
                          co_await Stocks(run_.input.earlier_stocks));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Cells> after, co_await Stocks(run_.input.stocks));
  ZWK_CO_RETURN_IF_ERROR(co_await EnterPool(pool_));
  const auto& given = run_.parameters().hamilton_perry().totals();
  totals_ = {given.begin(), given.end()};
  if (totals_.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(totals_, LinearTotals(before, after, run_.steps_total()));
  }
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<Cells> ratios,
                          ShrunkCohortRatios(run_.model(), before, after));
  for (Cells& of_area : ratios) {
    auto area = std::make_shared<AreaAssumptions>();
    area->cohort_ratio = std::move(of_area);
    assumptions_.areas.push_back(std::move(area));
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<StepAssumptions>> RunFigures::AssumptionsOf(int step) {
  const PinnedStep pinned = run_.input.step(step);
  const bool there = Has(pinned);
  if (!there && FormOf(run_.parameters()) == MigrationForm::kHamiltonPerry) {
    ZWK_CO_RETURN_IF_ERROR(co_await LoadCohorts());
  } else if (!there) {
    ZWK_CO_RETURN_IF_ERROR(co_await Load(pinned));
  }
  const int year = run_.YearAfter(step + 1);
  StepAssumptions assumptions = assumptions_;
  assumptions.boys_per_girl = run_.BoysPerGirl(year);
  assumptions.child_group = run_.ChildGroups(year);
  if (!totals_.empty()) assumptions.total = totals_[step];
  // What was imported for a later year knows better.
  const bool estimated = pinned.rates.source.import_id == run_.parameters().rate_estimate_id();
  if (!estimated || !run_.input.trends) co_return assumptions;
  co_return Modified(run_.model(), TrendModifiers(*run_.input.trends, year), year, assumptions);
}

Task<absl::Status> RunFigures::CheckAllSteps(const Scenario& scenario, CancellationToken token) {
  const Model model = run_.model();
  for (int step = 0; step < run_.steps_total() && !token.cancelled(); ++step) {
    const bool same =
        scenario.modifiers.empty() && !run_.input.trends && Has(run_.input.step(step));
    if (same) continue;
    ZWK_CO_ASSIGN_OR_RETURN(const StepAssumptions assumptions, co_await AssumptionsOf(step));
    ZWK_CO_RETURN_IF_ERROR(co_await EnterPool(pool_));
    const int year = run_.YearAfter(step + 1);
    const absl::StatusOr<StepAssumptions> modified =
        Modified(model, scenario.modifiers, year, assumptions);
    const absl::Status checked =
        modified.ok() ? CheckAssumptions(model, *modified) : modified.status();
    if (!checked.ok()) {
      co_return absl::Status(checked.code(), absl::StrCat("year ", year, ": ", checked.message()));
    }
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::forecasting
