#include <cmath>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "forecasting/domain/housing_plan.h"
#include "forecasting/wire/parameter_reader.h"
#include "forecasting/wire/selection.h"
#include "platform/base/status_macros.h"
#include "zwk/forecasting/v1/scenario.pb.h"

namespace zwk::forecasting {
namespace {

constexpr char kPath[] = "parameters.scenario.";

// What the engine calls a field of its scenario, and what the caller calls it. Other fields have
// the same name in both.
using FieldNames = std::map<std::string, std::string>;

// One over the cells of a range each, in proportion to how many they are.
Cells ProfileOf(SelectionReader& reader, const std::string& field,
                const google::protobuf::RepeatedPtrField<v1::ProfileShare>& shares) {
  const Grid grid = reader.grid();
  Cells profile(grid.size());
  for (int i = 0; i < shares.size(); ++i) {
    const v1::ProfileShare& share = shares[i];
    const std::string at = absl::StrCat(field, "[", i, "]");
    const int group = reader.Group(absl::StrCat(at, ".group_key"), share.group_key());
    const std::optional<int> sex = reader.SexOf(absl::StrCat(at, ".sex"), share.sex());
    const SelectionReader::Ages ages =
        reader.AgesOf(absl::StrCat(at, ".ages"), share.has_ages(), share.ages());
    if (!(share.share() >= 0 && share.share() <= 1)) {
      reader.Fault(absl::StrCat(at, ".share"), "must be from 0 to 1");
    }
    if (group < 0) continue;
    const int cells = (ages.oldest - ages.youngest + 1) * (sex ? 1 : kSexes);
    for (int s = sex.value_or(kMale); s <= sex.value_or(kFemale); ++s) {
      for (int a = ages.youngest; a <= ages.oldest; ++a) {
        profile[grid.at(group, s, a)] += share.share() / cells;
      }
    }
  }
  return profile;
}

std::vector<double> SharesOf(
    SelectionReader& reader, const std::string& field,
    const google::protobuf::RepeatedPtrField<v1::NeighborhoodShare>& shares) {
  std::vector<double> by_area(reader.areas());
  for (int i = 0; i < shares.size(); ++i) {
    const int area = reader.Area(absl::StrCat(field, "[", i, "].neighborhood_key"),
                                 shares[i].neighborhood_key());
    if (area >= 0) by_area[area] += shares[i].share();
  }
  return by_area;
}

Modifier ModifierFrom(SelectionReader& reader, const std::string& field,
                      const v1::Modifier& message) {
  Modifier modifier;
  if (!v1::Quantity_IsValid(message.quantity()) || message.quantity() == v1::QUANTITY_UNSPECIFIED) {
    reader.Fault(absl::StrCat(field, ".quantity"), "must say what is changed");
  }
  modifier.quantity = static_cast<Quantity>(message.quantity() - 1);
  if (!v1::Operation_IsValid(message.operation()) ||
      message.operation() == v1::OPERATION_UNSPECIFIED) {
    reader.Fault(absl::StrCat(field, ".operation"), "must be MULTIPLY or ADD");
  }
  modifier.operation =
      message.operation() == v1::OPERATION_ADD ? Operation::kAdd : Operation::kMultiply;
  modifier.amount = message.amount();
  const std::string people = absl::StrCat(field, ".people");
  const Selection selection = reader.PeopleOf(people, message.people());
  modifier.areas = {selection.areas.begin(), selection.areas.end()};
  if (selection.groups.size() > 1) {
    reader.Fault(absl::StrCat(people, ".group_keys"), "a modifier is about one group or all");
  }
  if (!selection.groups.empty()) modifier.group = selection.groups[0];
  if (!selection.sexes.empty()) modifier.sex = selection.sexes[0];
  const int width = reader.run().input.age_width;
  modifier.age_from = selection.youngest * width;
  if (selection.oldest < reader.grid().open()) modifier.age_to = (selection.oldest + 1) * width;
  if (message.has_first_year()) modifier.first_year = message.first_year();
  if (message.has_last_year()) modifier.last_year = message.last_year();
  if (message.ramp_years() != 0) modifier.ramp_years = message.ramp_years();
  return modifier;
}

Shock ShockFrom(SelectionReader& reader, const std::string& field, const v1::Shock& message) {
  Shock shock;
  shock.name = message.name();
  for (int i = 0; i < message.arrivals_size(); ++i) {
    const v1::ShockArrivals& arrivals = message.arrivals(i);
    const int group =
        reader.Group(absl::StrCat(field, ".arrivals[", i, "].group_key"), arrivals.group_key());
    if (arrivals.year() <= reader.run().parameters.jump_off_year) {
      reader.Fault(absl::StrCat(field, ".arrivals[", i, "].year"),
                   "must be after the jump-off year, whose stocks have who came before");
    }
    shock.arrivals.push_back({arrivals.year(), group, arrivals.people()});
  }
  shock.profile = ProfileOf(reader, absl::StrCat(field, ".profile"), message.profile());
  shock.shelters = SharesOf(reader, absl::StrCat(field, ".shelters"), message.shelters());
  shock.destinations =
      SharesOf(reader, absl::StrCat(field, ".destinations"), message.destinations());
  shock.settle = message.settle();
  shock.return_abroad = message.return_abroad();
  shock.naturalize = message.naturalize();
  if (message.naturalize() != 0 || !message.naturalize_into_group_key().empty()) {
    shock.naturalize_into = reader.Group(absl::StrCat(field, ".naturalize_into_group_key"),
                                         message.naturalize_into_group_key());
  }
  return shock;
}

std::vector<Cells> SpecialFrom(SelectionReader& reader, const std::string& field,
                               const v1::SpecialPopulations& message) {
  const Grid grid = reader.grid();
  std::vector<Cells> people(reader.areas(), Cells(grid.size()));
  for (int i = 0; i < message.cells_size(); ++i) {
    const v1::SpecialPopulation& cell = message.cells(i);
    const std::string at = absl::StrCat(field, ".cells[", i, "]");
    const int area = reader.Area(absl::StrCat(at, ".neighborhood_key"), cell.neighborhood_key());
    const int group = reader.Group(absl::StrCat(at, ".group_key"), cell.group_key());
    const std::optional<int> sex = reader.SexOf(absl::StrCat(at, ".sex"), cell.sex());
    if (!sex) reader.Fault(absl::StrCat(at, ".sex"), "must be MALE or FEMALE");
    v1::AgeBand one;
    one.set_youngest(cell.age());
    const SelectionReader::Ages ages = reader.AgesOf(absl::StrCat(at, ".age"), true, one);
    if (!(cell.people() >= 0 && std::isfinite(cell.people()))) {
      reader.Fault(absl::StrCat(at, ".people"), "must be finite and at least 0");
    }
    if (area < 0 || group < 0 || !sex) continue;
    people[area][grid.at(group, *sex, ages.youngest)] += cell.people();
  }
  return people;
}

HousingTarget LimitFrom(double people, bool has_less, double less, bool has_more, double more) {
  HousingTarget limit;
  limit.people = people;
  if (has_less) limit.less = less;
  if (has_more) limit.more = more;
  return limit;
}

// The engine's names of the fields of the last target of a year: of its neighborhood, its figure
// and what belongs to a limit.
void NameTarget(int year, const StepTargets& targets, const std::string& neighborhood,
                const std::string& figure, const std::string& limit, FieldNames& names) {
  const std::string at = absl::StrCat("targets[", year, "].areas[", targets.areas.size() - 1, "].");
  names[at + "area"] = absl::StrCat(neighborhood, ".neighborhood_key");
  names[at + "people"] = figure;
  for (const char* share : {"less", "more"}) names[at + share] = absl::StrCat(limit, ".", share);
}

StepTargets TargetsFrom(SelectionReader& reader, const std::string& field,
                        const v1::YearTargets& message, FieldNames& names) {
  StepTargets targets;
  const ForecastParameters& run = reader.run().parameters;
  if (message.year() <= run.jump_off_year || message.year() > run.last_year) {
    reader.Fault(absl::StrCat(field, ".year"),
                 absl::StrCat("must be ", run.jump_off_year + 1, " to ", run.last_year));
  }
  for (const char* part : {".flow", ".people"}) {
    for (int i = 0; i < message.city_size(); ++i) {
      names[absl::StrCat("targets[", message.year(), "].city[", i, "]", part)] =
          absl::StrCat(field, ".city[", i, "]", part);
    }
  }
  for (int i = 0; i < message.city_size(); ++i) {
    const v1::CityTarget& city = message.city(i);
    if (!v1::FlowKind_IsValid(city.flow()) || city.flow() == v1::FLOW_KIND_UNSPECIFIED) {
      reader.Fault(absl::StrCat(field, ".city[", i, "].flow"), "must say which flow");
    }
    targets.city.push_back(
        {static_cast<Flow>(city.flow() - 1), {city.people().begin(), city.people().end()}});
  }
  for (int i = 0; i < message.neighborhoods_size(); ++i) {
    const v1::NeighborhoodTarget& target = message.neighborhoods(i);
    const std::string at = absl::StrCat(field, ".neighborhoods[", i, "]");
    const int area = reader.Area(absl::StrCat(at, ".neighborhood_key"), target.neighborhood_key());
    if (area < 0) continue;
    AreaTarget& to = targets.areas.emplace_back();
    to.area = area;
    const auto name = [&](const char* figure) {
      NameTarget(message.year(), targets, at, absl::StrCat(at, figure),
                 absl::StrCat(at, ".housing"), names);
    };
    if (target.has_net_migration()) {
      name(".net_migration");
      to.target = NetMigrationTarget{target.net_migration()};
    } else if (target.has_people()) {
      name(".people");
      to.target = PeopleTarget{target.people()};
    } else if (target.has_housing()) {
      name(".housing.people");
      const v1::HousingLimit& limit = target.housing();
      to.target =
          LimitFrom(limit.people(), limit.has_less(), limit.less(), limit.has_more(), limit.more());
    } else {
      reader.Fault(at, "must be net_migration, people or housing");
    }
  }
  return targets;
}

// A limit for each year of the run.
void AddHousingPlan(SelectionReader& reader, const std::string& field, const v1::HousingPlan& plan,
                    Scenario& scenario, FieldNames& names) {
  const int area = reader.Area(absl::StrCat(field, ".neighborhood_key"), plan.neighborhood_key());
  const auto not_negative = [&](const char* name, double value) {
    if (!(value >= 0 && std::isfinite(value))) {
      reader.Fault(absl::StrCat(field, ".", name), "must not be negative");
    }
  };
  not_negative("dwellings", plan.dwellings());
  not_negative("people_per_dwelling", plan.people_per_dwelling());
  if (!(plan.vacancy() >= 0 && plan.vacancy() <= 1)) {
    reader.Fault(absl::StrCat(field, ".vacancy"), "must be from 0 to 1");
  }
  const ForecastRun& run = reader.run();
  const int first_year = run.parameters.jump_off_year + 1;
  Housing housing{.year = run.parameters.jump_off_year,
                  .dwellings = plan.dwellings(),
                  .people_per_dwelling = plan.people_per_dwelling(),
                  .vacancy = plan.vacancy(),
                  .projects = {}};
  for (const v1::BuildingProject& project : plan.projects()) {
    housing.projects.push_back({project.year(), project.dwellings(), project.status()});
  }
  HousingAssumptions assumptions;
  assumptions.experience = {
      {plan.not_realized().begin(), plan.not_realized().end()}, plan.delay(), plan.longest_delay()};
  assumptions.room = LimitFrom(0, plan.has_less(), plan.less(), plan.has_more(), plan.more());
  const absl::StatusOr<std::vector<HousingTarget>> room =
      RoomOf(housing, assumptions, first_year, run.parameters.last_year);
  if (!room.ok()) return reader.FaultsInside(field, room.status());
  if (area < 0) return;
  for (size_t i = 0; i < room->size(); ++i) {
    const int year = first_year + static_cast<int>(i);
    StepTargets& targets = scenario.targets[year];
    targets.areas.push_back({static_cast<size_t>(area), (*room)[i]});
    names.emplace(absl::StrCat("targets[", year, "]"), field);
    NameTarget(year, targets, field, absl::StrCat(field, ".dwellings"), field, names);
  }
}

}  // namespace

absl::StatusOr<Scenario> MessageParameterReader::ReadScenario(const ForecastRun& run) const {
  v1::Scenario message;
  if (!message.ParseFromString(run.parameters.scenario)) {
    return absl::DataLossError("the scenario cannot be read");
  }
  FieldErrors errors;
  SelectionReader reader(run, errors);
  Scenario scenario;
  const auto at = [](const char* list, int i) { return absl::StrCat(kPath, list, "[", i, "]"); };
  for (int i = 0; i < message.modifiers_size(); ++i) {
    scenario.modifiers.push_back(ModifierFrom(reader, at("modifiers", i), message.modifiers(i)));
  }
  for (int i = 0; i < message.buildings_size(); ++i) {
    const v1::NewBuilding& building = message.buildings(i);
    const std::string field = at("buildings", i);
    const int area =
        reader.Area(absl::StrCat(field, ".neighborhood_key"), building.neighborhood_key());
    scenario.buildings.push_back(
        {.area = static_cast<size_t>(std::max(area, 0)),
         .first_year = building.first_year(),
         .people = {building.people().begin(), building.people().end()},
         .profile = ProfileOf(reader, absl::StrCat(field, ".profile"), building.profile()),
         .from_city = building.from_city()});
  }
  for (int i = 0; i < message.shocks_size(); ++i) {
    scenario.shocks.push_back(ShockFrom(reader, at("shocks", i), message.shocks(i)));
  }
  for (int i = 0; i < message.special_populations_size(); ++i) {
    const v1::SpecialPopulations& special = message.special_populations(i);
    if (scenario.special.contains(special.from_year())) {
      reader.Fault(absl::StrCat(at("special_populations", i), ".from_year"), "stands twice");
    }
    scenario.special[special.from_year()] =
        SpecialFrom(reader, at("special_populations", i), special);
  }
  FieldNames names;
  for (int i = 0; i < message.targets_size(); ++i) {
    const int year = message.targets(i).year();
    const std::string field = at("targets", i);
    if (scenario.targets.contains(year)) {
      reader.Fault(absl::StrCat(field, ".year"), "stands twice");
    }
    names[absl::StrCat("targets[", year, "]")] = field;
    scenario.targets[year] = TargetsFrom(reader, field, message.targets(i), names);
  }
  for (int i = 0; i < message.housing_plans_size(); ++i) {
    AddHousingPlan(reader, at("housing_plans", i), message.housing_plans(i), scenario, names);
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  const absl::Status checked = CheckScenario(run.model(), reader.areas(), scenario);
  std::set<std::pair<std::string, std::string>> told;  // a plan is wrong in each year alike
  for (const FieldViolation& violation : FieldViolationsOf(checked)) {
    const auto name = names.find(violation.field);
    const std::string field =
        name == names.end() ? absl::StrCat(kPath, violation.field) : name->second;
    if (told.insert({field, violation.description}).second) {
      errors.Add(field, violation.code, violation.description);
    }
  }
  errors.AddFurther(FurtherViolationsOf(checked));
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(checked);
  return scenario;
}

}  // namespace zwk::forecasting
