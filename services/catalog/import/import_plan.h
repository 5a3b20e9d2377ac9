#pragma once

#include <string>
#include <vector>

#include "catalog/import/hsds_reader.h"
#include "catalog/import/import_result.h"
#include "catalog/search/snapshot.h"

namespace zwk::catalog {

// How a file is to be taken over.
struct ImportOptions {
  std::string source;  // who keeps it; "": nobody in particular
  bool publish = false, partial = false, end_missing = false, overwrite_local_edits = false;
};

// What has to be put so that the catalog is as a file says.
struct ImportPlan {
  std::vector<Organization> organizations;
  std::vector<Place> places;
  std::vector<WantedOffer> offers;
  SourceMemory memory;  // of the source, afterwards
};

// `before` is what the source brought last. Adds to the result what happens to which object, with a token that
// names all of it, and to its findings what an offer lacks to be what the file says.
ImportPlan PlanOf(const ImportDocument& document, const Snapshot& snapshot,
                  const SourceMemory& before, const ImportOptions& options, Time now,
                  ImportResult& result);

}  // namespace zwk::catalog
