#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/domain/next_step.h"
#include "participation/events/next_step_events.h"
#include "participation/store/sealed_codec.h"

// How it is kept; see SealedCodec.
namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(NextStep&) { return {}; }
std::string ToStored(const NextStep& next_step);
absl::Status FromStored(const std::string& bytes, NextStep& next_step);
std::vector<store::IndexEntry> IndexesOf(const NextStep& next_step);

}  // namespace zwk::participation
