#include "catalog/import/hsds_faults.h"

#include <unordered_map>
#include <utility>

#include "absl/strings/str_cat.h"

namespace zwk::catalog::hsds {
namespace {

// By "service_at_location/<id>": the service.
using Services = std::unordered_map<std::string, std::string>;

// What is broken with an object: itself, or what it belongs to.
std::vector<std::string> OwnersOf(const std::string& type, const Entity& e,
                                  const Services& services) {
  const std::string id = Id(*e.json);
  if (type == "organization") return {"organization/" + id};
  if (type == "location") return {"place/" + id};
  if (type == "service") return {"offer/" + id};
  std::vector<std::string> owners;
  const auto add = [&](const char* kind, std::string owner) {
    if (!owner.empty()) owners.push_back(kind + owner);
  };
  add("offer/", Id(*e.json, "service_id"));
  add("place/", Id(*e.json, "location_id"));
  add("organization/", Id(*e.json, "organization_id"));
  const auto at = services.find(Id(*e.json, "service_at_location_id"));
  if (at != services.end()) add("offer/", at->second);
  if (!owners.empty() && !e.around.empty()) return owners;
  if (e.around == "organization") add("organization/", e.in.organization);
  if (e.around == "location") add("place/", e.in.location);
  if (e.around == "service") add("offer/", e.in.service);
  if (e.around == "service_at_location") {
    const auto around = services.find(e.in.service_at_location);
    add("offer/", around == services.end() ? e.in.service : around->second);
  }
  // In something smaller, such as the unit of a capacity.
  if (owners.empty()) add("offer/", e.in.service);
  if (owners.empty()) add("place/", e.in.location);
  if (owners.empty()) add("organization/", e.in.organization);
  return owners;
}

}  // namespace

void FindBroken(const Entities& entities, const KnownIds& known, ImportDocument& document) {
  Services services;
  for (const Entity& at : All(entities, "service_at_location")) {
    services.emplace(Id(*at.json), ReferenceOf(at, "service_id", "service", at.in.service));
  }
  std::unordered_map<std::string, std::pair<const std::string*, const Entity*>> by_path;
  for (const auto& [type, list] : entities) {
    for (const Entity& e : list) by_path.emplace(e.path, std::pair(&type, &e));
  }
  // Where there are more errors than are kept, nobody knows what is sound.
  document.unreadable = document.findings.wrong.size() >= Findings::kMostWrong;
  for (std::string path : std::exchange(document.findings.wrong, {})) {
    auto found = by_path.find(path);
    while (found == by_path.end() && !path.empty()) {
      const size_t cut = path.find_last_of(".[");
      path = path.substr(0, cut == std::string::npos ? 0 : cut);
      found = by_path.find(path);
    }
    if (found == by_path.end()) {
      document.unreadable = true;
      continue;
    }
    for (std::string& owner : OwnersOf(*found->second.first, *found->second.second, services)) {
      document.broken.insert(std::move(owner));
    }
  }
  // What names something that is left out and was not here before is left out, too.
  const auto is_gone = [&](const char* kind, const std::string& id,
                           const std::set<std::string>& there) {
    return !id.empty() && document.broken.contains(kind + id) && !there.contains(id);
  };
  // But what is below an organization stands without it.
  for (Organization& o : document.organizations) {
    if (!is_gone("organization/", o.parent_id, known.organizations)) continue;
    document.findings.Add(Severity::kWarning,
                          {FindingLevel::kReference, "UNKNOWN_REFERENCE",
                           Join(document.paths["organization/" + o.id], "parent_organization_id"),
                           o.parent_id, 0, "the organization above is left out"});
    o.parent_id.clear();
  }
  for (const Place& p : document.places) {
    if (is_gone("organization/", p.organization_id, known.organizations)) {
      document.broken.insert("place/" + p.id);
    }
  }
  for (const WantedOffer& o : document.offers) {
    bool gone = is_gone("organization/", o.content.organization_id, known.organizations);
    for (const OfferAtPlace& at : o.content.places) {
      gone = gone || is_gone("place/", at.place_id, known.places);
    }
    if (gone) document.broken.insert("offer/" + o.id);
  }
}

}  // namespace zwk::catalog::hsds
