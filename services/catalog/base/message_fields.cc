#include "catalog/base/message_fields.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::catalog {

absl::StatusOr<OptionalDay> DayOf(const std::string& text, const std::string& field) {
  if (text.empty()) return OptionalDay();
  const auto day = ParseDate(text);
  if (!day.ok()) return InvalidField(field, absl::StrCat(Quoted(text), " is no date YYYY-MM-DD"));
  return OptionalDay(*day);
}

std::string TextOf(const OptionalDay& day) { return day ? FormatDate(*day) : ""; }

}  // namespace zwk::catalog
