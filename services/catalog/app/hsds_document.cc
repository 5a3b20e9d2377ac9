#include "catalog/app/hsds_document.h"

#include <algorithm>
#include <cctype>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

using nlohmann::json;

enum class Kind { kText, kUuid, kNumber, kOneOf, kObject, kList };

struct Field {
  const char* name;
  Kind kind;
  const char* of = "";  // type of object or list; allowed values, separated by '|'
};

struct Type {
  std::vector<const char*> required;
  std::vector<Field> fields;  // others are allowed and not looked at
};

constexpr char kWeekdays[] = "MO|TU|WE|TH|FR|SA|SU";
constexpr char kPlaceKinds[] = "physical|postal|virtual";

const std::map<std::string, Type>& Types() {
  using enum Kind;
  static const std::map<std::string, Type> kTypes = {
      {"organization",
       {{"id", "name", "description"},
        {{"id", kUuid},
         {"name", kText},
         {"alternate_name", kText},
         {"description", kText},
         {"email", kText},
         {"website", kText},
         {"tax_status", kText},
         {"tax_id", kText},
         {"year_incorporated", kNumber},
         {"legal_status", kText},
         {"logo", kText},
         {"uri", kText},
         {"parent_organization_id", kUuid},
         {"additional_websites", kList, "url"},
         {"funding", kList, "funding"},
         {"contacts", kList, "contact"},
         {"phones", kList, "phone"},
         {"locations", kList, "location"},
         {"programs", kList, "program"},
         {"services", kList, "service"},
         {"organization_identifiers", kList, "organization_identifier"},
         {"attributes", kList, "attribute"},
         {"metadata", kList, "metadata"}}}},
      {"service",
       {{"id", "name", "status"},
        {{"id", kUuid},
         {"organization_id", kUuid},
         {"program_id", kUuid},
         {"name", kText},
         {"alternate_name", kText},
         {"description", kText},
         {"url", kText},
         {"email", kText},
         {"status", kOneOf, "active|inactive|defunct|temporarily closed"},
         {"interpretation_services", kText},
         {"application_process", kText},
         {"fees_description", kText},
         {"wait_time", kText},
         {"fees", kText},
         {"accreditations", kText},
         {"eligibility_description", kText},
         {"minimum_age", kNumber},
         {"maximum_age", kNumber},
         {"assured_date", kText},
         {"assurer_email", kText},
         {"licenses", kText},
         {"alert", kText},
         {"last_modified", kText},
         {"additional_urls", kList, "url"},
         {"phones", kList, "phone"},
         {"schedules", kList, "schedule"},
         {"service_areas", kList, "service_area"},
         {"service_at_locations", kList, "service_at_location"},
         {"languages", kList, "language"},
         {"organization", kObject, "organization"},
         {"funding", kList, "funding"},
         {"cost_options", kList, "cost_option"},
         {"program", kObject, "program"},
         {"required_documents", kList, "required_document"},
         {"contacts", kList, "contact"},
         {"capacities", kList, "service_capacity"},
         {"attributes", kList, "attribute"},
         {"metadata", kList, "metadata"}}}},
      {"location",
       {{"id", "location_type"},
        {{"id", kUuid},
         {"location_type", kOneOf, kPlaceKinds},
         {"url", kText},
         {"organization_id", kUuid},
         {"name", kText},
         {"alternate_name", kText},
         {"description", kText},
         {"transportation", kText},
         {"latitude", kNumber},
         {"longitude", kNumber},
         {"external_identifier", kText},
         {"external_identifier_type", kText},
         {"languages", kList, "language"},
         {"addresses", kList, "address"},
         {"contacts", kList, "contact"},
         {"accessibility", kList, "accessibility"},
         {"phones", kList, "phone"},
         {"schedules", kList, "schedule"},
         {"attributes", kList, "attribute"},
         {"metadata", kList, "metadata"}}}},
      {"service_at_location",
       {{"id"},
        {{"id", kUuid},
         {"service_id", kUuid},
         {"location_id", kUuid},
         {"description", kText},
         {"service_areas", kList, "service_area"},
         {"contacts", kList, "contact"},
         {"phones", kList, "phone"},
         {"schedules", kList, "schedule"},
         {"location", kObject, "location"},
         {"service", kObject, "service"},
         {"attributes", kList, "attribute"},
         {"metadata", kList, "metadata"}}}},
      {"schedule",
       {{"id"},
        {{"id", kUuid},
         {"service_id", kUuid},
         {"location_id", kUuid},
         {"service_at_location_id", kUuid},
         {"valid_from", kText},
         {"valid_to", kText},
         {"dtstart", kText},
         {"timezone", kNumber},
         {"until", kText},
         {"count", kNumber},
         {"wkst", kOneOf, kWeekdays},
         {"freq", kOneOf, "WEEKLY|MONTHLY"},
         {"interval", kNumber},
         {"byday", kText},
         {"byweekno", kText},
         {"bymonthday", kText},
         {"byyearday", kText},
         {"description", kText},
         {"opens_at", kText},
         {"closes_at", kText},
         {"schedule_link", kText},
         {"attending_type", kText},
         {"notes", kText},
         {"attributes", kList, "attribute"},
         {"metadata", kList, "metadata"}}}},
      {"service_area",
       {{"id"},
        {{"id", kUuid},
         {"service_id", kUuid},
         {"service_at_location_id", kUuid},
         {"name", kText},
         {"description", kText},
         {"extent", kText},
         {"extent_type", kText},
         {"uri", kText}}}},
      {"service_capacity",
       {{"id", "available", "updated"},
        {{"id", kUuid},
         {"service_id", kUuid},
         {"unit", kObject, "unit"},
         {"unit_id", kUuid},
         {"available", kNumber},
         {"maximum", kNumber},
         {"description", kText},
         {"updated", kText}}}},
      {"unit", {{"id", "name"}, {{"id", kUuid}, {"name", kText}, {"scheme", kText}}}},
      {"address",
       {{"id", "address_1", "city", "state_province", "postal_code", "country", "address_type"},
        {{"id", kUuid},
         {"location_id", kUuid},
         {"attention", kText},
         {"address_1", kText},
         {"address_2", kText},
         {"city", kText},
         {"region", kText},
         {"state_province", kText},
         {"postal_code", kText},
         {"country", kText},
         {"address_type", kOneOf, kPlaceKinds}}}},
      {"phone",
       {{"id", "number"},
        {{"id", kUuid},
         {"location_id", kUuid},
         {"service_id", kUuid},
         {"organization_id", kUuid},
         {"contact_id", kUuid},
         {"service_at_location_id", kUuid},
         {"number", kText},
         {"extension", kNumber},
         {"type", kText},
         {"description", kText},
         {"languages", kList, "language"}}}},
      {"contact",
       {{"id"},
        {{"id", kUuid},
         {"organization_id", kUuid},
         {"service_id", kUuid},
         {"service_at_location_id", kUuid},
         {"location_id", kUuid},
         {"name", kText},
         {"email", kText},
         {"phones", kList, "phone"}}}},
      {"language",
       {{"id"},
        {{"id", kUuid},
         {"service_id", kUuid},
         {"location_id", kUuid},
         {"phone_id", kUuid},
         {"name", kText},
         {"code", kText},
         {"note", kText}}}},
      {"cost_option",
       {{"id"},
        {{"id", kUuid},
         {"service_id", kUuid},
         {"valid_from", kText},
         {"valid_to", kText},
         {"option", kText},
         {"currency", kText},
         {"amount", kNumber},
         {"amount_description", kText}}}},
      {"accessibility",
       {{"id"},
        {{"id", kUuid},
         {"location_id", kUuid},
         {"description", kText},
         {"details", kText},
         {"url", kText}}}},
      {"organization_identifier",
       {{"id", "identifier_type", "identifier"},
        {{"id", kUuid},
         {"organization_id", kUuid},
         {"identifier_scheme", kText},
         {"identifier_type", kText},
         {"identifier", kText}}}},
      {"program",
       {{"id", "name", "description"},
        {{"id", kUuid}, {"organization_id", kUuid}, {"name", kText}, {"description", kText}}}},
      {"funding", {{"id"}, {{"id", kUuid}, {"organization_id", kUuid}, {"service_id", kUuid}}}},
      {"required_document", {{"id"}, {{"id", kUuid}, {"service_id", kUuid}, {"document", kText}}}},
      {"url", {{"id", "url"}, {{"id", kUuid}, {"url", kText}, {"label", kText}}}},
      {"attribute",
       {{"id"},
        {{"id", kUuid},
         {"link_id", kUuid},
         {"taxonomy_term_id", kUuid},
         {"taxonomy_term", kObject, "taxonomy_term"},
         {"value", kText}}}},
      {"taxonomy_term",
       {{"id", "name", "description"},
        {{"id", kUuid},
         {"parent_id", kUuid},
         {"taxonomy_id", kUuid},
         {"name", kText},
         {"taxonomy_detail", kObject, "taxonomy"}}}},
      {"taxonomy", {{"id", "name", "description"}, {{"id", kUuid}, {"name", kText}}}},
      {"metadata", {{"id"}, {{"id", kUuid}}}},
      {"api", {{"version", "profile", "openapi_url"}, {}}}};
  return kTypes;
}

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
  return Excerpt(value.is_string() ? value.get<std::string>()
                                   : value.dump(-1, ' ', false, json::error_handler_t::replace));
}

std::string TextAt(const json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
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
    const auto join = [&](const char* name) {
      return path.empty() ? std::string(name) : path + "." + name;
    };
    for (const char* name : found->second.required) {
      if (!object.contains(name) || object[name].is_null()) {
        Schema("MISSING_FIELD", join(name), "", absl::StrCat("a ", type, " needs it"));
      }
    }
    entities_[type].push_back({&object, path, in});
    const std::string id = TextAt(object, "id");
    if (type == "organization") in.organization = id;
    if (type == "service") in.service = id;
    if (type == "location") in.location = id;
    if (type == "service_at_location") in.service_at_location = id;
    for (const Field& field : found->second.fields) {
      const auto value = object.find(field.name);
      if (value == object.end() || value->is_null()) continue;
      Check(*value, join(field.name), field, in);
    }
  }

  void Check(const json& value, const std::string& path, const Field& field,
             const Surroundings& in) {
    switch (field.kind) {
      case Kind::kText:
        if (!value.is_string()) Schema("WRONG_TYPE", path, Shown(value), "must be a text");
        break;
      case Kind::kUuid:
        if (!value.is_string() || !IsUuid(Lower(value.get<std::string>()))) {
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

  static std::string Lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return std::tolower(c); });
    return text;
  }

  void Schema(std::string code, std::string path, std::string value, std::string message) {
    findings_.Add(FindingLevel::kSchema, Severity::kError, std::move(code), std::move(path),
                  std::move(value), std::move(message));
  }

  Findings& findings_;
  Entities entities_;
};

// Walks the text of a well-formed document and notes on which lines the wanted paths stand.
class LineScanner {
 public:
  LineScanner(std::string_view text, std::unordered_map<std::string, int>& wanted)
      : text_(text), wanted_(wanted) {}

  void Value(const std::string& path) {
    Space();
    if (const auto found = wanted_.find(path); found != wanted_.end() && found->second == 0) {
      found->second = line_;
    }
    if (at_ >= text_.size()) return;
    if (text_[at_] == '{') {
      Members(path);
    } else if (text_[at_] == '[') {
      Elements(path);
    } else if (text_[at_] == '"') {
      String();
    } else {
      while (at_ < text_.size() && !absl::StrContains(",]} \t\r\n", text_[at_])) ++at_;
    }
  }

 private:
  void Members(const std::string& path) {
    for (++at_; Space(), at_ < text_.size() && text_[at_] != '}';) {
      const std::string name = String();
      Space();
      ++at_;  // the colon
      Value(path.empty() ? name : path + "." + name);
      Space();
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
    ++at_;
  }
  void Elements(const std::string& path) {
    int i = 0;
    for (++at_; Space(), at_ < text_.size() && text_[at_] != ']';) {
      Value(absl::StrCat(path, "[", i++, "]"));
      Space();
      if (at_ < text_.size() && text_[at_] == ',') ++at_;
    }
    ++at_;
  }
  std::string String() {
    const size_t start = ++at_;
    while (at_ < text_.size() && text_[at_] != '"') at_ += text_[at_] == '\\' ? 2 : 1;
    std::string text(text_.substr(start, std::min(at_, text_.size()) - start));
    ++at_;
    return text;
  }
  void Space() {
    for (; at_ < text_.size() && absl::StrContains(" \t\r\n", text_[at_]); ++at_) {
      if (text_[at_] == '\n') ++line_;
    }
  }

  std::string_view text_;
  std::unordered_map<std::string, int>& wanted_;
  size_t at_ = 0;
  int line_ = 1;
};

std::string ParentPath(const std::string& path) {
  const size_t cut = path.find_last_of(".[");
  return cut == std::string::npos ? "" : path.substr(0, cut);
}

}  // namespace

void Findings::Add(FindingLevel level, Severity severity, std::string code, std::string path,
                   std::string value, std::string message) {
  if (severity == Severity::kError) ++errors_;
  if (list_.size() >= kMost) return;
  list_.push_back(
      {level, severity, std::move(code), std::move(path), std::move(value), 0, std::move(message)});
}

Entities CollectEntities(const json& document, Findings& findings) {
  Collector collector(findings);
  collector.Root(document);
  return collector.Take();
}

void LocateFindings(std::string_view text, Findings& findings) {
  std::unordered_map<std::string, int> lines;
  for (const Finding& finding : findings.list()) {
    for (std::string path = finding.path;; path = ParentPath(path)) {
      lines.emplace(path, 0);
      if (path.empty()) break;
    }
  }
  LineScanner(text, lines).Value("");
  for (Finding& finding : findings.list()) {
    if (finding.row != 0) continue;
    // What is missing stands where its object does.
    for (std::string path = finding.path; finding.row == 0; path = ParentPath(path)) {
      finding.row = lines[path];
      if (path.empty()) break;
    }
  }
}

size_t FirstInvalidUtf8(std::string_view text) {
  for (size_t i = 0; i < text.size();) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const int length = byte < 0x80                   ? 1
                       : byte >= 0xC2 && byte < 0xE0 ? 2
                       : byte >= 0xE0 && byte < 0xF0 ? 3
                       : byte >= 0xF0 && byte < 0xF5 ? 4
                                                     : 0;
    if (length == 0 || i + static_cast<size_t>(length) > text.size()) return i;
    for (int k = 1; k < length; ++k) {
      if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return i;
    }
    const auto second = length > 1 ? static_cast<unsigned char>(text[i + 1]) : 0;
    const bool overlong = (byte == 0xE0 && second < 0xA0) || (byte == 0xF0 && second < 0x90);
    const bool surrogate = byte == 0xED && second >= 0xA0;
    if (overlong || surrogate || (byte == 0xF4 && second >= 0x90)) return i;
    i += static_cast<size_t>(length);
  }
  return std::string_view::npos;
}

int NestingOf(std::string_view text) {
  int depth = 0, deepest = 0;
  bool in_string = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (in_string) {
      if (text[i] == '\\')
        ++i;
      else if (text[i] == '"')
        in_string = false;
    } else if (text[i] == '"') {
      in_string = true;
    } else if (text[i] == '{' || text[i] == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (text[i] == '}' || text[i] == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace zwk::catalog
