#include "platform/base/errors.h"

#include <cstdint>

#include "absl/strings/cord.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/types/optional.h"
#include "platform/base/utf8.h"

namespace zwk {
namespace {

constexpr absl::string_view kReason = "zwk/reason";
constexpr absl::string_view kFields = "zwk/fields";
constexpr absl::string_view kFurther = "zwk/further";
constexpr absl::string_view kDetails = "zwk/details";
constexpr absl::string_view kInvalidField = "INVALID_FIELD";
// Between the parts of an entry and between entries. What is in them holds neither: an excerpt has
// no controls, and keys and values of details are ours.
constexpr char kPart = '\x1f';
constexpr char kNext = '\x1e';

constexpr size_t kLongestField = 200;        // characters
constexpr size_t kLongestDescription = 300;  // characters
constexpr size_t kLongestMessage = 400;      // bytes, where there is more than one violation

std::string Payload(const absl::Status& status, absl::string_view url) {
  const absl::optional<absl::Cord> payload = status.GetPayload(url);
  return payload ? std::string(*payload) : std::string();
}

std::vector<std::vector<std::string>> Entries(const absl::Status& status, absl::string_view url) {
  std::vector<std::vector<std::string>> entries;
  const std::string payload = Payload(status, url);
  if (payload.empty()) return entries;
  for (const absl::string_view entry : absl::StrSplit(payload, kNext)) {
    entries.push_back(absl::StrSplit(entry, kPart));
  }
  return entries;
}

// What programs are told of a status that stands for one field.
std::string CodeOf(const absl::Status& status) {
  if (std::string reason = ReasonOf(status); !reason.empty()) return reason;
  return absl::IsInvalidArgument(status) ? std::string(kInvalidField)
                                         : absl::StatusCodeToString(status.code());
}

// Controls, separators of lines, and marks that turn the direction of a text.
bool IsInvisible(int32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) || point == 0x061C || point == 0x200E ||
         point == 0x200F || (point >= 0x2028 && point <= 0x202E) ||
         (point >= 0x2066 && point <= 0x2069);
}

void AppendVisibly(std::string& out, int32_t point, absl::string_view bytes) {
  if (point == '\n') {
    out += "\\n";
  } else if (IsInvisible(point)) {
    absl::StrAppendFormat(&out, "\\u%04x", point);
  } else {
    absl::StrAppend(&out, bytes);
  }
}

}  // namespace

absl::Status WithReason(absl::Status status, absl::string_view reason) {
  status.SetPayload(kReason, absl::Cord(reason));
  return status;
}

absl::Status WithField(absl::Status status, absl::string_view field) {
  FieldErrors errors;
  errors.AddFurther(FurtherViolationsOf(status));
  for (const FieldViolation& one : FieldViolationsOf(status)) {
    errors.Add(one.field, one.code, one.description);
  }
  errors.Add(field, CodeOf(status), status.message());
  return errors.AttachTo(std::move(status));
}

absl::Status WithDetail(absl::Status status, absl::string_view key, absl::string_view value) {
  absl::Cord details = status.GetPayload(kDetails).value_or(absl::Cord());
  if (!details.empty()) details.Append(absl::string_view(&kNext, 1));
  details.Append(absl::StrCat(key, absl::string_view(&kPart, 1), value));
  status.SetPayload(kDetails, std::move(details));
  return status;
}

absl::Status InvalidField(absl::string_view field, absl::string_view message) {
  FieldErrors errors;
  errors.Add(field, message);
  return errors.ToStatus();
}

std::string ReasonOf(const absl::Status& status) { return Payload(status, kReason); }

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  for (std::vector<std::string>& parts : Entries(status, kFields)) {
    violations.push_back({std::move(parts[0]), std::move(parts[2]), std::move(parts[1])});
  }
  return violations;
}

size_t FurtherViolationsOf(const absl::Status& status) {
  size_t further = 0;
  return absl::SimpleAtoi(Payload(status, kFurther), &further) ? further : 0;
}

std::vector<std::pair<std::string, std::string>> DetailsOf(const absl::Status& status) {
  std::vector<std::pair<std::string, std::string>> details;
  for (std::vector<std::string>& parts : Entries(status, kDetails)) {
    details.emplace_back(std::move(parts[0]), std::move(parts[1]));
  }
  return details;
}

std::string FieldOf(const absl::Status& status) {
  const auto violations = FieldViolationsOf(status);
  return violations.empty() ? "" : violations.front().field;
}

std::string Excerpt(absl::string_view text, size_t most) {
  std::string shown;
  for (size_t characters = 0; !text.empty(); ++characters) {
    if (characters == most) return shown + "…";
    const absl::string_view before = text;
    const int32_t point = NextCodePoint(text);
    if (point < 0) {
      absl::StrAppendFormat(&shown, "\\x%02x", static_cast<uint8_t>(text[0]));
      text.remove_prefix(1);
    } else {
      AppendVisibly(shown, point, before.substr(0, before.size() - text.size()));
    }
  }
  return shown;
}

std::string Quoted(absl::string_view value) { return absl::StrCat("'", Excerpt(value), "'"); }

void FieldErrors::Add(absl::string_view field, absl::string_view message) {
  Add(field, kInvalidField, message);
}

void FieldErrors::Add(absl::string_view field, absl::string_view code, absl::string_view message) {
  if (violations_.size() == kMost) {
    ++further_;
    return;
  }
  violations_.push_back(
      {Excerpt(field, kLongestField), Excerpt(message, kLongestDescription), Excerpt(code)});
}

void FieldErrors::Add(absl::string_view field, const absl::Status& status) {
  if (status.ok()) return;
  const auto inner = FieldViolationsOf(status);
  if (inner.empty()) Add(field, CodeOf(status), status.message());
  for (const FieldViolation& one : inner) Add(one.field, one.code, one.description);
  further_ += FurtherViolationsOf(status);
}

void FieldErrors::AddInside(absl::string_view field, const absl::Status& status) {
  for (const FieldViolation& one : FieldViolationsOf(status)) {
    Add(absl::StrCat(field, ".", one.field), one.code, one.description);
  }
  further_ += FurtherViolationsOf(status);
}

absl::Status FieldErrors::ToStatus() const {
  if (empty()) return absl::OkStatus();
  return AttachTo(WithReason(absl::InvalidArgumentError(Message()), kInvalidField));
}

absl::Status FieldErrors::AttachTo(absl::Status status) const {
  std::string fields;
  for (const FieldViolation& one : violations_) {
    if (!fields.empty()) fields.push_back(kNext);
    absl::StrAppend(&fields, one.field, absl::string_view(&kPart, 1), one.code,
                    absl::string_view(&kPart, 1), one.description);
  }
  if (!violations_.empty()) status.SetPayload(kFields, absl::Cord(std::move(fields)));
  if (further_ > 0) status.SetPayload(kFurther, absl::Cord(absl::StrCat(further_)));
  return status;
}

// The first violation, others while they are short, and the number of those that are not told.
std::string FieldErrors::Message() const {
  std::string message;
  size_t told = 0;
  for (const FieldViolation& one : violations_) {
    const std::string next = absl::StrCat(told == 0 ? "" : "; ", one.field, ": ", one.description);
    if (told > 0 && message.size() + next.size() > kLongestMessage) break;
    message += next;
    ++told;
  }
  const size_t rest = violations_.size() + further_ - told;
  if (rest > 0) absl::StrAppend(&message, told == 0 ? "" : "; and ", rest, " more");
  return message;
}

}  // namespace zwk
