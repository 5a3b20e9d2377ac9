#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "reporting/indicator/indicator_figure.h"

namespace zwk::reporting {

class IndicatorSource {
 public:
  virtual ~IndicatorSource() = default;

  struct Municipality {
    std::string name;
    std::string default_lang;
  };
  virtual Task<absl::StatusOr<Municipality>> City(Caller caller) = 0;

  struct Areas {
    std::vector<Area> areas;  // by key
    std::string next_page_token;
  };
  // INVALID_ARGUMENT, field page_token: it is none of this list.
  virtual Task<absl::StatusOr<Areas>> List(Caller caller, int most, std::string page_token) = 0;
  // NOT_FOUND: one of them does not exist. In the order of `keys`.
  virtual Task<absl::StatusOr<std::vector<Area>>> Find(Caller caller,
                                                       std::vector<std::string> keys) = 0;

  virtual Task<absl::StatusOr<IndicatorDates>> Dates(Caller caller) = 0;
  // By area, then as asked for; what the data do not give is left out.
  virtual Task<absl::StatusOr<std::vector<IndicatorFigure>>> Figures(
      Caller caller, std::vector<Area> areas, std::vector<DatedIndicator> asked) = 0;
};

}  // namespace zwk::reporting
