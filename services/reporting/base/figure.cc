#include "reporting/base/figure.h"

#include <cmath>

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"

namespace zwk::reporting {

ResolvedFigure Resolve(Language language, const FigureValue& value) {
  ResolvedFigure figure;
  switch (value.unit) {
    case FigureValue::Unit::kPersons:
      figure.text = Number(language, std::llround(value.value));
      break;
    case FigureValue::Unit::kPercent:
      figure.text = Percent(language, value.value, value.decimals);
      break;
    case FigureValue::Unit::kPerHundred:
    case FigureValue::Unit::kIndex:
      figure.text = Decimal(language, value.value, value.decimals);
      break;
  }
  const auto day = ParseDate(value.date);
  figure.source = absl::StrCat(
      Say(language, value.label_de, value.label_en), ", ", value.area, ", ",
      day.ok() ? LongDate(language, *day) : value.date, ". ", Say(language, "Quelle: ", "Source: "),
      value.source, value.synthetic ? Say(language, " (synthetisch)", " (synthetic)") : "",
      value.rounded_to > 0
          ? absl::StrCat(
                Say(language, "; Personen zum Schutz Einzelner auf ", "; people rounded to "),
                value.rounded_to, Say(language, " gerundet", " to protect single people"))
          : "");
  return figure;
}

}  // namespace zwk::reporting
