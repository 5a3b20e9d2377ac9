#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/backlog/backlog_entry.h"
#include "participation/backlog/backlog_event_codec.h"
#include "participation/lean_coffee/sealed_codec.h"

// How an entry of the topic backlog is kept; see SealedCodec.
namespace zwk::participation {

std::vector<PersonText*> PeopleIn(BacklogEntry& entry);
std::string ToStored(const BacklogEntry& entry);
absl::Status FromStored(const std::string& bytes, BacklogEntry& entry);
std::vector<store::IndexEntry> IndexesOf(const BacklogEntry& entry);

}  // namespace zwk::participation
