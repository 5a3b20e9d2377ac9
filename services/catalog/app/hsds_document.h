#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "absl/status/statusor.h"

// An HSDS 3.1 JSON document and what is wrong with its shape. The rules are stated here in our own
// words; the specification's schema files are not part of this product.
namespace zwk::catalog {

enum class FindingLevel { kSchema = 1, kReference, kMeaning };  // L1, L2, L3
enum class Severity { kError = 1, kWarning };

struct Finding {
  FindingLevel level = FindingLevel::kSchema;
  Severity severity = Severity::kError;
  std::string code, path, value;
  int row = 0;  // line in the file, from 1
  std::string message;
};

class Findings {
 public:
  static constexpr size_t kMost = 1000;

  void Add(FindingLevel level, Severity severity, std::string code, std::string path,
           std::string value, std::string message);
  bool HasErrors() const { return errors_ > 0; }
  size_t errors() const { return errors_; }
  std::vector<Finding>& list() { return list_; }
  const std::vector<Finding>& list() const { return list_; }

 private:
  std::vector<Finding> list_;
  size_t errors_ = 0;
};

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
