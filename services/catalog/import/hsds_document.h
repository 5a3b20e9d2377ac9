#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "catalog/import/finding.h"
#include "catalog/import/hsds_json.h"

// An HSDS 3.1 JSON document and what is wrong with its shape.
namespace zwk::catalog::hsds {

// The ids of the objects around one, "" where there is none.
struct Surroundings {
  std::string organization, service, location, service_at_location;
};

struct Entity {
  const nlohmann::json* json = nullptr;
  std::string path;
  Surroundings in;
  std::string around;  // the type of the object that it stands in; "" in a list of its own
};

// All objects of the document by HSDS type ("service", "schedule", ...), in document order,
// wherever they are nested.
using Entities = std::map<std::string, std::vector<Entity>>;

// Checks the shape (L1) and collects. The document is one object, a list of objects, a page with
// `contents`, or a bundle of lists named after their types. What can be read in one way only is made so in
// it, with a warning: numbers as texts, and ids of other kinds if the file has a `source`, of which they
// become UUIDs that are the same each time.
Entities Collect(json& document, const std::string& source, Findings& findings);

// All of a type, in document order.
const std::vector<Entity>& All(const Entities& entities, const std::string& type);

// One entity per id: the one that says most, since documents repeat objects in short form.
std::vector<const Entity*> Unique(const Entities& entities, const std::string& type);

// The taxonomy terms of a document, for attributes that are kept as they came.
class Terms {
 public:
  explicit Terms(const Entities& entities);

  // With the term in it that it names, and with the taxonomy of that: an id alone says nothing to who reads
  // what is kept without the rest of the file, nor to a search.
  void Spell(json& attribute);
  // Whether it came along with an attribute.
  bool was_told(const std::string& type, const Entity& entity) const {
    return told_.contains(type + "/" + Id(*entity.json));
  }

 private:
  // The object of the type inside `field`, or the one that `id_field` names; the fuller of the two stays.
  void Put(json& object, const char* field, const char* id_field, const std::string& type);

  std::map<std::string, const json*> known_;  // by type and id
  std::set<std::string> named_;               // ids of terms that attributes name
  std::set<std::string> told_;                // type and id
};

// What belongs to what: an object that stands in another belongs to that, one in a list of its own to all
// that it names.
class Children {
 public:
  explicit Children(const Entities& entities);

  // Of a type, in document order, each id once; what is taken was read. `owner` is a type, or "link".
  const std::vector<const Entity*>& Take(const std::string& type, const char* owner,
                                         const std::string& id);
  bool was_taken(const Entity& entity) const { return taken_.contains(&entity); }
  Terms& terms() { return terms_; }

 private:
  void Add(const std::string& type, const Entity& entity, const char* owner, const std::string& id);

  std::unordered_map<std::string, std::vector<const Entity*>> of_;  // by type, owner and its id
  std::set<std::string> seen_;
  std::set<const Entity*> taken_;
  Terms terms_;
};

// What an entity points at: its own field, else the object inside it, else the object around it.
std::string ReferenceOf(const Entity& entity, const char* field, const char* inside,
                        const std::string& around);

}  // namespace zwk::catalog::hsds
