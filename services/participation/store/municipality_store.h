#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/domain/municipality.h"
#include "participation/events/municipality_events.h"
#include "participation/store/sealed_codec.h"

// How it is kept; see SealedCodec.
namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(Municipality&) { return {}; }
std::string ToStored(const Municipality& municipality);
absl::Status FromStored(const std::string& bytes, Municipality& municipality);
std::vector<store::IndexEntry> IndexesOf(const Municipality& municipality);

}  // namespace zwk::participation
