#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "forecasting/base/csv.h"
#include "forecasting/data/housing_plan.h"
#include "forecasting/data/population_data.h"

namespace zwk::forecasting {

// As it is kept: one number for each item, parallel lists for projects.
DataBlock ToBlock(const Housing& housing);
// Nothing where the file says nothing of the neighborhood.
std::optional<Housing> HousingFrom(int year, const DataBlock& block);

// The rows of a file of housing (README). A neighborhood that stands in a year has dwellings and
// people per dwelling there; the others have no limit.
class HousingRows {
 public:
  // A status is the index of what becomes of such projects.
  static constexpr int kLastStatus = 15;
  // What a row takes in memory, in numbers.
  static constexpr size_t kNumbersPerRow = 8;

  HousingRows(CsvReader& csv, FileFaults& faults) : csv_(csv), faults_(faults) {}

  static std::vector<std::string> Columns();  // behind year and neighborhood
  // The row the reader is at.
  void Take(const BlockKey& key);
  std::set<int> years() const;
  void MissingItems(int year);
  void MoveTo(std::map<BlockKey, DataBlock>& blocks) const;

 private:
  struct Entry {
    Housing housing;
    std::set<std::string> seen;  // items and projects
  };
  void Fault(const char* column, FileErrorCode code, std::string message);
  void Project(Entry& entry);

  CsvReader& csv_;
  FileFaults& faults_;
  std::map<BlockKey, Entry> entries_;
};

}  // namespace zwk::forecasting
