#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/base/pool.h"
#include "platform/stream/view.h"
#include "reporting/indicator/indicator_port.h"
#include "reporting/neighborhood/neighborhood_store.h"

namespace zwk::reporting {

// Takes figures out of the neighborhoods view: people as imported, the forecast, the gaps.
class IndicatorStore : public IndicatorSource {
 public:
  IndicatorStore(stream::ViewReader neighborhoods, stream::ViewReader meetings,
                 Neighborhoods& areas)
      : view_(std::move(neighborhoods)), meetings_(std::move(meetings)), areas_(areas) {}

  Task<absl::StatusOr<Municipality>> City(Caller caller) override;
  Task<absl::StatusOr<Areas>> List(Caller caller, int most, std::string page_token) override;
  Task<absl::StatusOr<std::vector<Area>>> Find(Caller caller,
                                               std::vector<std::string> keys) override;
  Task<absl::StatusOr<IndicatorDates>> Dates(Caller caller) override;
  Task<absl::StatusOr<std::vector<IndicatorFigure>>> Figures(
      Caller caller, std::vector<Area> areas, std::vector<DatedIndicator> asked) override;

 private:
  stream::ViewReader view_;
  stream::ViewReader meetings_;
  Neighborhoods& areas_;
  Pool computing_{1, 64};  // an answer of the largest kind takes a part of a second
};

}  // namespace zwk::reporting
