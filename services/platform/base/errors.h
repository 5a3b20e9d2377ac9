#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"

// A refusal is an absl::Status whose code says what the caller can do; reason (a constant in upper
// snake case, for programs) and field (a path such as "members[2].organization", for people) ride
// along as payloads and become google.rpc.ErrorInfo and BadRequest at the edge of the service.
//
// A refusal is bounded, whatever was sent: a few violations and a count of the rest, a few
// characters of an echoed value. platform/rpc holds the whole of it to what fits into trailers.
namespace zwk {

absl::Status WithReason(absl::Status status, absl::string_view reason);
// The message of the status is what is wrong with the field.
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
  std::string code;  // a constant in upper snake case, for programs
};
std::vector<FieldViolation> FieldViolationsOf(const absl::Status& status);
// How many there are beside FieldViolationsOf.
size_t FurtherViolationsOf(const absl::Status& status);
std::vector<std::pair<std::string, std::string>> DetailsOf(const absl::Status& status);

// First field path, "" where there is none.
std::string FieldOf(const absl::Status& status);

// What stands where a StatusOr is made of a refusal: never OK, whatever was counted before. (A
// StatusOr of OK would end the process.)
class Refusal {
 public:
  // Who refuses without a fault is at fault: OK becomes INTERNAL.
  explicit Refusal(absl::Status status);
  operator absl::Status() const { return status_; }

 private:
  absl::Status status_;
};

// The first characters (code points) of a text from outside, as it may stand in a message: controls
// and what turns the direction of a text are made visible (\n, \u202e), and bytes that are no UTF-8
// (\xff); "…" where something was cut off. Takes no longer for a longer text.
std::string Excerpt(absl::string_view text, size_t most = 64);
// The same as messages echo a value: 'abc'.
std::string Quoted(absl::string_view value);

// Collects the faults of one request, so that people mend them in one go: the first ones, and how
// many there are beside them.
class FieldErrors {
 public:
  static constexpr size_t kMost = 20;

  // The code is INVALID_FIELD.
  void Add(absl::string_view field, absl::string_view message);
  void Add(absl::string_view field, absl::string_view code, absl::string_view message);
  // Takes over the violations of a status; a status without field becomes a violation of `field`.
  void Add(absl::string_view field, const absl::Status& status);
  // Takes over the violations of a status, each as one of a field within `field`.
  void AddInside(absl::string_view field, const absl::Status& status);
  // Violations that nobody describes any more.
  void AddFurther(size_t count) { further_ += count; }

  bool empty() const { return violations_.empty() && further_ == 0; }
  // OK when empty.
  absl::Status ToStatus() const;
  // Where it is known that there are faults.
  Refusal Refuse() const { return Refusal(ToStatus()); }
  // The status with these violations in place of its own.
  absl::Status AttachTo(absl::Status status) const;

 private:
  std::string Message() const;

  std::vector<FieldViolation> violations_;
  size_t further_ = 0;
};

}  // namespace zwk
