#include "forecasting/engine/modifiers.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

bool IsCount(Quantity quantity) {
  return quantity == Quantity::kImmigrationAbroad || quantity == Quantity::kImmigrationRest ||
         quantity == Quantity::kNetMigration;
}

// Adding to these would break what they sum to, or move people to where they are.
bool OnlyMultiplied(MigrationForm form, Quantity quantity) {
  return quantity == Quantity::kNaturalization || quantity == Quantity::kArrivalShare ||
         (quantity == Quantity::kLeaving && form == MigrationForm::kMultiregional);
}

std::vector<Cells*> AllOf(std::vector<Cells>& tables) {
  std::vector<Cells*> all;
  for (Cells& table : tables) all.push_back(&table);
  return all;
}

std::vector<Cells*> TablesOf(MigrationForm form, Quantity quantity, AreaAssumptions& area) {
  const bool multiregional = form == MigrationForm::kMultiregional;
  switch (quantity) {
    case Quantity::kMortality:
      return {multiregional ? &area.death_rate : &area.mortality};
    case Quantity::kFertility:
      return {&area.fertility};
    case Quantity::kEmigrationAbroad:
      return {&area.emigration_abroad};
    case Quantity::kEmigrationRest:
      return {&area.emigration_rest};
    case Quantity::kImmigrationAbroad:
      return {&area.immigration_abroad};
    case Quantity::kImmigrationRest:
      return {&area.immigration_rest};
    case Quantity::kNaturalization:
      return AllOf(area.naturalization);
    case Quantity::kLeaving:
      return multiregional ? AllOf(area.moving) : std::vector<Cells*>{&area.leaving};
    case Quantity::kArrivalShare:
      return {&area.arrival_share};
    case Quantity::kNetMigration:
      return {&area.net_migration};
  }
  return {};
}

// By cell: whether the modifier is about it.
std::vector<bool> Selection(const Model& model, const Modifier& modifier) {
  const Grid& grid = model.grid;
  std::vector<bool> selected(grid.size());
  for (int g = 0; g < grid.groups; ++g) {
    for (int s = 0; s < kSexes; ++s) {
      for (int a = 0; a < grid.ages; ++a) {
        const int years = a * model.age_width;
        const bool fertile = s == kFemale && a > 0 && a < grid.open();
        selected[grid.at(g, s, a)] = modifier.group.value_or(g) == g &&
                                     modifier.sex.value_or(s) == s && years >= modifier.age_from &&
                                     years < modifier.age_to &&
                                     (fertile || modifier.quantity != Quantity::kFertility);
      }
    }
  }
  return selected;
}

// Assumptions of a step in the making: a neighborhood is copied when it is touched first.
class Draft {
 public:
  explicit Draft(const StepAssumptions& base) : step_(base), own_(base.areas.size()) {}

  AreaAssumptions& At(size_t area) {
    if (!own_[area]) {
      own_[area] = std::make_shared<AreaAssumptions>(*step_.areas[area]);
      step_.areas[area] = own_[area];
    }
    return *own_[area];
  }
  size_t areas() const { return own_.size(); }
  const StepAssumptions& step() const { return step_; }

 private:
  StepAssumptions step_;
  std::vector<std::shared_ptr<AreaAssumptions>> own_;
};

// The cells of one table in one neighborhood that a modifier is about.
template <typename Change>
void ForEachSelected(const Model& model, const std::vector<bool>& selected, Cells& table,
                     Change change) {
  if (table.empty()) table.assign(model.grid.size(), 0.0);
  for (size_t k = 0; k < table.size(); ++k) {
    if (selected[k % model.grid.size()]) change(table[k]);
  }
}

// `people` more, in proportion to what is there.
void Spread(const Model& model, const std::vector<bool>& selected, double people,
            const std::vector<Cells*>& tables) {
  double there = 0, cells = 0;
  for (Cells* table : tables) {
    ForEachSelected(model, selected, *table, [&](double value) {
      there += std::abs(value);
      ++cells;
    });
  }
  for (Cells* table : tables) {
    ForEachSelected(model, selected, *table, [&](double& value) {
      value += there > 0 ? people * std::abs(value) / there : people / cells;
    });
  }
}

void Apply(const Model& model, const Modifier& modifier, double effect, Draft& draft) {
  const std::vector<bool> selected = Selection(model, modifier);
  std::vector<Cells*> tables;
  for (size_t r = 0; r < draft.areas(); ++r) {
    const std::vector<size_t>& areas = modifier.areas;
    if (!areas.empty() && std::find(areas.begin(), areas.end(), r) == areas.end()) continue;
    for (Cells* table : TablesOf(model.form, modifier.quantity, draft.At(r))) {
      tables.push_back(table);
    }
  }
  if (modifier.operation == Operation::kMultiply) {
    const double factor = 1 + effect * (modifier.amount - 1);
    for (Cells* table : tables) {
      for (size_t k = 0; k < table->size(); ++k) {
        if (selected[k % model.grid.size()]) (*table)[k] *= factor;
      }
    }
  } else if (IsCount(modifier.quantity)) {
    Spread(model, selected, effect * modifier.amount, tables);
  } else {
    for (Cells* table : tables) {
      ForEachSelected(model, selected, *table,
                      [&](double& rate) { rate += effect * modifier.amount; });
    }
  }
}

// Shares that somebody changed sum to what they did.
absl::Status Renormalize(const Model& model, const StepAssumptions& base, Draft& draft) {
  const size_t cells = model.grid.size();
  for (size_t k = 0; k < cells * base.clusters(); ++k) {
    double before = 0, now = 0;
    for (size_t r = 0; r < draft.areas(); ++r) {
      const Cells& old_share = base.areas[r]->arrival_share;
      const Cells& new_share = draft.step().areas[r]->arrival_share;
      before += old_share.empty() ? 0.0 : old_share[k];
      now += new_share.empty() ? 0.0 : new_share[k];
    }
    if (now == before) continue;
    if (now <= 0) {
      return absl::FailedPreconditionError(
          absl::StrCat(CellName(model, 0, k % cells),
                       ": the modifiers leave no neighborhood where movers of that kind arrive"));
    }
    for (size_t r = 0; r < draft.areas(); ++r) {
      if (!draft.step().areas[r]->arrival_share.empty()) {
        draft.At(r).arrival_share[k] *= before / now;
      }
    }
  }
  return absl::OkStatus();
}

}  // namespace

double EffectIn(const Modifier& modifier, int year) {
  if (year < modifier.first_year || year > modifier.last_year) return 0;
  const double years = static_cast<double>(year) - modifier.first_year + 1;
  return std::min(1.0, years / modifier.ramp_years);
}

absl::Status CheckModifiers(const Model& model, size_t areas,
                            const std::vector<Modifier>& modifiers) {
  FieldErrors errors;
  for (size_t k = 0; k < modifiers.size(); ++k) {
    const Modifier& modifier = modifiers[k];
    const std::string at = absl::StrCat("modifiers[", k, "].");
    const bool multiply = modifier.operation == Operation::kMultiply;
    if (!std::isfinite(modifier.amount) || (multiply && modifier.amount < 0)) {
      errors.Add(at + "amount", multiply ? "must be finite and at least 0" : "must be finite");
    }
    if (!multiply && OnlyMultiplied(model.form, modifier.quantity)) {
      errors.Add(at + "operation", "this quantity can only be multiplied");
    }
    for (size_t i = 0; i < modifier.areas.size(); ++i) {
      if (modifier.areas[i] >= areas) {
        errors.Add(absl::StrCat(at, "areas[", i, "]"), "there is no such neighborhood");
      }
    }
    const int group = modifier.group.value_or(0), sex = modifier.sex.value_or(0);
    if (group < 0 || group >= model.grid.groups) errors.Add(at + "group", "there is no such group");
    if (sex < 0 || sex >= kSexes) errors.Add(at + "sex", "there is no such sex");
    if (modifier.age_from >= modifier.age_to) errors.Add(at + "age_to", "must be above age_from");
    if (modifier.first_year > modifier.last_year) {
      errors.Add(at + "last_year", "must not be before first_year");
    }
    if (modifier.ramp_years < 1) errors.Add(at + "ramp_years", "must be at least 1");
  }
  return errors.ToStatus();
}

absl::StatusOr<StepAssumptions> Modified(const Model& model, const std::vector<Modifier>& modifiers,
                                         int year, const StepAssumptions& base) {
  Draft draft(base);
  bool shares = false;
  for (const Modifier& modifier : modifiers) {
    const double effect = EffectIn(modifier, year);
    if (effect == 0) continue;
    Apply(model, modifier, effect, draft);
    shares |= modifier.quantity == Quantity::kArrivalShare;
  }
  if (shares) ZWK_RETURN_IF_ERROR(Renormalize(model, base, draft));
  return draft.step();
}

}  // namespace zwk::forecasting
