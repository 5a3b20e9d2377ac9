#pragma once

#include <map>
#include <string>
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
};

// All objects of the document by HSDS type ("service", "schedule", ...), in document order,
// wherever they are nested.
using Entities = std::map<std::string, std::vector<Entity>>;

// Checks the shape (L1) and collects. The document is one object, a list of objects, a page with
// `contents`, or a bundle of lists named after their types.
Entities Collect(const json& document, Findings& findings);

// All of a type, in document order.
const std::vector<Entity>& All(const Entities& entities, const std::string& type);

// One entity per id: the one that says most, since documents repeat objects in short form.
std::vector<const Entity*> Unique(const Entities& entities, const std::string& type);

// What an entity points at: its own field, else the object inside it, else the object around it.
std::string ReferenceOf(const Entity& entity, const char* field, const char* inside,
                        const std::string& around);

}  // namespace zwk::catalog::hsds
