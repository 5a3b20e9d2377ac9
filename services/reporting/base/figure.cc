#include "reporting/base/figure.h"

#include "absl/strings/str_cat.h"
#include "platform/base/clock.h"

namespace zwk::reporting {

std::string WithUnit(Language language, const Value& value, FigureValue::Unit unit) {
  if (!value.told()) return value.Text(language);
  if (unit == FigureValue::Unit::kPercent) {
    return Percent(language, value.number(), value.decimals());
  }
  if (unit != FigureValue::Unit::kYears) return value.Text(language);
  return absl::StrCat(value.Text(language), Say(language, "\u00a0Jahre", "\u00a0years"));
}

ResolvedFigure Resolve(Language language, const FigureValue& value) {
  ResolvedFigure figure;
  figure.text = WithUnit(language, value.value, value.unit);
  const auto day = ParseDate(value.date);
  figure.source = absl::StrCat(
      Say(language, value.label_de, value.label_en), ", ", value.area, ", ",
      day.ok() ? LongDate(language, *day) : value.date, ". ", Say(language, "Quelle: ", "Source: "),
      value.source, value.synthetic ? Say(language, " (synthetisch)", " (synthetic)") : "",
      value.value.rounded_to() > 0
          ? absl::StrCat(
                Say(language, "; Personen zum Schutz Einzelner auf ", "; people rounded to "),
                value.value.rounded_to(), Say(language, " gerundet", " to protect single people"))
          : "");
  return figure;
}

}  // namespace zwk::reporting
