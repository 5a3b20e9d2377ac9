#include "reporting/base/protection.h"

#include <cmath>

#include "absl/strings/str_cat.h"

namespace zwk::reporting {
namespace {

constexpr double kTooFew = 3;

bool IsTooFew(double people) { return people > 0 && people < kTooFew; }

}  // namespace

double Protection::Round(double people) const {
  return static_cast<double>(std::llround(people / base()) * base());
}

std::string Protection::Text(Language language, double people) const {
  const double shown = Round(people);
  if (shown <= 0) return std::string(Say(language, "weniger als 5", "fewer than 5"));
  return Number(language, std::llround(shown));
}

std::string Protection::Sentence(Language language) const {
  return absl::StrCat(Say(language, "Zum Schutz Einzelner auf ", "Rounded to "),
                      base() == 5 ? Say(language, "fünf", "five") : Say(language, "zehn", "ten"),
                      Say(language, " gerundet.", " to protect single people."));
}

bool MayTellShare(double part, double whole) {
  return whole >= 100 && !IsTooFew(part) && !IsTooFew(whole - part);
}

int64_t RoundVoters(int64_t voters) {
  return voters < kTooFew ? 0
                          : std::llround(static_cast<double>(voters) / kVotersBase) * kVotersBase;
}

bool MayTellVoters(int64_t some, int64_t all) {
  return some >= kTooFew && !IsTooFew(static_cast<double>(all - some));
}

absl::string_view TooFewPeople(Language language) {
  return Say(language, "zu wenige Personen für eine Angabe", "too few people to say");
}

}  // namespace zwk::reporting
