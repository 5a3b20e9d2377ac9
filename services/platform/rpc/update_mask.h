#pragma once

#include <google/protobuf/field_mask.pb.h>
#include <google/protobuf/message.h>

#include "platform/base/errors.h"

// What an update changes (AIP-134).
namespace zwk::rpc {

// Every path names a field of `type`, or of a message in it, exactly as the proto spells it (JSON's
// lowerCamelCase is made so before a request gets here), and none that only the server says. Violations
// are of the field update_mask and name the path.
void CheckUpdateMask(FieldErrors& errors, const google::protobuf::FieldMask& mask,
                     const google::protobuf::Descriptor& type);

// `before` with the fields of `update` that the mask names, lists and messages as a whole; all of
// `update` without a mask. The mask keeps CheckUpdateMask.
template <class M>
M Updated(M before, const M& update, const google::protobuf::FieldMask& mask);

void TakeMasked(const google::protobuf::FieldMask& mask, const google::protobuf::Message& update,
                google::protobuf::Message& into);

template <class M>
M Updated(M before, const M& update, const google::protobuf::FieldMask& mask) {
  if (mask.paths().empty()) return update;
  TakeMasked(mask, update, before);
  return before;
}

}  // namespace zwk::rpc
