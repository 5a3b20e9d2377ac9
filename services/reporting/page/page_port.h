#pragma once

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "reporting/page/index_page.h"

namespace zwk::reporting {

class IndexSource {
 public:
  virtual ~IndexSource() = default;
  // All but usage, and what became of minutes and profiles: that is the caller's to fill in.
  virtual Task<absl::StatusOr<IndexPage>> Now(Caller caller) = 0;
};

}  // namespace zwk::reporting
