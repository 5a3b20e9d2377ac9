#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/gap/gap_analysis.h"
#include "platform/base/repository.h"

namespace zwk::catalog {

class GapStore {
 public:
  virtual ~GapStore() = default;
  // What this request was answered before; ALREADY_EXISTS if it asked for something else.
  virtual Task<absl::StatusOr<std::optional<GapAnalysis>>> Answered(Caller caller,
                                                                    std::string gap_id) = 0;
  // Rows first, then in one commit the analysis, its event and the request.
  virtual Task<absl::StatusOr<GapAnalysis>> Save(Caller caller, GapAnalysis analysis,
                                                 std::vector<OfferGap> rows) = 0;
  // "" is the newest one.
  virtual Task<absl::StatusOr<GapAnalysis>> Find(Caller caller, std::string gap_id) = 0;
  virtual Task<absl::StatusOr<Page<GapAnalysis>>> List(Caller caller, int page_size,
                                                       std::string page_token) = 0;
  // The rows of one part (a neighborhood) of an analysis; empty behind the last one.
  virtual Task<absl::StatusOr<std::vector<OfferGap>>> Rows(Caller caller, std::string gap_id,
                                                           int part) = 0;
};

}  // namespace zwk::catalog
