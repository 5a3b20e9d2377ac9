#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "catalog/import/finding.h"

namespace zwk::catalog {

// How many things of one kind a file changes.
struct ImportCounts {
  int created = 0, changed = 0, unchanged = 0, conflicts = 0, skipped = 0, left = 0, ended = 0;
};

enum class ImportedKind { kOrganization = 1, kPlace, kOffer };
enum class ImportAction { kCreated = 1, kChanged, kEnded, kLeft, kConflict, kSkipped };

// "offer/<id>"
std::string KeyOf(ImportedKind kind, const std::string& id);

struct FieldChange {
  std::string field, before, after;
};

// What a file does to an object.
struct ObjectChange {
  ImportedKind kind = ImportedKind::kOrganization;
  std::string id, name;
  ImportAction action = ImportAction::kCreated;
  std::vector<FieldChange> fields;
};

// What a source brought last, by "offer/<id>": content and state, see import_plan.cc.
using SourceMemory = std::map<std::string, uint64_t>;

struct ImportResult {
  std::string import_id;
  bool applied = false;
  Findings findings;
  ImportCounts organizations, places, offers;
  std::vector<ObjectChange> changes;  // the first of them
  int64_t total_changes = 0;
  std::string preview_token;
};

}  // namespace zwk::catalog
