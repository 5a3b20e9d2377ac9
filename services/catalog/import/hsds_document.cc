#include "catalog/import/hsds_document.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "catalog/import/hsds_types.h"
#include "platform/base/uuid.h"

namespace zwk::catalog::hsds {
namespace {

// Names of lists in bundles; tables of the tabular form carry ".csv".
std::string TypeOfList(std::string name) {
  if (absl::EndsWith(name, ".csv")) name.resize(name.size() - 4);
  static const std::map<std::string, std::string> kIrregular = {
      {"addresses", "address"},
      {"service_at_location", "service_at_location"},
      {"accessibility", "accessibility"},
      {"metadata", "metadata"},
      {"funding", "funding"},
      {"taxonomies", "taxonomy"},
      {"service_capacity", "service_capacity"},
      {"capacities", "service_capacity"},
      {"url", "url"}};
  if (const auto found = kIrregular.find(name); found != kIrregular.end()) return found->second;
  if (absl::EndsWith(name, "s")) name.pop_back();
  return Types().contains(name) ? name : "";
}

std::string TypeOfObject(const json& object) {
  const auto has = [&](const char* key) { return object.contains(key); };
  if (has("openapi_url")) return "api";
  if (has("location_type")) return "location";
  if (has("status")) return "service";
  if (has("service_id") || has("location_id") || has("location") || has("service")) {
    return "service_at_location";
  }
  if (has("taxonomy_detail") || has("term_uri") || has("taxonomy")) return "taxonomy_term";
  if (has("version")) return "taxonomy";
  return has("name") ? "organization" : "";
}

std::string Shown(const json& value) {
  return value.is_string() ? value.get<std::string>()
                           : value.dump(-1, ' ', false, json::error_handler_t::replace);
}

class Collector {
 public:
  explicit Collector(Findings& findings) : findings_(findings) {}

  void Root(const json& document) {
    if (document.is_array()) {
      List(document, "", "", {});
    } else if (!document.is_object()) {
      Schema("UNKNOWN_DOCUMENT", "", Shown(document), "is neither an object nor a list");
    } else if (document.contains("contents")) {
      List(document["contents"], "contents", "", {});
    } else if (!Bundle(document)) {
      Object(document, "", TypeOfObject(document), {});
    }
  }

  Entities Take() { return std::move(entities_); }

 private:
  bool Bundle(const json& document) {
    bool any = false;
    if (document.contains("id")) return false;
    for (const auto& [key, value] : document.items()) {
      const std::string type = TypeOfList(key);
      if (type.empty() || !value.is_array()) continue;
      any = true;
      List(value, key, type, {});
    }
    return any;
  }

  void List(const json& list, const std::string& path, const std::string& type,
            const Surroundings& in) {
    if (list.is_null()) return;
    if (!list.is_array()) return Schema("WRONG_TYPE", path, Shown(list), "must be a list");
    for (size_t i = 0; i < list.size(); ++i) {
      const std::string at = absl::StrCat(path, "[", i, "]");
      Object(list[i], at, type.empty() && list[i].is_object() ? TypeOfObject(list[i]) : type, in);
    }
  }

  void Object(const json& object, const std::string& path, const std::string& type,
              Surroundings in) {
    if (!object.is_object()) {
      return Schema("WRONG_TYPE", path, Shown(object), "must be an object");
    }
    const auto found = Types().find(type);
    if (found == Types().end()) {
      return Schema("UNKNOWN_DOCUMENT", path, "", "is no kind of object that HSDS 3.1 knows here");
    }
    for (const char* name : found->second.required) {
      if (!object.contains(name) || object[name].is_null()) {
        Schema("MISSING_FIELD", Join(path, name), "", absl::StrCat("a ", type, " needs it"));
      }
    }
    entities_[type].push_back({&object, path, in});
    const std::string id = Text(object, "id");
    if (type == "organization") in.organization = id;
    if (type == "service") in.service = id;
    if (type == "location") in.location = id;
    if (type == "service_at_location") in.service_at_location = id;
    for (const Field& field : found->second.fields) {
      const auto value = object.find(field.name);
      if (value == object.end() || value->is_null()) continue;
      Check(*value, Join(path, field.name), field, in);
    }
  }

  void Check(const json& value, const std::string& path, const Field& field,
             const Surroundings& in) {
    switch (field.kind) {
      case Kind::kText:
        if (!value.is_string()) Schema("WRONG_TYPE", path, Shown(value), "must be a text");
        break;
      case Kind::kUuid:
        if (!value.is_string() || !IsUuid(absl::AsciiStrToLower(value.get<std::string>()))) {
          Schema("BAD_UUID", path, Shown(value), "must be a UUID");
        }
        break;
      case Kind::kNumber:
        if (!value.is_number()) Schema("WRONG_TYPE", path, Shown(value), "must be a number");
        break;
      case Kind::kOneOf:
        if (!value.is_string() ||
            !absl::StrContains(absl::StrCat("|", field.of, "|"),
                               absl::StrCat("|", value.get<std::string>(), "|"))) {
          Schema("UNKNOWN_VALUE", path, Shown(value), absl::StrCat("must be one of ", field.of));
        }
        break;
      case Kind::kObject:
        Object(value, path, field.of, in);
        break;
      case Kind::kList:
        List(value, path, field.of, in);
        break;
    }
  }

  void Schema(std::string code, std::string path, std::string value, std::string message) {
    findings_.Add(Severity::kError, {FindingLevel::kSchema, std::move(code), std::move(path),
                                     std::move(value), 0, std::move(message)});
  }

  Findings& findings_;
  Entities entities_;
};

}  // namespace

Entities Collect(const json& document, Findings& findings) {
  Collector collector(findings);
  collector.Root(document);
  return collector.Take();
}

const std::vector<Entity>& All(const Entities& entities, const std::string& type) {
  static const std::vector<Entity> kNone;
  const auto found = entities.find(type);
  return found == entities.end() ? kNone : found->second;
}

std::vector<const Entity*> Unique(const Entities& entities, const std::string& type) {
  std::map<std::string, const Entity*> by_id;
  std::vector<std::string> order;
  for (const Entity& entity : All(entities, type)) {
    const std::string id = Id(*entity.json);
    const auto [at, fresh] = by_id.emplace(id, &entity);
    if (fresh)
      order.push_back(id);
    else if (entity.json->size() > at->second->json->size())
      at->second = &entity;
  }
  std::vector<const Entity*> unique;
  for (const std::string& id : order) unique.push_back(by_id[id]);
  return unique;
}

std::string ReferenceOf(const Entity& entity, const char* field, const char* inside,
                        const std::string& around) {
  if (std::string id = Id(*entity.json, field); !id.empty()) return id;
  if (const json* object = At(*entity.json, inside)) return Id(*object);
  return absl::AsciiStrToLower(around);
}

}  // namespace zwk::catalog::hsds
