// Sizes are looked at before contents: how much a request holds is checked once for all RPCs,
// before a handler sees it.
#pragma once

#include <cstddef>

#include <google/protobuf/message.h>

#include "absl/status/status.h"

namespace zwk::rpc {

// Of a field of a request, as zwk.common.v1.limit says it.
struct SizeLimit {
  size_t items = 1'000;
  size_t bytes = 100'000;  // of a text; of bytes no limit but that of a message
};
SizeLimit SizeLimitOf(const google::protobuf::FieldDescriptor& field);

// INVALID_ARGUMENT where a field, at any depth, holds more than its limit. What is in a field that
// holds too much is not looked at; the whole is linear in the request.
absl::Status CheckSize(const google::protobuf::Message& request);

}  // namespace zwk::rpc
