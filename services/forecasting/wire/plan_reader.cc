#include <set>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "forecasting/domain/engine/indicators.h"
#include "forecasting/wire/parameter_reader.h"
#include "forecasting/wire/selection.h"
#include "platform/base/status_macros.h"
#include "zwk/forecasting/v1/uncertainty.pb.h"

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

// The figures that are told of the city and of each neighborhood.
class Usual {
 public:
  Usual(SelectionReader& reader, const v1::UncertaintyParameters& message) {
    labels_.push_back({.figure_id = "total"});
    selections_.emplace_back();
    if (message.age_bands().empty()) {
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
      FigureLabel label = labels_[i];
      label.neighborhood = neighborhood;
      Selection selection = selections_[i];
      if (area >= 0) selection.areas = {area};
      plan.figures.push_back({.id = absl::StrCat(label.figure_id, "/", neighborhood),
                              .numerator = {{1.0, std::move(selection)}}});
      plan.labels.push_back(std::move(label));
    }
    const std::vector<int> areas = area >= 0 ? std::vector<int>{area} : std::vector<int>{};
    for (const auto& [id, indicator] : indicators_) {
      plan.figures.push_back(
          ToFigure(absl::StrCat(id, "/", neighborhood), model_, indicator, areas));
      plan.labels.push_back({.figure_id = id, .neighborhood = neighborhood});
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
    labels_.push_back({.figure_id = std::move(id),
                       .sex = sex,
                       .all_ages = false,
                       .youngest = band.youngest(),
                       .oldest = band.has_oldest() ? band.oldest() : -1});
  }

  std::vector<FigureLabel> labels_;
  std::vector<Selection> selections_;
  Model model_;
  std::vector<std::pair<std::string, Indicator>> indicators_;
};

void AddFigures(SelectionReader& reader, const v1::UncertaintyParameters& message, bool has_special,
                SimulationPlan& plan) {
  std::set<std::string> ids;
  for (const FigureLabel& label : plan.labels) ids.insert(label.figure_id);
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
    plan.labels.push_back({.figure_id = from.figure_id()});
  }
}

}  // namespace

absl::StatusOr<std::optional<SimulationPlan>> MessageParameterReader::ReadPlan(
    const ForecastRun& run, const Scenario& scenario) const {
  if (run.parameters.uncertainty.empty()) return std::nullopt;
  v1::UncertaintyParameters message;
  if (!message.ParseFromString(run.parameters.uncertainty)) {
    return absl::DataLossError("the uncertainty cannot be read");
  }
  FieldErrors errors;
  SelectionReader reader(run, errors);
  SimulationPlan plan;
  plan.trajectories = message.trajectories();
  plan.seed = message.seed();
  plan.uncertainty = UncertaintyFrom(message);
  if (plan.trajectories < SimulationPlan::kLeastTrajectories ||
      plan.trajectories > SimulationPlan::kMostTrajectories) {
    errors.Add(absl::StrCat(kPath, ".trajectories"),
               absl::StrCat("must be ", SimulationPlan::kLeastTrajectories, " to ",
                            SimulationPlan::kMostTrajectories));
  }
  if (run.parameters.form != MigrationForm::kGrossFlows) {
    errors.Add(kPath, "needs gross flows");
  }
  Usual usual(reader, message);
  usual.AddIndicators(reader, message, !scenario.special.empty());
  usual.AddTo(plan, "", -1);
  const std::vector<std::string>& keys = run.input.neighborhood_keys;
  for (size_t r = 0; r < keys.size(); ++r) usual.AddTo(plan, keys[r], static_cast<int>(r));
  AddFigures(reader, message, !scenario.special.empty(), plan);
  if (plan.figures.size() * run.steps_total() > SimulationPlan::kMaxRows) {
    errors.Add(kPath, absl::StrCat(plan.figures.size(), " figures in ", run.steps_total(),
                                   " years are more than ", SimulationPlan::kMaxRows,
                                   "; leave out pyramids, bands or indicators"));
  }
  const absl::Status checked = CheckUncertainty(plan.uncertainty, static_cast<int>(reader.areas()),
                                                reader.grid().ages, run.steps_total());
  errors.AddInside("parameters", checked);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(checked);
  ZWK_RETURN_IF_ERROR(CheckFigures(plan.figures, reader.grid(), static_cast<int>(reader.areas())));
  return plan;
}

void ToMessage(const FigureQuantiles& quantiles, v1::FigureQuantiles& message) {
  const FigureLabel& label = quantiles.label;
  message.set_figure_id(label.figure_id);
  message.set_neighborhood_key(label.neighborhood);
  if (label.sex >= 0) {
    message.set_sex(label.sex == kFemale ? v1::SEX_FEMALE : v1::SEX_MALE);
  }
  if (!label.all_ages) {
    message.mutable_ages()->set_youngest(label.youngest);
    if (label.oldest >= 0) message.mutable_ages()->set_oldest(label.oldest);
  }
  message.mutable_years()->Assign(quantiles.years.begin(), quantiles.years.end());
  message.mutable_levels()->Assign(quantiles.levels.begin(), quantiles.levels.end());
  message.mutable_values()->Assign(quantiles.values.begin(), quantiles.values.end());
  message.set_share_outside(quantiles.share_outside);
}

FigureQuantiles QuantilesFrom(const v1::FigureQuantiles& message) {
  FigureQuantiles quantiles;
  FigureLabel& label = quantiles.label;
  label.figure_id = message.figure_id();
  label.neighborhood = message.neighborhood_key();
  if (message.sex() != v1::SEX_UNSPECIFIED) {
    label.sex = message.sex() == v1::SEX_FEMALE ? kFemale : kMale;
  }
  label.all_ages = !message.has_ages();
  label.youngest = message.ages().youngest();
  label.oldest = message.ages().has_oldest() ? message.ages().oldest() : -1;
  quantiles.years = {message.years().begin(), message.years().end()};
  quantiles.levels = {message.levels().begin(), message.levels().end()};
  quantiles.values = {message.values().begin(), message.values().end()};
  quantiles.share_outside = message.share_outside();
  return quantiles;
}

}  // namespace zwk::forecasting
