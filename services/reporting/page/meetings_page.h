#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "reporting/base/page.h"

namespace zwk::reporting {

// A meeting as pages list it.
struct MeetingItem {
  std::string meeting_id;
  std::string title;
  std::string place;
  LocalTime start{};
  std::optional<LocalTime> end = {};
  bool coming = false;  // it is still to be held, or is held just now
  std::vector<std::string> open_session_ids = {};
  enum class Minutes { kPreview, kDraft, kApproved } minutes = Minutes::kPreview;
};

struct MeetingList {
  std::string lang = "de";           // of what the municipality has written
  bool links_drafts = true;          // whoever looks at it may read them
  std::vector<MeetingItem> items{};  // newest first
};

inline constexpr size_t kAllMeetings = std::numeric_limits<size_t>::max();

// The next ones, with an entry for the calendar and the way into the room; at most so many.
std::string ComingUpPanel(const MeetingList& meetings, Language language, size_t most);
// The minutes of those that were, the newest ones first; at most so many.
std::string MinutesPanel(const MeetingList& meetings, Language language, size_t most);

// All of them.
struct MeetingsPage {
  std::string municipality_name;
  MeetingList meetings;
};
std::string ToHtml(const MeetingsPage& page, Language language);

}  // namespace zwk::reporting
