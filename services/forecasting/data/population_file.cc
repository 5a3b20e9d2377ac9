#include "forecasting/data/population_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "forecasting/data/housing_file.h"
#include "forecasting/engine/checks.h"
#include "forecasting/engine/step.h"
#include "forecasting/mapping/mapped_file.h"
#include "forecasting/rates/rogers_castro.h"
#include "platform/base/errors.h"

namespace zwk::forecasting {
namespace {

constexpr int kFirstYear = 1800;
constexpr int kLastYear = 2200;
// What a part of a cell takes in memory beside its bits.
constexpr size_t kNumbersPerPart = 16;
constexpr char kAllAges[] = "*";  // and both sexes

}  // namespace

struct PopulationFile::State {
  explicit State(FileContext given)
      : context(std::move(given)),
        csv(RequiredColumns(context), OptionalColumns(context), faults),
        housing(csv, faults) {
    for (size_t g = 0; g < context.group_keys.size(); ++g) {
      groups[context.group_keys[g]] = static_cast<int>(g);
    }
  }

  static std::vector<std::string> KeyColumns() {
    return {"year", "neighborhood", "sex", "age", "group"};
  }

  static std::vector<std::string> RequiredColumns(const FileContext& context) {
    std::vector<std::string> required = KeyColumns();
    switch (context.kind) {
      case ImportKind::kStocks:
      case ImportKind::kSpecialPopulations:
        required.push_back(table::kPeople);
        break;
      case ImportKind::kRates:
        required.push_back(table::kFertility);
        break;
      case ImportKind::kFlows:
        required.insert(required.begin() + 1, "flow");
        required.push_back("other");
        required.push_back("value");
        break;
      case ImportKind::kMovingRates:
        required.push_back("other");
        required.push_back("value");
        break;
      case ImportKind::kHousing:
        required.resize(2);  // year and neighborhood
        for (std::string& column : HousingRows::Columns()) required.push_back(std::move(column));
        break;
      case ImportKind::kUnspecified:
        break;
    }
    return required;
  }

  static std::set<std::string> OptionalColumns(const FileContext& context) {
    std::set<std::string> optional;
    if (context.in_parts) optional.insert(kPartColumn);
    if (context.kind != ImportKind::kRates) return optional;
    optional.insert({table::kMortality, table::kDeathRate, table::kEmigrationAbroad,
                     table::kEmigrationRest, table::kLeaving, table::kArrivalShare,
                     table::kOriginCluster, absl::StrCat(table::kArrivalShareFrom, "*")});
    for (const std::string& group : context.group_keys) {
      optional.insert(absl::StrCat(table::kNaturalizationTo, group));
    }
    return optional;
  }

  void Fault(int64_t row, absl::string_view column, FileErrorCode code, absl::string_view value,
             std::string message) {
    faults.Add(row, column, code, value, std::move(message));
  }

  absl::Status Add(absl::string_view chunk) {
    return csv.Add(chunk, [this] { return Row(); });
  }

  absl::Status Row() {
    if (!columns_checked) ColumnsTogether();
    const int64_t before = faults.count;
    const std::optional<int> year = TakeRow();
    if (year) OfYear(*year, before);
    if (numbers > kMaxNumbers) {
      return FileTooLarge(
          absl::StrCat("a file holds at most ", kMaxNumbers, " numbers; send it in parts by year"));
    }
    return absl::OkStatus();
  }

  // What was found wrong since then is wrong with this year.
  void OfYear(int year, int64_t before) {
    if (faults.count == before) return;
    faults_of_years += faults.count - before;
    contents.wrong_years.insert(year);
  }

  // The year of the row, if it can be read.
  std::optional<int> TakeRow() {
    const int64_t line = csv.line();
    const int64_t before = faults.count;
    const auto field = [this](absl::string_view name) -> const std::string& {
      return csv.field(name);
    };

    std::optional<int> year = ToInt(field("year"));
    if (!year || *year < kFirstYear || *year > kLastYear) {
      year.reset();
      Fault(line, "year", FileErrorCode::kBadYear, field("year"),
            absl::StrCat("must be a year from ", kFirstYear, " to ", kLastYear));
    }
    const std::string& neighborhood = field("neighborhood");
    if (!context.neighborhood_keys.contains(neighborhood)) {
      Fault(line, "neighborhood", FileErrorCode::kUnknownNeighborhood, neighborhood,
            "no neighborhood is registered under this key");
    }
    if (context.kind == ImportKind::kHousing) {
      numbers += HousingRows::kNumbersPerRow;
      if (faults.count == before) housing.Take({*year, neighborhood});
      return year;
    }
    if (context.kind == ImportKind::kFlows && field("age") == kAllAges) {
      if (faults.count == before) MigrantsOfAllAges({*year, neighborhood});
      return year;
    }
    int sex = kMale;
    if (field("sex") == "f") {
      sex = kFemale;
    } else if (field("sex") != "m") {
      Fault(line, "sex", FileErrorCode::kUnknownSex, field("sex"), "must be m or f");
    }
    const std::optional<int> age = ToInt(field("age"));
    const int open_age = context.grid.open() * context.age_width;
    if (!age || *age < 0 || *age > open_age || *age % context.age_width != 0) {
      Fault(line, "age", FileErrorCode::kBadAge, field("age"),
            context.age_width == 1
                ? absl::StrCat("must be 0 to ", open_age)
                : absl::StrCat("must be 0 to ", open_age, " in steps of ", context.age_width));
    }
    const auto group = groups.find(field("group"));
    if (group == groups.end()) {
      Fault(line, "group", FileErrorCode::kUnknownGroup, field("group"),
            "no such group in the population structure");
    }
    if (faults.count != before) {
      if (year) keys_lost.insert(*year);
      return year;
    }

    const size_t cell = context.grid.at(group->second, sex, *age / context.age_width);
    const BlockKey key{*year, neighborhood};
    if (context.kind == ImportKind::kFlows) {
      Flow(key, cell, field("flow"), field("other"), field("group"));
    } else if (context.kind == ImportKind::kMovingRates) {
      Moving(key, cell, field("other"));
    } else {
      Values(key, cell);
    }
    return year;
  }

  // --- stocks, rates and special populations: a cell once ---
  void Values(const BlockKey& key, size_t cell) {
    if (context.kind == ImportKind::kRates && !NoPart()) return;
    if (!WholeOrParts(key, cell) || !TakeOnce(key, Part(), cell)) return;
    if (context.kind != ImportKind::kRates) {
      std::vector<uint32_t>& lines = contents.lines[key];
      if (lines.empty()) lines.resize(context.grid.size());
      if (lines[cell] == 0) lines[cell] = static_cast<uint32_t>(csv.line());
    }
    DataBlock& block = contents.blocks[key];
    if (csv.has(table::kOriginCluster)) OriginCluster(block);
    static const std::vector<std::string> keys = KeyColumns();
    for (const std::string& name : csv.header()) {
      if (std::find(keys.begin(), keys.end(), name) != keys.end()) continue;
      if (name == table::kOriginCluster || name == kPartColumn) continue;
      const std::optional<double> value = Value(name, cell);
      if (value) TableOf(block, name)[cell] += *value;
    }
  }

  // Death is told as a share or as a rate, or both; shares of arriving once, or once for each
  // cluster.
  void ColumnsTogether() {
    columns_checked = true;
    if (context.kind != ImportKind::kRates) return;
    if (!csv.has(table::kMortality) && !csv.has(table::kDeathRate)) {
      Fault(1, table::kMortality, FileErrorCode::kBadHeader, "",
            absl::StrCat("the column is missing; so is ", table::kDeathRate));
    }
    const bool clusters = csv.has(table::kOriginCluster);
    for (const std::string& name : csv.header()) {
      if (absl::StartsWith(name, table::kArrivalShareFrom) && !clusters) {
        Fault(1, name, FileErrorCode::kBadHeader, name,
              absl::StrCat("needs the column ", table::kOriginCluster));
      } else if (name == table::kArrivalShare && clusters) {
        Fault(1, name, FileErrorCode::kBadHeader, name,
              absl::StrCat("with ", table::kOriginCluster, ", shares are in columns ",
                           table::kArrivalShareFrom, "<cluster>"));
      }
    }
  }

  // The same in all rows of a neighborhood and year, and one whose shares the file has.
  void OriginCluster(DataBlock& block) {
    // As names of columns, it does not care for case.
    const std::string cluster = absl::AsciiStrToLower(csv.field(table::kOriginCluster));
    if (!csv.has(absl::StrCat(table::kArrivalShareFrom, cluster))) {
      Fault(csv.line(), table::kOriginCluster, FileErrorCode::kUnknownCluster, cluster,
            absl::StrCat("there is no column ", table::kArrivalShareFrom, cluster));
    } else if (!block.origin_cluster.empty() && block.origin_cluster != cluster) {
      Fault(csv.line(), table::kOriginCluster, FileErrorCode::kClusterChanges, cluster,
            absl::StrCat("in earlier rows of the year the neighborhood is of cluster ",
                         block.origin_cluster));
    } else {
      block.origin_cluster = cluster;
    }
  }

  std::optional<double> Value(const std::string& name, size_t cell) {
    const std::optional<double> value = csv.NotNegative(name);
    if (!value) return value;
    const bool per_year = name == table::kFertility || name == table::kDeathRate;
    if (context.kind == ImportKind::kRates && !per_year && *value > 1) {
      Fault(csv.line(), name, FileErrorCode::kRateTooHigh, csv.field(name), "a rate is at most 1");
      return std::nullopt;
    }
    const Grid& grid = context.grid;
    const int age = static_cast<int>(cell % grid.ages);
    if (name == table::kFertility && *value != 0 &&
        (cell / grid.ages % kSexes == kMale || age == 0 || age == grid.open())) {
      Fault(csv.line(), name, FileErrorCode::kMustBeZero, csv.field(name),
            "men, the youngest and the open age class have no fertility");
      return std::nullopt;
    }
    const size_t own = cell / grid.ages / kSexes;
    if (*value != 0 && name == absl::StrCat(table::kNaturalizationTo, context.group_keys[own])) {
      Fault(csv.line(), name, FileErrorCode::kMustBeZero, csv.field(name),
            "nobody changes into the own group");
      return std::nullopt;
    }
    return value;
  }

  // --- flows: what is not there is zero ---
  void Flow(const BlockKey& key, size_t cell, const std::string& flow, const std::string& other,
            const std::string& own_group) {
    const int64_t line = csv.line();
    static const std::set<std::string> kCounts = {
        table::kBirths,          table::kDeaths,           table::kImmigrationAbroad,
        table::kImmigrationRest, table::kEmigrationAbroad, table::kEmigrationRest};
    const bool internal = flow == table::kInternal;
    const bool naturalization = flow == table::kNaturalization;
    const bool signed_count = flow == table::kNetMigration || flow == table::kCorrections;
    if (!kCounts.contains(flow) && !internal && !naturalization && !signed_count) {
      Fault(line, "flow", FileErrorCode::kUnknownFlow, flow,
            absl::StrCat("must be ", absl::StrJoin(kCounts, ", "),
                         ", internal, naturalization, net_migration or corrections"));
      return;
    }
    if (internal && (!context.neighborhood_keys.contains(other) || other == key.neighborhood)) {
      Fault(line, "other", FileErrorCode::kUnknownNeighborhood, other,
            "must be the key of another registered neighborhood");
      return;
    }
    if (naturalization && (!groups.contains(other) || other == own_group)) {
      Fault(line, "other", FileErrorCode::kUnknownGroup, other,
            "must be another group of the population structure");
      return;
    }
    if (!internal && !naturalization && !other.empty()) {
      Fault(line, "other", FileErrorCode::kUnknownFlow, other, "must be empty for this flow");
      return;
    }
    const std::optional<double> value =
        signed_count ? csv.Number("value") : csv.NotNegative("value");
    if (!value || !TakeOnce(key, absl::StrCat(flow, "/", other, "/", Part()), cell)) {
      return;
    }
    DataBlock& block = contents.blocks[key];
    if (internal || naturalization) {
      block.transitions.push_back({flow, other, static_cast<uint32_t>(cell), *value});
      ++numbers;
    } else {
      TableOf(block, flow)[cell] += *value;
    }
  }

  // A total of migrants: by the usual schedule of ages, of both sexes half each where they are not
  // told apart, too.
  void MigrantsOfAllAges(const BlockKey& key) {
    static const std::set<std::string> kMigration = {
        table::kImmigrationAbroad, table::kImmigrationRest, table::kEmigrationAbroad,
        table::kEmigrationRest};
    const std::string &flow = csv.field("flow"), &sex = csv.field("sex");
    const auto group = groups.find(csv.field("group"));
    if (!kMigration.contains(flow)) {
      return Fault(csv.line(), "age", FileErrorCode::kBadAge, kAllAges,
                   "only immigration and emigration may be of all ages together");
    }
    if (group == groups.end()) {
      return Fault(csv.line(), "group", FileErrorCode::kUnknownGroup, csv.field("group"),
                   "no such group in the population structure");
    }
    std::vector<int> sexes;
    if (sex == "m" || sex == kAllAges) sexes.push_back(kMale);
    if (sex == "f" || sex == kAllAges) sexes.push_back(kFemale);
    if (sexes.empty()) {
      return Fault(csv.line(), "sex", FileErrorCode::kUnknownSex, sex, "must be m, f or *");
    }
    const std::optional<double> value = csv.NotNegative("value");
    if (!value) return;
    const int years = context.grid.open() * context.age_width + 1;
    const std::vector<double> shares = DefaultMigrationSchedule(years);
    for (const int of : sexes) {
      for (int age = 0; age < years; ++age) {
        const size_t cell = context.grid.at(group->second, of, age / context.age_width);
        const bool first = age % context.age_width == 0;
        if (first && !TakeOnce(key, absl::StrCat(flow, "//"), cell)) return;
        TableOf(contents.blocks[key], flow)[cell] +=
            *value * shares[age] / static_cast<double>(sexes.size());
      }
    }
  }

  // --- rates of moving: what is not there is zero ---
  void Moving(const BlockKey& key, size_t cell, const std::string& other) {
    if (!context.neighborhood_keys.contains(other) || other == key.neighborhood) {
      Fault(csv.line(), "other", FileErrorCode::kUnknownNeighborhood, other,
            "must be the key of another registered neighborhood");
      return;
    }
    const std::optional<double> value = csv.NotNegative("value");
    if (!value || !NoPart() || !TakeOnce(key, other, cell)) return;
    contents.blocks[key].transitions.push_back(
        {table::kMoving, other, static_cast<uint32_t>(cell), *value});
    ++numbers;
  }

  // Linear integration cannot take more than two per step and person (checks.h).
  void MovingTogether() {
    for (const auto& [key, block] : contents.blocks) {
      const int64_t before = faults.count;
      Cells sums(context.grid.size());
      for (const Transition& moving : block.transitions) sums[moving.cell] += moving.people;
      for (size_t cell = 0; cell < sums.size(); ++cell) {
        const bool open = static_cast<int>(cell % context.grid.ages) == context.grid.open();
        if (open || sums[cell] * context.age_width <= 2) continue;
        Fault(0, "value", FileErrorCode::kRateTooHigh, TextOf(key, cell),
              absl::StrCat("rates of moving sum to ", sums[cell], ", at most ",
                           2.0 / context.age_width, " can be"));
      }
      OfYear(key.year, before);
    }
  }

  std::string Part() const { return context.in_parts ? csv.field(kPartColumn) : ""; }

  // Rates of parts of a class say nothing of the class without the people.
  bool NoPart() {
    if (Part().empty()) return true;
    Fault(csv.line(), "age", FileErrorCode::kBadAge, csv.field("age"),
          "rates of parts of an age class or of a sex cannot be added up");
    return false;
  }

  // An age class stands once as itself, or in parts; else people count twice. The open class is told
  // by its first year as well, beside the years above it.
  bool WholeOrParts(const BlockKey& key, size_t cell) {
    if (!context.in_parts || static_cast<int>(cell % context.grid.ages) == context.grid.open()) {
      return true;
    }
    std::array<std::vector<bool>, 2>& stood = whole_or_parts[key];
    for (std::vector<bool>& taken : stood) taken.resize(context.grid.size());
    const bool whole = IsWholeClass(Part());
    if (stood[!whole][cell]) {
      Fault(csv.line(), "age", FileErrorCode::kDuplicateKey, TextOf(key, cell),
            "the age class stands both as a whole and in parts");
      return false;
    }
    stood[whole][cell] = true;
    return true;
  }

  // False, with a fault, when the cell stood in an earlier row.
  bool TakeOnce(const BlockKey& key, const std::string& part, size_t cell) {
    std::vector<bool>& taken = seen[key][part];
    if (taken.empty()) {
      taken.resize(context.grid.size());
      numbers += taken.size() / 64 + (context.in_parts ? kNumbersPerPart : 1);
    }
    if (taken[cell]) {
      Fault(csv.line(), "", FileErrorCode::kDuplicateKey, TextOf(key, cell),
            "the key stood in an earlier row");
      return false;
    }
    taken[cell] = true;
    return true;
  }

  Cells& TableOf(DataBlock& block, const std::string& name) {
    Cells& cells = block.tables[name];
    if (cells.empty()) {
      cells.resize(context.grid.size());
      numbers += cells.size();
    }
    return cells;
  }

  std::string TextOf(const BlockKey& key, size_t cell) const {
    return CellText(context, key, cell, csv.separator());
  }

  // --- the file as a whole ---
  FileContents Finish() {
    // The last line ends here, and so does the file: too many numbers are of no concern any more.
    csv.Finish([this] { return Row(); }).IgnoreError();
    contents.rows = csv.rows();
    if (contents.rows == 0) {
      if (faults.count == 0) {
        Fault(0, "", FileErrorCode::kEmptyFile, "", "there is no row with data");
      }
    } else if (faults.count == faults_of_years) {  // else any row may be one that was not read
      YearsAsAWhole();
    }
    if (faults.count != faults_of_years) contents.DropBlocks();
    const std::set<int> wrong = contents.wrong_years;
    contents.Add(wrong, std::move(faults));
    return std::move(contents);
  }

  void YearsAsAWhole() {
    if (context.kind == ImportKind::kHousing) {
      for (const int year : housing.years()) {
        const int64_t before = faults.count;
        if (!contents.wrong_years.contains(year)) housing.MissingItems(year);
        OfYear(year, before);
      }
      housing.MoveTo(contents.blocks);
      return;
    }
    if (context.kind == ImportKind::kMovingRates) return MovingTogether();
    // What is not there is zero.
    if (context.kind == ImportKind::kFlows || context.kind == ImportKind::kSpecialPopulations) {
      return;
    }
    std::set<int> years;
    for (const auto& [key, parts] : seen) years.insert(key.year);
    for (const int year : years) {
      const int64_t before = faults.count;
      // A row whose key cannot be read is one fault, not also a missing cell.
      if (!keys_lost.contains(year)) MissingCells(year);
      OfYear(year, before);
    }
    if (context.kind != ImportKind::kRates) return;
    for (const int year : years) {
      const int64_t before = faults.count;
      if (!contents.wrong_years.contains(year)) RatesTogether(year);
      OfYear(year, before);
    }
  }

  void MissingCells(int year) {
    for (const std::string& neighborhood : context.neighborhood_keys) {
      const BlockKey key{year, neighborhood};
      const auto found = seen.find(key);
      if (found == seen.end()) {
        Fault(0, "neighborhood", FileErrorCode::kMissingCell,
              absl::StrCat(year, std::string(1, csv.separator()), neighborhood),
              "no row of this neighborhood in a year of the file");
        continue;
      }
      std::vector<bool> taken(context.grid.size());
      for (const auto& [part, cells] : found->second) {
        for (size_t cell = 0; cell < taken.size(); ++cell) {
          if (cells[cell]) taken[cell] = true;
        }
      }
      for (size_t cell = 0; cell < taken.size(); ++cell) {
        if (!taken[cell]) {
          Fault(0, "", FileErrorCode::kMissingCell, TextOf(key, cell),
                "a cell of this neighborhood and year is missing");
        }
      }
    }
  }

  void RatesTogether(int year) {
    std::vector<const DataBlock*> blocks;
    for (const auto& [key, block] : contents.blocks) {
      if (key.year != year) continue;
      blocks.push_back(&block);
      Naturalization(key, block);
    }
    if (!csv.has(table::kOriginCluster)) SharesSumToOne(year, blocks, "", table::kArrivalShare);
    for (const std::string& name : csv.header()) {
      absl::string_view cluster = name;
      if (absl::ConsumePrefix(&cluster, table::kArrivalShareFrom)) {
        SharesSumToOne(year, blocks, std::string(cluster), name);
      }
    }
  }

  // Wherever somebody leaves a neighborhood of the cluster.
  void SharesSumToOne(int year, const std::vector<const DataBlock*>& blocks,
                      const std::string& cluster, const std::string& column) {
    const auto at = [](const DataBlock& block, const std::string& name, size_t cell) {
      const auto found = block.tables.find(name);
      return found == block.tables.end() ? 0.0 : found->second[cell];
    };
    const auto of_cluster = [&](const DataBlock* block) {
      return block->origin_cluster == cluster;
    };
    if (std::none_of(blocks.begin(), blocks.end(), of_cluster)) {
      Fault(0, column, FileErrorCode::kUnknownCluster, absl::StrCat(year),
            "no neighborhood is of this cluster in this year");
      return;
    }
    for (size_t cell = 0; cell < context.grid.size(); ++cell) {
      double leaving = 0, shares = 0;
      for (const DataBlock* block : blocks) {
        if (of_cluster(block)) leaving += at(*block, table::kLeaving, cell);
        shares += at(*block, column, cell);
      }
      if (leaving > 0 && std::abs(shares - 1) > kShareTolerance) {
        Fault(0, column, FileErrorCode::kSharesNotOne, TextOf({year, "*"}, cell),
              absl::StrCat("the shares of all neighborhoods sum to ", shares, ", not to 1"));
      }
    }
  }

  void Naturalization(const BlockKey& key, const DataBlock& block) {
    for (size_t cell = 0; cell < context.grid.size(); ++cell) {
      double sum = 0;
      for (const auto& [name, cells] : block.tables) {
        if (absl::StartsWith(name, table::kNaturalizationTo)) sum += cells[cell];
      }
      if (sum > 1 + kShareTolerance) {
        Fault(0, absl::StrCat(table::kNaturalizationTo, "*"), FileErrorCode::kRateTooHigh,
              TextOf(key, cell), absl::StrCat("naturalization rates sum to ", sum, ", above 1"));
      }
    }
  }

  const FileContext context;
  FileFaults faults;
  CsvReader csv;
  HousingRows housing;
  std::map<std::string, int> groups;
  bool columns_checked = false;
  std::set<int> keys_lost;      // years of rows whose key cannot be read
  int64_t faults_of_years = 0;  // the others belong to the file as a whole
  std::map<BlockKey, std::map<std::string, std::vector<bool>>> seen;
  // Cells that stood in parts, and as a whole: there may be too many parts to ask each.
  std::map<BlockKey, std::array<std::vector<bool>, 2>> whole_or_parts;
  size_t numbers = 0;
  FileContents contents;
};

std::set<int> FileContents::years() const {
  std::set<int> years;
  for (const auto& [key, block] : blocks) years.insert(key.year);
  return years;
}

void FileContents::Add(const std::set<int>& years, FileFaults faults) {
  error_count += faults.count;
  errors.insert(errors.end(), std::make_move_iterator(faults.kept.begin()),
                std::make_move_iterator(faults.kept.end()));
  std::stable_sort(errors.begin(), errors.end(), [](const FileError& a, const FileError& b) {
    return StandsBefore(a.row, b.row);
  });
  if (errors.size() > FileFaults::kMax) errors.resize(FileFaults::kMax);
  wrong_years.insert(years.begin(), years.end());
  const auto wrong = [&years](const auto& entry) { return years.contains(entry.first.year); };
  std::erase_if(blocks, wrong);
  std::erase_if(lines, wrong);
}

void FileContents::DropBlocks() {
  blocks.clear();
  lines.clear();
}

Model ModelOf(const FileContext& context) {
  Model model;
  model.grid = context.grid;
  model.age_width = context.age_width;
  model.area_names = {context.neighborhood_keys.begin(), context.neighborhood_keys.end()};
  model.group_names = context.group_keys;
  return model;
}

std::string CellText(const FileContext& context, const BlockKey& key, size_t cell, char separator) {
  const Grid& grid = context.grid;
  return absl::StrJoin({absl::StrCat(key.year), key.neighborhood,
                        std::string(cell / grid.ages % kSexes == kFemale ? "f" : "m"),
                        absl::StrCat(cell % grid.ages * context.age_width),
                        context.group_keys[cell / grid.ages / kSexes]},
                       std::string(1, separator));
}

PopulationFile::PopulationFile(FileContext context)
    : state_(std::make_unique<State>(std::move(context))) {}
PopulationFile::~PopulationFile() = default;
PopulationFile::PopulationFile(PopulationFile&&) noexcept = default;

absl::Status PopulationFile::Add(absl::string_view chunk) { return state_->Add(chunk); }
bool PopulationFile::unreadable() const { return state_->csv.unreadable(); }
FileContents PopulationFile::Finish() { return state_->Finish(); }

}  // namespace zwk::forecasting
