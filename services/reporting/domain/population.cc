#include "reporting/domain/population.h"

#include <algorithm>

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

std::optional<Indicator> Calculate(absl::string_view id, const Population& population) {
  if (population.empty()) return std::nullopt;
  const auto* definition =
      std::find_if(std::begin(kDefinitions), std::end(kDefinitions),
                   [id](const Definition& candidate) { return candidate.id == id; });
  if (definition == std::end(kDefinitions)) return std::nullopt;
  if (!Fits(definition->numerator, population.age_width) ||
      !Fits(definition->denominator, population.age_width)) {
    return std::nullopt;
  }
  Indicator indicator{.value = {.unit = definition->unit,
                                .label_de = std::string(definition->label_de),
                                .label_en = std::string(definition->label_en),
                                .area = population.area,
                                .date = population.date,
                                .source = population.source,
                                .synthetic = population.synthetic}};
  const auto count = [&](const Ages& ages) { return population.Count(ages.from, ages.to); };
  if (definition->unit == FigureValue::Unit::kPersons) {
    indicator.value.value = count(definition->numerator);
    return indicator;
  }
  const double numerator = id == "foreign" ? population.Foreign() : count(definition->numerator);
  const double denominator = count(definition->denominator);
  indicator.withheld = denominator < 100 || numerator < 3;
  indicator.value.value = denominator > 0 ? 100 * numerator / denominator : 0;
  indicator.value.decimals = 1;
  return indicator;
}

}  // namespace zwk::reporting
