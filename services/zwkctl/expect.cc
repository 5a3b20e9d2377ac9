#include "zwkctl/expect.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "zwkctl/print.h"

namespace zwk::ctl {

using nlohmann::json;

std::string Difference(const json& wanted, const json& answer) {
  for (const auto& [path, value] : wanted.items()) {
    const json found = At(answer, path);
    bool holds = false;
    if (value.is_object() && value.contains("at_least")) {
      const json& bound = value["at_least"];
      // int64 are texts in protobuf's JSON.
      const double number =
          found.is_number() ? found.get<double>() : std::atof(AsText(found).c_str());
      holds = !found.is_null() && number >= bound.get<double>();
    } else if (value.is_object() && value.contains("contains")) {
      holds = !found.is_null() &&
              absl::StrContains(found.is_string() ? found.get<std::string>() : found.dump(),
                                value["contains"].get<std::string>());
    } else {
      holds = found == value || AsText(found) == AsText(value);
    }
    if (!holds) {
      return absl::StrCat(path, " is ", found.is_null() ? "not there" : found.dump(), ", wanted ",
                          value.dump());
    }
  }
  return "";
}

absl::Status CheckRefusal(const json& wanted, const absl::Status& status) {
  const std::string code = absl::StatusCodeToString(status.code());
  const std::string reason = ReasonOf(status);
  // One of its violations is enough: others may come later.
  std::vector<std::string> fields;
  for (const FieldViolation& violation : FieldViolationsOf(status)) {
    fields.push_back(violation.field);
  }
  const std::string field = wanted.value("field", "");
  const bool at_field =
      field.empty() || std::find(fields.begin(), fields.end(), field) != fields.end();
  if (code == wanted.value("code", code) && reason == wanted.value("reason", reason) && at_field) {
    return absl::OkStatus();
  }
  return absl::FailedPreconditionError(absl::StrCat(
      "should have been refused with ", wanted.dump(), ", got ", code, " ", reason, " ",
      status.message(), fields.empty() ? "" : absl::StrCat(" at ", fields.front())));
}

}  // namespace zwk::ctl
