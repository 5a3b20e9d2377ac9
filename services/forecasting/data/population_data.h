#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "forecasting/engine/grid.h"
#include "forecasting/engine/model.h"
#include "zwk/forecasting/v1/population.pb.h"

namespace zwk::forecasting {

enum class ImportKind {
  kUnspecified = 0,
  kStocks = 1,
  kRates = 2,
  kFlows = 3,
  kSpecialPopulations = 4,
  kHousing = 5,
  kMovingRates = 6,
};
// As people read it: "stocks", "special populations".
const char* NameOf(ImportKind kind);

// Names of tables, which are the names of columns and flows in files.
namespace table {
inline constexpr char kPeople[] = "value";
inline constexpr char kMortality[] = "mortality";
inline constexpr char kDeathRate[] = "death_rate";
inline constexpr char kFertility[] = "fertility";
inline constexpr char kEmigrationAbroad[] = "emigration_abroad";
inline constexpr char kEmigrationRest[] = "emigration_rest";
inline constexpr char kLeaving[] = "leaving";
inline constexpr char kArrivalShare[] = "arrival_share";
inline constexpr char kArrivalShareFrom[] = "arrival_share_from_";  // + origin cluster
inline constexpr char kOriginCluster[] = "origin_cluster";          // a column of names, no table
inline constexpr char kNaturalizationTo[] = "naturalization_to_";   // + group key
inline constexpr char kBirths[] = "births";
inline constexpr char kDeaths[] = "deaths";
inline constexpr char kImmigrationAbroad[] = "immigration_abroad";
inline constexpr char kImmigrationRest[] = "immigration_rest";
inline constexpr char kNetMigration[] = "net_migration";
// Entries in the register that nobody was born, died or moved for.
inline constexpr char kCorrections[] = "corrections";
inline constexpr char kInternal[] = "internal";              // to another neighborhood
inline constexpr char kNaturalization[] = "naturalization";  // to another group
inline constexpr char kMoving[] = "moving";                  // a rate, to another neighborhood
}  // namespace table

// People of one cell who went over to another neighborhood (internal) or group (naturalization); of
// moving their rate.
struct Transition {
  std::string table;
  std::string other;
  uint32_t cell = 0;
  double people = 0;
  bool operator==(const Transition&) const = default;
};

// What a file says of one neighborhood in one year.
struct DataBlock {
  std::map<std::string, Cells> tables;
  std::vector<Transition> transitions;
  // Of rates: whose shares of arriving hold for who leaves here. Empty: there are no clusters.
  std::string origin_cluster;
  bool operator==(const DataBlock&) const = default;
};

// Empty where the file says nothing of it.
Cells TableOf(const DataBlock& block, const std::string& name);

// People of one neighborhood in one year, with what is needed to read the cells.
v1::PopulationBlock BlockOf(const std::string& neighborhood_key, int year, int age_width,
                            const Grid& grid, const std::vector<std::string>& group_keys,
                            const Cells& people);

struct BlockKey {
  int year = 0;
  std::string neighborhood;
  auto operator<=>(const BlockKey&) const = default;
};

// Which import holds for which year, for one kind of data.
//
// Invariant: a year has all its figures from one import.
struct Dataset {
  struct Source {
    std::string import_id;
    std::string content_sha256;
    bool operator==(const Source&) const = default;
  };
  std::map<int, Source> years;

  // The year's own; nothing if there is none.
  std::optional<Source> Of(int year) const;
  // The year's own, or the latest before it; nullptr if there is none.
  const Source* UpTo(int year) const;
  // The year whose figures hold for `year`; 0 if there is none.
  int YearUpTo(int year) const;
};

// The figures of one year that hold for a step: from which import, and which of its years.
struct PinnedYear {
  Dataset::Source source;
  int year = 0;
  bool operator==(const PinnedYear&) const = default;
};

// Which figures hold for a step.
struct PinnedStep {
  PinnedYear rates;
  PinnedYear flows;
  PinnedYear moving;  // no import: the form needs none
  bool operator==(const PinnedStep&) const = default;
};

// They themselves, by neighborhood; moving may be empty.
struct StepBlocks {
  std::vector<DataBlock> rates;
  std::vector<DataBlock> flows;
  std::vector<DataBlock> moving;
};

// The assumptions of a step, but for who children are.
StepAssumptions ToAssumptions(const Model& model, const StepBlocks& blocks);

}  // namespace zwk::forecasting
