#include "forecasting/forecast/simulation_plan.h"

#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "forecasting/engine/indicators.h"
#include "forecasting/forecast/forecast_run.h"
#include "forecasting/forecast/people_selection.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

constexpr char kPath[] = "parameters.uncertainty";

template <typename Paths>
std::vector<std::vector<double>> PathsFrom(const Paths& paths) {
  std::vector<std::vector<double>> all;
  for (const v1::NationalPath& path : paths) {
    all.push_back({path.values().begin(), path.values().end()});
  }
  return all;
}

template <typename Values>
void TakeGiven(const Values& given, std::vector<double>& to) {
  if (!given.empty()) to = {given.begin(), given.end()};
}

Uncertainty UncertaintyFrom(const v1::UncertaintyParameters& message) {
  Uncertainty uncertainty;
  if (message.has_fertility()) {
    const v1::FertilityUncertainty& from = message.fertility();
    FertilityUncertainty& to = uncertainty.fertility.emplace();
    if (from.has_rho()) to.rho = from.rho();
    if (from.has_sigma()) to.sigma = from.sigma();
    if (from.has_lowest_tfr()) to.lowest_tfr = from.lowest_tfr();
    to.national = PathsFrom(from.national());
  }
  if (message.has_life_expectancy()) {
    const v1::LifeExpectancyUncertainty& from = message.life_expectancy();
    LifeExpectancyUncertainty& to = uncertainty.life_expectancy.emplace();
    if (from.has_rho()) to.rho = from.rho();
    if (from.has_a()) to.a = from.a();
    if (from.has_b()) to.b = from.b();
    to.national = PathsFrom(from.national());
  }
  if (message.has_migration()) {
    const v1::MigrationUncertainty& from = message.migration();
    MigrationUncertainty& to = uncertainty.migration.emplace();
    TakeGiven(from.mean(), to.mean);
    TakeGiven(from.phi(), to.phi);
    TakeGiven(from.sigma(), to.sigma);
    if (from.has_correlation()) to.correlation = from.correlation();
  }
  uncertainty.demographic_noise = message.demographic_noise();
  return uncertainty;
}

bool IsFigureId(const std::string& text) {
  if (text.empty() || text.size() > 64 || !absl::ascii_islower(text[0])) return false;
  for (const char c : text) {
    if (!absl::ascii_islower(c) && !absl::ascii_isdigit(c) && c != '_') return false;
  }
  return true;
}

// What a figure counts, for people.
v1::FigureQuantiles LabelOf(const std::string& figure_id, const std::string& neighborhood) {
  v1::FigureQuantiles label;
  label.set_figure_id(figure_id);
  label.set_neighborhood_key(neighborhood);
  return label;
}

// The figures that are told of the city and of each neighborhood.
class Usual {
 public:
  Usual(SelectionReader& reader, const v1::UncertaintyParameters& message) {
    labels_.push_back(LabelOf("total", ""));
    selections_.emplace_back();
    if (message.age_bands().empty() && !message.no_age_bands()) {
      constexpr int kCareBands[][2] = {{0, 2},   {3, 5},   {6, 9},   {10, 15},
                                       {16, 18}, {19, 64}, {65, 79}, {80, -1}};
      for (const auto& [youngest, oldest] : kCareBands) {
        v1::AgeBand band;
        band.set_youngest(youngest);
        if (oldest >= 0) band.set_oldest(oldest);
        Add(reader, absl::StrCat(kPath, ".age_bands"), band, -1);
      }
    }
    for (int i = 0; i < message.age_bands_size(); ++i) {
      Add(reader, absl::StrCat(kPath, ".age_bands[", i, "]"), message.age_bands(i), -1);
    }
    const int open_age = reader.grid().open() * reader.run().input.age_width;
    for (int sex = 0; message.pyramids() && sex < kSexes; ++sex) {
      for (int youngest = 0; youngest <= open_age; youngest += 5) {
        v1::AgeBand band;
        band.set_youngest(youngest);
        if (youngest + 5 <= open_age) band.set_oldest(youngest + 4);
        Add(reader, absl::StrCat(kPath, ".pyramids"), band, sex);
      }
    }
  }

  void AddIndicators(SelectionReader& reader, const v1::UncertaintyParameters& message,
                     bool has_special) {
    model_ = reader.run().model();
    std::set<std::string> ids;
    for (int i = 0; i < message.indicator_ids_size(); ++i) {
      const std::string& id = message.indicator_ids(i);
      const std::string field = absl::StrCat(kPath, ".indicator_ids[", i, "]");
      absl::StatusOr<Indicator> indicator =
          MakeIndicator(model_, id, reader.run().input.group_flags);
      if (!indicator.ok()) {
        reader.Fault(field, std::string(indicator.status().message()));
      } else if (!ids.insert(id).second) {
        reader.Fault(field, "stands twice");
      } else if (has_special && indicator->kind() != Indicator::Kind::kCount) {
        reader.Fault(field, "is more than a sum and not told beside special populations");
      } else {
        indicators_.emplace_back(id, *std::move(indicator));
      }
    }
  }

  void AddTo(SimulationPlan& plan, const std::string& neighborhood, int area) const {
    for (size_t i = 0; i < labels_.size(); ++i) {
      v1::FigureQuantiles label = labels_[i];
      label.set_neighborhood_key(neighborhood);
      Selection selection = selections_[i];
      if (area >= 0) selection.areas = {area};
      plan.figures.push_back({.id = absl::StrCat(label.figure_id(), "/", neighborhood),
                              .numerator = {{1.0, std::move(selection)}}});
      plan.labels.push_back(std::move(label));
    }
    const std::vector<int> areas = area >= 0 ? std::vector<int>{area} : std::vector<int>{};
    for (const auto& [id, indicator] : indicators_) {
      plan.figures.push_back(
          ToFigure(absl::StrCat(id, "/", neighborhood), model_, indicator, areas));
      plan.labels.push_back(LabelOf(id, neighborhood));
    }
  }

 private:
  void Add(SelectionReader& reader, const std::string& field, const v1::AgeBand& band, int sex) {
    // Ages above the open one are in it: a band that begins there would count it twice.
    if (band.youngest() > reader.grid().open() * reader.run().input.age_width) return;
    const SelectionReader::Ages ages = reader.AgesOf(field, true, band);
    Selection selection;
    if (sex >= 0) selection.sexes = {sex};
    selection.youngest = ages.youngest;
    selection.oldest = ages.oldest;
    selections_.push_back(std::move(selection));
    const char* what = sex < 0 ? "age" : sex == kFemale ? "f" : "m";
    std::string id = absl::StrCat(what, "_", band.youngest());
    if (band.has_oldest()) absl::StrAppend(&id, "_", band.oldest());
    v1::FigureQuantiles& label = labels_.emplace_back(LabelOf(id, ""));
    if (sex >= 0) label.set_sex(sex == kFemale ? v1::SEX_FEMALE : v1::SEX_MALE);
    *label.mutable_ages() = band;
  }

  std::vector<v1::FigureQuantiles> labels_;
  std::vector<Selection> selections_;
  Model model_;
  std::vector<std::pair<std::string, Indicator>> indicators_;
};

void AddFigures(SelectionReader& reader, const v1::UncertaintyParameters& message, bool has_special,
                SimulationPlan& plan) {
  std::set<std::string> ids;
  for (const v1::FigureQuantiles& label : plan.labels) ids.insert(label.figure_id());
  for (int i = 0; i < message.figures_size(); ++i) {
    const v1::Figure& from = message.figures(i);
    const std::string field = absl::StrCat(kPath, ".figures[", i, "]");
    if (!IsFigureId(from.figure_id())) {
      reader.Fault(absl::StrCat(field, ".figure_id"), "must be a lower-case word");
    } else if (!ids.insert(from.figure_id()).second) {
      reader.Fault(absl::StrCat(field, ".figure_id"), "stands twice");
    }
    Figure figure;
    figure.id = from.figure_id();
    figure.numerator = {{1.0, reader.PeopleOf(absl::StrCat(field, ".people"), from.people())}};
    if (from.has_per()) {
      figure.denominator = {{1.0, reader.PeopleOf(absl::StrCat(field, ".per"), from.per())}};
      if (has_special) {
        reader.Fault(absl::StrCat(field, ".per"),
                     "people per people are not told beside special populations");
      }
    }
    plan.figures.push_back(std::move(figure));
    plan.labels.push_back(LabelOf(from.figure_id(), ""));
  }
}

// What the memory of a process has room for.
void CheckSize(const SimulationPlan& plan, int years, FieldErrors& errors) {
  const size_t rows = plan.figures.size() * years;
  if (rows > SimulationPlan::kMaxRows) {
    errors.Add(kPath, absl::StrCat(plan.figures.size(), " figures in ", years,
                                   " years are more than ", SimulationPlan::kMaxRows,
                                   "; leave out pyramids, bands, indicators or neighborhoods"));
  } else if (rows * ChunkSize(plan.trajectories) > SimulationPlan::kMaxRowsOfChunk) {
    errors.Add(absl::StrCat(kPath, ".trajectories"),
               absl::StrCat("are too many for ", plan.figures.size(), " figures in ", years,
                            " years; leave out some of either"));
  }
}

}  // namespace

absl::StatusOr<std::optional<SimulationPlan>> ReadPlan(const ForecastRun& run,
                                                       const Scenario& scenario) {
  if (!run.parameters().has_uncertainty()) return std::nullopt;
  const v1::UncertaintyParameters& message = run.parameters().uncertainty();
  FieldErrors errors;
  SelectionReader reader(run, errors);
  SimulationPlan plan;
  plan.trajectories = message.trajectories();
  plan.seed = message.seed();
  plan.uncertainty = UncertaintyFrom(message);
  if (message.no_age_bands() && !message.age_bands().empty()) {
    errors.Add(absl::StrCat(kPath, ".no_age_bands"), "contradicts age_bands");
  }
  if (plan.trajectories < SimulationPlan::kLeastTrajectories ||
      plan.trajectories > SimulationPlan::kMostTrajectories) {
    errors.Add(absl::StrCat(kPath, ".trajectories"),
               absl::StrCat("must be ", SimulationPlan::kLeastTrajectories, " to ",
                            SimulationPlan::kMostTrajectories));
  }
  if (FormOf(run.parameters()) != MigrationForm::kGrossFlows) {
    errors.Add(kPath, "needs gross flows");
  }
  Usual usual(reader, message);
  usual.AddIndicators(reader, message, !scenario.special.empty());
  usual.AddTo(plan, "", -1);
  const std::vector<std::string>& keys = run.input.neighborhood_keys;
  for (size_t r = 0; r < keys.size() && !message.city_only(); ++r) {
    usual.AddTo(plan, keys[r], static_cast<int>(r));
  }
  AddFigures(reader, message, !scenario.special.empty(), plan);
  CheckSize(plan, run.steps_total(), errors);
  const absl::Status checked = CheckUncertainty(plan.uncertainty, static_cast<int>(reader.areas()),
                                                reader.grid().ages, run.steps_total());
  errors.AddInside("parameters", checked);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(checked);
  ZWK_RETURN_IF_ERROR(CheckFigures(plan.figures, reader.grid(), static_cast<int>(reader.areas())));
  return plan;
}

}  // namespace zwk::forecasting
