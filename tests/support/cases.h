#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/source_tree.h"

// Simple tables of validation cases (source_tree.h says where they live).
namespace zwk::test {

using CsvRow = std::map<std::string, std::string>;

// The rows of a simple file: commas, a header, no quotes.
inline std::vector<CsvRow> ReadCsv(const std::string& path) {
  std::vector<CsvRow> rows;
  std::ifstream file(path);
  EXPECT_TRUE(file.good()) << path;
  std::string line;
  std::vector<std::string> header;
  while (std::getline(file, line)) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    std::vector<std::string> fields;
    std::stringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');) fields.push_back(field);
    if (header.empty()) {
      header = fields;
      continue;
    }
    CsvRow row;
    for (size_t i = 0; i < header.size() && i < fields.size(); ++i) row[header[i]] = fields[i];
    rows.push_back(std::move(row));
  }
  return rows;
}

inline double Number(const CsvRow& row, const std::string& column) {
  return std::stod(row.at(column));
}

}  // namespace zwk::test
