#pragma once

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "zwk/forecasting/v1/import_mapping.pb.h"

namespace zwk::forecasting {

// How a file of an office is to be understood, told by how it begins. What it cannot tell it says in
// remarks, and guesses nothing that would change numbers silently.
// INVALID_ARGUMENT: no line looks like the head of a table.
absl::StatusOr<v1::ProposeImportMappingResponse> ProposeMapping(absl::string_view head);

}  // namespace zwk::forecasting
