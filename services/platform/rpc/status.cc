#include "platform/rpc/status.h"

#include <google/rpc/error_details.pb.h>
#include <google/rpc/status.pb.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::rpc {
namespace {

constexpr char kDomain[] = "zwk";
constexpr char kRetryAfter[] = "retry_after_ms";
constexpr int64_t kDefaultRetryMillis = 1000;

bool IsWorthRetrying(absl::StatusCode code) {
  return code == absl::StatusCode::kUnavailable || code == absl::StatusCode::kResourceExhausted;
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

std::string WireDetails(const absl::Status& status) {
  if (status.ok()) return "";
  google::rpc::Status wire;
  wire.set_code(static_cast<int>(status.code()));
  wire.set_message(std::string(status.message()));

  google::rpc::ErrorInfo info;
  info.set_domain(kDomain);
  info.set_reason(ReasonOf(status));
  if (info.reason().empty()) info.set_reason(absl::StatusCodeToString(status.code()));
  for (auto& [key, value] : DetailsOf(status)) {
    if (key != kRetryAfter) (*info.mutable_metadata())[key] = value;
  }
  wire.add_details()->PackFrom(info);

  google::rpc::BadRequest bad_request;
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    auto* wire_violation = bad_request.add_field_violations();
    wire_violation->set_field(violation.field);
    wire_violation->set_description(violation.description);
  }
  if (bad_request.field_violations_size() > 0) wire.add_details()->PackFrom(bad_request);

  if (IsWorthRetrying(status.code())) {
    int64_t millis = RetryAfterOf(status).count();
    if (millis <= 0) millis = kDefaultRetryMillis;
    google::rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(millis / 1000);
    retry.mutable_retry_delay()->set_nanos(static_cast<int32_t>(millis % 1000 * 1'000'000));
    wire.add_details()->PackFrom(retry);
  }
  return wire.SerializeAsString();
}

absl::Status FromWire(absl::StatusCode code, const std::string& message,
                      const std::string& details) {
  if (code == absl::StatusCode::kOk) return absl::OkStatus();
  absl::Status status(code, message);
  google::rpc::Status wire;
  if (details.empty() || !wire.ParseFromString(details)) return status;
  for (const google::protobuf::Any& any : wire.details()) {
    google::rpc::ErrorInfo info;
    google::rpc::BadRequest bad_request;
    google::rpc::RetryInfo retry;
    if (any.UnpackTo(&info)) {
      status = WithReason(std::move(status), info.reason());
      for (const auto& [key, value] : info.metadata())
        status = WithDetail(std::move(status), key, value);
    } else if (any.UnpackTo(&bad_request)) {
      // WithField describes a field by the message of the whole; here each has a description of its
      // own.
      FieldErrors errors;
      for (const auto& violation : bad_request.field_violations()) {
        errors.Add(violation.field(), violation.description());
      }
      absl::Status fields(code, message);
      errors.ToStatus().ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
        fields.SetPayload(url, payload);
      });
      status.ForEachPayload([&](absl::string_view url, const absl::Cord& payload) {
        fields.SetPayload(url, payload);
      });
      status = std::move(fields);
    } else if (any.UnpackTo(&retry)) {
      status = WithRetryAfter(std::move(status),
                              std::chrono::milliseconds(retry.retry_delay().seconds() * 1000 +
                                                        retry.retry_delay().nanos() / 1'000'000));
    }
  }
  return status;
}

}  // namespace zwk::rpc
