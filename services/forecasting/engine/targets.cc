#include "forecasting/engine/targets.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>

#include "absl/strings/str_cat.h"
#include "forecasting/engine/gross_flows.h"
#include "forecasting/engine/step.h"
#include "platform/base/disclosure.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

// Flows hang together (who arrives may die, mothers may leave), but weakly: a few rounds of
// scaling do. What does not settle contradicts itself.
constexpr int kMostRounds = 200;
constexpr double kTolerance = 1e-9;

struct FlowTables {
  const char* name;
  Cells AreaStep::* booked;
  Cells AreaAssumptions::* assumed;
};

const FlowTables& TablesOf(Flow flow) {
  static constexpr FlowTables kTables[] = {
      {"births", &AreaStep::births_by_mother, &AreaAssumptions::fertility},
      {"deaths", &AreaStep::deaths, &AreaAssumptions::mortality},
      {"immigration from abroad", &AreaStep::immigration_abroad,
       &AreaAssumptions::immigration_abroad},
      {"immigration from inside the country", &AreaStep::immigration_rest,
       &AreaAssumptions::immigration_rest},
      {"emigration abroad", &AreaStep::emigration_abroad, &AreaAssumptions::emigration_abroad},
      {"emigration inside the country", &AreaStep::emigration_rest,
       &AreaAssumptions::emigration_rest},
  };
  return kTables[static_cast<int>(flow)];
}

// The largest rate that leaves nobody behind below zero; see CheckAssumptions. Of mortality q and
// all rates of leaving L it is q + L - q L / 2 <= 1, which is the same for both.
double MostBeside(double other) { return (1 - other) / (1 - other / 2); }

double AllLeaving(const AreaAssumptions& in, size_t i) {
  double sum =
      ValueOr0(in.emigration_abroad, i) + ValueOr0(in.emigration_rest, i) + ValueOr0(in.leaving, i);
  for (const Cells& into : in.naturalization) sum += ValueOr0(into, i);
  return sum;
}

void Scale(Flow flow, size_t i, double factor, AreaAssumptions& in) {
  Cells& table = in.*TablesOf(flow).assumed;
  if (table.empty()) return;
  const double old = table[i];
  double most = old * factor;
  if (flow == Flow::kDeaths) {
    most = MostBeside(AllLeaving(in, i));
  } else if (flow == Flow::kEmigrationAbroad || flow == Flow::kEmigrationRest) {
    most = MostBeside(ValueOr0(in.mortality, i)) - (AllLeaving(in, i) - old);
  }
  table[i] = std::min(old * factor, std::max(old, most));
}

double Sum(const Cells& cells) {
  double sum = 0;
  for (const double value : cells) sum += value;
  return sum;
}

GrossFlows FlowsOf(const AreaStep& area) {
  return {Sum(area.immigration_abroad) + Sum(area.immigration_rest),
          Sum(area.emigration_abroad) + Sum(area.emigration_rest)};
}

// How far a target is from being met.
struct Gap {
  double has = 0;
  double should = 0;
  double scale = 1;
  std::string where;

  double relative() const { return std::abs(has - should) / scale; }
};

class ToTargets {
 public:
  ToTargets(const Model& model, const StepAssumptions& base, const StepTargets& targets,
            size_t areas)
      : model_(model), targets_(targets), assumptions_(base) {
    for (size_t r = 0; r < areas; ++r) {
      own_.push_back(std::make_shared<AreaAssumptions>(*base.areas[r]));
      assumptions_.areas[r] = own_[r];
    }
  }
  const StepAssumptions& assumptions() const { return assumptions_; }

  Gap WorstGap(const CityStep& step) const {
    Gap worst;
    const auto add = [&](Gap gap) {
      if (!(gap.relative() <= worst.relative())) worst = std::move(gap);
    };
    for (const CityTarget& target : targets_.city) {
      const std::vector<double> booked = Booked(step, target);
      for (size_t k = 0; k < booked.size(); ++k) {
        add({booked[k], target.people[k], 1 + target.people[k], NameOf(target, k)});
      }
    }
    for (const AreaTarget& target : targets_.areas) add(GapOf(step, target));
    return worst;
  }

  absl::Status ScaleCity(const CityStep& step) {
    for (const CityTarget& target : targets_.city) {
      std::vector<double> factors = Booked(step, target);
      for (size_t k = 0; k < factors.size(); ++k) {
        if (factors[k] == 0 && target.people[k] > 0) {
          return absl::FailedPreconditionError(absl::StrCat(
              NameOf(target, k), " should be ", target.people[k], ", but there are none to scale"));
        }
        factors[k] = factors[k] == 0 ? 1.0 : target.people[k] / factors[k];
      }
      for (const auto& area : own_) {
        for (size_t i = 0; i < model_.grid.size(); ++i) {
          Scale(target.flow, i, factors[KeyOf(target, i)], *area);
        }
      }
    }
    return absl::OkStatus();
  }

  absl::Status ScaleAreas(const CityStep& step) {
    for (const AreaTarget& target : targets_.areas) {
      const GrossFlows base = FlowsOf(step.areas[target.area]);
      const Gap gap = GapOf(step, target);
      const double difference = gap.should - gap.has;
      const auto* room = std::get_if<HousingTarget>(&target.target);
      const absl::StatusOr<GrossFlows> wanted =
          room ? BalanceRoom(base, difference, room->less, room->more)
               : RegrossToNet(base, base.in - base.out + difference);
      if (!wanted.ok()) {
        return absl::Status(
            wanted.status().code(),
            absl::StrCat(gap.where, " should be ", gap.should, ": ", wanted.status().message()));
      }
      const double in = base.in == 0 ? 1.0 : wanted->in / base.in;
      const double out = base.out == 0 ? 1.0 : wanted->out / base.out;
      AreaAssumptions& area = *own_[target.area];
      for (size_t i = 0; i < model_.grid.size(); ++i) {
        Scale(Flow::kImmigrationAbroad, i, in, area);
        Scale(Flow::kImmigrationRest, i, in, area);
        Scale(Flow::kEmigrationAbroad, i, out, area);
        Scale(Flow::kEmigrationRest, i, out, area);
      }
    }
    return absl::OkStatus();
  }

 private:
  // Which figure of the target a cell counts for.
  size_t KeyOf(const CityTarget& target, size_t cell) const {
    return target.people.size() == 1 ? 0 : cell % (static_cast<size_t>(kSexes) * model_.grid.ages);
  }

  std::string NameOf(const CityTarget& target, size_t key) const {
    const std::string name = absl::StrCat("the city's ", TablesOf(target.flow).name);
    if (target.people.size() == 1) return name;
    const size_t ages = model_.grid.ages;
    return absl::StrCat(name, " (", key / ages == kFemale ? "female" : "male", ", age ",
                        key % ages * model_.age_width, ")");
  }

  std::vector<double> Booked(const CityStep& step, const CityTarget& target) const {
    std::vector<double> booked(target.people.size());
    for (size_t r = 0; r < own_.size(); ++r) {
      const Cells& cells = step.areas[r].*TablesOf(target.flow).booked;
      for (size_t i = 0; i < cells.size(); ++i) booked[KeyOf(target, i)] += cells[i];
    }
    return booked;
  }

  Gap GapOf(const CityStep& step, const AreaTarget& target) const {
    const AreaStep& area = step.areas[target.area];
    const GrossFlows flows = FlowsOf(area);
    Gap gap;
    gap.where = AreaName(model_, target.area);
    if (const auto* net = std::get_if<NetMigrationTarget>(&target.target)) {
      gap.has = flows.in - flows.out;
      gap.should = net->people;
      gap.where += ": net migration";
    } else {
      const auto* people = std::get_if<PeopleTarget>(&target.target);
      gap.has = Sum(area.end);
      gap.should = people ? people->people : std::get<HousingTarget>(target.target).people;
      gap.where += ": people at the end";
    }
    gap.scale = 1 + std::abs(gap.should) + flows.in + flows.out;
    return gap;
  }

  const Model& model_;
  const StepTargets& targets_;
  StepAssumptions assumptions_;
  std::vector<std::shared_ptr<AreaAssumptions>> own_;
};

bool IsCount(double value) { return std::isfinite(value) && value >= 0; }

void CheckCity(const Model& model, const CityTarget& target, const std::string& at,
               FieldErrors& errors) {
  const size_t by_age = static_cast<size_t>(kSexes) * model.grid.ages;
  if (target.people.size() != 1 && target.people.size() != by_age) {
    errors.Add(at, absl::StrCat("needs 1 or ", by_age, " figures"));
  }
  for (const double people : target.people) {
    if (!IsCount(people)) return errors.Add(at, "must be finite and at least 0");
  }
}

void CheckArea(const AreaTarget& target, const std::string& at, FieldErrors& errors) {
  if (const auto* net = std::get_if<NetMigrationTarget>(&target.target)) {
    if (!std::isfinite(net->people)) errors.Add(at + "people", "must be finite");
  } else if (const auto* people = std::get_if<PeopleTarget>(&target.target)) {
    if (!IsCount(people->people)) errors.Add(at + "people", "must be finite and at least 0");
  } else {
    const auto& room = std::get<HousingTarget>(target.target);
    if (!IsCount(room.people)) errors.Add(at + "people", "must be finite and at least 0");
    if (!(room.less >= 0 && room.less <= 1)) errors.Add(at + "less", "must be from 0 to 1");
    if (!(room.more >= 0 && room.more <= 1)) errors.Add(at + "more", "must be from 0 to 1");
  }
}

}  // namespace

absl::Status CheckTargets(const Model& model, size_t areas, const StepTargets& targets,
                          const std::string& path) {
  FieldErrors errors;
  if (!targets.empty() && model.form != MigrationForm::kGrossFlows) {
    errors.Add(path, "need gross flows");
  }
  std::set<Flow> flows;
  for (size_t k = 0; k < targets.city.size(); ++k) {
    const std::string at = absl::StrCat(path, ".city[", k, "].");
    if (!flows.insert(targets.city[k].flow).second) errors.Add(at + "flow", "has a target already");
    CheckCity(model, targets.city[k], at + "people", errors);
  }
  std::set<size_t> seen;
  for (size_t k = 0; k < targets.areas.size(); ++k) {
    const std::string at = absl::StrCat(path, ".areas[", k, "].");
    const size_t area = targets.areas[k].area;
    if (area >= areas) errors.Add(at + "area", "there is no such neighborhood");
    if (!seen.insert(area).second) errors.Add(at + "area", "has a target already");
    CheckArea(targets.areas[k], at, errors);
  }
  return errors.ToStatus();
}

absl::StatusOr<MetTargets> StepToTargets(const Model& model, const std::vector<Cells>& start,
                                         const StepAssumptions& assumptions,
                                         const StepTargets& targets, size_t areas) {
  ToTargets fit(model, assumptions, targets, areas);
  Gap gap;
  for (int round = 0; round < kMostRounds; ++round) {
    ZWK_ASSIGN_OR_RETURN(CityStep step, Step(model, start, fit.assumptions()));
    gap = fit.WorstGap(step);
    if (gap.relative() <= kTolerance) return MetTargets{std::move(step), fit.assumptions()};
    // City and neighborhoods in turn, as rows and columns of a table are fitted.
    const bool city = targets.areas.empty() || (round % 2 == 0 && !targets.city.empty());
    ZWK_RETURN_IF_ERROR(city ? fit.ScaleCity(step) : fit.ScaleAreas(step));
  }
  // In tens, as of the smallest area: who sets a target need not see exact figures.
  return absl::FailedPreconditionError(absl::StrCat(
      gap.where, " should be ", gap.should, ", but cannot be made ",
      gap.has < gap.should ? "more" : "less", " than approximately ",
      Disclosure(0).Rounded(gap.has),
      "; targets contradict each other, or rates would take more people than there are"));
}

}  // namespace zwk::forecasting
