#include "reporting/base/indicator.h"

#include <algorithm>
#include <map>

#include "reporting/base/protection.h"

namespace zwk::reporting {
namespace {

using Definition = IndicatorDefinition;
using Unit = FigureValue::Unit;
using Who = CountOf::Who;
using Formula = Definition::Formula;
using From = Definition::From;

constexpr int kBand = 5;  // years of age, where an average is taken of rounded counts
constexpr double kFewForDiversity = 300;
constexpr double kFewForAverages = 1000;  // what rounding leaves is within 0.2 years then

bool Fits(const CountOf& count, const Population& population) {
  const int width = population.age_width;
  const auto is_limit = [&](int age) { return age % width == 0 && age <= population.open_age(); };
  if (!is_limit(count.from) || (count.to && !is_limit(*count.to))) return false;
  const bool of_groups = count.who == Who::kMigration || count.who == Who::kNationalMigration;
  return !of_groups || !population.groups.empty();
}

bool Fits(const Definition& definition, const Population& population) {
  if (definition.from != From::kPopulation || population.empty()) return false;
  if (definition.kind == Formula::kDiversity) return !population.groups.empty();
  const auto fits = [&](const CountOf& count) { return Fits(count, population); };
  return std::all_of(definition.above.begin(), definition.above.end(), fits) &&
         std::all_of(definition.below.begin(), definition.below.end(), fits);
}

Exact PeopleOf(const CountOf& count, const Population& population) {
  if (count.who == Who::kEverybody) return population.Count(count.from, count.to);
  if (count.who == Who::kWomen) return population.Women(count.from, count.to);
  if (count.who == Who::kForeign) return population.Foreign();
  Exact sum = 0;
  for (const Population::Group& group : population.groups) {
    const bool counts = count.who == Who::kMigration ? !group.national || group.migration_history
                                                     : group.national && group.migration_history;
    if (counts) sum += group.people;
  }
  return sum;
}

// The formulas, whatever they are fed with: exact counts, or rounded ones. `Rounded` makes a Number
// of what was counted.
template <typename Number, typename Rounded>
class Computed {
 public:
  Computed(const Definition& definition, const Population& population, int band, Rounded rounded)
      : definition_(definition), population_(population), band_(band), rounded_(rounded) {}

  // nullopt where there is nobody whom it is about.
  std::optional<Number> Result() const {
    switch (definition_.kind) {
      case Formula::kCount:
        return rounded_(PeopleOf(definition_.above.front(), population_));
      case Formula::kMeanAge:
        return MeanAge();
      case Formula::kMedianAge:
        return MedianAge();
      case Formula::kDiversity:
        return Diversity();
      case Formula::kRatio:
        return Divided(Sum(definition_.above), Sum(definition_.below));
      case Formula::kNone:
        break;
    }
    return std::nullopt;
  }

 private:
  static std::optional<Number> Divided(Number above, Number below) {
    if (below <= Number(0)) return std::nullopt;
    return above / below;
  }
  Number Sum(const std::vector<CountOf>& counts) const {
    Number sum = 0;
    for (const CountOf& count : counts) {
      sum += Number(count.weight) * rounded_(PeopleOf(count, population_));
    }
    return sum;
  }
  std::vector<Number> Bands() const {
    std::vector<Number> bands;
    for (int from = 0; from <= population_.open_age(); from += band_) {
      const bool last = from + band_ > population_.open_age();
      bands.push_back(rounded_(
          population_.Count(from, last ? std::nullopt : std::optional<int>(from + band_))));
    }
    return bands;
  }
  // The open band counts as if it were as wide as the others.
  std::optional<Number> MeanAge() const {
    Number sum = 0, people = 0;
    double middle = band_ / 2.0;
    for (const Number& band : Bands()) {
      sum += Number(middle) * band;
      people += band;
      middle += band_;
    }
    return Divided(sum, people);
  }
  // Within a band people are spread evenly.
  std::optional<Number> MedianAge() const {
    const std::vector<Number> bands = Bands();
    Number half = 0;
    for (const Number& band : bands) half += Number(0.5) * band;
    if (half <= Number(0)) return std::nullopt;
    Number younger = 0;
    for (size_t i = 0;; ++i) {
      if (younger + bands[i] >= half || i + 1 == bands.size()) {
        return Number(band_) * (Number(static_cast<double>(i)) + (half - younger) / bands[i]);
      }
      younger += bands[i];
    }
  }
  // The chance that two people are of different groups.
  std::optional<Number> Diversity() const {
    Number all = 0, same = 0;
    for (const Population::Group& group : population_.groups) all += rounded_(group.people);
    if (all <= Number(0)) return std::nullopt;
    for (const Population::Group& group : population_.groups) {
      const Number share = rounded_(group.people) / all;
      same += share * share;
    }
    return Number(1) - same;
  }

  const Definition& definition_;
  const Population& population_;
  const int band_;
  const Rounded rounded_;
};

bool IsOfOrigin(const CountOf& count) {
  return count.who != Who::kEverybody && count.who != Who::kWomen;
}

// Whether so few are told apart by the ages and origins that these counts are of.
bool MayTellApart(const std::vector<CountOf>& counts, const Protection& protection) {
  return std::all_of(counts.begin(), counts.end(), [&](const CountOf& count) {
    const bool everybody = count.who == Who::kEverybody && count.from == 0 && !count.to;
    return everybody || (protection.TellsAges(count.from, count.to) &&
                         (protection.tells_origin() || !IsOfOrigin(count)));
  });
}

// Whether a ratio of so few may be told.
bool MayTell(const Definition& definition, const Population& population) {
  const Exact everybody = population.Total();
  if (definition.kind == Formula::kDiversity) return everybody >= kFewForDiversity;
  if (definition.kind != Formula::kRatio) return everybody >= kFewForAverages;
  const Protection protection(everybody);
  if (!MayTellApart(definition.above, protection) || !MayTellApart(definition.below, protection)) {
    return false;
  }
  Exact below = 0;
  for (const CountOf& count : definition.below) below += PeopleOf(count, population);
  if (below < kTooFewForShares) return false;
  const bool share = definition.unit == Unit::kPercent;
  return std::all_of(definition.above.begin(), definition.above.end(), [&](const CountOf& count) {
    const Exact part = PeopleOf(count, population);
    return part >= kTooFewPeople && (!share || MayTellShare(part, below));
  });
}

Value ToldValue(const Definition& definition, const Population& population) {
  const Protection protection(population.Total());
  if (definition.id == "pop" && population.municipality) {
    return Protection::Official(population.Total());
  }
  if (definition.kind == Formula::kCount) {
    if (!MayTellApart(definition.above, protection)) return Protection::Secret();
    return protection.Count(PeopleOf(definition.above.front(), population));
  }
  if (!MayTell(definition, population)) return Protection::Secret();
  const auto rounded = [&](Exact people) { return protection.Count(people).number(); };
  const Computed<double, decltype(rounded)> computed(
      definition, population, std::max(kBand, population.age_width), rounded);
  const std::optional<double> result = computed.Result();
  return result ? protection.Ratio(*result, definition.decimals) : Protection::Secret();
}

}  // namespace

const Definition* FindIndicator(absl::string_view id) {
  static const auto& by_id = *[] {
    auto* map = new std::map<absl::string_view, const Definition*>;
    for (const Definition& definition : Indicators()) map->emplace(definition.id, &definition);
    return map;
  }();
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : found->second;
}

std::optional<Exact> Calculate(const Definition& definition, const Population& population) {
  if (!Fits(definition, population)) return std::nullopt;
  const auto as_it_is = [](Exact people) { return people; };
  return Computed<Exact, decltype(as_it_is)>(definition, population, population.age_width, as_it_is)
      .Result();
}

std::optional<FigureValue> Tell(const Definition& definition, const Population& population) {
  if (!Fits(definition, population)) return std::nullopt;
  return FigureValue{.value = ToldValue(definition, population),
                     .unit = definition.unit,
                     .label_de = std::string(definition.name_de),
                     .label_en = std::string(definition.name_en),
                     .area = population.area,
                     .date = population.date,
                     .source = population.source,
                     .synthetic = population.synthetic};
}

absl::string_view SourceRule(Language language, const Definition& definition) {
  switch (definition.from) {
    case From::kPopulation:
      return Say(language,
                 "Einwohnerbestand, wie er eingespielt wurde; im letzten Jahr einer Prognose deren "
                 "Bestand",
                 "People as they were imported; in the last year of a forecast as it expects them");
    case From::kForecastPaths:
      return Say(language, "Veröffentlichte Bevölkerungsprognose", "Published population forecast");
    case From::kForecastErrors:
      return Say(language, "Rückrechnung der veröffentlichten Prognose",
                 "Backtest of the published forecast");
    case From::kGaps:
      return Say(language, "Lückenanalyse des Angebotskatalogs",
                 "Gap analysis of the catalog of offers");
  }
  return "";
}

std::string ProtectionRule(Language language, const Definition& definition) {
  if (definition.from == From::kForecastErrors) {
    return std::string(
        Say(language, "Keine: keine Angabe über Personen", "None: not about people"));
  }
  if (definition.unit == Unit::kPersons || definition.unit == Unit::kPlaces) {
    return std::string(
        Say(language,
            "Auf fünf gerundet, unter 1.000 Personen auf zehn; nach Alter nur ab 100 Personen, "
            "nach weniger als zehn Jahren Alter ab 300. Die Einwohnerzahl der Stadt ist amtlich "
            "und ungerundet",
            "Rounded to five, among fewer than 1,000 people to ten; by age from 100 people on, by "
            "less than ten years of age from 300 on. The number of people of the city is official "
            "and not rounded"));
  }
  if (definition.kind == Formula::kDiversity) {
    return std::string(Say(language, "Aus gerundeten Zahlen, ab 300 Personen",
                           "Of rounded counts, from 300 people on"));
  }
  if (definition.unit == Unit::kYears) {
    return std::string(Say(language, "Aus gerundeten Zahlen, ab 1.000 Personen",
                           "Of rounded counts, from 1,000 people on"));
  }
  return std::string(Say(
      language,
      "Aus gerundeten Zahlen; ab 100 Personen im Nenner und 3 im Zähler, Anteile nur, wenn "
      "mindestens 3 nicht dazugehören; nach Herkunft ab 300 Personen",
      "Of rounded counts; from 100 people below and 3 above the line on, shares only where 3 or "
      "more do not belong to them; by origin from 300 people on"));
}

}  // namespace zwk::reporting
