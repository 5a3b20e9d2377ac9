// What makes a change happen once: its request_id, and a fingerprint to tell a repetition from
// other content.
#pragma once

#include <string>

#include <google/protobuf/message.h>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"

namespace zwk::rpc {

// Finds the request key in requests of one method. Requests without a request_id field have none.
class RequestKeyReader {
 public:
  // `method` goes into the fingerprint. The field is `request_id` of the request itself or, in
  // client streams, of the one message field that has it (`header.request_id`).
  RequestKeyReader(std::string method, const google::protobuf::Descriptor& request);

  // Empty for reads. INVALID_ARGUMENT with field path when it is not a UUID (lower case).
  // The fingerprint is HMAC-SHA256 under `secret` over municipality, method and the deterministic
  // bytes of the request without its request_id, so that the same content is the same under another
  // request_id, and a stored fingerprint confirms no guess of it. The request is as before
  // afterwards.
  absl::StatusOr<RequestKey> Read(google::protobuf::Message& request, absl::string_view secret,
                                  absl::string_view municipality) const;

 private:
  std::string method_;
  const google::protobuf::FieldDescriptor* header_ = nullptr;
  const google::protobuf::FieldDescriptor* request_id_ = nullptr;
};

}  // namespace zwk::rpc
