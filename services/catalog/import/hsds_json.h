#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json.hpp>

#include "catalog/import/finding.h"

// Access to an HSDS document that may hold anything: what is missing, null or of another type is
// nothing.
namespace zwk::catalog::hsds {

using nlohmann::json;

const json* At(const json& object, const char* key);
std::string Text(const json& object, const char* key);
// In lower case.
std::string Id(const json& object, const char* key = "id");
std::optional<double> Number(const json& object, const char* key);
std::optional<bool> Flag(const json& object, const char* key);
const json& ListAt(const json& object, const char* key);
std::vector<std::string> TextsAt(const json& object, const char* key);
// "services[3]" and "name" -> "services[3].name".
std::string Join(const std::string& path, const std::string& name);

// Fills in the rows of all findings by their paths.
void Locate(std::string_view text, Findings& findings);
// The row of a byte, from 1.
int RowOf(std::string_view text, size_t offset);

// Offset of the first byte that is not UTF-8, or npos.
size_t FirstInvalidUtf8(std::string_view text);

}  // namespace zwk::catalog::hsds
