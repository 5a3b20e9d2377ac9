#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "catalog/app/need_problem.h"
#include "catalog/app/snapshots.h"
#include "platform/base/repository.h"

namespace zwk::catalog {

struct ForecastRef {
  std::string forecast_id;
  uint64_t version = 0;
};

struct ForecastInfo {
  ForecastRef ref;
  std::vector<int> years;  // the jump-off year first
  std::vector<std::string> neighborhood_keys;
};

// Published forecasts, as this service has fetched them.
class ForecastSource {
 public:
  virtual ~ForecastSource() = default;
  // "" is the one published last. NOT_FOUND.
  virtual Task<absl::StatusOr<ForecastInfo>> Find(Caller caller, std::string forecast_id) = 0;
  virtual Task<absl::StatusOr<PeopleByNeighborhood>> People(Caller caller, ForecastInfo forecast,
                                                            int year) = 0;
};

// The demand of one forecast set against the offers of one moment.
struct GapAnalysis {
  std::string id;
  ForecastRef forecast;
  int year = 0;
  Time computed{};
  std::map<GapClass, int> rows_by_class;
  int rows = 0;
  std::vector<OfferGap> largest;  // by persons without, at most ten
};

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

class GapAnalyses {
 public:
  GapAnalyses(Snapshots& snapshots, ForecastSource& forecasts, GapStore& store, Pool& pool,
              const Clock& clock)
      : snapshots_(snapshots), forecasts_(forecasts), store_(store), pool_(pool), clock_(clock) {}

  // `forecast_id` "": the one published last; `year` 0: the first after its jump-off year.
  Task<absl::StatusOr<GapAnalysis>> Compute(Caller caller, std::string forecast_id, int year);

 private:
  Snapshots& snapshots_;
  ForecastSource& forecasts_;
  GapStore& store_;
  Pool& pool_;
  const Clock& clock_;
};

}  // namespace zwk::catalog
