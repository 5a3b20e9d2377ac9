#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "zwk/participation/v1/person.pb.h"

namespace zwk::participation {

// What is kept about a person as a page that stands alone, in German or English. Nothing of it is read by a browser as
// anything but text.
std::string PersonPage(const v1::PersonExport& exported, absl::string_view locale);

}  // namespace zwk::participation
