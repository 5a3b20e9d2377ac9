#include "reporting/base/value.h"

#include <cmath>

namespace zwk::reporting {
namespace {

double RoundTo(int decimals, double ratio) {
  const double power = std::pow(10, decimals);
  const double rounded = std::round(ratio * power) / power;
  return rounded == 0 ? 0 : rounded;  // no "-0"
}

v1::Value Ratio(double ratio, int decimals, v1::ValueProtection protection) {
  v1::Value message;
  message.set_ratio(RoundTo(decimals, ratio));
  message.set_status(v1::VALUE_STATUS_FINAL);
  message.set_protection(protection);
  return message;
}

}  // namespace

Value Value::OfThings(int64_t count) {
  Value value;
  value.message_.set_count(count);
  value.message_.set_status(v1::VALUE_STATUS_FINAL);
  value.message_.set_protection(v1::VALUE_PROTECTION_NONE);
  return value;
}

Value Value::OfThings(double ratio, int decimals) {
  Value value;
  value.message_ = Ratio(ratio, decimals, v1::VALUE_PROTECTION_NONE);
  value.decimals_ = decimals;
  return value;
}

Value Value::Supplied(double ratio, int decimals) {
  Value value;
  value.message_ = Ratio(ratio, decimals, v1::VALUE_PROTECTION_SUPPLIER);
  value.decimals_ = decimals;
  return value;
}

double Value::number() const {
  switch (message_.figure_case()) {
    case v1::Value::kCount:
      return static_cast<double>(message_.count());
    case v1::Value::kRatio:
      return message_.ratio();
    case v1::Value::kCents:
      return static_cast<double>(message_.cents()) / 100;
    case v1::Value::FIGURE_NOT_SET:
      break;
  }
  return 0;
}

std::string Value::Text(Language language) const {
  switch (message_.figure_case()) {
    case v1::Value::kCount:
      return Number(language, message_.count());
    case v1::Value::kRatio:
      return Decimal(language, message_.ratio(), decimals_);
    case v1::Value::kCents:
      return Decimal(language, number(), 2);
    case v1::Value::FIGURE_NOT_SET:
      break;
  }
  return "·";
}

int Value::rounded_to() const {
  switch (message_.protection()) {
    case v1::VALUE_PROTECTION_ROUND_5:
      return 5;
    case v1::VALUE_PROTECTION_ROUND_10:
      return 10;
    default:
      return 0;
  }
}

absl::string_view Value::protection_id() const {
  switch (message_.protection()) {
    case v1::VALUE_PROTECTION_ROUND_5:
      return "round5";
    case v1::VALUE_PROTECTION_ROUND_10:
      return "round10";
    case v1::VALUE_PROTECTION_SUPPRESSED_PRIMARY:
    case v1::VALUE_PROTECTION_SUPPRESSED_SECONDARY:
      return "withheld";
    case v1::VALUE_PROTECTION_SUPPLIER:
      return "supplier";
    default:
      return "none";
  }
}

Value Value::Estimated() const {
  Value value = *this;
  if (told()) value.message_.set_status(v1::VALUE_STATUS_ESTIMATED);
  return value;
}

Value Value::Released(absl::string_view release_id) const {
  Value value = *this;
  value.message_.set_release_id(std::string(release_id));
  return value;
}

Value Value::Within(const Value& low, const Value& high) const {
  Value value = *this;
  if (!told() || !low.told() || !high.told()) return value;
  value.message_.set_band_low(low.number());
  value.message_.set_band_high(high.number());
  return value;
}

absl::string_view StatusSign(v1::ValueStatus status) {
  switch (status) {
    case v1::VALUE_STATUS_PRELIMINARY:
      return "p";
    case v1::VALUE_STATUS_REVISED:
      return "r";
    case v1::VALUE_STATUS_ESTIMATED:
      return "s";
    case v1::VALUE_STATUS_SECRET:
      return ".";
    case v1::VALUE_STATUS_LATER:
      return "...";
    case v1::VALUE_STATUS_ZERO:
      return "–";
    case v1::VALUE_STATUS_NOT_MEANINGFUL:
      return "x";
    case v1::VALUE_STATUS_LIMITED:
      return "()";
    case v1::VALUE_STATUS_TOO_INACCURATE:
      return "/";
    default:
      return "";
  }
}

absl::string_view StatusPhrase(Language language, v1::ValueStatus status) {
  switch (status) {
    case v1::VALUE_STATUS_PRELIMINARY:
      return Say(language, "vorläufig", "preliminary");
    case v1::VALUE_STATUS_REVISED:
      return Say(language, "berichtigt", "revised");
    case v1::VALUE_STATUS_ESTIMATED:
      return Say(language, "Prognose", "forecast");
    case v1::VALUE_STATUS_SECRET:
      return Say(language, "zu wenige Personen für eine Angabe", "too few people to say");
    case v1::VALUE_STATUS_LATER:
      return Say(language, "Angabe folgt", "to follow");
    case v1::VALUE_STATUS_ZERO:
      return Say(language, "genau null", "exactly nothing");
    case v1::VALUE_STATUS_NOT_MEANINGFUL:
      return Say(language, "nicht sinnvoll", "not meaningful");
    case v1::VALUE_STATUS_LIMITED:
      return Say(language, "eingeschränkt aussagefähig", "of limited use");
    case v1::VALUE_STATUS_TOO_INACCURATE:
      return Say(language, "zu ungenau", "too inaccurate");
    default:
      return "";
  }
}

absl::string_view ProtectionPhrase(Language language, v1::ValueProtection protection) {
  switch (protection) {
    case v1::VALUE_PROTECTION_ROUND_5:
      return Say(language, "Personen auf fünf gerundet", "people rounded to five");
    case v1::VALUE_PROTECTION_ROUND_10:
      return Say(language, "Personen auf zehn gerundet", "people rounded to ten");
    case v1::VALUE_PROTECTION_SUPPRESSED_PRIMARY:
    case v1::VALUE_PROTECTION_SUPPRESSED_SECONDARY:
      return Say(language, "nicht genannt", "withheld");
    case v1::VALUE_PROTECTION_SUPPLIER:
      return Say(language, "vom Lieferanten geschützt", "protected by the supplier");
    case v1::VALUE_PROTECTION_CELL_KEY:
      return Say(language, "mit Überlagerung", "with noise");
    default:
      return "";
  }
}

}  // namespace zwk::reporting
