#include "catalog/import/hsds_writer.h"

#include <limits>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "catalog/base/checks.h"
#include "catalog/import/hsds_names.h"
#include "platform/base/clock.h"
#include "platform/base/uuid.h"

namespace zwk::catalog::hsds {
namespace {

using nlohmann::json;

// What is empty or unknown is not said.
void Say(json& object, const char* field, const std::string& text) {
  if (!text.empty()) object[field] = text;
}
template <class T>
void Say(json& object, const char* field, const std::optional<T>& value) {
  if (value) object[field] = *value;
}
void Say(json& object, const char* field, json list) {
  if (!list.empty()) object[field] = std::move(list);
}

// A child has no id here: it gets one that stays while the order does.
json Child(const std::string& of, const char* list, size_t i) {
  return {{"id", UuidFromName(absl::StrCat("hsds/", of, "/", list, "/", i))}};
}

template <class Items, class Make>
json ListOf(const std::string& of, const char* list, const Items& items, Make make) {
  json all = json::array();
  size_t i = 0;
  for (const auto& item : items) {
    json child = Child(of, list, i++);
    make(item, child);
    all.push_back(std::move(child));
  }
  return all;
}

// What came with it and has no field here; what has one is newer.
void AddRest(json& object, const std::string& raw) {
  // An older build took it at any depth.
  if (raw.empty() || NestingOf(raw) > kDeepestJson) return;
  const json rest = json::parse(raw, nullptr, false);
  if (!rest.is_object()) return;
  for (const auto& [key, value] : rest.items()) {
    if (!object.contains(key)) object[key] = value;
  }
}

template <class E>
json NamesOf(const Names<E>& names, const std::set<E>& values) {
  json all = json::array();
  for (const E value : values) all.push_back(NameOf(names, value));
  return all;
}

std::string DayOf(const OptionalDay& day) { return day ? FormatDate(*day) : ""; }

json DaysOf(const std::vector<std::chrono::year_month_day>& days) {
  json all = json::array();
  for (const auto& day : days) all.push_back(FormatDate(day));
  return all;
}

void AddHours(json& j, int opens_at, int closes_at) {
  Say(j, "opens_at", FormatTimeOfDay(opens_at));
  Say(j, "closes_at", FormatTimeOfDay(closes_at));
}

void AddSchedule(const Schedule& s, json& j) {
  Say(j, "freq", NameOf(kFrequencies, s.freq));
  if (s.interval != 1) j["interval"] = s.interval;
  if (s.count > 0) j["count"] = s.count;
  const std::pair<const char*, const std::string&> texts[] = {
      {"byday", s.byday},
      {"bymonthday", s.bymonthday},
      {"byyearday", s.byyearday},
      {"byweekno", s.byweekno},
      {"bymonth", s.bymonth},
      {"bysetpos", s.bysetpos},
      {"wkst", s.wkst},
      {"iana_timezone", s.timezone},
      {"description", s.description},
      {"schedule_link", s.schedule_link},
      {"holiday_calendar", s.holiday_calendar}};
  for (const auto& [field, text] : texts) Say(j, field, text);
  const std::pair<const char*, const OptionalDay&> days[] = {{"dtstart", s.dtstart},
                                                             {"until", s.until},
                                                             {"valid_from", s.valid_from},
                                                             {"valid_to", s.valid_to}};
  for (const auto& [field, day] : days) Say(j, field, DayOf(day));
  Say(j, "exdate", DaysOf(s.exdate));
  Say(j, "rdate", DaysOf(s.rdate));
  AddHours(j, s.opens_at, s.closes_at);
  if (s.by_appointment) j["by_appointment"] = true;
  for (const ScheduleException& e : s.exceptions) {
    json one = {{"from", DayOf(e.from)}, {"to", DayOf(e.to)}};
    if (e.closed) one["closed"] = true;
    AddHours(one, e.opens_at, e.closes_at);
    Say(one, "reason", e.reason);
    j["exceptions"].push_back(std::move(one));
  }
}

void AddCapacity(const Capacity& c, json& j) {
  j["unit"] = {{"id", UuidFromName("hsds/unit/" + c.unit)}, {"name", c.unit}};
  Say(j, "available", c.available);
  Say(j, "maximum", c.maximum);
  Say(j, "description", c.description);
  Say(j, "updated", c.measured_at);
  Say(j, "source", NameOf(kCapacitySources, c.source));
  if (!c.age) return;
  j["age_from"] = c.age->from;
  if (c.age->to < std::numeric_limits<double>::infinity()) j["age_to"] = c.age->to;
}

json PredicateOf(const TargetPredicate& p) {
  json j = json::object();
  if (p.age.from > 0) j["age_from"] = p.age.from;
  if (p.age.to < std::numeric_limits<double>::infinity()) j["age_to"] = p.age.to;
  Say(j, "sexes", NamesOf(kSexes, p.sexes));
  Say(j, "migrations", NamesOf(kMigrations, p.migrations));
  Say(j, "disabilities", NamesOf(kDisabilities, p.disabilities));
  Say(j, "families", NamesOf(kFamilies, p.families));
  Say(j, "countries", json(p.countries));
  Say(j, "life_situations", json(p.life_situations));
  return j;
}

void AddTexts(const OfferTexts& t, json& j) {
  Say(j, "language", t.language);
  Say(j, "name", t.name);
  Say(j, "description", t.description);
  Say(j, "application_process", t.application_process);
  Say(j, "fees_description", t.fees_description);
  Say(j, "eligibility_description", t.eligibility_description);
  Say(j, "alert", t.alert);
}

void AddTargeting(const OfferContent& c, json& j) {
  for (const OfferTarget& target : c.targeting) {
    json one = {{"modality", NameOf(kModalities, target.modality)}};
    if (const auto* key = std::get_if<std::string>(&target.group)) {
      one["target_group"] = *key;
    } else {
      one["predicate"] = PredicateOf(std::get<TargetPredicate>(target.group));
    }
    j["targeting"].push_back(std::move(one));
  }
  Say(j, "needs", json(c.need_keys));
}

void AddThreshold(const Threshold& t, json& j) {
  json threshold = json::object();
  Say(threshold, "registration", NameOf(kRegistrations, t.registration));
  Say(threshold, "anonymous", t.anonymous);
  Say(threshold, "referral_needed", t.referral_needed);
  Say(threshold, "id_needed", t.identity_needed);
  Say(threshold, "walk_in", t.walk_in);
  Say(threshold, "outreach", t.outreach);
  Say(threshold, "residence_bound", t.residence_bound);
  Say(j, "threshold", std::move(threshold));
}

void AddLanguages(const std::string& id, const OfferContent& c, json& j) {
  for (const OfferTexts& texts : c.translations) {
    json one = json::object();
    AddTexts(texts, one);
    if (texts.machine) one["machine"] = true;
    j["translations"].push_back(std::move(one));
  }
  Say(j, "languages", ListOf(id, "languages", c.languages, [](const SpokenLanguage& l, json& one) {
        one["code"] = l.code;
        Say(one, "note", l.note);
      }));
  for (const LanguageMediation& m : c.language_mediation) {
    json one = {{"language", m.language}, {"mode", NameOf(kModes, m.mode)}};
    Say(one, "bookable", m.bookable);
    Say(one, "cost_free", m.free_of_charge);
    if (m.notice_hours != 0) one["notice_hours"] = m.notice_hours;
    j["language_mediation"].push_back(std::move(one));
  }
}

void AddCostsAndPhones(const std::string& id, const OfferContent& c, json& j) {
  Say(j, "cost_options", ListOf(id, "cost_options", c.costs, [](const CostOption& cost, json& one) {
        one["amount"] = static_cast<double>(cost.amount_cents) / 100;
        Say(one, "option", cost.option);
        Say(one, "currency", cost.currency);
        Say(one, "amount_description", cost.amount_description);
        Say(one, "valid_from", cost.valid_from);
        Say(one, "valid_to", cost.valid_to);
      }));
  Say(j, "phones", ListOf(id, "phones", c.phones, [](const catalog::Phone& phone, json& one) {
        one["number"] = phone.number;
        int extension = 0;  // HSDS has a number there
        if (absl::SimpleAtoi(phone.extension, &extension)) one["extension"] = extension;
        Say(one, "type", phone.type);
        Say(one, "description", phone.description);
      }));
}

void AddPlaces(const std::string& id, const OfferContent& c, const Register<Place>& places,
               json& j) {
  for (const OfferAtPlace& at : c.places) {
    const auto place = places.find(at.place_id);
    if (place == places.end() || place->second.confidential) continue;
    json one = {{"id", at.id}, {"location", LocationOf(place->second)}};
    Say(one, "description", at.description);
    Say(one, "schedules", ListOf(at.id, "schedules", at.schedules, &AddSchedule));
    j["service_at_locations"].push_back(std::move(one));
    for (json& capacity : ListOf(at.id, "capacities", at.capacities, &AddCapacity)) {
      capacity["service_at_location_id"] = at.id;
      j["capacities"].push_back(std::move(capacity));
    }
  }
  Say(j, "service_areas",
      ListOf(id, "service_areas", c.service_areas, [](const ServiceArea& area, json& one) {
        Say(one, "name", area.name);
        Say(one, "description", area.description);
        Say(one, "neighborhood_keys", json(area.neighborhood_keys));
      }));
}

std::string StatusOf(OfferState state) {
  switch (state) {
    case OfferState::kPublished:
      return "active";
    case OfferState::kTemporarilyClosed:
      return "temporarily closed";
    case OfferState::kArchived:
      return "defunct";
    default:
      return "inactive";
  }
}

json A11yOf(const Accessibility& a) {
  json j = json::object(), with = json::object();
  Say(with, "wheelchair", a.wheelchair);
  Say(with, "visualImpairment", a.visual_impairment);
  Say(with, "hearingImpairment", a.hearing_impairment);
  Say(with, "learningImpairment", a.learning_impairment);
  Say(j, "accessibleWith", std::move(with));
  Say(j, "hasLowStimulusEnvironment", a.low_stimulus_environment);
  if (a.staff_trained_in_signing)
    j["staff"] = {{"isTrainedInSigning", *a.staff_trained_in_signing}};
  return j;
}

}  // namespace

json OrganizationOf(const Organization& o) {
  json j = {{"id", o.id}, {"name", o.name}, {"description", o.description}};
  Say(j, "alternate_name", o.alternate_name);
  Say(j, "email", o.email);
  Say(j, "website", o.website);
  Say(j, "uri", o.uri);
  Say(j, "legal_status", o.legal_status);
  Say(j, "parent_organization_id", o.parent_id);
  if (o.year_incorporated != 0) j["year_incorporated"] = o.year_incorporated;
  Say(j, "organization_identifiers",
      ListOf(o.id, "organization_identifiers", o.identifiers,
             [](const OrganizationIdentifier& i, json& one) {
               Say(one, "identifier_scheme", i.scheme);
               one["identifier_type"] = i.type;
               one["identifier"] = i.identifier;
             }));
  AddRest(j, o.raw_json);
  return j;
}

json LocationOf(const Place& p) {
  static constexpr const char* kTypes[] = {"", "physical", "postal", "virtual"};
  json j = {{"id", p.id}, {"name", p.name}, {"location_type", kTypes[static_cast<int>(p.type)]}};
  Say(j, "organization_id", p.organization_id);
  Say(j, "alternate_name", p.alternate_name);
  Say(j, "description", p.description);
  Say(j, "transportation", p.transportation);
  Say(j, "url", p.url);
  if (p.point) {
    j["latitude"] = p.point->latitude;
    j["longitude"] = p.point->longitude;
  }
  Say(j, "addresses", ListOf(p.id, "addresses", p.addresses, [](const Address& a, json& one) {
        Say(one, "attention", a.attention);
        Say(one, "address_2", a.address_2);
        Say(one, "region", a.region);
        one.update({{"address_1", a.address_1},
                    {"city", a.city},
                    {"state_province", a.state_province},
                    {"postal_code", a.postal_code},
                    {"country", a.country},
                    {"address_type", a.address_type}});  // HSDS wants these
      }));
  const Accessibility& a = p.accessibility;
  if (!a.description.empty() || !a.details.empty() || !a.url.empty()) {
    json one = Child(p.id, "accessibility", 0);
    Say(one, "description", a.description);
    Say(one, "details", a.details);
    Say(one, "url", a.url);
    j["accessibility"].push_back(std::move(one));
  }
  Say(j, "a11y", A11yOf(a));
  for (const SupplyPoint& point : p.supply_points) {
    json one = {{"kind", NameOf(kSupplyKinds, point.kind)}};
    Say(one, "opened", point.opened);
    Say(one, "closed", point.closed);
    j["supply_points"].push_back(std::move(one));
  }
  AddRest(j, p.raw_json);
  return j;
}

json ServiceOf(const Offer& offer, const Register<Organization>& organizations,
               const Register<Place>& places) {
  const OfferContent& c = offer.content;
  json j = {{"id", offer.id}, {"status", StatusOf(offer.state)}};
  AddTexts(c.texts, j);
  Say(j, "organization_id", c.organization_id);
  const auto organization = organizations.find(c.organization_id);
  if (organization != organizations.end()) j["organization"] = OrganizationOf(organization->second);
  Say(j, "alternate_name", c.alternate_name);
  Say(j, "url", c.url);
  Say(j, "email", c.email);
  Say(j, "assured_date", c.assured_date);
  Say(j, "consumption_free", c.consumption_free);
  AddTargeting(c, j);
  AddThreshold(c.threshold, j);
  AddLanguages(offer.id, c, j);
  AddCostsAndPhones(offer.id, c, j);
  AddPlaces(offer.id, c, places, j);
  AddRest(j, c.raw_json);
  return j;
}

json PageOf(json contents, size_t total, size_t page, size_t size) {
  const size_t pages = (total + size - 1) / size;
  return {{"total_items", total},      {"total_pages", pages},
          {"page_number", page},       {"size", contents.size()},
          {"first_page", page == 1},   {"last_page", page >= pages},
          {"empty", contents.empty()}, {"contents", std::move(contents)}};
}

}  // namespace zwk::catalog::hsds
