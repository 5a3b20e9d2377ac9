#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// A refusal is an absl::Status whose code says what the caller can do; reason (a constant in upper
// snake case, for programs) and field (a path such as "members[2].organisation", for people) ride
// along as payloads and become google.rpc.ErrorInfo and BadRequest at the edge of the service.
namespace zwk {

absl::Status WithReason(absl::Status status, absl::string_view reason);
absl::Status WithField(absl::Status status, absl::string_view field);
// One fact more for programs, e.g. ("remaining_dots", "2"); becomes metadata of the ErrorInfo.
absl::Status WithDetail(absl::Status status, absl::string_view key, absl::string_view value);

// INVALID_ARGUMENT with field path, reason INVALID_FIELD.
absl::Status InvalidField(absl::string_view field, absl::string_view message);

// What every upload says of a file that is too large: INVALID_ARGUMENT, field chunk, reason
// FILE_TOO_LARGE.
absl::Status FileTooLarge(absl::string_view message);

// "" where there is none.
std::string ReasonOf(const absl::Status& status);

struct FieldViolation {
  std::string field;
  std::string description;
};
std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status);
std::vector<std::pair<std::string, std::string>> DetailsOf(const absl::Status& status);

// First field path, "" where there is none.
std::string FieldOf(const absl::Status& status);

// Collects all faults of one request, so that people mend them in one go.
class FieldErrors {
 public:
  void Add(absl::string_view field, absl::string_view message);
  // Takes over the violations of a status; a status without field becomes a violation of `field`.
  void Add(absl::string_view field, const absl::Status& status);
  bool empty() const { return violations_.empty(); }
  // OK when empty.
  absl::Status ToStatus() const;

 private:
  std::vector<FieldViolation> violations_;
};

}  // namespace zwk
