#pragma once

#include <string>

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/util/field_mask_util.h>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::rpc {

// What an update asks for: all of `update` without a mask, else `before` with the masked fields of
// `update`. INVALID_ARGUMENT, field update_mask.
template <class M>
absl::StatusOr<M> Updated(M before, const M& update, const google::protobuf::FieldMask& mask) {
  using google::protobuf::util::FieldMaskUtil;
  if (mask.paths().empty()) return update;
  for (const std::string& path : mask.paths()) {
    if (!FieldMaskUtil::IsValidPath<M>(path)) {
      return InvalidField("update_mask", absl::StrCat(Quoted(path), " is no field"));
    }
  }
  FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  FieldMaskUtil::MergeMessageTo(update, mask, options, &before);
  return before;
}

}  // namespace zwk::rpc
