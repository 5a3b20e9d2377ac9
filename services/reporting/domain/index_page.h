#pragma once

#include <string>
#include <vector>

#include "reporting/domain/language.h"

namespace zwk::reporting {

struct Usage {
  int64_t meetings = 0;
  int64_t sessions = 0;
  int64_t cards = 0;
  int64_t ballots = 0;
  int64_t open_next_steps = 0;
  int64_t open_backlog_entries = 0;
  int64_t offers = 0;
  int64_t searches = 0;
  int64_t searches_without_hit = 0;
  int64_t labs = 0;
  int64_t neighborhoods = 0;
  int64_t documents = 0;
};

// What the entry page of a municipality shows.
struct IndexPage {
  struct MinutesLink {
    std::string meeting_id;
    std::string title;
    std::string date;  // ISO
    enum class Status { kPreview, kDraft, kApproved } status = Status::kPreview;
  };
  struct Neighborhood {
    std::string key;
    std::string name;
    bool is_lab = false;
    bool published = false;  // its profile has a frozen version
  };
  std::string municipality_name;
  std::string default_lang = "de";
  std::string programme_name;
  std::string funder;
  std::vector<MinutesLink> minutes;         // newest first
  std::vector<Neighborhood> neighborhoods;  // by key
  Usage usage;
  bool synthetic = false;
};

std::string ToHtml(const IndexPage& index, Language language);

}  // namespace zwk::reporting
