#pragma once

#include <map>
#include <string>

#include "reporting/base/page.h"
#include "reporting/base/rich_text.h"
#include "reporting/base/value.h"

namespace zwk::reporting {

// A number with everything needed to trust it: what it counts, where, when, and where it comes
// from.
struct FigureValue {
  enum class Unit { kPersons, kPercent, kPerHundred, kYears, kIndex, kPlaces };
  Value value;  // as it may be told, or not
  Unit unit = Unit::kPersons;
  std::string label_de;
  std::string label_en;
  std::string area;    // name of the neighborhood or the municipality
  std::string date;    // ISO
  std::string source;  // e.g. "import 3f2a…"
  bool synthetic = false;
};
// By the key of the reference, "foreign@city@2021-12-31".
using FigureValues = std::map<std::string, FigureValue>;

// "1.240", "21,0 %", "41,3 Jahre"; "·" where it is not told.
std::string WithUnit(Language language, const Value& value, FigureValue::Unit unit);

ResolvedFigure Resolve(Language language, const FigureValue& value);

}  // namespace zwk::reporting
