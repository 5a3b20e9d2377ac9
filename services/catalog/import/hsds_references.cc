#include "catalog/import/hsds_references.h"

#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "absl/strings/str_cat.h"

namespace zwk::catalog::hsds {
namespace {

// Whether two objects with the same id say different things in fields that both have.
bool Contradict(const json& a, const json& b) {
  for (const auto& [key, value] : a.items()) {
    const json* other = At(b, key.c_str());
    if (other != nullptr && value.is_primitive() && other->is_primitive() && !value.is_null() &&
        value != *other) {
      return true;
    }
  }
  return false;
}

class References {
 public:
  References(const Entities& entities, const KnownIds& known, Findings& findings)
      : entities_(entities), known_(known), findings_(findings) {}

  void CheckDuplicates() {
    for (const auto& [type, list] : entities_) {
      std::map<std::string, const Entity*> seen;
      for (const Entity& entity : list) {
        const std::string id = Id(*entity.json);
        if (id.empty()) continue;
        const auto [first, fresh] = seen.emplace(id, &entity);
        if (!fresh && Contradict(*first->second->json, *entity.json)) {
          Error(FindingLevel::kReference, "DUPLICATE_ID", Join(entity.path, "id"), id,
                absl::StrCat("another ", type,
                             " with other content has this id: ", first->second->path));
        }
      }
    }
  }

  void Require(const Entity& entity, const char* field, const std::string& type,
               const std::set<std::string>* known, Severity severity = Severity::kError) {
    const std::string id = Id(*entity.json, field);
    if (id.empty() || ids_[type].contains(id) || (known != nullptr && known->contains(id))) return;
    findings_.Add(severity,
                  {FindingLevel::kReference, "UNKNOWN_REFERENCE", Join(entity.path, field), id, 0,
                   absl::StrCat("no ", type, " has this id")});
  }

  void CheckReferences() {
    for (const auto& [type, list] : entities_) {
      for (const Entity& entity : list) ids_[type].insert(Id(*entity.json));
    }
    for (const auto& [type, list] : entities_) {
      for (const Entity& entity : list) {
        if (type == "organization") {
          // A page of a list does not bring the one above; the organization is taken over without it.
          Require(entity, "parent_organization_id", "organization", &known_.organizations,
                  Severity::kWarning);
        } else {
          Require(entity, "organization_id", "organization", &known_.organizations);
        }
        Require(entity, "service_id", "service", &known_.offers);
        Require(entity, "location_id", "location", &known_.places);
        Require(entity, "service_at_location_id", "service_at_location", nullptr);
        Require(entity, "program_id", "program", nullptr);
        Require(entity, "unit_id", "unit", nullptr);
        // Taxonomies are kept as they come; a missing one hides nothing that is understood here.
        Require(entity, "taxonomy_term_id", "taxonomy_term", nullptr, Severity::kWarning);
        Require(entity, "taxonomy_id", "taxonomy", nullptr, Severity::kWarning);
        if (type == "taxonomy_term") {
          Require(entity, "parent_id", "taxonomy_term", nullptr, Severity::kWarning);
        }
      }
    }
    for (const Entity& at : All(entities_, "service_at_location")) {
      if (ReferenceOf(at, "service_id", "service", at.in.service).empty()) {
        Error(FindingLevel::kReference, "MISSING_REFERENCE", Join(at.path, "service_id"), "",
              "names no service");
      }
      if (ReferenceOf(at, "location_id", "location", at.in.location).empty()) {
        Error(FindingLevel::kReference, "MISSING_REFERENCE", Join(at.path, "location_id"), "",
              "names no location");
      }
    }
  }

  void CheckParents() {
    std::map<std::string, std::string> parents;
    for (const Entity& e : All(entities_, "organization")) {
      if (std::string parent = Id(*e.json, "parent_organization_id"); !parent.empty()) {
        parents[Id(*e.json)] = std::move(parent);
      }
    }
    std::set<std::string> done, cyclic;  // each organization is walked over once
    for (const auto& [id, parent] : parents) {
      std::vector<std::string> way;
      std::string at = id;
      for (; parents.contains(at) && done.insert(at).second; at = parents[at]) way.push_back(at);
      const auto met = std::find(way.begin(), way.end(), at);
      cyclic.insert(met, way.end());
    }
    for (const Entity& e : All(entities_, "organization")) {
      if (const std::string id = Id(*e.json); cyclic.contains(id)) {
        Error(FindingLevel::kMeaning, "PARENT_CYCLE", Join(e.path, "parent_organization_id"), id,
              "the organization is its own ancestor");
      }
    }
  }

 private:
  void Error(FindingLevel level, std::string code, std::string path, std::string value,
             std::string message) {
    findings_.Add(Severity::kError, {level, std::move(code), std::move(path), std::move(value), 0,
                                     std::move(message)});
  }

  const Entities& entities_;
  const KnownIds& known_;
  Findings& findings_;
  std::map<std::string, std::set<std::string>> ids_;
};

}  // namespace

void CheckReferences(const Entities& entities, const KnownIds& known, Findings& findings) {
  References references(entities, known, findings);
  references.CheckDuplicates();
  references.CheckReferences();
  references.CheckParents();
}

}  // namespace zwk::catalog::hsds
