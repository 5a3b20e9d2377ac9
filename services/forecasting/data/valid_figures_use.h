#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "forecasting/data/population_port.h"

namespace zwk::forecasting {

// Of kinds in which a neighborhood may be missing: its block is empty also where it was registered
// after the import.
Task<absl::StatusOr<std::vector<DataBlock>>> LoadWhatIsThere(
    PopulationStore& data, Caller caller, PinnedYear pinned,
    std::vector<std::string> neighborhood_keys);

// The figures that are valid while a file is checked against them. It remembers which it was asked
// for, so that the file is taken over only if they are valid still.
class ValidFigures {
 public:
  ValidFigures(PopulationStore& data, Caller caller, std::vector<std::string> neighborhood_keys)
      : data_(data), caller_(std::move(caller)), neighborhood_keys_(std::move(neighborhood_keys)) {}

  // Before anything else.
  Task<absl::Status> Load();
  bool Has(ImportKind kind, int year);
  // By neighborhood. NOT_FOUND says what is missing.
  Task<absl::StatusOr<std::vector<DataBlock>>> Of(ImportKind kind, int year);

  const SourcesSeen& seen() const { return seen_; }

 private:
  PopulationStore& data_;
  const Caller caller_;
  const std::vector<std::string> neighborhood_keys_;
  Datasets datasets_;
  SourcesSeen seen_;
};

}  // namespace zwk::forecasting
