#pragma once

#include <string>

#include <google/protobuf/map.h>

#include "absl/strings/string_view.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {

// Looks like BCP 47: "de", "zh-Hant", "pt-BR".
bool IsLanguageTag(absl::string_view text);

// At least one name, by language, none empty or longer than 200 bytes.
void CheckNames(FieldErrors& errors, absl::string_view field,
                const google::protobuf::Map<std::string, std::string>& names);

}  // namespace zwk::forecasting
