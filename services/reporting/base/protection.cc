#include "reporting/base/protection.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace zwk::reporting {

Value Protection::Count(Exact people) const {
  Value value = Value::OfThings(std::llround(people.number_ / base()) * base());
  value.message_.set_protection(rounding());
  return value;
}

Value Protection::Ratio(double of_rounded_counts, int decimals) const {
  Value value = Value::OfThings(of_rounded_counts, decimals);
  value.message_.set_protection(rounding());
  return value;
}

Value Protection::Modelled(Exact ratio, int decimals) const {
  return tells_ratios() ? Value::OfThings(ratio.number_, decimals) : Secret();
}

Value Protection::Share(Exact share, Exact part, Exact whole, int decimals) {
  const bool told = whole >= kTooFewForShares && !IsTooFew(part) && !IsTooFew(whole - part);
  return told ? Value::OfThings(share.number_, decimals) : Secret();
}

Value Protection::Secret() {
  Value value;
  value.message_.set_status(v1::VALUE_STATUS_SECRET);
  value.message_.set_protection(v1::VALUE_PROTECTION_SUPPRESSED_PRIMARY);
  return value;
}

Value Protection::Official(Exact people) {
  return Value::OfThings(static_cast<int64_t>(std::llround(people.number_)));
}

std::string Protection::Text(Language language, Exact people) const {
  const Value shown = Count(people);
  if (shown.number() <= 0) return std::string(Say(language, "weniger als 5", "fewer than 5"));
  return shown.Text(language);
}

std::string Protection::Sentence(Language language) const {
  return absl::StrCat(Say(language, "Zum Schutz Einzelner auf ", "Rounded to "),
                      base() == 5 ? Say(language, "fünf", "five") : Say(language, "zehn", "ten"),
                      Say(language, " gerundet.", " to protect single people."));
}

bool IsTooFew(Exact people) { return people > 0 && people < kTooFewPeople; }

bool MayTellShare(Exact part, Exact whole) { return zwk::MayTellShare<Exact>(part, whole); }

int64_t RoundVoters(int64_t voters) {
  return voters < kTooFewPeople
             ? 0
             : std::llround(static_cast<double>(voters) / kVotersBase) * kVotersBase;
}

bool MayTellVoters(int64_t some, int64_t all) {
  return some >= kTooFewPeople && !IsTooFew(static_cast<double>(all - some));
}

absl::string_view TooFewPeople(Language language) {
  return StatusPhrase(language, v1::VALUE_STATUS_SECRET);
}

}  // namespace zwk::reporting
