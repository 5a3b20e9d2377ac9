#pragma once

#include <string>
#include <vector>

#include "reporting/base/page.h"
#include "zwk/reporting/v1/usage.pb.h"

namespace zwk::reporting {

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
  bool links_drafts = true;  // whoever looks at it may read them
  std::string default_lang = "de";
  std::string programme_name;
  std::string funder;
  std::vector<MinutesLink> minutes;         // newest first
  std::vector<Neighborhood> neighborhoods;  // by key
  v1::UsageFigures usage;
  bool synthetic = false;
};

std::string ToHtml(const IndexPage& index, Language language);

}  // namespace zwk::reporting
