#pragma once

#include "absl/status/statusor.h"
#include "catalog/search/snapshot.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"

namespace zwk::catalog {

// Where the content of a municipality comes from.
class CatalogSource {
 public:
  virtual ~CatalogSource() = default;
  virtual Task<absl::StatusOr<Revision>> CurrentRevision(Caller caller) = 0;
  virtual Task<absl::StatusOr<CatalogContent>> Load(Caller caller) = 0;
};

}  // namespace zwk::catalog
