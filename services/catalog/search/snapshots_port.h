#pragma once

#include <optional>

#include "absl/status/statusor.h"
#include "catalog/search/catalog_content.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk::catalog {

// Where the content of a municipality comes from.
class CatalogSource {
 public:
  virtual ~CatalogSource() = default;
  virtual Task<absl::StatusOr<Revision>> CurrentRevision(Caller caller) = 0;
  // All of it.
  virtual Task<absl::StatusOr<CatalogContent>> Load(Caller caller) = 0;
  // What has changed since `seen` at `position`, whichever process changed it. Nothing when that is
  // so much that loading all of it is less work.
  virtual Task<absl::StatusOr<std::optional<CatalogContent>>> LoadChanges(Caller caller,
                                                                          Revision seen,
                                                                          std::string position) = 0;
};

}  // namespace zwk::catalog
