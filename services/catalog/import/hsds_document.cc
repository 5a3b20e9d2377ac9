#include "catalog/import/hsds_document.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "catalog/import/hsds_types.h"
#include "platform/base/json.h"
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
  return value.is_string() ? value.get<std::string>() : Dumped(value);
}

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return absl::ascii_isdigit(static_cast<unsigned char>(c));
  });
}

// "12,50", "1.234,5". Not "1,234", which is a thousand elsewhere.
std::optional<double> GermanDecimal(const std::string& text) {
  absl::string_view rest = absl::StripAsciiWhitespace(text);
  const bool negative = absl::ConsumePrefix(&rest, "-");
  const std::pair<absl::string_view, absl::string_view> halves =
      absl::StrSplit(rest, absl::MaxSplits(',', 1));
  const auto& [whole, decimals] = halves;
  const std::vector<absl::string_view> groups = absl::StrSplit(whole, '.');
  constexpr size_t kGroup = 3;
  if (!absl::StrContains(rest, ',') || !IsDigits(decimals) || !IsDigits(groups[0]))
    return std::nullopt;
  if (groups.size() == 1 ? decimals.size() == kGroup : groups[0].size() > kGroup)
    return std::nullopt;
  for (size_t i = 1; i < groups.size(); ++i) {
    if (groups[i].size() != kGroup || !IsDigits(groups[i])) return std::nullopt;
  }
  double number = 0;
  if (!absl::SimpleAtod(absl::StrCat(absl::StrJoin(groups, ""), ".", decimals), &number) ||
      !std::isfinite(number))
    return std::nullopt;
  return negative ? -number : number;
}

class Collector {
 public:
  Collector(const std::string& source, Findings& findings) : source_(source), findings_(findings) {}

  void Root(json& document) {
    if (document.is_array()) {
      List(document, "", "", {}, "");
    } else if (!document.is_object()) {
      Schema("UNKNOWN_DOCUMENT", "", Shown(document), "is neither an object nor a list");
    } else if (document.contains("contents")) {
      List(document["contents"], "contents", "", {}, "");
    } else if (!Bundle(document)) {
      Object(document, "", TypeOfObject(document), {}, "");
    }
  }

  Entities Take() {
    if (mapped_ > 0) {
      Note("IDS_MAPPED", "", absl::StrCat(mapped_),
           "ids are no UUIDs and were made some of the source");
    }
    return std::move(entities_);
  }

 private:
  bool Bundle(json& document) {
    bool any = false;
    if (document.contains("id")) return false;
    for (auto& [key, value] : document.items()) {
      const std::string type = TypeOfList(key);
      if (type.empty() || !value.is_array()) {
        others_.push_back(key);
        continue;
      }
      any = true;
      List(value, key, type, {}, "");
    }
    for (const std::string& key : others_) {
      if (any) Note("NOT_TAKEN_OVER", key, "", "is no list of objects that HSDS 3.1 knows");
    }
    return any;
  }

  void List(json& list, const std::string& path, const std::string& type, const Surroundings& in,
            const std::string& around) {
    if (list.is_null()) return;
    if (!list.is_array()) return Schema("WRONG_TYPE", path, Shown(list), "must be a list");
    for (size_t i = 0; i < list.size(); ++i) {
      const std::string at = absl::StrCat(path, "[", i, "]");
      Object(list[i], at, type.empty() && list[i].is_object() ? TypeOfObject(list[i]) : type, in,
             around);
    }
  }

  void Object(json& object, const std::string& path, const std::string& type, Surroundings in,
              const std::string& around) {
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
    entities_[type].push_back({&object, path, in, around});
    for (const Field& field : found->second.fields) {
      const auto value = object.find(field.name);
      if (value != object.end()) Normalize(*value, Join(path, field.name), field);
    }
    const std::string id = Text(object, "id");
    if (type == "organization") in.organization = id;
    if (type == "service") in.service = id;
    if (type == "location") in.location = id;
    if (type == "service_at_location") in.service_at_location = id;
    for (const Field& field : found->second.fields) {
      const auto value = object.find(field.name);
      if (value == object.end() || value->is_null()) continue;
      Check(*value, Join(path, field.name), field, in, type);
    }
  }

  static bool IsOneOf(const json& value, const Field& field) {
    return absl::StrContains(absl::StrCat("|", field.of, "|"),
                             absl::StrCat("|", value.get<std::string>(), "|"));
  }

  // What a table says as text.
  void Normalize(json& value, const std::string& path, const Field& field) {
    if (field.kind == Kind::kText) return;
    if (value == "") value = nullptr;
    if (field.kind == Kind::kOneOf && value.is_string() && !IsOneOf(value, field)) {
      for (const absl::string_view known : absl::StrSplit(field.of, '|')) {
        if (!absl::EqualsIgnoreCase(known, value.get<std::string>())) continue;
        Note("VALUE_NORMALIZED", path, Shown(value), absl::StrCat("was read as ", known));
        value = std::string(known);
        break;
      }
    }
    double number = 0;
    if (field.kind == Kind::kNumber && value.is_string() &&
        absl::SimpleAtod(value.get<std::string>(), &number) && std::isfinite(number)) {
      Note("NUMBER_NORMALIZED", path, Shown(value), "is a text and was read as a number");
      value = number;
    }
    if (field.kind == Kind::kNumber && value.is_string()) {
      if (const auto german = GermanDecimal(value.get<std::string>())) {
        Note("NUMBER_NORMALIZED", path, Shown(value), absl::StrCat("was read as ", *german));
        value = *german;
      }
    }
    if (field.kind != Kind::kUuid || source_.empty()) return;
    if (!value.is_string() && !value.is_number()) return;
    const std::string id = Shown(value);
    if (IsUuid(absl::AsciiStrToLower(id))) return;
    value = UuidFromName(absl::StrCat("hsds/", source_, "/", id));
    ++mapped_;
  }

  void Check(json& value, const std::string& path, const Field& field, const Surroundings& in,
             const std::string& around) {
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
        if (!value.is_string() || !IsOneOf(value, field)) {
          Schema("UNKNOWN_VALUE", path, Shown(value), absl::StrCat("must be one of ", field.of));
        }
        break;
      case Kind::kObject:
        Object(value, path, field.of, in, around);
        break;
      case Kind::kList:
        List(value, path, field.of, in, around);
        break;
    }
  }

  void Schema(std::string code, std::string path, std::string value, std::string message) {
    findings_.Add(Severity::kError, {FindingLevel::kSchema, std::move(code), std::move(path),
                                     std::move(value), 0, std::move(message)});
  }

  void Note(std::string code, std::string path, std::string value, std::string message) {
    findings_.Add(Severity::kWarning, {FindingLevel::kSchema, std::move(code), std::move(path),
                                       std::move(value), 0, std::move(message)});
  }

  const std::string& source_;
  Findings& findings_;
  Entities entities_;
  std::vector<std::string> others_;
  int mapped_ = 0;
};

}  // namespace

Entities Collect(json& document, const std::string& source, Findings& findings) {
  Collector collector(source, findings);
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

namespace {

std::string KeyOf(const std::string& type, const char* owner, const std::string& id) {
  return absl::StrCat(type, "/", owner, "/", id);
}

}  // namespace

Children::Children(const Entities& entities) : terms_(entities) {
  static constexpr const char* kOwners[] = {"service", "location", "organization",
                                            "service_at_location", "link"};
  for (const auto& [type, all] : entities) {
    for (const Entity& e : all) {
      if (type == "service_at_location") continue;  // see below
      bool named = false;
      for (const char* owner : kOwners) {
        const std::string id = Id(*e.json, absl::StrCat(owner, "_id").c_str());
        if (id.empty()) continue;
        named = true;
        Add(type, e, owner, id);
      }
      if (named) continue;
      if (e.around == "service") Add(type, e, "service", e.in.service);
      if (e.around == "location") Add(type, e, "location", e.in.location);
      if (e.around == "organization") Add(type, e, "organization", e.in.organization);
      if (e.around == "service_at_location") {
        Add(type, e, "service_at_location", e.in.service_at_location);
      }
    }
  }
  // Of each the one that says most.
  for (const Entity& at : All(entities, "service_at_location")) taken_.insert(&at);
  for (const Entity* at : Unique(entities, "service_at_location")) {
    taken_.erase(at);
    Add("service_at_location", *at, "service",
        ReferenceOf(*at, "service_id", "service", at->in.service));
  }
}

void Children::Add(const std::string& type, const Entity& entity, const char* owner,
                   const std::string& id) {
  const std::string key = KeyOf(type, owner, absl::AsciiStrToLower(id));
  const std::string own = Id(*entity.json);
  if (!own.empty() && !seen_.insert(absl::StrCat(key, "/", own)).second) {
    taken_.insert(&entity);  // the same once more
    return;
  }
  of_[key].push_back(&entity);
}

const std::vector<const Entity*>& Children::Take(const std::string& type, const char* owner,
                                                 const std::string& id) {
  static const std::vector<const Entity*> kNone;
  const auto found = of_.find(KeyOf(type, owner, id));
  if (found == of_.end()) return kNone;
  taken_.insert(found->second.begin(), found->second.end());
  return found->second;
}

namespace {
// Of a term, in bytes: it is copied into each attribute that names it.
constexpr size_t kLongestTerm = 4'000;
}  // namespace

Terms::Terms(const Entities& entities) {
  for (const char* const type : {"taxonomy_term", "taxonomy"}) {
    for (const Entity* e : Unique(entities, type)) {
      if (Dumped(*e->json).size() > kLongestTerm) continue;
      known_.emplace(absl::StrCat(type, "/", Id(*e->json)), e->json);
    }
  }
  for (const Entity& attribute : All(entities, "attribute")) {
    named_.insert(ReferenceOf(attribute, "taxonomy_term_id", "taxonomy_term", ""));
  }
}

void Terms::Put(json& object, const char* field, const char* id_field, const std::string& type) {
  const json* inside = At(object, field);
  const std::string id = inside != nullptr ? Id(*inside) : Id(object, id_field);
  const auto found = known_.find(absl::StrCat(type, "/", id));
  if (id.empty() || found == known_.end()) return;
  if (inside == nullptr || inside->size() < found->second->size()) {
    json whole = *found->second;
    object[field] = std::move(whole);
  }
  if (Id(object, id_field) == id) object.erase(id_field);
  told_.insert(found->first);
}

void Terms::Spell(json& attribute) {
  if (!attribute.is_object()) return;
  Put(attribute, "taxonomy_term", "taxonomy_term_id", "taxonomy_term");
  const auto term = attribute.find("taxonomy_term");
  if (term == attribute.end() || !term->is_object()) return;
  Put(*term, "taxonomy_detail", "taxonomy_id", "taxonomy");
  // What is not kept is not named, else what is written names what is not there.
  const std::string parent = Id(*term, "parent_id");
  const bool comes_alone = known_.contains("taxonomy_term/" + parent) && !named_.contains(parent);
  if (comes_alone) term->erase("parent_id");
}

std::string ReferenceOf(const Entity& entity, const char* field, const char* inside,
                        const std::string& around) {
  if (std::string id = Id(*entity.json, field); !id.empty()) return id;
  if (const json* object = At(*entity.json, inside)) return Id(*object);
  return absl::AsciiStrToLower(around);
}

}  // namespace zwk::catalog::hsds
