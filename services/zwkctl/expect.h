// What an answer or a refusal must say, as files of steps and of cases write it down.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "absl/status/status.h"

namespace zwk::ctl {

// Why `answer` is not what `wanted` ({path: value}) says; empty when it is. A value {"at_least": n} or
// {"contains": "text"} is a bound.
std::string Difference(const nlohmann::json& wanted, const nlohmann::json& answer);

// OK where it is the refusal that is `wanted` ({"code": ..., "reason": ..., "field": ...}; what is not said is not
// looked at), else FAILED_PRECONDITION with what it is.
absl::Status CheckRefusal(const nlohmann::json& wanted, const absl::Status& status);

}  // namespace zwk::ctl
