#pragma once

#include <string>

#include <google/protobuf/repeated_field.h>

#include "absl/strings/string_view.h"
#include "platform/base/errors.h"

namespace zwk::participation {

// A list of ids: at most `most` of them, each a UUID (rpc::CheckId), none twice.
void CheckIds(FieldErrors& errors, absl::string_view field,
              const google::protobuf::RepeatedPtrField<std::string>& ids, int most);

}  // namespace zwk::participation
