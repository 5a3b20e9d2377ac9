#include "forecasting/domain/population_file.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "forecasting/domain/engine/checks.h"
#include "forecasting/domain/engine/step.h"
#include "platform/base/utf8.h"

namespace zwk::forecasting {
namespace {

constexpr absl::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr int kFirstYear = 1800;
constexpr int kLastYear = 2200;

// Fields of one line; quotes as in RFC 4180, but a field does not span lines.
std::vector<std::string> Split(absl::string_view line, char separator) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted) {
      if (c != '"') {
        fields.back() += c;
      } else if (i + 1 < line.size() && line[i + 1] == '"') {
        fields.back() += line[++i];
      } else {
        quoted = false;
      }
    } else if (c == '"' && fields.back().empty()) {
      quoted = true;
    } else if (c == separator) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  for (std::string& field : fields) absl::StripAsciiWhitespace(&field);
  return fields;
}

std::optional<int> ToInt(absl::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

struct Number {
  double value = 0;
  std::optional<FileErrorCode> error;
};

Number ToNumber(absl::string_view text) {
  Number number;
  const std::string lower = absl::AsciiStrToLower(text);
  const absl::string_view word = absl::StripPrefix(lower, "-");
  if (word == "nan" || word == "inf" || word == "infinity") {
    number.error = FileErrorCode::kNotFinite;
    return number;
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number.value);
  if (text.empty() || end != text.data() + text.size()) {
    number.error = FileErrorCode::kNotANumber;
  } else if (error == std::errc::result_out_of_range) {
    // Too small is zero for all purposes here; too large is not finite.
    number.value = 0;
    if (!absl::StrContains(lower, "e-")) number.error = FileErrorCode::kNotFinite;
  } else if (error != std::errc()) {
    number.error = FileErrorCode::kNotANumber;
  }
  return number;
}

std::string Shown(absl::string_view value) {
  if (value.size() <= 64) return std::string(value);
  size_t end = 64;
  while (end > 0 && (static_cast<unsigned char>(value[end]) & 0xC0) == 0x80) --end;
  return std::string(value.substr(0, end));
}

}  // namespace

struct PopulationFile::State {
  explicit State(FileContext given) : context(std::move(given)) {
    for (size_t g = 0; g < context.group_keys.size(); ++g) {
      groups[context.group_keys[g]] = static_cast<int>(g);
    }
    for (const std::string& key : KeyColumns()) required.push_back(key);
    switch (context.kind) {
      case ImportKind::kStocks:
        required.push_back(table::kPeople);
        break;
      case ImportKind::kRates:
        required.push_back(table::kMortality);
        required.push_back(table::kFertility);
        for (const char* name : {table::kEmigrationAbroad, table::kEmigrationRest, table::kLeaving,
                                 table::kArrivalShare}) {
          optional.insert(name);
        }
        for (const std::string& group : context.group_keys) {
          optional.insert(absl::StrCat(table::kNaturalizationTo, group));
        }
        break;
      case ImportKind::kFlows:
        required.insert(required.begin() + 1, "flow");
        required.push_back("other");
        required.push_back("value");
        break;
      case ImportKind::kUnspecified:
        break;
    }
  }

  static std::vector<std::string> KeyColumns() {
    return {"year", "neighborhood", "sex", "age", "group"};
  }

  // --- errors ---
  void Fault(int64_t row, absl::string_view column, FileErrorCode code, absl::string_view value,
             std::string message) {
    ++contents.error_count;
    if (contents.errors.size() >= kMaxErrors) return;
    contents.errors.push_back({row, std::string(column), code, Shown(value), std::move(message)});
  }

  // --- lines ---
  absl::Status Add(absl::string_view chunk) {
    while (!chunk.empty()) {
      const size_t end = chunk.find('\n');
      const absl::string_view part = chunk.substr(0, end);
      if (!skipping) {
        if (pending.size() + part.size() > kMaxLine) {
          keys_lost = true;
          Fault(line + 1, "", FileErrorCode::kLineTooLong, "",
                absl::StrCat("a line has at most ", kMaxLine, " bytes"));
          skipping = true;
          pending.clear();
        } else {
          pending.append(part.data(), part.size());
        }
      }
      if (end == absl::string_view::npos) break;
      chunk.remove_prefix(end + 1);
      EndLine();
      if (numbers > kMaxNumbers) {
        return absl::ResourceExhaustedError(absl::StrCat("a file holds at most ", kMaxNumbers,
                                                         " numbers; send it in parts by year"));
      }
    }
    return absl::OkStatus();
  }

  void EndLine() {
    ++line;
    if (!skipping) Line();
    skipping = false;
    pending.clear();
  }

  void Line() {
    absl::string_view text = pending;
    if (line == 1) absl::ConsumePrefix(&text, kByteOrderMark);
    absl::ConsumeSuffix(&text, "\r");
    if (absl::StripAsciiWhitespace(text).empty()) return;
    if (!IsUtf8(text)) {
      keys_lost = true;
      Fault(line, "", FileErrorCode::kBadEncoding, "", "the line is not UTF-8");
      if (header.empty()) unreadable = true;
      return;
    }
    if (unreadable) return;
    if (header.empty()) {
      Header(text);
    } else {
      Row(Split(text, separator));
    }
  }

  void Header(absl::string_view text) {
    separator = absl::StrContains(text, ";") ? ';' : ',';
    header = Split(text, separator);
    for (std::string& name : header) absl::AsciiStrToLower(&name);
    std::set<std::string> seen;
    for (size_t i = 0; i < header.size(); ++i) {
      const bool known = optional.contains(header[i]) ||
                         std::find(required.begin(), required.end(), header[i]) != required.end();
      if (!known) {
        Fault(
            line, header[i], FileErrorCode::kBadHeader, header[i],
            absl::StrCat("no such column in this format; it has ", absl::StrJoin(required, ", "),
                         optional.empty() ? "" : " and may have ", absl::StrJoin(optional, ", ")));
      }
      if (!seen.insert(header[i]).second) {
        Fault(line, header[i], FileErrorCode::kBadHeader, header[i], "the column stands twice");
      }
      column[header[i]] = i;
    }
    for (const std::string& name : required) {
      if (!seen.contains(name)) {
        Fault(line, name, FileErrorCode::kBadHeader, "", "the column is missing");
      }
    }
    if (!contents.ok()) unreadable = true;
    for (const std::string& name : header) {
      const std::vector<std::string> keys = KeyColumns();
      if (std::find(keys.begin(), keys.end(), name) == keys.end()) values.push_back(name);
    }
  }

  void Row(const std::vector<std::string>& fields) {
    ++contents.rows;
    if (fields.size() != header.size()) {
      keys_lost = true;
      Fault(line, "", FileErrorCode::kColumnCount, absl::StrCat(fields.size()),
            absl::StrCat("the row has ", fields.size(), " columns, the header ", header.size()));
      return;
    }
    const int64_t before = contents.error_count;
    const auto field = [&](absl::string_view name) -> const std::string& {
      return fields[column.at(std::string(name))];
    };

    const std::optional<int> year = ToInt(field("year"));
    if (!year || *year < kFirstYear || *year > kLastYear) {
      Fault(line, "year", FileErrorCode::kBadYear, field("year"),
            absl::StrCat("must be a year from ", kFirstYear, " to ", kLastYear));
    }
    const std::string& neighborhood = field("neighborhood");
    if (!context.neighborhood_keys.contains(neighborhood)) {
      Fault(line, "neighborhood", FileErrorCode::kUnknownNeighborhood, neighborhood,
            "no neighborhood is registered under this key");
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
    if (contents.error_count != before) {
      keys_lost = true;
      return;
    }

    const size_t cell = context.grid.at(group->second, sex, *age / context.age_width);
    const BlockKey key{*year, neighborhood};
    if (context.kind == ImportKind::kFlows) {
      Flow(key, cell, field("flow"), field("other"), field("value"), field("group"));
    } else {
      Values(key, cell, fields);
    }
  }

  // --- stocks and rates: every cell once ---
  void Values(const BlockKey& key, size_t cell, const std::vector<std::string>& fields) {
    if (!TakeOnce(key, "", cell)) return;
    DataBlock& block = contents.blocks[key];
    for (const std::string& name : values) {
      const std::optional<double> value = Value(name, fields[column.at(name)], cell);
      if (value) TableOf(block, name)[cell] = *value;
    }
  }

  std::optional<double> Value(const std::string& name, const std::string& text, size_t cell) {
    const std::optional<double> value = NotNegative(name, text);
    if (!value) return value;
    if (context.kind == ImportKind::kRates && name != table::kFertility && *value > 1) {
      Fault(line, name, FileErrorCode::kRateTooHigh, text, "a rate is at most 1");
      return std::nullopt;
    }
    const Grid& grid = context.grid;
    const int age = static_cast<int>(cell % grid.ages);
    if (name == table::kFertility && *value != 0 &&
        (cell / grid.ages % kSexes == kMale || age == 0 || age == grid.open())) {
      Fault(line, name, FileErrorCode::kMustBeZero, text,
            "men, the youngest and the open age class have no fertility");
      return std::nullopt;
    }
    const size_t own = cell / grid.ages / kSexes;
    if (*value != 0 && name == absl::StrCat(table::kNaturalizationTo, context.group_keys[own])) {
      Fault(line, name, FileErrorCode::kMustBeZero, text, "nobody changes into the own group");
      return std::nullopt;
    }
    return value;
  }

  std::optional<double> Parse(absl::string_view name, const std::string& text) {
    const Number number = ToNumber(text);
    if (number.error) {
      Fault(line, name, *number.error, text,
            *number.error == FileErrorCode::kNotFinite ? "must be a finite number"
                                                       : "must be a number, such as 12.5");
      return std::nullopt;
    }
    return number.value;
  }

  std::optional<double> NotNegative(absl::string_view name, const std::string& text) {
    const std::optional<double> value = Parse(name, text);
    if (value && *value < 0) {
      Fault(line, name, FileErrorCode::kNegative, text, "must not be negative");
      return std::nullopt;
    }
    return value;
  }

  // --- flows: what is not there is zero ---
  void Flow(const BlockKey& key, size_t cell, const std::string& flow, const std::string& other,
            const std::string& text, const std::string& own_group) {
    static const std::set<std::string> kCounts = {
        table::kBirths,          table::kDeaths,           table::kImmigrationAbroad,
        table::kImmigrationRest, table::kEmigrationAbroad, table::kEmigrationRest};
    const bool internal = flow == table::kInternal;
    const bool naturalization = flow == table::kNaturalization;
    const bool net = flow == table::kNetMigration;
    if (!kCounts.contains(flow) && !internal && !naturalization && !net) {
      Fault(line, "flow", FileErrorCode::kUnknownFlow, flow,
            absl::StrCat("must be ", absl::StrJoin(kCounts, ", "),
                         ", internal, naturalization or net_migration"));
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
    const std::optional<double> value = net ? Parse("value", text) : NotNegative("value", text);
    if (!value || !TakeOnce(key, absl::StrCat(flow, "/", other), cell)) return;
    DataBlock& block = contents.blocks[key];
    if (internal || naturalization) {
      block.transitions.push_back({flow, other, static_cast<uint32_t>(cell), *value});
      ++numbers;
    } else {
      TableOf(block, flow)[cell] = *value;
    }
  }

  // False, with a fault, when the cell stood in an earlier row.
  bool TakeOnce(const BlockKey& key, const std::string& part, size_t cell) {
    std::vector<bool>& taken = seen[key][part];
    if (taken.empty()) taken.resize(context.grid.size());
    if (taken[cell]) {
      Fault(line, "", FileErrorCode::kDuplicateKey, CellText(key, cell),
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

  std::string CellText(const BlockKey& key, size_t cell) const {
    const Grid& grid = context.grid;
    return absl::StrJoin({absl::StrCat(key.year), key.neighborhood,
                          std::string(cell / grid.ages % kSexes == kFemale ? "f" : "m"),
                          absl::StrCat(cell % grid.ages * context.age_width),
                          context.group_keys[cell / grid.ages / kSexes]},
                         std::string(1, separator));
  }

  // --- the file as a whole ---
  FileContents Finish() {
    if (!pending.empty() || skipping) EndLine();  // the last line needs no end
    if (header.empty() || contents.rows == 0) {
      if (contents.ok()) {
        Fault(0, "", FileErrorCode::kEmptyFile, "", "there is no row with data");
      }
    } else if (context.kind != ImportKind::kFlows) {
      // A row whose key cannot be read is one fault, not also a missing cell.
      if (!keys_lost && !unreadable) MissingCells();
      if (context.kind == ImportKind::kRates && contents.ok()) RatesTogether();
    }
    if (!contents.ok()) contents.blocks.clear();
    return std::move(contents);
  }

  void MissingCells() {
    std::set<int> years;
    for (const auto& [key, parts] : seen) years.insert(key.year);
    for (const int year : years) {
      for (const std::string& neighborhood : context.neighborhood_keys) {
        const BlockKey key{year, neighborhood};
        const auto found = seen.find(key);
        if (found == seen.end()) {
          Fault(0, "neighborhood", FileErrorCode::kMissingCell,
                absl::StrCat(year, std::string(1, separator), neighborhood),
                "no row of this neighborhood in a year of the file");
          continue;
        }
        const std::vector<bool>& taken = found->second.at("");
        for (size_t cell = 0; cell < taken.size(); ++cell) {
          if (!taken[cell]) {
            Fault(0, "", FileErrorCode::kMissingCell, CellText(key, cell),
                  "a cell of this neighborhood and year is missing");
          }
        }
      }
    }
  }

  void RatesTogether() {
    std::map<int, std::vector<const DataBlock*>> by_year;
    for (const auto& [key, block] : contents.blocks) {
      by_year[key.year].push_back(&block);
      Naturalization(key, block);
    }
    for (const auto& [year, blocks] : by_year) {
      for (size_t cell = 0; cell < context.grid.size(); ++cell) {
        double leaving = 0, shares = 0;
        for (const DataBlock* block : blocks) {
          const auto at = [&](const char* name) {
            const auto found = block->tables.find(name);
            return found == block->tables.end() ? 0.0 : found->second[cell];
          };
          leaving += at(table::kLeaving);
          shares += at(table::kArrivalShare);
        }
        if (leaving > 0 && std::abs(shares - 1) > kShareTolerance) {
          Fault(0, table::kArrivalShare, FileErrorCode::kSharesNotOne, CellText({year, "*"}, cell),
                absl::StrCat("the shares of all neighborhoods sum to ", shares, ", not to 1"));
        }
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
              CellText(key, cell), absl::StrCat("naturalization rates sum to ", sum, ", above 1"));
      }
    }
  }

  const FileContext context;
  std::vector<std::string> required;
  std::set<std::string> optional;
  std::map<std::string, int> groups;

  std::string pending;  // the line so far
  bool skipping = false;
  bool unreadable = false;  // without a header no row means anything
  bool keys_lost = false;
  int64_t line = 0;
  char separator = ';';
  std::vector<std::string> header;
  std::map<std::string, size_t> column;
  std::vector<std::string> values;  // columns that are not part of the key
  std::map<BlockKey, std::map<std::string, std::vector<bool>>> seen;
  size_t numbers = 0;
  FileContents contents;
};

PopulationFile::PopulationFile(FileContext context)
    : state_(std::make_unique<State>(std::move(context))) {}
PopulationFile::~PopulationFile() = default;
PopulationFile::PopulationFile(PopulationFile&&) noexcept = default;

absl::Status PopulationFile::Add(absl::string_view chunk) { return state_->Add(chunk); }
FileContents PopulationFile::Finish() { return state_->Finish(); }

}  // namespace zwk::forecasting
