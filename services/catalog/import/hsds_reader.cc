#include "catalog/import/hsds_reader.h"

#include "absl/strings/str_cat.h"
#include "catalog/import/hsds_document.h"
#include "catalog/import/hsds_json.h"
#include "catalog/import/hsds_location.h"
#include "catalog/import/hsds_organization.h"
#include "catalog/import/hsds_references.h"
#include "catalog/import/hsds_schedule.h"
#include "catalog/import/hsds_service.h"
#include "catalog/import/hsds_values.h"

namespace zwk::catalog {
namespace {

constexpr int kMaxNesting = 64;

void Reject(Findings& findings, std::string code, int row, std::string message) {
  findings.Add(Severity::kError,
               {FindingLevel::kSchema, std::move(code), "", "", row, std::move(message)});
}

void Read(const hsds::Entities& entities, const KnownIds& known, Time now, ImportDocument& out) {
  CheckReferences(entities, known, out.findings);
  hsds::Values values(out.findings);
  for (const hsds::Entity* e : Unique(entities, "organization")) {
    out.organizations.push_back(ReadOrganization(*e, known, values));
  }
  for (const hsds::Entity* e : Unique(entities, "location")) {
    out.places.push_back(ReadLocation(*e, known, values));
  }
  hsds::Schedules schedules(entities, values);
  hsds::ServiceReader services(entities, known, schedules, now, values);
  for (const hsds::Entity* e : Unique(entities, "service")) {
    out.offers.push_back(services.Read(*e));
  }
  // Also those that nobody uses.
  for (const hsds::Entity& schedule : All(entities, "schedule")) schedules.Read(schedule);
  const std::vector<hsds::Entity>& contacts = All(entities, "contact");
  if (!contacts.empty()) {
    values.Warn(FindingLevel::kMeaning, "CONTACT_NOT_STORED", contacts.front().path, "",
                "names of people are not taken over");
  }
}

}  // namespace

ImportDocument ReadHsds(std::string_view text, const KnownIds& known, Time now) {
  ImportDocument out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const size_t bad = hsds::FirstInvalidUtf8(text); bad != std::string_view::npos) {
    Reject(out.findings, "INVALID_UTF8", hsds::RowOf(text, bad), "the file is not UTF-8");
    return out;
  }
  if (hsds::NestingOf(text) > kMaxNesting) {
    Reject(out.findings, "TOO_DEEP", 1, absl::StrCat("nests deeper than ", kMaxNesting));
    return out;
  }
  const hsds::json document = hsds::json::parse(text, nullptr, false);
  if (document.is_discarded()) {
    Reject(out.findings, "NOT_JSON", 1, "the file is no JSON document");
    return out;
  }
  const hsds::Entities entities = hsds::Collect(document, out.findings);
  Read(entities, known, now, out);
  hsds::Locate(text, out.findings);
  return out;
}

}  // namespace zwk::catalog
