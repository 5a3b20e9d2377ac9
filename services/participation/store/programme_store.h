#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/domain/programme.h"
#include "participation/events/programme_events.h"
#include "participation/store/sealed_codec.h"

// How it is kept; see SealedCodec.
namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(Programme&) { return {}; }
std::string ToStored(const Programme& programme);
absl::Status FromStored(const std::string& bytes, Programme& programme);
std::vector<store::IndexEntry> IndexesOf(const Programme& programme);

inline std::vector<PersonText*> PeopleIn(FieldOfAction&) { return {}; }
std::string ToStored(const FieldOfAction& field_of_action);
absl::Status FromStored(const std::string& bytes, FieldOfAction& field_of_action);
std::vector<store::IndexEntry> IndexesOf(const FieldOfAction& field_of_action);

}  // namespace zwk::participation
