#include "reporting/indicator/indicator_message.h"

#include <cmath>
#include <map>
#include <string>
#include <utility>

namespace zwk::reporting {
namespace {

using Unit = FigureValue::Unit;
using Polarity = IndicatorDefinition::Polarity;

v1::IndicatorUnit ToProto(Unit unit) {
  switch (unit) {
    case Unit::kPersons:
      return v1::INDICATOR_UNIT_PERSONS;
    case Unit::kPercent:
      return v1::INDICATOR_UNIT_PERCENT;
    case Unit::kPerHundred:
      return v1::INDICATOR_UNIT_PER_HUNDRED;
    case Unit::kYears:
      return v1::INDICATOR_UNIT_YEARS;
    case Unit::kIndex:
      return v1::INDICATOR_UNIT_INDEX;
    case Unit::kPlaces:
      return v1::INDICATOR_UNIT_PLACES;
  }
  return v1::INDICATOR_UNIT_UNSPECIFIED;
}

v1::IndicatorPolarity ToProto(Polarity polarity) {
  switch (polarity) {
    case Polarity::kNone:
      return v1::INDICATOR_POLARITY_NONE;
    case Polarity::kHigherBetter:
      return v1::INDICATOR_POLARITY_HIGHER_BETTER;
    case Polarity::kLowerBetter:
      return v1::INDICATOR_POLARITY_LOWER_BETTER;
  }
  return v1::INDICATOR_POLARITY_UNSPECIFIED;
}

}  // namespace

v1::Indicator ToProto(const IndicatorDefinition& indicator, const std::vector<std::string>& dates) {
  v1::Indicator message;
  message.set_indicator_id(std::string(indicator.id));
  (*message.mutable_names())["de"] = std::string(indicator.name_de);
  (*message.mutable_names())["en"] = std::string(indicator.name_en);
  message.set_formula(std::string(indicator.formula));
  message.set_unit(ToProto(indicator.unit));
  message.set_decimals(indicator.decimals);
  message.set_polarity(ToProto(indicator.polarity));
  for (const Language language : kLanguages) {
    const std::string tag(Tag(language));
    (*message.mutable_sources())[tag] = std::string(SourceRule(language, indicator));
    (*message.mutable_protection_rules())[tag] = ProtectionRule(language, indicator);
  }
  (*message.mutable_interpretations())["de"] = std::string(indicator.meaning_de);
  (*message.mutable_interpretations())["en"] = std::string(indicator.meaning_en);
  for (const std::string& day : dates) message.add_dates(day);
  return message;
}

v1::IndicatorValue ToProto(const IndicatorFigure& figure) {
  v1::IndicatorValue message;
  message.set_indicator_id(std::string(figure.indicator->id));
  message.set_neighborhood_key(figure.neighborhood_key);
  message.set_area_name(figure.figure.area);
  message.set_date(figure.figure.date);
  *message.mutable_value() = figure.figure.value.message();
  message.set_source(figure.figure.source);
  message.set_synthetic(figure.figure.synthetic);
  return message;
}

std::optional<double> DifferenceOf(const Value& value, const Value& city) {
  if (!value.message().has_ratio() || !city.message().has_ratio()) return std::nullopt;
  const double power = std::pow(10, value.decimals());
  return std::round((value.number() - city.number()) * power) / power;
}

v1::CompareNeighborhoodsResponse Compare(const std::vector<IndicatorFigure>& figures) {
  v1::CompareNeighborhoodsResponse response;
  std::map<std::pair<absl::string_view, std::string>, int> places;
  std::map<int, const Value*> cities;
  for (const IndicatorFigure& one : figures) {
    const auto key = std::pair(one.indicator->id, one.figure.date);
    const auto [place, added] = places.emplace(key, response.comparisons_size());
    if (added) {
      v1::IndicatorComparison& comparison = *response.add_comparisons();
      comparison.set_indicator_id(std::string(one.indicator->id));
      comparison.set_date(one.figure.date);
    }
    if (!one.neighborhood_key.empty()) continue;
    cities[place->second] = &one.figure.value;
    *response.mutable_comparisons(place->second)->mutable_city() = one.figure.value.message();
  }
  for (const IndicatorFigure& one : figures) {
    if (one.neighborhood_key.empty()) continue;
    const int place = places.at({one.indicator->id, one.figure.date});
    v1::ComparedNeighborhood& compared = *response.mutable_comparisons(place)->add_neighborhoods();
    compared.set_neighborhood_key(one.neighborhood_key);
    compared.set_name(one.figure.area);
    *compared.mutable_value() = one.figure.value.message();
    const auto city = cities.find(place);
    if (city == cities.end()) continue;
    const auto difference = DifferenceOf(one.figure.value, *city->second);
    if (difference) compared.set_difference(*difference);
  }
  return response;
}

}  // namespace zwk::reporting
