#include "zwkctl/print.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"

namespace zwk::ctl {
namespace {

using nlohmann::json;

constexpr size_t kWidestColumn = 48;

// Code points, which is what a terminal shows of the languages we print.
size_t Width(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

std::string Cut(const std::string& text, size_t width) {
  if (Width(text) <= width) return text;
  std::string cut;
  size_t used = 0;
  for (const char c : text) {
    if ((c & 0xC0) != 0x80 && ++used == width) break;
    cut += c;
  }
  return cut + "…";
}

bool IsTable(const json& value) {
  return value.is_array() && !value.empty() && value.front().is_object();
}

// {"a": {"b": 1}} -> a.b = 1. Tables inside a row become their number of rows.
void Flatten(const std::string& prefix, const json& value,
             std::vector<std::pair<std::string, std::string>>& out) {
  if (value.is_object()) {
    for (const auto& [key, inner] : value.items()) {
      Flatten(prefix.empty() ? key : absl::StrCat(prefix, ".", key), inner, out);
    }
  } else if (IsTable(value)) {
    out.emplace_back(prefix, absl::StrCat("(", value.size(), ")"));
  } else {
    out.emplace_back(prefix, AsText(value));
  }
}

using Row = std::vector<std::pair<std::string, std::string>>;  // column, text

// What is too wide for a column is read to its end where nothing stands behind it.
void MoveSentencesToTheEnd(const std::vector<Row>& rows, std::vector<std::string>& columns) {
  std::string widest;
  size_t width = kWidestColumn;
  for (const Row& row : rows) {
    for (const auto& [column, text] : row) {
      if (Width(text) > width) widest = column, width = Width(text);
    }
  }
  const auto at = std::find(columns.begin(), columns.end(), widest);
  if (at != columns.end()) std::rotate(at, at + 1, columns.end());
}

std::string Table(const json& rows) {
  std::vector<std::string> columns;
  std::vector<Row> cells;
  for (const json& row : rows) {
    Flatten("", row, cells.emplace_back());
    for (const auto& [column, text] : cells.back()) {
      // A column that is empty in every row would only push the others out of sight.
      if (!text.empty() && std::find(columns.begin(), columns.end(), column) == columns.end()) {
        columns.push_back(column);
      }
    }
  }
  MoveSentencesToTheEnd(cells, columns);
  std::vector<std::vector<std::string>> lines = {columns};
  for (const auto& row : cells) {
    std::vector<std::string>& line = lines.emplace_back(columns.size());
    for (const auto& [column, text] : row) {
      const auto at = std::find(columns.begin(), columns.end(), column);
      if (at == columns.end()) continue;
      line[at - columns.begin()] = *at == columns.back() ? text : Cut(text, kWidestColumn);
    }
  }
  std::string table;
  for (const auto& line : lines) {
    std::string text;
    for (size_t column = 0; column < columns.size(); ++column) {
      size_t width = 0;
      for (const auto& each : lines) width = std::max(width, Width(each[column]));
      absl::StrAppend(&text, line[column], std::string(width - Width(line[column]) + 2, ' '));
    }
    absl::StrAppend(&table, absl::StripTrailingAsciiWhitespace(text), "\n");
  }
  return table;
}

void Print(const std::string& prefix, const json& value, std::string& lines, std::string& tables) {
  for (const auto& [key, inner] : value.items()) {
    const std::string name = prefix.empty() ? key : absl::StrCat(prefix, ".", key);
    if (IsTable(inner)) {
      absl::StrAppend(&tables, "\n", name, ":\n", Table(inner));
    } else if (inner.is_object()) {
      Print(name, inner, lines, tables);
    } else if (const std::string text = AsText(inner); !text.empty()) {
      absl::StrAppend(&lines, absl::StrFormat("%-28s %s\n", name, text));
    }
  }
}

}  // namespace

std::string ForPeople(const json& answer) {
  std::string lines, tables;
  Print("", answer, lines, tables);
  if (lines.empty()) return std::string(absl::StripPrefix(tables, "\n"));
  return lines + tables;
}

json At(const json& answer, const std::string& path) {
  const json* at = &answer;
  for (const absl::string_view part : absl::StrSplit(path, '.')) {
    size_t index = 0;
    if (at->is_object() && at->contains(std::string(part))) {
      at = &(*at)[std::string(part)];
    } else if (at->is_array() && absl::SimpleAtoi(part, &index) && index < at->size()) {
      at = &(*at)[index];
    } else {
      return nullptr;
    }
  }
  return *at;
}

std::string AsText(const json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return "";
  if (value.is_number_float()) {
    const double rounded = std::round(value.get<double>() * 100) / 100;
    return absl::StrCat(rounded);
  }
  if (value.is_array()) {
    return absl::StrJoin(value, ", ", [](std::string* out, const json& each) {
      absl::StrAppend(out, AsText(each));
    });
  }
  return value.dump();
}

}  // namespace zwk::ctl
