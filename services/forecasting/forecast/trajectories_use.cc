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

// Histograms that are added up at a time: 2 KB each. Chunks are read once for each time.
constexpr size_t kRowsTogether = 60'000;

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

// What each figure counts, and the jump-off year: there everything is known.
std::vector<v1::FigureQuantiles> AtJumpOff(const SimulationTask& task) {
  const Grid grid = task.run.input.grid();
  const std::vector<double>& levels = ReportedLevels();
  const std::vector<int> years = task.run.years();
  std::vector<v1::FigureQuantiles> all(task.plan.labels.begin(), task.plan.labels.end());
  for (size_t f = 0; f < all.size(); ++f) {
    all[f].mutable_years()->Assign(years.begin(), years.end());
    all[f].mutable_levels()->Assign(levels.begin(), levels.end());
    const double known = ValueOf(grid, task.plan.figures[f], task.start);
    for (size_t l = 0; l < levels.size(); ++l) all[f].add_values(known);
  }
  return all;
}

// Special populations are on a given path: they move every quantile alike.
void AddYear(const SimulationTask& task, int year, size_t figure,
             const std::vector<double>& quantiles, v1::FigureQuantiles& to) {
  const std::vector<Cells>* special = SpecialIn(task.scenario, task.run.YearAfter(year + 1));
  const double known =
      special ? SumOf(task.run.input.grid(), task.plan.figures[figure].numerator, *special) : 0;
  for (const double value : quantiles) to.add_values(value + known);
}

// Few trajectories: everybody who puts them together simulates all of them, to the same bytes.
absl::StatusOr<std::vector<v1::FigureQuantiles>> Exactly(const SimulationTask& task,
                                                         const Simulation& simulation,
                                                         const CancellationToken& token) {
  const int trajectories = task.plan.trajectories;
  ZWK_ASSIGN_OR_RETURN(
      const std::vector<double> figures,
      SimulateFigures(simulation, 0, trajectories, [&token] { return token.cancelled(); }));
  std::vector<v1::FigureQuantiles> all = AtJumpOff(task);
  for (size_t f = 0; f < all.size(); ++f) {
    for (int year = 0; year < simulation.years(); ++year) {
      const size_t row = simulation.row(year, static_cast<int>(f));
      const auto begin = figures.begin() + static_cast<std::ptrdiff_t>(row * trajectories);
      AddYear(task, year, f, ExactQuantiles({begin, begin + trajectories}, ReportedLevels()),
              all[f]);
    }
  }
  Calibrate(task.accuracy, all);
  return all;
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
  Edges edges;
  if (!IsExact(task.plan.trajectories)) {
    ZWK_ASSIGN_OR_RETURN(edges, FindEdges(simulation, [token] { return token.cancelled(); }));
  }
  return std::make_shared<const Prepared>(Prepared{std::move(simulation), std::move(edges)});
}

Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> Trajectories::Simulate(
    std::shared_ptr<const SimulationTask> task, CancellationToken token) {
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return absl::ResourceExhaustedError("the pool is full");
  ZWK_CO_ASSIGN_OR_RETURN(const std::shared_ptr<const Prepared> prepared, Prepare(*task, token));
  if (IsExact(task->plan.trajectories)) co_return Exactly(*task, prepared->simulation, token);
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
  ZWK_CO_ASSIGN_OR_RETURN(std::string counts,
                          SimulateChunk(prepared->simulation, prepared->edges, first, count,
                                        [token] { return token.cancelled(); }));
  const absl::StatusOr<bool> stored =
      co_await chunks_.Store(task->caller, task->run.state.forecast_id(), chunk, std::move(counts));
  (stored.ok() && *stored ? stored_ : lost_).Add();
  if (stored.ok()) {
    signals_.Changed(task->caller.municipality, task->run.state.forecast_id());
  }
  co_return stored.status();
}

// What all chunks counted of some rows.
Task<absl::StatusOr<Counts>> Trajectories::AddUp(std::shared_ptr<const SimulationTask> task,
                                                 size_t all_rows, size_t first_row, size_t rows,
                                                 CancellationToken token) {
  Counts sum(rows * kHistogramColumns);
  for (int chunk = 0; chunk < task->run.chunks_total(); ++chunk) {
    if (token.cancelled()) co_return Stopped();
    ZWK_CO_ASSIGN_OR_RETURN(
        const std::string bytes,
        co_await chunks_.Load(task->caller, task->run.state.forecast_id(), chunk));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
    ZWK_CO_RETURN_IF_ERROR(AddBytes(bytes, all_rows, first_row, sum));
  }
  co_return sum;
}

Task<absl::StatusOr<std::vector<v1::FigureQuantiles>>> Trajectories::PutTogether(
    std::shared_ptr<const SimulationTask> task, std::shared_ptr<const Prepared> prepared,
    CancellationToken token) {
  const Simulation& simulation = prepared->simulation;
  const size_t figures = task->plan.figures.size();
  const int together = static_cast<int>(std::max<size_t>(1, kRowsTogether / figures));
  std::vector<v1::FigureQuantiles> all = AtJumpOff(*task);
  for (int first = 0; first < simulation.years(); first += together) {
    const int years = std::min(together, simulation.years() - first);
    ZWK_CO_ASSIGN_OR_RETURN(const Counts sum,
                            co_await AddUp(task, simulation.rows(), simulation.row(first, 0),
                                           static_cast<size_t>(years) * figures, token));
    for (int year = first; year < first + years; ++year) {
      for (size_t f = 0; f < figures; ++f) {
        const size_t row = simulation.row(year, static_cast<int>(f));
        const size_t place = row - simulation.row(first, 0);
        const absl::Span<const uint32_t> counts(&sum[place * kHistogramColumns], kHistogramColumns);
        AddYear(*task, year, f, HistogramQuantiles(counts, prepared->edges[row], ReportedLevels()),
                all[f]);
        all[f].set_share_outside(std::max(all[f].share_outside(), ShareOutside(counts)));
      }
    }
  }
  Calibrate(task->accuracy, all);
  co_return all;
}

}  // namespace zwk::forecasting
