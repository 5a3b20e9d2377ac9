#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/base/pool.h"
#include "reporting/base/page.h"
#include "reporting/indicator/indicator_port.h"

namespace zwk::reporting {

// Says which figures are meant, and has them told.
class IndicatorUseCases {
 public:
  // Values of one answer, and of one file.
  static constexpr size_t kMostOfAnswer = 5'000;
  static constexpr size_t kMostOfFile = 20'000;
  static constexpr size_t kMostBytesOfFile = (4 << 20) - 1024;  // and its type fit into a message

  explicit IndicatorUseCases(IndicatorSource& source) : source_(source) {}

  struct Ask {
    std::vector<std::string> neighborhood_keys;  // empty: all
    std::vector<std::string> indicator_ids;      // empty: all, or those of profiles
    std::vector<std::string> dates;              // empty: the usual one of each
    bool city = true;
    bool of_profiles = false;
  };
  struct Told {
    std::vector<IndicatorFigure> figures;
    std::vector<Area> areas;
    std::string next_page_token;
  };

  Task<absl::StatusOr<IndicatorDates>> Dates(Caller caller);
  // One page of neighborhoods, the city after the last one.
  Task<absl::StatusOr<Told>> Page(Caller caller, Ask ask, int page_size, std::string page_token);
  // All of them at once.
  Task<absl::StatusOr<Told>> All(Caller caller, Ask ask, size_t most);

  // INVALID_ARGUMENT, field format or locale. RESOURCE_EXHAUSTED, reason MESSAGE_TOO_LARGE: the file
  // is.
  Task<absl::StatusOr<reporting::Page>> File(Caller caller, Ask ask, std::string format,
                                             std::string locale);
  // INVALID_ARGUMENT, field locale.
  Task<absl::StatusOr<reporting::Page>> Compare(Caller caller, Ask ask, std::string locale);

 private:
  struct Words {
    Language language = Language::kGerman;
    IndicatorSource::Municipality city;
  };
  Task<absl::StatusOr<Words>> WordsFor(Caller caller, std::string locale);
  Task<absl::StatusOr<std::vector<Area>>> Neighborhoods(Caller caller);
  Task<absl::StatusOr<std::vector<DatedIndicator>>> Resolve(Caller caller, Ask ask);
  Task<absl::StatusOr<Told>> Tell(Caller caller, std::vector<Area> areas,
                                  std::vector<DatedIndicator> asked, bool city);

  IndicatorSource& source_;
  Pool writers_{1, 16};  // a file of the largest kind takes a part of a second
};

}  // namespace zwk::reporting
