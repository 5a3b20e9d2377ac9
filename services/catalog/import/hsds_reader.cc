#include "catalog/import/hsds_reader.h"

#include <algorithm>
#include <set>

#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "catalog/import/hsds_document.h"
#include "catalog/import/hsds_faults.h"
#include "catalog/import/hsds_json.h"
#include "catalog/import/hsds_location.h"
#include "catalog/import/hsds_organization.h"
#include "catalog/import/hsds_references.h"
#include "catalog/import/hsds_schedule.h"
#include "catalog/import/hsds_service.h"
#include "catalog/import/hsds_values.h"

namespace zwk::catalog {
namespace {

void Reject(Findings& findings, std::string code, int row, std::string message) {
  findings.Add(Severity::kError,
               {FindingLevel::kSchema, std::move(code), "", "", row, std::move(message)});
}

void WarnOfLost(const hsds::Entity& entity, std::string why, hsds::Values& values) {
  values.Warn(FindingLevel::kReference, "NOT_TAKEN_OVER", entity.path, "", std::move(why));
}

// What stands in a list of its own and belongs to nothing that could keep it.
void CheckTaken(const hsds::Entities& entities, hsds::Children& children, hsds::Values& values) {
  static const std::set<std::string> kTold = {"organization", "service",  "location", "contact",
                                              "metadata",     "schedule", "unit",     "api"};
  static const std::set<std::string> kNamed = {"taxonomy_term", "taxonomy"};
  for (const auto& [type, list] : entities) {
    if (kTold.contains(type)) continue;
    for (const hsds::Entity& entity : list) {
      if (!entity.around.empty() || children.was_taken(entity)) continue;
      if (children.terms().was_told(type, entity)) continue;
      WarnOfLost(entity,
                 kNamed.contains(type)
                     ? absl::StrCat("nothing that is taken over names the ", type)
                     : absl::StrCat("the ", type, " belongs to nothing that could keep it here"),
                 values);
    }
  }
}

// Hours that stand at no place; their faults are named all the same.
void CheckSchedules(const hsds::Entities& entities, const hsds::Children& children,
                    hsds::Schedules& schedules, hsds::Values& values) {
  for (const hsds::Entity& e : All(entities, "schedule")) {
    if (!schedules.Read(e) || schedules.was_used(e)) continue;
    WarnOfLost(e,
               e.around.empty() && !children.was_taken(e)
                   ? "the schedule belongs to nothing that could keep it here"
                   : "no place has these hours: those that are said more closely take their seat, "
                     "or nothing is offered there",
               values);
  }
}

// A capacity says the name of its unit; there is no field for more.
void CheckUnits(const hsds::Entities& entities, hsds::Values& values) {
  std::set<std::string> named;
  for (const hsds::Entity& e : All(entities, "service_capacity")) {
    named.insert(ReferenceOf(e, "unit_id", "unit", ""));
  }
  for (const hsds::Entity& unit : All(entities, "unit")) {
    if (!unit.around.empty() || named.contains(hsds::Id(*unit.json))) {
      values.Others(unit, {"name"});
    } else {
      WarnOfLost(unit, "no capacity names the unit", values);
    }
  }
}

// Told once: who changed what when is what this catalog's own events say.
void WarnOfMetadata(const hsds::Entities& entities, hsds::Values& values) {
  const std::vector<hsds::Entity>& all = All(entities, "metadata");
  if (all.empty()) return;
  values.Warn(FindingLevel::kMeaning, "METADATA_NOT_STORED", all.front().path,
              absl::StrCat(all.size()), "records of changes elsewhere are not taken over");
}

// Told once of each kind: what of people is not taken over.
void WarnOfPeople(const hsds::Entities& entities, hsds::Values& values) {
  const auto warn = [&](const std::string& path) {
    values.Warn(FindingLevel::kMeaning, "CONTACT_NOT_STORED", path, "",
                "names and addresses of people are not taken over");
  };
  const std::vector<hsds::Entity>& contacts = All(entities, "contact");
  if (!contacts.empty()) warn(contacts.front().path);
  const std::vector<hsds::Entity>& services = All(entities, "service");
  const auto assured = std::find_if(services.begin(), services.end(), [](const hsds::Entity& e) {
    return !hsds::Text(*e.json, "assurer_email").empty();
  });
  if (assured != services.end()) warn(hsds::Join(assured->path, "assurer_email"));
}

void Read(const hsds::Entities& entities, const KnownIds& known, Time now, ImportDocument& out) {
  CheckReferences(entities, known, out.findings);
  hsds::Values values(out.findings);
  hsds::Children children(entities);
  const std::vector<const hsds::Entity*> organizations = Unique(entities, "organization");
  for (const hsds::Entity* e : organizations) values.There("organization", hsds::Id(*e->json));
  for (const hsds::Entity* e : organizations) {
    out.organizations.push_back(ReadOrganization(*e, known, children, values));
  }
  for (const hsds::Entity* e : Unique(entities, "location")) {
    out.places.push_back(ReadLocation(*e, known, children, values));
  }
  hsds::Schedules schedules(values);
  hsds::ServiceReader services(entities, known, children, schedules, now, values);
  for (const hsds::Entity* e : Unique(entities, "service")) {
    out.offers.push_back(services.Read(*e));
  }
  CheckSchedules(entities, children, schedules, values);
  CheckUnits(entities, values);
  CheckTaken(entities, children, values);
  WarnOfMetadata(entities, values);
  for (const auto& [type, kind] :
       {std::pair("organization", "organization/"), std::pair("location", "place/"),
        std::pair("service", "offer/")}) {
    for (const hsds::Entity* e : Unique(entities, type)) {
      out.paths.emplace(kind + hsds::Id(*e->json), e->path);
    }
  }
  if (out.findings.HasErrors()) FindBroken(entities, known, out);
  WarnOfPeople(entities, values);
}

}  // namespace

ImportDocument ReadHsds(std::string_view text, const KnownIds& known, Time now,
                        const std::string& source) {
  ImportDocument out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const size_t bad = hsds::FirstInvalidUtf8(text); bad != std::string_view::npos) {
    Reject(out.findings, "INVALID_UTF8", hsds::RowOf(text, bad), "the file is not UTF-8");
    return out;
  }
  if (NestingOf(text) > kDeepestJson) {
    Reject(out.findings, "TOO_DEEP", 1, absl::StrCat("nests deeper than ", kDeepestJson));
    return out;
  }
  hsds::json document = hsds::json::parse(text, nullptr, false);
  if (document.is_discarded()) {
    Reject(out.findings, "NOT_JSON", 1, "the file is no JSON document");
    return out;
  }
  const hsds::Entities entities = hsds::Collect(document, source, out.findings);
  Read(entities, known, now, out);
  hsds::Locate(text, out.findings);
  return out;
}

}  // namespace zwk::catalog
