#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reporting/indicator/indicator_figure.h"
#include "zwk/reporting/v1/indicator.pb.h"

// The catalog and its figures as they are answered.
namespace zwk::reporting {

v1::Indicator ToProto(const IndicatorDefinition& indicator, const std::vector<std::string>& dates);
v1::IndicatorValue ToProto(const IndicatorFigure& figure);
// How far a ratio is from the city's, in what both are written in. nullopt where one is not told.
std::optional<double> DifferenceOf(const Value& value, const Value& city);
// Neighborhoods beside the city, whose figures are among them.
v1::CompareNeighborhoodsResponse Compare(const std::vector<IndicatorFigure>& figures);

}  // namespace zwk::reporting
