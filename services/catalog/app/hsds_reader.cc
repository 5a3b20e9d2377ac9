#include "catalog/app/hsds_reader.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"

namespace zwk::catalog {
namespace {

using nlohmann::json;
using enum FindingLevel;

constexpr int kMaxNesting = 64;

const json* At(const json& object, const char* key) {
  if (!object.is_object()) return nullptr;
  const auto found = object.find(key);
  return found == object.end() || found->is_null() ? nullptr : &*found;
}

std::string Text(const json& object, const char* key) {
  const json* value = At(object, key);
  return value != nullptr && value->is_string() ? value->get<std::string>() : "";
}

std::string Id(const json& object, const char* key = "id") {
  return absl::AsciiStrToLower(Text(object, key));
}

std::optional<double> Number(const json& object, const char* key) {
  const json* value = At(object, key);
  if (value == nullptr || !value->is_number()) return std::nullopt;
  return value->get<double>();
}

std::optional<bool> Flag(const json& object, const char* key) {
  const json* value = At(object, key);
  if (value == nullptr || !value->is_boolean()) return std::nullopt;
  return value->get<bool>();
}

const json& ListAt(const json& object, const char* key) {
  static const json kEmpty = json::array();
  const json* value = At(object, key);
  return value != nullptr && value->is_array() ? *value : kEmpty;
}

std::string Join(const std::string& path, const std::string& name) {
  return path.empty() ? name : path + "." + name;
}

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

template <class E>
using Names = std::map<std::string, E>;

const Names<Modality> kModalities = {{"open_to", Modality::kOpenTo},
                                     {"designed_for", Modality::kDesignedFor},
                                     {"excludes", Modality::kExcludes}};
const Names<Sex> kSexes = {
    {"female", Sex::kFemale}, {"male", Sex::kMale}, {"diverse", Sex::kDiverse}};
const Names<Migration> kMigrations = {{"any", Migration::kAny},
                                      {"foreign", Migration::kForeign},
                                      {"german_with_history", Migration::kGermanWithHistory},
                                      {"refugee", Migration::kRefugee}};
const Names<Disability> kDisabilities = {
    {"any", Disability::kAny},           {"wheelchair", Disability::kWheelchair},
    {"hearing", Disability::kHearing},   {"visual", Disability::kVisual},
    {"learning", Disability::kLearning}, {"psychic", Disability::kPsychic}};
const Names<Family> kFamilies = {{"single_parent", Family::kSingleParent},
                                 {"pregnant", Family::kPregnant},
                                 {"carer", Family::kCarer}};
const Names<SupplyKind> kSupplyKinds = {
    {"grocery", SupplyKind::kGrocery},   {"doctor", SupplyKind::kDoctor},
    {"pharmacy", SupplyKind::kPharmacy}, {"post", SupplyKind::kPost},
    {"bank", SupplyKind::kBank},         {"playground", SupplyKind::kPlayground}};
const Names<Registration> kRegistrations = {{"none", Registration::kNone},
                                            {"optional", Registration::kOptional},
                                            {"required", Registration::kRequired}};
const Names<MediationMode> kModes = {
    {"staff", MediationMode::kStaff}, {"on_site_interpreter", MediationMode::kOnSiteInterpreter},
    {"phone", MediationMode::kPhone}, {"video", MediationMode::kVideo},
    {"peer", MediationMode::kPeer},   {"sign", MediationMode::kSign}};
const Names<CapacitySource> kCapacitySources = {{"counted", CapacitySource::kCounted},
                                                {"reported", CapacitySource::kReported},
                                                {"estimated", CapacitySource::kEstimated}};

class Reader {
 public:
  Reader(const Entities& entities, const KnownIds& known, Findings& findings)
      : entities_(entities), known_(known), findings_(findings) {}

  void Read(ImportDocument& out) {
    CheckDuplicates();
    CheckReferences();
    CheckParents();
    for (const Entity* e : Unique("organization"))
      out.organizations.push_back(ReadOrganization(*e));
    for (const Entity* e : Unique("location")) out.places.push_back(ReadPlace(*e));
    for (const Entity* e : Unique("service")) out.offers.push_back(ReadOffer(*e));
    for (const Entity& schedule : All("schedule")) ScheduleOf(schedule);  // also those nobody uses
    if (!All("contact").empty()) {
      Warn(kMeaning, "CONTACT_NOT_STORED", All("contact").front().path, "",
           "names of people are not taken over");
    }
  }

 private:
  // --- findings ---
  void Error(FindingLevel level, std::string code, std::string path, std::string value,
             std::string message) {
    Add(Severity::kError, level, std::move(code), std::move(path), std::move(value),
        std::move(message));
  }
  void Warn(FindingLevel level, std::string code, std::string path, std::string value,
            std::string message) {
    Add(Severity::kWarning, level, std::move(code), std::move(path), std::move(value),
        std::move(message));
  }
  void Add(Severity severity, FindingLevel level, std::string code, std::string path,
           std::string value, std::string message) {
    findings_.Add(severity, {level, std::move(code), std::move(path), std::move(value), 0,
                             std::move(message)});
  }

  // --- entities ---
  const std::vector<Entity>& All(const std::string& type) const {
    static const std::vector<Entity> kNone;
    const auto found = entities_.find(type);
    return found == entities_.end() ? kNone : found->second;
  }

  // One entity per id: the one that says most, since documents repeat objects in short form.
  std::vector<const Entity*> Unique(const std::string& type) const {
    std::map<std::string, const Entity*> by_id;
    std::vector<std::string> order;
    for (const Entity& entity : All(type)) {
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

  bool Has(const std::string& type, const std::string& id) const {
    return std::any_of(All(type).begin(), All(type).end(),
                       [&](const Entity& e) { return Id(*e.json) == id; });
  }

  // Its own field, else the object inside it, else the object around it.
  std::string ReferenceOf(const Entity& entity, const char* field, const char* inside,
                          const std::string& around) const {
    if (std::string id = Id(*entity.json, field); !id.empty()) return id;
    if (const json* object = At(*entity.json, inside)) return Id(*object);
    return absl::AsciiStrToLower(around);
  }

  // --- L2 ---
  void CheckDuplicates() {
    for (const auto& [type, list] : entities_) {
      std::map<std::string, const Entity*> seen;
      for (const Entity& entity : list) {
        const std::string id = Id(*entity.json);
        if (id.empty()) continue;
        const auto [first, fresh] = seen.emplace(id, &entity);
        if (!fresh && Contradict(*first->second->json, *entity.json)) {
          Error(kReference, "DUPLICATE_ID", Join(entity.path, "id"), id,
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
    Add(severity, kReference, "UNKNOWN_REFERENCE", Join(entity.path, field), id,
        absl::StrCat("no ", type, " has this id"));
  }

  void CheckReferences() {
    for (const auto& [type, list] : entities_) {
      for (const Entity& entity : list) ids_[type].insert(Id(*entity.json));
    }
    for (const auto& [type, list] : entities_) {
      for (const Entity& entity : list) {
        if (type == "organization") {
          Require(entity, "parent_organization_id", "organization", &known_.organizations);
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
    for (const Entity& at : All("service_at_location")) {
      if (ReferenceOf(at, "service_id", "service", at.in.service).empty()) {
        Error(kReference, "MISSING_REFERENCE", Join(at.path, "service_id"), "", "names no service");
      }
      if (ReferenceOf(at, "location_id", "location", at.in.location).empty()) {
        Error(kReference, "MISSING_REFERENCE", Join(at.path, "location_id"), "",
              "names no location");
      }
    }
  }

  void CheckParents() {
    std::map<std::string, std::string> parents;
    for (const Entity& e : All("organization")) {
      if (std::string parent = Id(*e.json, "parent_organization_id"); !parent.empty()) {
        parents[Id(*e.json)] = std::move(parent);
      }
    }
    for (const Entity& e : All("organization")) {
      std::string at = Id(*e.json);
      for (size_t steps = 0; steps <= parents.size() && parents.contains(at); ++steps) {
        at = parents[at];
        if (at != Id(*e.json)) continue;
        Error(kMeaning, "PARENT_CYCLE", Join(e.path, "parent_organization_id"), at,
              "the organization is its own ancestor");
        break;
      }
    }
  }

  // --- L3: values ---
  std::string Clean(const Entity& entity, const char* field) {
    std::string text = Text(*entity.json, field);
    const std::string lower = absl::AsciiStrToLower(text);
    if (!absl::StrContains(lower, "<script")) return text;
    std::string clean;
    for (size_t at = 0; at < text.size();) {
      const size_t start = lower.find("<script", at);
      clean += text.substr(at, start == std::string::npos ? start : start - at);
      if (start == std::string::npos) break;
      const size_t end = lower.find("</script>", start);
      at = end == std::string::npos ? text.size() : end + 9;
    }
    Warn(kMeaning, "SCRIPT_REMOVED", Join(entity.path, field), "", "a script was taken out");
    return clean;
  }

  std::optional<int> Whole(const json& object, const char* field, const std::string& path) {
    constexpr double kMost = 1e9;
    const auto number = Number(object, field);
    if (!number) return std::nullopt;
    if (*number >= -kMost && *number <= kMost && *number == std::floor(*number)) {
      return static_cast<int>(*number);
    }
    Error(kMeaning, "BAD_NUMBER", Join(path, field), absl::StrCat(*number),
          "must be a whole number up to a thousand million");
    return std::nullopt;
  }

  std::optional<std::chrono::year_month_day> Date(const json& object, const char* field,
                                                  const std::string& path) {
    const std::string text = Text(object, field);
    if (text.empty()) return std::nullopt;
    const auto day = ParseDate(text.substr(0, text.find('T')));
    if (day.ok()) return *day;
    if (absl::StrContains(text, '/')) {
      Error(kMeaning, "AMBIGUOUS_DATE", Join(path, field), text,
            "can be read in several ways; write YYYY-MM-DD");
    } else {
      Error(kMeaning, "BAD_DATE", Join(path, field), text, "is no date YYYY-MM-DD");
    }
    return std::nullopt;
  }

  std::string DateText(const json& object, const char* field, const std::string& path) {
    const auto day = Date(object, field, path);
    return day ? FormatDate(*day) : "";
  }

  // "14:00", "14:00:00" as they are; "3pm", "3:30 pm" normalized with a warning.
  std::optional<int> TimeOfDay(const Entity& entity, const char* field) {
    const std::string text = Text(*entity.json, field);
    if (text.empty()) return std::nullopt;
    if (const auto minutes = ParseTimeOfDay(text); minutes.ok()) return *minutes;
    std::string lower = absl::AsciiStrToLower(text);
    lower.erase(std::remove(lower.begin(), lower.end(), ' '), lower.end());
    const bool pm = absl::EndsWith(lower, "pm"), am = absl::EndsWith(lower, "am");
    if (pm || am) {
      const std::vector<std::string> parts = absl::StrSplit(lower.substr(0, lower.size() - 2), ':');
      int hours = 0, minutes = 0;
      if (parts.size() <= 2 && absl::SimpleAtoi(parts[0], &hours) && hours >= 1 && hours <= 12 &&
          (parts.size() == 1 ||
           (absl::SimpleAtoi(parts[1], &minutes) && minutes >= 0 && minutes < 60))) {
        const int time = (hours % 12 + (pm ? 12 : 0)) * 60 + minutes;
        Warn(kMeaning, "TIME_NORMALIZED", Join(entity.path, field), text,
             "read as " + FormatTimeOfDay(time));
        return time;
      }
    }
    Error(kMeaning, "BAD_TIME", Join(entity.path, field), text, "is no time HH:MM");
    return std::nullopt;
  }

  std::string Language(const std::string& code, const std::string& path, bool required) {
    const std::string tag = absl::AsciiStrToLower(code.substr(0, code.find('_')));
    if (IsLanguageTag(tag)) return tag;
    if (required || !code.empty()) {
      Error(kMeaning, "BAD_LANGUAGE", path, code, "is no language tag such as \"de\"");
    }
    return "";
  }

  template <class E>
  std::optional<E> OneOf(const json& object, const char* field, const std::string& path,
                         const Names<E>& names, bool required) {
    const std::string text = absl::AsciiStrToLower(Text(object, field));
    if (text.empty() && !required) return std::nullopt;
    const auto found = names.find(text);
    if (found != names.end()) return found->second;
    std::string all;
    for (const auto& [name, value] : names) absl::StrAppend(&all, all.empty() ? "" : "|", name);
    Error(kMeaning, "UNKNOWN_VALUE", Join(path, field), text, "must be one of " + all);
    return std::nullopt;
  }

  template <class E>
  std::set<E> SetOf(const json& object, const char* field, const std::string& path,
                    const Names<E>& names) {
    std::set<E> values;
    const json& list = ListAt(object, field);
    for (size_t i = 0; i < list.size(); ++i) {
      const std::string text = list[i].is_string() ? list[i].get<std::string>() : "";
      if (const auto found = names.find(text); found != names.end()) {
        values.insert(found->second);
      } else {
        Error(kMeaning, "UNKNOWN_VALUE", absl::StrCat(Join(path, field), "[", i, "]"), text,
              "is not known here");
      }
    }
    return values;
  }

  std::vector<std::string> TextsAt(const json& object, const char* field) {
    std::vector<std::string> texts;
    for (const json& item : ListAt(object, field)) {
      if (item.is_string()) texts.push_back(item.get<std::string>());
    }
    return texts;
  }

  // The domain's own rules, for what was not said in more particular words above.
  void Accept(const absl::Status& status, const std::string& path, const std::string& prefix) {
    if (status.ok()) return;
    std::string field = FieldOf(status);
    if (absl::StartsWith(field, prefix + ".")) field = field.substr(prefix.size() + 1);
    std::string message(status.message());
    for (const FieldViolation& violation : FieldViolationsOf(status))
      message = violation.description;
    Error(kMeaning, "BREAKS_RULE", Join(path, field), "", message);
  }

  // What has no field of its own, as it came.
  std::string Rest(const json& object, std::initializer_list<const char*> mapped) {
    json rest = json::object();
    for (const auto& [key, value] : object.items()) {
      const bool known =
          std::any_of(mapped.begin(), mapped.end(), [&](const char* name) { return key == name; });
      if (!known && key != "contacts" && key != "metadata" && key != "id") rest[key] = value;
    }
    if (rest.empty()) return "";
    return rest.dump(-1, ' ', false, json::error_handler_t::replace);
  }

  // --- L3: objects ---
  Organization ReadOrganization(const Entity& e) {
    const json& j = *e.json;
    Organization o;
    o.id = Id(j);
    o.name = Text(j, "name");
    o.alternate_name = Text(j, "alternate_name");
    o.description = Clean(e, "description");
    o.email = Text(j, "email");
    o.website = Text(j, "website");
    o.uri = Text(j, "uri");
    o.legal_status = Text(j, "legal_status");
    o.parent_id = Id(j, "parent_organization_id");
    o.year_incorporated = Whole(j, "year_incorporated", e.path).value_or(0);
    for (const json& i : ListAt(j, "organization_identifiers")) {
      o.identifiers.push_back(
          {Text(i, "identifier_scheme"), Text(i, "identifier_type"), Text(i, "identifier")});
    }
    o.raw_json = Rest(j, {"name", "alternate_name", "description", "email", "website", "uri",
                          "legal_status", "parent_organization_id", "year_incorporated",
                          "organization_identifiers", "services", "locations", "programs"});
    Accept(Validate(o), e.path, "organization");
    return o;
  }

  Place ReadPlace(const Entity& e) {
    const json& j = *e.json;
    Place p;
    p.id = Id(j);
    p.organization_id = ReferenceOf(e, "organization_id", "organization", e.in.organization);
    const std::string type = Text(j, "location_type");
    p.type = type == "virtual"  ? LocationType::kVirtual
             : type == "postal" ? LocationType::kPostal
                                : LocationType::kPhysical;
    p.name = Text(j, "name");
    if (p.name.empty()) p.name = Text(j, "alternate_name");
    p.alternate_name = Text(j, "alternate_name");
    p.description = Clean(e, "description");
    p.transportation = Text(j, "transportation");
    p.url = Text(j, "url");
    ReadCoordinates(e, p);
    for (const json& a : ListAt(j, "addresses")) {
      p.addresses.push_back({Text(a, "attention"), Text(a, "address_1"), Text(a, "address_2"),
                             Text(a, "city"), Text(a, "region"), Text(a, "state_province"),
                             Text(a, "postal_code"), Text(a, "country"), Text(a, "address_type")});
    }
    for (const json& a : ListAt(j, "accessibility")) {
      p.accessibility.description = Text(a, "description");
      p.accessibility.details = Text(a, "details");
      p.accessibility.url = Text(a, "url");
    }
    if (const json* a11y = At(j, "a11y")) {
      static const json kNone = json::object();
      const json* with = At(*a11y, "accessibleWith");
      if (with == nullptr) with = &kNone;
      p.accessibility.wheelchair = Flag(*with, "wheelchair");
      p.accessibility.visual_impairment = Flag(*with, "visualImpairment");
      p.accessibility.hearing_impairment = Flag(*with, "hearingImpairment");
      p.accessibility.learning_impairment = Flag(*with, "learningImpairment");
      p.accessibility.low_stimulus_environment = Flag(*a11y, "hasLowStimulusEnvironment");
      if (const json* staff = At(*a11y, "staff")) {
        p.accessibility.staff_trained_in_signing = Flag(*staff, "isTrainedInSigning");
      }
    }
    const json& points = ListAt(j, "supply_points");
    for (size_t i = 0; i < points.size(); ++i) {
      const std::string path = absl::StrCat(Join(e.path, "supply_points"), "[", i, "]");
      const auto kind = OneOf(points[i], "kind", path, kSupplyKinds, true);
      if (!kind) continue;
      p.supply_points.push_back(
          {*kind, DateText(points[i], "opened", path), DateText(points[i], "closed", path)});
    }
    p.confidential = Flag(j, "confidential").value_or(false);
    p.raw_json =
        Rest(j, {"organization_id", "location_type", "name", "alternate_name", "description",
                 "transportation", "url", "latitude", "longitude", "addresses", "accessibility",
                 "a11y", "supply_points", "confidential", "schedules"});
    Accept(Validate(p), e.path, "place");
    return p;
  }

  void ReadCoordinates(const Entity& e, Place& p) {
    const auto latitude = Number(*e.json, "latitude"), longitude = Number(*e.json, "longitude");
    if (latitude.has_value() != longitude.has_value()) {
      Error(kMeaning, "COORDINATES_INCOMPLETE", Join(e.path, latitude ? "longitude" : "latitude"),
            "", "latitude and longitude come together");
    } else if (latitude && !IsPlausible({*latitude, *longitude})) {
      Error(kMeaning, "COORDINATES_OUT_OF_RANGE", Join(e.path, "latitude"),
            absl::StrCat(*latitude, ",", *longitude), "are out of range or 0,0");
    } else if (latitude) {
      p.point = Point{*latitude, *longitude};
    }
  }

  ImportedOffer ReadOffer(const Entity& e) {
    const json& j = *e.json;
    ImportedOffer out;
    out.id = Id(j);
    OfferContent& c = out.content;
    c.organization_id = ReferenceOf(e, "organization_id", "organization", e.in.organization);
    c.texts.language = At(j, "language") != nullptr
                           ? Language(Text(j, "language"), Join(e.path, "language"), true)
                           : "de";
    c.texts.name = Text(j, "name");
    c.texts.description = Clean(e, "description");
    c.texts.application_process = Clean(e, "application_process");
    c.texts.fees_description = Clean(e, "fees_description");
    c.texts.eligibility_description = Clean(e, "eligibility_description");
    c.texts.alert = Clean(e, "alert");
    c.alternate_name = Text(j, "alternate_name");
    c.url = Text(j, "url");
    c.email = Text(j, "email");
    c.assured_date = DateText(j, "assured_date", e.path);
    c.consumption_free = Flag(j, "consumption_free");
    ReadTranslations(e, c);
    ReadTargeting(e, c);
    ReadNeeds(e, c);
    ReadThreshold(e, c);
    ReadCosts(e, c);
    ReadLanguages(e, c);
    ReadPlaces(e, out.id, c);
    const json& phones = ListAt(j, "phones");
    for (size_t i = 0; i < phones.size(); ++i) {
      const json& p = phones[i];
      const auto extension =
          Whole(p, "extension", absl::StrCat(Join(e.path, "phones"), "[", i, "]"));
      c.phones.push_back({Text(p, "number"), extension ? absl::StrCat(*extension) : "",
                          Text(p, "type"), Text(p, "description")});
    }
    c.raw_json = Rest(j, {"organization_id",
                          "organization",
                          "name",
                          "alternate_name",
                          "description",
                          "url",
                          "email",
                          "status",
                          "application_process",
                          "fees_description",
                          "eligibility_description",
                          "alert",
                          "assured_date",
                          "consumption_free",
                          "language",
                          "translations",
                          "targeting",
                          "needs",
                          "threshold",
                          "cost_options",
                          "languages",
                          "language_mediation",
                          "service_at_locations",
                          "service_areas",
                          "schedules",
                          "capacities",
                          "phones",
                          "program"});
    Accept(Validate(c), e.path, "offer");
    if (known_.archived.contains(out.id)) {
      Error(kMeaning, "OFFER_ARCHIVED", Join(e.path, "id"), out.id,
            "the offer is archived and cannot change");
    }
    out.active = Text(j, "status") == "active";
    if (out.active && (c.organization_id.empty() || c.assured_date.empty() ||
                       (c.places.empty() && c.service_areas.empty()))) {
      Warn(kMeaning, "STAYS_DRAFT", e.path, Text(j, "name"),
           "an active service needs an organization, a place or service area, and assured_date");
      out.active = false;
    }
    return out;
  }

  void ReadTranslations(const Entity& e, OfferContent& c) {
    const json& list = ListAt(*e.json, "translations");
    for (size_t i = 0; i < list.size(); ++i) {
      const std::string path = absl::StrCat(Join(e.path, "translations"), "[", i, "]");
      OfferTexts t;
      t.language = Language(Text(list[i], "language"), Join(path, "language"), true);
      t.name = Text(list[i], "name");
      t.description = Text(list[i], "description");
      t.application_process = Text(list[i], "application_process");
      t.fees_description = Text(list[i], "fees_description");
      t.eligibility_description = Text(list[i], "eligibility_description");
      t.alert = Text(list[i], "alert");
      t.machine = Flag(list[i], "machine").value_or(false);
      if (!t.language.empty()) c.translations.push_back(std::move(t));
    }
  }

  // HSDS says "12 to 17" and means everybody before the 18th birthday.
  std::optional<AgeRange> ReadAges(const Entity& e) {
    const auto minimum = Number(*e.json, "minimum_age"), maximum = Number(*e.json, "maximum_age");
    if (!minimum && !maximum) return std::nullopt;
    if (minimum.value_or(0) < 0 || minimum.value_or(0) > 120 || maximum.value_or(0) < 0 ||
        maximum.value_or(0) > 120) {
      Error(kMeaning, "AGE_OUT_OF_RANGE", Join(e.path, minimum ? "minimum_age" : "maximum_age"),
            absl::StrCat(minimum.value_or(0), "..", maximum.value_or(120)), "must be 0 to 120");
      return std::nullopt;
    }
    if (minimum && maximum && *minimum > *maximum) {
      Error(kMeaning, "AGE_ORDER", Join(e.path, "minimum_age"),
            absl::StrCat(*minimum, "..", *maximum), "the minimum is above the maximum");
      return std::nullopt;
    }
    AgeRange age;
    age.from = minimum.value_or(0);
    if (maximum) age.to = std::floor(*maximum) + 1;
    return age;
  }

  TargetPredicate ReadPredicate(const json& j, const std::string& path) {
    TargetPredicate p;
    p.age.from = Number(j, "age_from").value_or(0);
    if (const auto to = Number(j, "age_to")) p.age.to = *to;
    p.sexes = SetOf(j, "sexes", path, kSexes);
    p.migrations = SetOf(j, "migrations", path, kMigrations);
    p.disabilities = SetOf(j, "disabilities", path, kDisabilities);
    p.families = SetOf(j, "families", path, kFamilies);
    for (std::string& country : TextsAt(j, "countries")) p.countries.insert(std::move(country));
    for (std::string& s : TextsAt(j, "life_situations")) p.life_situations.insert(std::move(s));
    return p;
  }

  void ReadTargeting(const Entity& e, OfferContent& c) {
    const json& list = ListAt(*e.json, "targeting");
    const std::optional<AgeRange> age = ReadAges(e);
    for (size_t i = 0; i < list.size(); ++i) {
      const std::string path = absl::StrCat(Join(e.path, "targeting"), "[", i, "]");
      const auto modality = OneOf(list[i], "modality", path, kModalities, true);
      if (!modality) continue;
      OfferTarget target;
      target.modality = *modality;
      if (const json* predicate = At(list[i], "predicate")) {
        target.group = ReadPredicate(*predicate, Join(path, "predicate"));
      } else {
        const std::string key = Text(list[i], "target_group");
        if (!known_.groups.contains(key)) {
          Error(kReference, "UNKNOWN_REFERENCE", Join(path, "target_group"), key,
                "no target group has this key");
          continue;
        }
        target.group = key;
      }
      c.targeting.push_back(std::move(target));
    }
    if (list.empty() && age) {
      c.targeting.push_back({TargetPredicate{.age = *age}, Modality::kOpenTo});
    }
  }

  void ReadNeeds(const Entity& e, OfferContent& c) {
    c.need_keys = TextsAt(*e.json, "needs");
    for (size_t i = 0; i < c.need_keys.size(); ++i) {
      if (known_.needs.contains(c.need_keys[i])) continue;
      Error(kReference, "UNKNOWN_REFERENCE", absl::StrCat(Join(e.path, "needs"), "[", i, "]"),
            c.need_keys[i], "no need type has this key");
    }
  }

  void ReadThreshold(const Entity& e, OfferContent& c) {
    const json* j = At(*e.json, "threshold");
    if (j == nullptr) return;
    const std::string path = Join(e.path, "threshold");
    Threshold& t = c.threshold;
    t.registration =
        OneOf(*j, "registration", path, kRegistrations, false).value_or(Registration::kUnknown);
    t.anonymous = Flag(*j, "anonymous");
    t.referral_needed = Flag(*j, "referral_needed");
    t.identity_needed = Flag(*j, "id_needed");
    t.walk_in = Flag(*j, "walk_in");
    t.outreach = Flag(*j, "outreach");
    t.residence_bound = Flag(*j, "residence_bound");
  }

  void ReadCosts(const Entity& e, OfferContent& c) {
    const json& list = ListAt(*e.json, "cost_options");
    for (size_t i = 0; i < list.size(); ++i) {
      const std::string path = absl::StrCat(Join(e.path, "cost_options"), "[", i, "]");
      const auto amount = Number(list[i], "amount");
      if (!amount) {
        Warn(kMeaning, "COST_WITHOUT_AMOUNT", path, Text(list[i], "option"),
             "is not taken over: no amount is not free");
        continue;
      }
      if (*amount < 0 || *amount > 1e9) {
        Error(kMeaning, "BAD_AMOUNT", Join(path, "amount"), absl::StrCat(*amount),
              "must be 0 or more");
        continue;
      }
      CostOption cost;
      cost.option = Text(list[i], "option");
      cost.currency = Text(list[i], "currency");
      cost.amount_cents = std::llround(*amount * 100);
      cost.amount_description = Text(list[i], "amount_description");
      cost.valid_from = DateText(list[i], "valid_from", path);
      cost.valid_to = DateText(list[i], "valid_to", path);
      c.costs.push_back(std::move(cost));
    }
  }

  void ReadLanguages(const Entity& e, OfferContent& c) {
    const json& spoken = ListAt(*e.json, "languages");
    for (size_t i = 0; i < spoken.size(); ++i) {
      const std::string path = absl::StrCat(Join(e.path, "languages"), "[", i, "].code");
      std::string code = Language(Text(spoken[i], "code"), path, false);
      if (!code.empty()) c.languages.push_back({std::move(code), Text(spoken[i], "note")});
    }
    const json& mediated = ListAt(*e.json, "language_mediation");
    for (size_t i = 0; i < mediated.size(); ++i) {
      const std::string path = absl::StrCat(Join(e.path, "language_mediation"), "[", i, "]");
      LanguageMediation m;
      m.language = Language(Text(mediated[i], "language"), Join(path, "language"), true);
      const auto mode = OneOf(mediated[i], "mode", path, kModes, true);
      if (m.language.empty() || !mode) continue;
      m.mode = *mode;
      m.bookable = Flag(mediated[i], "bookable");
      m.free_of_charge = Flag(mediated[i], "cost_free");
      m.notice_hours = Whole(mediated[i], "notice_hours", path).value_or(0);
      c.language_mediation.push_back(std::move(m));
    }
  }

  void ReadPlaces(const Entity& e, const std::string& service, OfferContent& c) {
    const std::vector<Schedule> of_service = SchedulesOf([&](const Entity& s) {
      return ReferenceOf(s, "service_id", "", s.in.service) == service &&
             s.in.service_at_location.empty() && s.in.location.empty() &&
             Id(*s.json, "service_at_location_id").empty();
    });
    for (const Entity* at : Unique("service_at_location")) {
      if (ReferenceOf(*at, "service_id", "service", at->in.service) != service) continue;
      OfferAtPlace place;
      place.id = Id(*at->json);
      place.place_id = ReferenceOf(*at, "location_id", "location", at->in.location);
      place.description = Clean(*at, "description");
      place.schedules = SchedulesOf([&](const Entity& s) {
        return ReferenceOf(s, "service_at_location_id", "", s.in.service_at_location) == place.id &&
               s.in.location.empty();
      });
      if (place.schedules.empty()) place.schedules = of_service;
      if (place.schedules.empty()) {
        place.schedules = SchedulesOf([&](const Entity& s) {
          return ReferenceOf(s, "location_id", "", s.in.location) == place.place_id;
        });
      }
      c.places.push_back(std::move(place));
    }
    ReadCapacities(e, service, c);
    for (const Entity& a : All("service_area")) {
      if (ReferenceOf(a, "service_id", "", a.in.service) != service ||
          !a.in.service_at_location.empty()) {
        continue;
      }
      c.service_areas.push_back(
          {Text(*a.json, "name"), Clean(a, "description"), TextsAt(*a.json, "neighborhood_keys")});
    }
  }

  void ReadCapacities(const Entity& e, const std::string& service, OfferContent& c) {
    for (const Entity& entity : All("service_capacity")) {
      const json& j = *entity.json;
      if (ReferenceOf(entity, "service_id", "", entity.in.service) != service) continue;
      if (!capacities_.insert(service + Id(j)).second) continue;
      Capacity capacity;
      if (const json* unit = At(j, "unit")) capacity.unit = Text(*unit, "name");
      if (capacity.unit.empty()) capacity.unit = "places";
      capacity.available = Number(j, "available");
      capacity.maximum = Number(j, "maximum");
      capacity.description = Text(j, "description");
      capacity.measured_at = DateText(j, "updated", entity.path);
      capacity.source = OneOf(j, "source", entity.path, kCapacitySources, false)
                            .value_or(CapacitySource::kUnknown);
      if (const auto from = Number(j, "age_from")) {
        capacity.age = AgeRange{*from};
        if (const auto to = Number(j, "age_to")) capacity.age->to = *to;
      }
      if (capacity.available && capacity.maximum && *capacity.available > *capacity.maximum) {
        Error(kMeaning, "AVAILABLE_ABOVE_MAXIMUM", Join(entity.path, "available"),
              absl::StrCat(*capacity.available),
              absl::StrCat("the maximum is ", *capacity.maximum));
        continue;
      }
      Assign(entity, std::move(capacity), e, c);
    }
  }

  // HSDS counts capacity per service; we need it per place.
  void Assign(const Entity& entity, Capacity capacity, const Entity& service, OfferContent& c) {
    const std::string at = Id(*entity.json, "service_at_location_id");
    if (c.places.empty()) return;
    if (!at.empty()) {
      for (OfferAtPlace& place : c.places) {
        if (place.id == at) place.capacities.push_back(capacity);
      }
      return;
    }
    const auto places = static_cast<double>(c.places.size());
    if (places > 1) {
      Warn(kMeaning, "CAPACITY_DIVIDED", entity.path, Text(*service.json, "name"),
           "is divided evenly among the places of the service");
      if (capacity.available) *capacity.available /= places;
      if (capacity.maximum) *capacity.maximum /= places;
    }
    for (OfferAtPlace& place : c.places) place.capacities.push_back(capacity);
  }

  template <class Belongs>
  std::vector<Schedule> SchedulesOf(Belongs belongs) {
    std::vector<Schedule> schedules;
    std::set<std::string> seen;
    for (const Entity& entity : All("schedule")) {
      if (!belongs(entity) || !seen.insert(Id(*entity.json)).second) continue;
      if (const auto schedule = ScheduleOf(entity)) schedules.push_back(*schedule);
    }
    return schedules;
  }

  // Read once, however many places use it, so that its faults are named once.
  std::optional<Schedule> ScheduleOf(const Entity& e) {
    const auto [at, fresh] = schedules_.try_emplace(&e);
    if (fresh) at->second = ReadSchedule(e);
    return at->second;
  }

  std::optional<Schedule> ReadSchedule(const Entity& e) {
    const json& j = *e.json;
    const int64_t errors = findings_.errors.total;
    Schedule s;
    const std::string freq = Text(j, "freq");
    s.freq = freq == "MONTHLY" ? Frequency::kMonthly : Frequency::kWeekly;
    s.interval = Whole(j, "interval", e.path).value_or(1);
    s.byday = Text(j, "byday");
    s.bymonthday = Text(j, "bymonthday");
    s.count = Whole(j, "count", e.path).value_or(0);
    s.dtstart = Date(j, "dtstart", e.path);
    s.until = Date(j, "until", e.path);
    s.valid_from = Date(j, "valid_from", e.path);
    s.valid_to = Date(j, "valid_to", e.path);
    s.description = Clean(e, "description");
    const auto opens = TimeOfDay(e, "opens_at"), closes = TimeOfDay(e, "closes_at");
    if (freq.empty() || !opens || !closes) {
      if (findings_.errors.total == errors) {
        Warn(kMeaning, "SCHEDULE_WITHOUT_HOURS", e.path, "", "says no hours and is not taken over");
      }
      return std::nullopt;
    }
    s.opens_at = *opens;
    s.closes_at = *closes;
    if (s.overnight()) {
      Warn(kMeaning, "OVERNIGHT", Join(e.path, "closes_at"), Text(j, "closes_at"),
           "is read as a time of the next day");
    }
    if (s.until && s.count > 0) {
      Error(kMeaning, "UNTIL_AND_COUNT", Join(e.path, "until"), Text(j, "until"),
            "until and count exclude each other");
    }
    if (!Text(j, "byyearday").empty()) {
      Error(kMeaning, "BAD_RULE", Join(e.path, "byyearday"), Text(j, "byyearday"),
            "belongs to YEARLY rules only");
    }
    if (!Text(j, "byweekno").empty()) {
      Warn(kMeaning, "BYWEEKNO_IGNORED", Join(e.path, "byweekno"), Text(j, "byweekno"),
           "belongs to YEARLY rules only (RFC 5545)");
    }
    if (s.freq == Frequency::kWeekly && !s.bymonthday.empty()) {
      Error(kMeaning, "BAD_RULE", Join(e.path, "bymonthday"), s.bymonthday,
            "a WEEKLY rule has no days of a month");
    }
    if (findings_.errors.total == errors) Accept(Validate(s, "schedule"), e.path, "schedule");
    return findings_.errors.total == errors ? std::optional<Schedule>(s) : std::nullopt;
  }

  const Entities& entities_;
  const KnownIds& known_;
  Findings& findings_;
  std::map<std::string, std::set<std::string>> ids_;
  std::map<const Entity*, std::optional<Schedule>> schedules_;
  std::set<std::string> capacities_;
};

int RowOf(std::string_view text, size_t offset) {
  const auto end = text.begin() + static_cast<std::ptrdiff_t>(std::min(offset, text.size()));
  return 1 + static_cast<int>(std::count(text.begin(), end, '\n'));
}

void Reject(Findings& findings, std::string code, int row, std::string message) {
  findings.Add(Severity::kError, {kSchema, std::move(code), "", "", row, std::move(message)});
}

}  // namespace

ImportDocument ReadHsds(std::string_view text, const KnownIds& known) {
  ImportDocument out;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  if (const size_t bad = FirstInvalidUtf8(text); bad != std::string_view::npos) {
    Reject(out.findings, "INVALID_UTF8", RowOf(text, bad), "the file is not UTF-8");
    return out;
  }
  if (NestingOf(text) > kMaxNesting) {
    Reject(out.findings, "TOO_DEEP", 1, absl::StrCat("nests deeper than ", kMaxNesting));
    return out;
  }
  const json document = json::parse(text, nullptr, false);
  if (document.is_discarded()) {
    Reject(out.findings, "NOT_JSON", 1, "the file is no JSON document");
    return out;
  }
  const Entities entities = CollectEntities(document, out.findings);
  Reader(entities, known, out.findings).Read(out);
  LocateFindings(text, out.findings);
  return out;
}

}  // namespace zwk::catalog
