#pragma once

#include "catalog/gap/gap_port.h"
#include "platform/store/store.h"

namespace zwk::catalog {

// Documents gap/<id> (the analysis) and gap-rows/<id>/<n> (its rows, of one neighborhood each).
class StoredGaps : public GapStore {
 public:
  explicit StoredGaps(store::Store& store) : store_(store) {}

  Task<absl::StatusOr<std::optional<GapAnalysis>>> Answered(Caller caller,
                                                            std::string gap_id) override;
  Task<absl::StatusOr<GapAnalysis>> Save(Caller caller, GapAnalysis analysis,
                                         std::vector<OfferGap> rows) override;
  Task<absl::StatusOr<GapAnalysis>> Find(Caller caller, std::string gap_id) override;
  Task<absl::StatusOr<Page<GapAnalysis>>> List(Caller caller, int page_size,
                                               std::string page_token) override;
  Task<absl::StatusOr<std::vector<OfferGap>>> Rows(Caller caller, std::string gap_id,
                                                   int part) override;

 private:
  store::Store& store_;
};

}  // namespace zwk::catalog
