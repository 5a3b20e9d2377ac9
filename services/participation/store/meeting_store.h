#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/domain/meeting.h"
#include "participation/events/meeting_events.h"
#include "participation/store/sealed_codec.h"

// How it is kept; see SealedCodec.
namespace zwk::participation {

std::vector<PersonText*> PeopleIn(Meeting& meeting);
std::string ToStored(const Meeting& meeting);
absl::Status FromStored(const std::string& bytes, Meeting& meeting);
std::vector<store::IndexEntry> IndexesOf(const Meeting& meeting);

}  // namespace zwk::participation
