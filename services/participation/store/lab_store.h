#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/domain/lab.h"
#include "participation/events/lab_events.h"
#include "participation/store/sealed_codec.h"

// How it is kept; see SealedCodec.
namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(Lab&) { return {}; }
std::string ToStored(const Lab& lab);
absl::Status FromStored(const std::string& bytes, Lab& lab);
std::vector<store::IndexEntry> IndexesOf(const Lab& lab);

}  // namespace zwk::participation
