#include "reporting/base/population.h"

#include <algorithm>

#include "reporting/base/protection.h"

namespace zwk::reporting {
namespace {

// A ratio of people of one age to people of another; without limits: everybody.
struct Ages {
  int from = 0;
  std::optional<int> to;
};

struct Definition {
  absl::string_view id;
  absl::string_view label_de;
  absl::string_view label_en;
  FigureValue::Unit unit;
  Ages numerator;
  Ages denominator;
};

constexpr Ages kAll{0, std::nullopt};
// Systems differ in where youth ends and age begins: the limits are part of the ids.
const Definition kDefinitions[] = {
    {"pop", "Einwohnerinnen und Einwohner", "Inhabitants", FigureValue::Unit::kPersons, kAll, kAll},
    {"foreign", "Anteil ausländischer Bevölkerung", "Foreign nationals",
     FigureValue::Unit::kPercent, kAll, kAll},
    {"share_0_18",
     "Anteil unter 18 Jahren",
     "Under 18",
     FigureValue::Unit::kPercent,
     {0, 18},
     kAll},
    {"share_65",
     "Anteil ab 65 Jahren",
     "65 and older",
     FigureValue::Unit::kPercent,
     {65, std::nullopt},
     kAll},
    {"jq_20_65",
     "Jugendquotient (unter 20 je 100 von 20 bis 64)",
     "Youth ratio (under 20 per 100 aged 20 to 64)",
     FigureValue::Unit::kPerHundred,
     {0, 20},
     {20, 65}},
    {"aq_20_65",
     "Altenquotient (ab 65 je 100 von 20 bis 64)",
     "Old-age ratio (65 and older per 100 aged 20 to 64)",
     FigureValue::Unit::kPerHundred,
     {65, std::nullopt},
     {20, 65}},
    {"age_65_18",
     "Ageing-Index (ab 65 je 100 unter 18)",
     "Ageing index (65 and older per 100 under 18)",
     FigureValue::Unit::kPerHundred,
     {65, std::nullopt},
     {0, 18}},
};

bool Fits(const Ages& ages, int width) {
  return ages.from % width == 0 && (!ages.to || *ages.to % width == 0);
}

// nullptr if there is none, or the classes of the population do not fit its limits.
const Definition* Find(absl::string_view id, const Population& population) {
  if (population.empty()) return nullptr;
  const auto* found =
      std::find_if(std::begin(kDefinitions), std::end(kDefinitions),
                   [id](const Definition& candidate) { return candidate.id == id; });
  if (found == std::end(kDefinitions) || !Fits(found->numerator, population.age_width) ||
      !Fits(found->denominator, population.age_width)) {
    return nullptr;
  }
  return found;
}

struct Counts {
  double numerator = 0;
  double denominator = 0;
};

Counts CountsOf(const Definition& definition, const Population& population) {
  const auto count = [&](const Ages& ages) { return population.Count(ages.from, ages.to); };
  return {definition.id == "foreign" ? population.Foreign() : count(definition.numerator),
          count(definition.denominator)};
}

FigureValue Value(const Definition& definition, const Population& population,
                  const Counts& counts) {
  FigureValue value{.unit = definition.unit,
                    .label_de = std::string(definition.label_de),
                    .label_en = std::string(definition.label_en),
                    .area = population.area,
                    .date = population.date,
                    .source = population.source,
                    .synthetic = population.synthetic};
  if (definition.unit == FigureValue::Unit::kPersons) {
    value.value = counts.numerator;
    return value;
  }
  value.value = counts.denominator > 0 ? 100 * counts.numerator / counts.denominator : 0;
  value.decimals = 1;
  return value;
}

}  // namespace

void Population::Add(const Population& other) {
  for (int origin = 0; origin < 2; ++origin) {
    for (int sex = 0; sex < 2; ++sex) {
      std::vector<double>& mine = people[origin][sex];
      const std::vector<double>& theirs = other.people[origin][sex];
      mine.resize(std::max(mine.size(), theirs.size()));
      for (size_t i = 0; i < theirs.size(); ++i) mine[i] += theirs[i];
    }
  }
}

double Population::Count(Origin origin, Sex sex, int from, std::optional<int> to) const {
  const std::vector<double>& ages = people[origin][sex];
  double sum = 0;
  for (size_t i = 0; i < ages.size(); ++i) {
    const int age = static_cast<int>(i) * age_width;
    if (age >= from && (!to || age < *to)) sum += ages[i];
  }
  return sum;
}

double Population::Count(int from, std::optional<int> to) const {
  return Count(kNational, kMale, from, to) + Count(kNational, kFemale, from, to) +
         Count(kForeign, kMale, from, to) + Count(kForeign, kFemale, from, to);
}

double Population::Foreign() const {
  return Count(kForeign, kMale, 0, std::nullopt) + Count(kForeign, kFemale, 0, std::nullopt);
}

std::vector<absl::string_view> IndicatorIds() {
  std::vector<absl::string_view> ids;
  for (const Definition& definition : kDefinitions) ids.push_back(definition.id);
  return ids;
}

std::optional<FigureValue> Calculate(absl::string_view id, const Population& population) {
  const Definition* definition = Find(id, population);
  if (definition == nullptr) return std::nullopt;
  return Value(*definition, population, CountsOf(*definition, population));
}

std::optional<Indicator> Tell(absl::string_view id, const Population& population) {
  const Definition* definition = Find(id, population);
  if (definition == nullptr) return std::nullopt;
  const Protection protection(population.Total());
  const Counts exact = CountsOf(*definition, population);
  const bool people = definition->unit == FigureValue::Unit::kPersons;
  if (people && population.municipality) return Indicator{Value(*definition, population, exact)};
  Indicator indicator{
      Value(*definition, population,
            {protection.Round(exact.numerator), protection.Round(exact.denominator)})};
  indicator.value.rounded_to = protection.base();
  if (!people) {
    const bool share = definition->unit == FigureValue::Unit::kPercent;
    indicator.withheld = exact.denominator < 100 || exact.numerator < 3 ||
                         (share && !MayTellShare(exact.numerator, exact.denominator));
  }
  return indicator;
}

}  // namespace zwk::reporting
