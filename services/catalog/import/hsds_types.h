#pragma once

#include <map>
#include <string>
#include <vector>

// The types of HSDS 3.1 and their fields, in our own words; the specification's schema files are not
// part of this product.
namespace zwk::catalog::hsds {

enum class Kind { kText, kUuid, kNumber, kOneOf, kObject, kList };

struct Field {
  const char* name;
  Kind kind;
  const char* of = "";  // type of object or list; allowed values, separated by '|'
};

struct Type {
  std::vector<const char*> required;
  std::vector<Field> fields;  // others are allowed and not looked at
};

const std::map<std::string, Type>& Types();

}  // namespace zwk::catalog::hsds
