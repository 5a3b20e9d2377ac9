#pragma once

#include <map>
#include <string>

#include "reporting/base/language.h"
#include "reporting/base/rich_text.h"

namespace zwk::reporting {

// A number with everything needed to trust it: what it counts, where, when, and where it comes
// from.
struct FigureValue {
  enum class Unit { kPersons, kPercent, kPerHundred, kIndex };
  double value = 0;
  int decimals = 0;
  Unit unit = Unit::kPersons;
  std::string label_de;
  std::string label_en;
  std::string area;    // name of the neighborhood or the municipality
  std::string date;    // ISO
  std::string source;  // e.g. "import 3f2a…"
  bool synthetic = false;
  int rounded_to = 0;  // the base that the people were rounded to, to protect them; 0: none
};
// By the key of the reference, "foreign@city@2021-12-31".
using FigureValues = std::map<std::string, FigureValue>;

ResolvedFigure Resolve(Language language, const FigureValue& value);

}  // namespace zwk::reporting
