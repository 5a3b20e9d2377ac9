#include "platform/base/errors.h"

#include "absl/strings/cord.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/string_view.h"
#include "absl/types/optional.h"

namespace zwk {
namespace {

constexpr absl::string_view kReason = "zwk/reason";
constexpr absl::string_view kFields = "zwk/fields";
constexpr absl::string_view kDetails = "zwk/details";
// Field paths and constants hold neither of them; descriptions do not hold control characters of
// ours.
constexpr char kPair = '\x1f';
constexpr char kNext = '\x1e';

std::string Payload(const absl::Status& status, absl::string_view url) {
  const absl::optional<absl::Cord> payload = status.GetPayload(url);
  return payload ? std::string(*payload) : std::string();
}

absl::Status Append(absl::Status status, absl::string_view url, absl::string_view key,
                    absl::string_view value) {
  const std::string before = Payload(status, url);
  const std::string entry = absl::StrCat(key, std::string(1, kPair), value);
  status.SetPayload(
      url, absl::Cord(before.empty() ? entry : absl::StrCat(before, std::string(1, kNext), entry)));
  return status;
}

std::vector<std::pair<std::string, std::string>> Pairs(const absl::Status& status,
                                                       absl::string_view url) {
  std::vector<std::pair<std::string, std::string>> pairs;
  const std::string payload = Payload(status, url);
  if (payload.empty()) return pairs;
  for (const absl::string_view entry : absl::StrSplit(payload, kNext)) {
    const std::pair<std::string, std::string> pair =
        absl::StrSplit(entry, absl::MaxSplits(kPair, 1));
    pairs.push_back(pair);
  }
  return pairs;
}

}  // namespace

absl::Status WithReason(absl::Status status, absl::string_view reason) {
  status.SetPayload(kReason, absl::Cord(reason));
  return status;
}

absl::Status WithField(absl::Status status, absl::string_view field) {
  const std::string message(status.message());
  return Append(std::move(status), kFields, field, message);
}

absl::Status WithDetail(absl::Status status, absl::string_view key, absl::string_view value) {
  return Append(std::move(status), kDetails, key, value);
}

absl::Status InvalidField(absl::string_view field, absl::string_view message) {
  FieldErrors errors;
  errors.Add(field, message);
  return errors.ToStatus();
}

absl::Status FileTooLarge(absl::string_view message) {
  return WithReason(InvalidField("chunk", message), "FILE_TOO_LARGE");
}

std::string ReasonOf(const absl::Status& status) { return Payload(status, kReason); }

std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status) {
  std::vector<FieldViolation> violations;
  for (auto& [field, description] : Pairs(status, kFields))
    violations.push_back({field, description});
  return violations;
}

std::vector<std::pair<std::string, std::string>> DetailsOf(const absl::Status& status) {
  return Pairs(status, kDetails);
}

std::string FieldOf(const absl::Status& status) {
  const auto violations = FieldViolationsOf(status);
  return violations.empty() ? "" : violations.front().field;
}

void FieldErrors::Add(absl::string_view field, absl::string_view message) {
  violations_.push_back({std::string(field), std::string(message)});
}

void FieldErrors::Add(absl::string_view field, const absl::Status& status) {
  if (status.ok()) return;
  const auto inner = FieldViolationsOf(status);
  if (inner.empty()) Add(field, status.message());
  for (const FieldViolation& violation : inner) violations_.push_back(violation);
}

absl::Status FieldErrors::ToStatus() const {
  if (violations_.empty()) return absl::OkStatus();
  const std::string message =
      absl::StrJoin(violations_, "; ", [](std::string* out, const FieldViolation& violation) {
        absl::StrAppend(out, violation.field, ": ", violation.description);
      });
  absl::Status status = WithReason(absl::InvalidArgumentError(message), "INVALID_FIELD");
  for (const FieldViolation& violation : violations_) {
    status = Append(std::move(status), kFields, violation.field, violation.description);
  }
  return status;
}

}  // namespace zwk
