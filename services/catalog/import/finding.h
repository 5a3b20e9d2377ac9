#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/errors.h"

// What is wrong or doubtful in a file that is imported.
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
  static constexpr size_t kMostWrong = 100'000;

  void Add(Severity severity, Finding finding) {
    if (severity == Severity::kError && wrong.size() < kMostWrong) wrong.push_back(finding.path);
    (severity == Severity::kError ? errors : warnings).Add(std::move(finding));
  }
  bool HasErrors() const { return errors.total > 0; }

  FindingList errors, warnings;
  std::vector<std::string>
      wrong;  // where each error is, listed or not, until nobody can follow any more
};

// What a file with errors is refused with: the first of them by their paths, and how many there are
// in all and of each code.
Refusal RefusalOf(const Findings& findings);

}  // namespace zwk::catalog
