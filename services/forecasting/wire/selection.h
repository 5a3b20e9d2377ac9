// Keys and ranges of messages as the indices that the engine knows.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "forecasting/domain/forecast_run.h"
#include "platform/base/errors.h"
#include "zwk/forecasting/v1/uncertainty.pb.h"

namespace zwk::forecasting {

// Reads against one run; what does not fit is an error of its field.
class SelectionReader {
 public:
  SelectionReader(const ForecastRun& run, FieldErrors& errors) : run_(run), errors_(errors) {}

  // -1, with an error, where there is none.
  int Area(const std::string& field, const std::string& key);
  int Group(const std::string& field, const std::string& key);
  // Nothing where both are meant; kMale, kFemale.
  std::optional<int> SexOf(const std::string& field, v1::Sex sex);
  // Age classes, both inclusive.
  struct Ages {
    int youngest = 0;
    int oldest = 0;
  };
  Ages AgesOf(const std::string& field, bool given, const v1::AgeBand& ages);

  Selection PeopleOf(const std::string& field, const v1::PeopleSelection& people);

  void Fault(const std::string& field, const std::string& message) { errors_.Add(field, message); }
  void FaultsInside(const std::string& field, const absl::Status& status) {
    errors_.AddInside(field, status);
  }
  Grid grid() const { return run_.input.grid(); }
  size_t areas() const { return run_.input.neighborhood_keys.size(); }
  const ForecastRun& run() const { return run_; }

 private:
  const ForecastRun& run_;
  FieldErrors& errors_;
};

}  // namespace zwk::forecasting
