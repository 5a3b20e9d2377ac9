#include "participation/lean_coffee/sheet_table.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/utf8.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

constexpr absl::string_view kTableMark = "\xEF\xBB\xBF";  // which spreadsheets put before UTF-8
constexpr int kMostDots = 1'000;                          // more than any sheet has: no overflow

// Of RFC 4180, but for ends of lines within quotes.
std::vector<std::string> CellsOf(absl::string_view line, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (c == '"' && (quoted || cells.back().empty())) {
      quoted = !quoted;
    } else if (c == separator && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  for (std::string& cell : cells) absl::StripAsciiWhitespace(&cell);
  return cells;
}

char SeparatorOf(absl::string_view header) {
  for (const char separator : {';', '\t', ','}) {
    if (absl::StrContains(header, separator)) return separator;
  }
  return ';';
}

std::string CellName(size_t row, absl::string_view column) {
  return absl::StrCat("rows[", row, "].", Excerpt(column, 40));
}

// What the columns are: of a card its topic, of the first two nothing.
struct TableHeader {
  std::vector<std::string> names;
  std::vector<TopicId> topics;  // one for each column
  std::optional<size_t> sheet;
  std::optional<size_t> person;
};

// What a column can be named, and the cards it can mean then: what stands on one card may be the number
// of another.
using CardsByName = std::map<std::string, std::set<std::string>>;

CardsByName NamesOf(const std::vector<v1::Topic>& topics) {
  CardsByName names;
  for (const v1::Topic& topic : topics) {
    names[absl::StrCat("#", topic.submission_seq())].insert(topic.topic_id());
    names[topic.topic_id()].insert(topic.topic_id());
    if (!topic.paper_ref().empty()) names[topic.paper_ref()].insert(topic.topic_id());
  }
  return names;
}

TableHeader ReadHeader(FieldErrors& errors, std::vector<std::string> names,
                       const std::vector<v1::Topic>& topics) {
  const CardsByName by_name = NamesOf(topics);
  TableHeader header;
  header.topics.resize(names.size());
  std::set<std::string> seen;
  for (size_t i = 0; i < names.size(); ++i) {
    const std::string lower = absl::AsciiStrToLower(names[i]);
    const bool is_own = lower == "sheet" || lower == "person";  // no card's
    const auto cards = by_name.find(names[i]);
    const size_t meanings = (cards == by_name.end() ? 0 : cards->second.size()) + is_own;
    if (meanings != 1) {
      errors.Add("csv", absl::StrCat("column ", Quoted(names[i]),
                                     meanings == 0 ? " is no card of this session"
                                                   : " can mean two things: name a card by its "
                                                     "topic_id, another column in other letters"));
      if (!is_own) continue;
    } else if (!is_own) {
      header.topics[i] = TopicId(*cards->second.begin());
    }
    if (lower == "sheet") header.sheet = i;
    if (lower == "person") header.person = i;
    const std::string meant = is_own ? lower : header.topics[i].value();
    if (!seen.insert(meant).second)
      errors.Add("csv", absl::StrCat("column ", Quoted(names[i]), " is there twice"));
  }
  if (!header.sheet) errors.Add("csv", "has no column 'sheet'");
  header.names = std::move(names);
  return header;
}

SheetTable::Row ReadRow(FieldErrors& errors, const TableHeader& header, size_t number,
                        std::vector<std::string> cells) {
  SheetTable::Row row;
  row.number = static_cast<int>(number);
  if (cells.size() != header.names.size()) {
    errors.Add(absl::StrCat("rows[", number, "]"),
               absl::StrCat("has ", cells.size(), " cells, not ", header.names.size()));
    return row;
  }
  row.sheet_ref = cells[*header.sheet];
  TakeText(errors, CellName(number, "sheet"), row.sheet_ref, {.most = 64});
  if (header.person) {
    row.person_ref = cells[*header.person];
    TakeText(errors, CellName(number, "person"), row.person_ref, {.most = 64, .required = false});
  }
  for (size_t i = 0; i < cells.size(); ++i) {
    if (header.topics[i].empty() || cells[i].empty()) continue;
    int dots = 0;
    if (!absl::SimpleAtoi(cells[i], &dots) || dots < 0 || dots > kMostDots) {
      errors.Add(CellName(number, header.names[i]),
                 absl::StrCat("is ", Quoted(cells[i]), ", which is no number of dots"));
    } else if (dots > 0) {
      row.cells.push_back({header.names[i], header.topics[i], dots});
    }
  }
  return row;
}

}  // namespace

absl::StatusOr<SheetTable> SheetTable::Read(const std::string& csv,
                                            const std::vector<v1::Topic>& topics) {
  if (!IsUtf8(csv)) return InvalidField("csv", "is not UTF-8");
  FieldErrors errors;
  std::vector<absl::string_view> lines;
  for (absl::string_view line : absl::StrSplit(absl::StripPrefix(csv, kTableMark), '\n')) {
    absl::ConsumeSuffix(&line, "\r");
    if (!absl::StripAsciiWhitespace(line).empty()) lines.push_back(line);
    if (lines.size() > kMostRows + 1) break;
  }
  if (lines.size() < 2) return InvalidField("csv", "has no row below its header");
  if (lines.size() > kMostRows + 1) {
    errors.Add("csv", "TOO_MANY", absl::StrCat("has more than ", kMostRows, " rows"));
    return errors.Refuse();
  }
  const char separator = SeparatorOf(lines[0]);
  std::vector<std::string> names = CellsOf(lines[0], separator);
  if (names.size() > kMostColumns) {
    errors.Add("csv", "TOO_MANY", absl::StrCat("has more than ", kMostColumns, " columns"));
    return errors.Refuse();
  }
  const TableHeader header = ReadHeader(errors, std::move(names), topics);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  SheetTable table;
  std::set<std::string> sheets, persons;
  for (size_t i = 1; i < lines.size(); ++i) {
    Row row = ReadRow(errors, header, i, CellsOf(lines[i], separator));
    if (!row.sheet_ref.empty() && !sheets.insert(row.sheet_ref).second)
      errors.Add(CellName(i, "sheet"), "is there twice");
    if (!row.person_ref.empty() && !persons.insert(absl::AsciiStrToLower(row.person_ref)).second)
      errors.Add(CellName(i, "person"), "is there twice");
    table.rows.push_back(std::move(row));
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return table;
}

absl::StatusOr<std::vector<Ballot>> SheetTable::FillIn(const VotingRules& rules) const {
  ZWK_RETURN_IF_ERROR(rules.CheckVoting());
  FieldErrors errors;
  std::vector<Ballot> ballots;
  for (const Row& row : rows) {
    Ballot& ballot = ballots.emplace_back();
    for (const Cell& cell : row.cells) {
      ballot.allocations[cell.topic_id] = cell.dots;
      const std::string name = CellName(row.number, cell.column);
      if (cell.dots > rules.max_dots_per_topic) {
        errors.Add(name,
                   absl::StrCat("is ", cell.dots, ", allowed are 0 to ", rules.max_dots_per_topic));
      }
      if (!rules.IsOpenForDots(cell.topic_id))
        errors.Add(name, "TOPIC_NOT_OPEN", "this card takes no dots");
    }
    if (ballot.Used() > rules.dots_per_participant) {
      errors.Add(
          absl::StrCat("rows[", row.number, "]"), "DOT_BUDGET_EXCEEDED",
          absl::StrCat("has ", ballot.Used(), " dots, allowed are ", rules.dots_per_participant));
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return ballots;
}

}  // namespace zwk::participation
