#include "reporting/base/indicator.h"

namespace zwk::reporting {
namespace {

using Definition = IndicatorDefinition;
using Unit = FigureValue::Unit;
using Who = CountOf::Who;
using Formula = Definition::Formula;
using From = Definition::From;

constexpr std::nullopt_t kOn = std::nullopt;

// Systems differ in where youth ends and age begins: the limits are part of the ids.
std::vector<Definition> Profile() {
  return {
      {.id = "pop",
       .name_de = "Einwohnerinnen und Einwohner",
       .name_en = "Inhabitants",
       .formula = "P",
       .meaning_de = "Alle, die hier mit Hauptwohnung gemeldet sind.",
       .meaning_en = "Everybody whose main residence is here.",
       .unit = Unit::kPersons,
       .decimals = 0,
       .kind = Formula::kCount,
       .above = {CountOf{}},
       .in_profile = true},
      {.id = "foreign",
       .name_de = "Anteil ausländischer Bevölkerung",
       .name_en = "Foreign nationals",
       .formula = "P[foreign] / P * 100",
       .meaning_de = "Wer keine deutsche Staatsangehörigkeit hat, von allen.",
       .meaning_en = "People without the nationality of the country, of everybody.",
       .above = {{.weight = 100, .who = Who::kForeign}},
       .in_profile = true},
      {.id = "share_0_18",
       .name_de = "Anteil unter 18 Jahren",
       .name_en = "Under 18",
       .formula = "P(0..17) / P * 100",
       .meaning_de = "Kinder und Jugendliche, von allen.",
       .meaning_en = "Children and young people, of everybody.",
       .above = {{.from = 0, .to = 18, .weight = 100}},
       .in_profile = true},
      {.id = "share_65",
       .name_de = "Anteil ab 65 Jahren",
       .name_en = "65 and older",
       .formula = "P(65..) / P * 100",
       .meaning_de = "Menschen im Rentenalter, von allen.",
       .meaning_en = "People of pensionable age, of everybody.",
       .above = {{.from = 65, .to = kOn, .weight = 100}},
       .in_profile = true},
      {.id = "jq_20_65",
       .name_de = "Jugendquotient (unter 20 je 100 von 20 bis 64)",
       .name_en = "Youth ratio (under 20 per 100 aged 20 to 64)",
       .formula = "P(0..19) / P(20..64) * 100",
       .meaning_de = "Auf 100 Menschen im Erwerbsalter kommen so viele jüngere.",
       .meaning_en = "So many younger people there are for 100 of working age.",
       .unit = Unit::kPerHundred,
       .above = {{.from = 0, .to = 20, .weight = 100}},
       .below = {{.from = 20, .to = 65}},
       .in_profile = true},
      {.id = "aq_20_65",
       .name_de = "Altenquotient (ab 65 je 100 von 20 bis 64)",
       .name_en = "Old-age ratio (65 and older per 100 aged 20 to 64)",
       .formula = "P(65..) / P(20..64) * 100",
       .meaning_de = "Auf 100 Menschen im Erwerbsalter kommen so viele ab 65.",
       .meaning_en = "So many people of 65 and older there are for 100 of working age.",
       .unit = Unit::kPerHundred,
       .above = {{.from = 65, .to = kOn, .weight = 100}},
       .below = {{.from = 20, .to = 65}},
       .in_profile = true},
      {.id = "age_65_18",
       .name_de = "Ageing-Index (ab 65 je 100 unter 18)",
       .name_en = "Ageing index (65 and older per 100 under 18)",
       .formula = "P(65..) / P(0..17) * 100",
       .meaning_de = "Über 100: Es leben mehr Ältere als Minderjährige hier.",
       .meaning_en = "Above 100: more older people than minors live here.",
       .unit = Unit::kPerHundred,
       .above = {{.from = 65, .to = kOn, .weight = 100}},
       .below = {{.from = 0, .to = 18}},
       .in_profile = true},
  };
}

std::vector<Definition> Ages() {
  return {
      {.id = "mean_age",
       .name_de = "Durchschnittsalter",
       .name_en = "Mean age",
       .formula = "sum of (a + 2.5) * P(a..a+4) / P, a = 0, 5, 10, ...",
       .meaning_de = "Mittel aus Fünf-Jahres-Gruppen, jede mit ihrer Mitte gerechnet.",
       .meaning_en = "Mean of bands of five years, each taken at its middle.",
       .unit = Unit::kYears,
       .kind = Formula::kMeanAge},
      {.id = "median_age",
       .name_de = "Medianalter",
       .name_en = "Median age",
       .formula = "m with P(0..m) = P / 2, within bands of five years",
       .meaning_de = "Die eine Hälfte ist jünger, die andere älter.",
       .meaning_en = "One half is younger, the other one older.",
       .unit = Unit::kYears,
       .kind = Formula::kMedianAge},
      {.id = "dep",
       .name_de = "Abhängigkeitsquotient (unter 20 und ab 65 je 100 von 20 bis 64)",
       .name_en = "Dependency ratio (under 20, and 65 and older, per 100 aged 20 to 64)",
       .formula = "(P(0..19) + P(65..)) / P(20..64) * 100",
       .meaning_de = "Jugendquotient und Altenquotient zusammen.",
       .meaning_en = "Youth ratio and old-age ratio together.",
       .unit = Unit::kPerHundred,
       .above = {{.from = 0, .to = 20, .weight = 100}, {.from = 65, .to = kOn, .weight = 100}},
       .below = {{.from = 20, .to = 65}}},
      {.id = "greying",
       .name_de = "Greying-Index (ab 80 je 100 von 60 bis 79)",
       .name_en = "Greying index (80 and older per 100 aged 60 to 79)",
       .formula = "P(80..) / P(60..79) * 100",
       .meaning_de = "Wie alt die Älteren sind: je höher, desto mehr Hochbetagte.",
       .meaning_en = "How old older people are: the higher, the more of them are very old.",
       .unit = Unit::kPerHundred,
       .above = {{.from = 80, .to = kOn, .weight = 100}},
       .below = {{.from = 60, .to = 80}}},
      {.id = "parent_support_80_50_65",
       .name_de = "Pflegequotient (ab 80 je 100 von 50 bis 64)",
       .name_en = "Parent support ratio (80 and older per 100 aged 50 to 64)",
       .formula = "P(80..) / P(50..64) * 100",
       .meaning_de = "Hochbetagte auf 100 im Alter ihrer Kinder.",
       .meaning_en = "Very old people for 100 of the age of their children.",
       .unit = Unit::kPerHundred,
       .above = {{.from = 80, .to = kOn, .weight = 100}},
       .below = {{.from = 50, .to = 65}}},
      {.id = "minors_seniors",
       .name_de = "Minderjährige je Person ab 65",
       .name_en = "Minors per person of 65 and older",
       .formula = "P(0..17) / P(65..)",
       .meaning_de = "Unter 1: weniger Minderjährige als Ältere.",
       .meaning_en = "Below 1: fewer minors than older people.",
       .unit = Unit::kIndex,
       .decimals = 2,
       .above = {{.from = 0, .to = 18}},
       .below = {{.from = 65, .to = kOn}}},
      {.id = "billeter",
       .name_de = "Billeter-Maß",
       .name_en = "Billeter's measure",
       .formula = "(P(0..14) - P(50..)) / P(15..49)",
       .meaning_de = "Unter 0: mehr Menschen ab 50 als Kinder; je kleiner, desto älter.",
       .meaning_en = "Below 0: more people of 50 and older than children; the less, the older.",
       .unit = Unit::kIndex,
       .decimals = 2,
       .above = {{.from = 0, .to = 15}, {.from = 50, .to = kOn, .weight = -1}},
       .below = {{.from = 15, .to = 50}}},
  };
}

std::vector<Definition> Origins() {
  return {
      {.id = "mig",
       .name_de = "Anteil mit Migrationsgeschichte",
       .name_en = "With migration history",
       .formula = "P[foreign, or with migration history] / P * 100",
       .meaning_de = "Ausländische Bevölkerung und Deutsche mit Migrationsgeschichte, von allen.",
       .meaning_en = "Foreign nationals, and nationals with migration history, of everybody.",
       .above = {{.weight = 100, .who = Who::kMigration}}},
      {.id = "de_mig",
       .name_de = "Anteil Deutscher mit Migrationsgeschichte",
       .name_en = "Nationals with migration history",
       .formula = "P[national with migration history] / P * 100",
       .meaning_de = "Deutsche, die selbst oder deren Eltern eingewandert sind, von allen.",
       .meaning_en = "Nationals who have immigrated, or whose parents have, of everybody.",
       .above = {{.weight = 100, .who = Who::kNationalMigration}}},
      {.id = "simpson",
       .name_de = "Vielfalt der Herkunft (Simpson-Index)",
       .name_en = "Diversity of origin (Simpson's index)",
       .formula = "1 - sum of (P[group] / P)^2",
       .meaning_de = "Die Wahrscheinlichkeit, dass zwei Menschen verschiedenen Gruppen angehören.",
       .meaning_en = "The chance that two people are of different groups.",
       .unit = Unit::kIndex,
       .decimals = 2,
       .kind = Formula::kDiversity},
  };
}

Definition Aged(absl::string_view id, absl::string_view name_de, absl::string_view name_en,
                absl::string_view formula, CountOf whom) {
  return {.id = id,
          .name_de = name_de,
          .name_en = name_en,
          .formula = formula,
          .meaning_de = "So viele Menschen dieses Alters leben hier.",
          .meaning_en = "So many people of that age live here.",
          .unit = Unit::kPersons,
          .decimals = 0,
          .kind = Formula::kCount,
          .above = {whom}};
}

// Bands of care and kindergartens, schools, working age and old age.
std::vector<Definition> Bands() {
  return {
      Aged("people_0_3", "0 bis 2 Jahre", "Aged 0 to 2", "P(0..2)", {.from = 0, .to = 3}),
      Aged("people_3_6", "3 bis 5 Jahre", "Aged 3 to 5", "P(3..5)", {.from = 3, .to = 6}),
      Aged("people_6_10", "6 bis 9 Jahre", "Aged 6 to 9", "P(6..9)", {.from = 6, .to = 10}),
      Aged("people_10_15", "10 bis 14 Jahre", "Aged 10 to 14", "P(10..14)", {.from = 10, .to = 15}),
      Aged("people_15_18", "15 bis 17 Jahre", "Aged 15 to 17", "P(15..17)", {.from = 15, .to = 18}),
      Aged("people_18_25", "18 bis 24 Jahre", "Aged 18 to 24", "P(18..24)", {.from = 18, .to = 25}),
      Aged("people_25_45", "25 bis 44 Jahre", "Aged 25 to 44", "P(25..44)", {.from = 25, .to = 45}),
      Aged("people_45_65", "45 bis 64 Jahre", "Aged 45 to 64", "P(45..64)", {.from = 45, .to = 65}),
      Aged("people_65_80", "65 bis 79 Jahre", "Aged 65 to 79", "P(65..79)", {.from = 65, .to = 80}),
      Aged("people_80", "80 Jahre und älter", "80 and older", "P(80..)", {.from = 80}),
      Aged("women_15_50", "Frauen von 15 bis 49 Jahren", "Women aged 15 to 49", "P[women](15..49)",
           {.from = 15, .to = 50, .who = Who::kWomen}),
  };
}

std::vector<Definition> Outlook() {
  return {
      {.id = "fc_pop",
       .name_de = "Prognose der Einwohnerzahl",
       .name_en = "Forecast of inhabitants",
       .formula = "median of the trajectories, with the interval that holds 80 % of them",
       .meaning_de = "So viele Menschen leben hier dann wahrscheinlich.",
       .meaning_en = "So many people will probably live here then.",
       .unit = Unit::kPersons,
       .decimals = 0,
       .from = From::kForecastPaths,
       .kind = Formula::kNone},
      {.id = "fc_err",
       .name_de = "Mittlerer Fehler früherer Prognosen nach fünf Jahren",
       .name_en = "Mean error of earlier forecasts after five years",
       .formula = "mean of |forecast - counted| / counted * 100, over neighborhoods and launches",
       .meaning_de = "So weit lagen Prognosen in der Vergangenheit im Mittel daneben.",
       .meaning_en = "So far forecasts have been off on average.",
       .from = From::kForecastErrors,
       .kind = Formula::kNone,
       .polarity = Definition::Polarity::kLowerBetter},
      {.id = "gap",
       .name_de = "Fehlende Plätze in Angeboten",
       .name_en = "Missing places of offers",
       .formula = "sum over needs and target groups of places that are missing",
       .meaning_de = "Plätze, die nach den Richtwerten der Stadt fehlen, über alle Bedarfe.",
       .meaning_en = "Places that are missing by the city's rates, over all needs.",
       .unit = Unit::kPlaces,
       .decimals = 0,
       .from = From::kGaps,
       .kind = Formula::kNone,
       .polarity = Definition::Polarity::kLowerBetter},
  };
}

}  // namespace

const std::vector<Definition>& Indicators() {
  static const auto& all = *[] {
    auto* list = new std::vector<Definition>;
    for (std::vector<Definition> part : {Profile(), Ages(), Origins(), Bands(), Outlook()}) {
      list->insert(list->end(), part.begin(), part.end());
    }
    return list;
  }();
  return all;
}

}  // namespace zwk::reporting
