#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/domain/attachment.h"
#include "participation/events/attachment_events.h"
#include "participation/store/sealed_codec.h"

// How it is kept; see SealedCodec.
namespace zwk::participation {

inline std::vector<PersonText*> PeopleIn(Attachment&) { return {}; }
std::string ToStored(const Attachment& attachment);
absl::Status FromStored(const std::string& bytes, Attachment& attachment);
std::vector<store::IndexEntry> IndexesOf(const Attachment& attachment);

}  // namespace zwk::participation
