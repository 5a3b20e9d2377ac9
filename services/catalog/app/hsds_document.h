#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "platform/base/errors.h"

// An HSDS 3.1 JSON document and what is wrong with its shape. The rules are stated here in our own
// words; the specification's schema files are not part of this product.
namespace zwk::catalog {

enum class FindingLevel { kSchema = 1, kReference, kMeaning };  // L1, L2, L3
enum class Severity { kError = 1, kWarning };

struct Finding {
  FindingLevel level = FindingLevel::kSchema;
  std::string code, path, value;
  int row = 0;  // line in the file, from 1
  std::string message;
};

// What was found of one severity. The list has its limits, the counts have none.
struct FindingList {
  static constexpr int64_t kMost = 1000;
  static constexpr int64_t kMostOfCode = 200;  // so that one kind of fault hides no other
  static constexpr size_t kMostBytes = 512 << 10;

  void Add(Finding finding);

  std::vector<Finding> listed;
  std::map<std::string, int64_t> counts;  // by code
  int64_t total = 0;
  size_t bytes = 0;  // of what is listed
};

// Errors and warnings have room of their own: no number of warnings hides an error.
struct Findings {
  void Add(Severity severity, Finding finding) {
    (severity == Severity::kError ? errors : warnings).Add(std::move(finding));
  }
  bool HasErrors() const { return errors.total > 0; }

  FindingList errors, warnings;
};

// What a file with errors is refused with: the first of them by their paths, and how many there are
// in all and of each code.
Refusal RefusalOf(const Findings& findings);

// The ids of the objects around one, "" where there is none.
struct Surroundings {
  std::string organization, service, location, service_at_location;
};

struct Entity {
  const nlohmann::json* json = nullptr;
  std::string path;
  Surroundings in;
};

// All objects of the document by HSDS type ("service", "schedule", ...), in document order,
// wherever they are nested.
using Entities = std::map<std::string, std::vector<Entity>>;

// Checks the shape (L1) and collects. The document is one object, a list of objects, a page with
// `contents`, or a bundle of lists named after their types.
Entities CollectEntities(const nlohmann::json& document, Findings& findings);

// Fills in the rows of all findings by their paths.
void LocateFindings(std::string_view text, Findings& findings);

// Offset of the first byte that is not UTF-8, or npos.
size_t FirstInvalidUtf8(std::string_view text);
// How deep brackets nest, strings left out.
int NestingOf(std::string_view text);

}  // namespace zwk::catalog
