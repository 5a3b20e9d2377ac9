#pragma once

#include <string>

#include "catalog/import/finding.h"

namespace zwk::catalog {

// How many things of one kind a file changes.
struct ImportCounts {
  int created = 0, changed = 0, unchanged = 0;
};

struct ImportResult {
  std::string import_id;
  bool applied = false;
  Findings findings;
  ImportCounts organizations, places, offers;
};

}  // namespace zwk::catalog
