#include "platform/rpc/status.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include <algorithm>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::rpc {
namespace {

constexpr char kDomain[] = "zwk";
constexpr char kRetryAfter[] = "retry_after_ms";
constexpr char kFurther[] = "further_violations";
constexpr int64_t kDefaultRetryMillis = 1000;
// Names of trailers, 32 bytes that HTTP/2 counts for each, status and content type.
constexpr size_t kRoomForTheRest = 256;
constexpr size_t kMostMessageBytes = 768;  // as written; it is there twice
constexpr size_t kMostDetails = 16;
constexpr size_t kLongestDetail = 128;  // as long as a list of roles

bool IsWorthRetrying(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kResourceExhausted;
}

size_t PercentEncodedBytes(const std::string& text) {
  const auto is_plain = [](char c) { return c >= 0x20 && c <= 0x7e && c != '%'; };
  const auto plain = static_cast<size_t>(std::count_if(text.begin(), text.end(), is_plain));
  return plain + 3 * (text.size() - plain);
}

std::string MessageOf(const absl::Status& status) {
  size_t characters = kMostMessageBytes;
  std::string message = Excerpt(status.message(), characters);
  while (PercentEncodedBytes(message) > kMostMessageBytes) {
    characters -= characters / 4;
    message = Excerpt(status.message(), characters);
  }
  return message;
}

google::rpc::ErrorInfo InfoOf(const absl::Status& status, size_t further) {
  google::rpc::ErrorInfo info;
  info.set_domain(kDomain);
  info.set_reason(Excerpt(ReasonOf(status)));
  if (info.reason().empty()) info.set_reason(absl::StatusCodeToString(status.code()));
  for (const auto& [key, value] : DetailsOf(status)) {
    if (key == kRetryAfter || info.metadata_size() >= static_cast<int>(kMostDetails)) continue;
    (*info.mutable_metadata())[Excerpt(key)] = Excerpt(value, kLongestDetail);
  }
  if (further > 0) (*info.mutable_metadata())[kFurther] = absl::StrCat(further);
  return info;
}

// With the first `told` of the violations.
WireStatus Write(const absl::Status& status, const std::vector<FieldViolation>& violations,
                 size_t told, bool with_metadata) {
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(MessageOf(status));

  google::rpc::ErrorInfo info =
      InfoOf(status, FurtherViolationsOf(status) + violations.size() - told);
  if (!with_metadata) info.clear_metadata();
  wire.add_details()->PackFrom(info);

  google::rpc::BadRequest bad_request;
  for (size_t i = 0; i < told; ++i) {
    auto* violation = bad_request.add_field_violations();
    violation->set_field(violations[i].field);
    violation->set_description(violations[i].description);
    violation->set_reason(violations[i].code);
  }
  if (told > 0) wire.add_details()->PackFrom(bad_request);

  if (IsWorthRetrying(status.code())) {
    int64_t millis = RetryAfterOf(status).count();
    if (millis <= 0) millis = kDefaultRetryMillis;
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(millis / 1000);
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(millis % 1000 * 1'000'000));
    wire.add_details()->PackFrom(retry);
  }
  return {wire.message(), wire.SerializeAsString()};
}

}  // namespace

absl::Status WithRetryAfter(absl::Status status, std::chrono::milliseconds delay) {
  return WithDetail(std::move(status), kRetryAfter, absl::StrCat(delay.count()));
}

std::chrono::milliseconds RetryAfterOf(const absl::Status& status) {
  int64_t millis = 0;
  for (const auto& [key, value] : DetailsOf(status)) {
    if (key == kRetryAfter && !absl::SimpleAtoi(value, &millis)) millis = 0;
  }
  return std::chrono::milliseconds(millis);
}

size_t WireStatus::TrailerBytes() const {
  return PercentEncodedBytes(message) + (details.size() + 2) / 3 * 4 + kRoomForTheRest;
}

WireStatus ToWire(const absl::Status& status) {
  if (status.ok()) return {};
  const std::vector<FieldViolation> violations = FieldViolationsOf(status);
  size_t told = std::min(violations.size(), FieldErrors::kMost);
  WireStatus wire = Write(status, violations, told, true);
  while (told > 0 && wire.TrailerBytes() > WireStatus::kMostBytes) {
    wire = Write(status, violations, --told, true);
  }
  if (wire.TrailerBytes() > WireStatus::kMostBytes) wire = Write(status, violations, 0, false);
  return wire;
}

absl::Status FromWire(absl::StatusCode code, const std::string& message,
                      const std::string& details) {
  if (code == absl::StatusCode::kOk) return absl::OkStatus();
  absl::Status status(code, message);
  google::rpc::Status wire;
  if (details.empty() || !wire.ParseFromString(details)) return status;
  FieldErrors errors;
  for (const google::protobuf::Any& any : wire.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    google::rpc::RetryInfo retry;
    if (any.UnpackTo(&info)) {
      status = WithReason(std::move(status), info.reason());
      for (const auto& [key, value] : info.metadata()) {
        size_t further = 0;
        if (key == kFurther && absl::SimpleAtoi(value, &further))
          errors.AddFurther(further);
        else
          status = WithDetail(std::move(status), key, value);
      }
    } else if (any.UnpackTo(&bad_request)) {
      for (const auto& violation : bad_request.field_violations()) {
        errors.Add(violation.field(), violation.reason(), violation.description());
      }
    } else if (any.UnpackTo(&retry)) {
      status = WithRetryAfter(std::move(status),
                              std::chrono::milliseconds(retry.retry_delay().seconds() * 1000 +
                                                        retry.retry_delay().nanos() / 1'000'000));
    }
  }
  return errors.AttachTo(std::move(status));
}

}  // namespace zwk::rpc
