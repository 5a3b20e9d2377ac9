#include "catalog/import/finding.h"

#include <iterator>

#include "absl/strings/str_cat.h"

namespace zwk::catalog {

void FindingList::Add(Finding finding) {
  ++total;
  if (++counts[finding.code] > kMostOfCode || std::ssize(listed) >= kMost || bytes >= kMostBytes) {
    return;
  }
  finding.value = Excerpt(finding.value);
  finding.message = Excerpt(finding.message, 200);
  bytes += finding.path.size() + finding.value.size() + finding.message.size();
  listed.push_back(std::move(finding));
}

Refusal RefusalOf(const Findings& findings) {
  FieldErrors faults;
  for (const Finding& error : findings.errors.listed) {
    faults.Add(error.path.empty() ? "file" : error.path, error.code,
               absl::StrCat(error.code, " in row ", error.row, ": ",
                            error.value.empty() ? "" : absl::StrCat("'", error.value, "' "),
                            error.message));
  }
  faults.AddFurther(findings.errors.total - findings.errors.listed.size());
  absl::Status status = WithDetail(faults.Refuse(), "errors", absl::StrCat(findings.errors.total));
  for (const auto& [code, count] : findings.errors.counts) {
    status = WithDetail(std::move(status), code, absl::StrCat(count));
  }
  return Refusal(std::move(status));
}

}  // namespace zwk::catalog
