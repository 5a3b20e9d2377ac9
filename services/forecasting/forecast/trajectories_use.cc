#include "forecasting/forecast/trajectories_use.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/forecast/fan.h"
#include "forecasting/stochastic/histogram.h"
#include "forecasting/stochastic/simulate.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::forecasting {
namespace {

// Others have the chunks that are left: looked at again after this.
constexpr std::chrono::milliseconds kWaitForOthers{100};

absl::Status Stopped() { return absl::CancelledError("the run was let go"); }

// Which neighborhood each shelter belongs to, in their order behind the neighborhoods (shocks.h).
std::vector<int> ShelterAreas(const Scenario& scenario) {
  std::vector<int> areas;
  for (const Shock& shock : scenario.shocks) {
    for (size_t r = 0; r < shock.shelters.size(); ++r) {
      if (shock.shelters[r] > 0) areas.push_back(static_cast<int>(r));
    }
  }
  return areas;
}

// Who is in a neighborhood's shelters counts there.
void AddShelters(const std::vector<int>& shelters, int areas, std::vector<Figure>& figures) {
  for (Figure& figure : figures) {
    for (std::vector<Term>* terms : {&figure.numerator, &figure.denominator}) {
      for (Term& term : *terms) {
        std::vector<int>& selected = term.people.areas;
        const std::vector<int> named = selected;
        for (size_t i = 0; i < shelters.size(); ++i) {
          if (std::find(named.begin(), named.end(), shelters[i]) != named.end()) {
            selected.push_back(areas + static_cast<int>(i));
          }
        }
      }
    }
  }
}

}  // namespace

struct Trajectories::Prepared {
  Simulation simulation;
  Edges edges;
};

Trajectories::Trajectories(ChunkStore& chunks, Pool& pool, Timers& timers, const Clock& clock,
                           RunSignals& signals, metrics::Registry& metrics, Options options)
    : chunks_(chunks),
      pool_(pool),
      timers_(timers),
      clock_(clock),
      signals_(signals),
      options_(options),
      owner_(NewUuidV7(clock)) {
  const auto calculated = [&](const char* outcome) {
    return metrics.MakeCounter("zwk_forecast_chunks_total",
                               "Chunks of trajectories calculated here, by what became of them.",
                               {{"outcome", outcome}});
  };
  stored_ = calculated("stored");
  lost_ = calculated("lost");  // somebody else was faster, or the run was stopped
}

absl::StatusOr<std::shared_ptr<const Trajectories::Prepared>> Trajectories::Prepare(
    const SimulationTask& task, CancellationToken token) {
  SimulationInput input;
  input.model = task.run.model();
  input.start = task.start;
  if (const std::vector<Cells>* special =
          SpecialIn(task.scenario, task.run.parameters().jump_off_year())) {
    for (size_t r = 0; r < input.start.size(); ++r) {
      for (size_t i = 0; i < input.start[r].size(); ++i) {
        input.start[r][i] = std::max(0.0, input.start[r][i] - (*special)[r][i]);
      }
    }
  }
  const std::vector<int> shelters = ShelterAreas(task.scenario);
  input.figures = task.plan.figures;
  AddShelters(shelters, static_cast<int>(input.start.size()), input.figures);
  input.start.resize(input.start.size() + shelters.size(), Cells(input.model.grid.size()));
  input.years = task.years;
  input.uncertainty = task.plan.uncertainty;
  input.seed = task.plan.seed;
  ZWK_ASSIGN_OR_RETURN(Simulation simulation, forecasting::Prepare(input));
  ZWK_ASSIGN_OR_RETURN(Edges edges, FindEdges(simulation, [token] { return token.cancelled(); }));
  return std::make_shared<const Prepared>(Prepared{std::move(simulation), std::move(edges)});
}

Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> Trajectories::Simulate(
    std::shared_ptr<const SimulationTask> task, CancellationToken token) {
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  ZWK_CO_ASSIGN_OR_RETURN(const std::shared_ptr<const Prepared> prepared, Prepare(*task, token));
  // Each owner begins somewhere else, so that they seldom reach for the same chunk.
  const int chunks = task->run.chunks_total();
  const size_t begin = std::hash<std::string>()(owner_) % static_cast<size_t>(chunks);
  std::vector<Task<absl::Status>> workers;
  for (int w = 0; w < options_.workers; ++w) {
    const int first = static_cast<int>((begin + w) % static_cast<size_t>(chunks));
    workers.push_back(Work(task, prepared, first, token));
  }
  const std::vector<absl::Status> ended = co_await WhenAll(std::move(workers));
  for (const absl::Status& status : ended) ZWK_CO_RETURN_IF_ERROR(status);
  co_return co_await PutTogether(task, prepared, token);
}

// Takes chunk after chunk until all are stored.
Task<absl::Status> Trajectories::Work(std::shared_ptr<const SimulationTask> task,
                                      std::shared_ptr<const Prepared> prepared, int first,
                                      CancellationToken token) {
  const std::string& id = task->run.state.forecast_id();
  const int chunks = task->run.chunks_total();
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::set<int> done, co_await chunks_.Done(task->caller, id));
    if (static_cast<int>(done.size()) == chunks) co_return absl::OkStatus();
    bool took = false;
    for (int i = 0; i < chunks && !took; ++i) {
      const int chunk = (first + i) % chunks;
      if (done.contains(chunk)) continue;
      if (token.cancelled()) co_return Stopped();
      const Time now = clock_.Now();
      ZWK_CO_ASSIGN_OR_RETURN(
          took, co_await chunks_.Claim(task->caller, id, chunk, owner_, now, now + options_.lease));
      if (took) ZWK_CO_RETURN_IF_ERROR(co_await Calculate(task, prepared, chunk, token));
    }
    if (took) continue;
    const bool waited = co_await timers_.Sleep(kWaitForOthers, token);
    if (!waited) co_return Stopped();
  }
}

Task<absl::Status> Trajectories::Calculate(std::shared_ptr<const SimulationTask> task,
                                           std::shared_ptr<const Prepared> prepared, int chunk,
                                           CancellationToken token) {
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  const int size = ChunkSize(task->plan.trajectories);
  const int first = chunk * size;
  const int count = std::min(size, task->plan.trajectories - first);
  ZWK_CO_ASSIGN_OR_RETURN(const Counts counts,
                          SimulateChunk(prepared->simulation, prepared->edges, first, count,
                                        [token] { return token.cancelled(); }));
  const absl::StatusOr<bool> stored =
      co_await chunks_.Store(task->caller, task->run.state.forecast_id(), chunk, ToBytes(counts));
  (stored.ok() && *stored ? stored_ : lost_).Add();
  if (stored.ok()) {
    signals_.Changed(task->caller.municipality, task->run.state.forecast_id());
  }
  co_return stored.status();
}

Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> Trajectories::PutTogether(
    std::shared_ptr<const SimulationTask> task, std::shared_ptr<const Prepared> prepared,
    CancellationToken token) {
  const Simulation& simulation = prepared->simulation;
  Counts sum(simulation.rows() * kHistogramColumns);
  for (int chunk = 0; chunk < task->run.chunks_total(); ++chunk) {
    if (token.cancelled()) co_return Stopped();
    ZWK_CO_ASSIGN_OR_RETURN(
        const std::string bytes,
        co_await chunks_.Load(task->caller, task->run.state.forecast_id(), chunk));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
    ZWK_CO_ASSIGN_OR_RETURN(const Counts counts, FromBytes(bytes, simulation.rows()));
    ZWK_CO_RETURN_IF_ERROR(AddCounts(counts, sum));
  }
  const Grid grid = task->run.input.grid();
  const std::vector<double>& levels = ReportedLevels();
  const std::vector<int> years = task->run.years();
  std::vector<v1::FigureQuantiles> all;
  for (size_t f = 0; f < task->plan.figures.size(); ++f) {
    const Figure& figure = task->plan.figures[f];
    v1::FigureQuantiles& one = all.emplace_back(task->plan.labels[f]);
    one.mutable_years()->Assign(years.begin(), years.end());
    one.mutable_levels()->Assign(levels.begin(), levels.end());
    // At the jump-off year everything is known.
    const double known_at_start = ValueOf(grid, figure, task->start);
    for (size_t l = 0; l < levels.size(); ++l) one.add_values(known_at_start);
    for (int year = 0; year < simulation.years(); ++year) {
      const size_t row = simulation.row(year, static_cast<int>(f));
      const absl::Span<const uint32_t> counts(&sum[row * kHistogramColumns], kHistogramColumns);
      // Special populations are on a given path: they move every quantile alike.
      const std::vector<Cells>* special = SpecialIn(task->scenario, years[year + 1]);
      const double known = special ? SumOf(grid, figure.numerator, *special) : 0;
      for (const double value : HistogramQuantiles(counts, prepared->edges[row], levels)) {
        one.add_values(value + known);
      }
      one.set_share_outside(std::max(one.share_outside(), ShareOutside(counts)));
    }
  }
  Calibrate(task->accuracy, all);
  co_return all;
}

}  // namespace zwk::forecasting
