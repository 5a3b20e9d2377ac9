#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

// What things are called in Redis. Everything of one municipality carries the same hash tag, so a
// commit stays in one slot of a cluster.
namespace zwk::store::keys {

inline std::string Prefix(absl::string_view municipality, absl::string_view area) {
  return absl::StrCat("{", municipality, "}:", area, ":");
}

inline std::string Outbox(absl::string_view municipality, absl::string_view area) {
  return Prefix(municipality, area) + "outbox";
}

// Names of all municipalities that have had a commit, and the stream that tells of new ones.
inline std::string Municipalities(absl::string_view area) {
  return absl::StrCat("{zwk}:", area, ":municipalities");
}
inline std::string NewMunicipalities(absl::string_view area) {
  return absl::StrCat("{zwk}:", area, ":new-municipalities");
}

}  // namespace zwk::store::keys
