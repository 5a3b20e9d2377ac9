#include "catalog/import/hsds_service.h"

#include <cmath>

namespace zwk::catalog::hsds {

using enum FindingLevel;

namespace {

std::string RestOfService(const Entity& e, Children& children) {
  return Rest(e,
              {"organization_id",
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
               "phones"},
              "service", children,
              {{"funding", "funding"},
               {"required_document", "required_documents"},
               {"url", "additional_urls"}});
}

}  // namespace

ServiceReader::ServiceReader(const Entities& entities, const KnownIds& known, Children& children,
                             Schedules& schedules, Time now, Values& values)
    : known_(known), children_(children), schedules_(schedules), now_(now), values_(values) {
  for (const Entity& unit : All(entities, "unit")) units_.emplace(Id(*unit.json), &unit);
}

WantedOffer ServiceReader::Read(const Entity& e) {
  values_.ForgetOrigins();
  const json& j = *e.json;
  WantedOffer out;
  out.id = Id(j);
  OfferContent& c = out.content;
  c.organization_id = ReferenceOf(e, "organization_id", "organization", e.in.organization);
  c.texts.language = At(j, "language") != nullptr
                         ? values_.Language(Text(j, "language"), Join(e.path, "language"), true)
                         : "de";
  c.texts.name = values_.Clean(e, "name");
  c.texts.description = values_.Clean(e, "description");
  c.texts.application_process = values_.Clean(e, "application_process");
  c.texts.fees_description = values_.Clean(e, "fees_description");
  c.texts.eligibility_description = values_.Clean(e, "eligibility_description");
  c.texts.alert = values_.Clean(e, "alert");
  c.alternate_name = values_.Clean(e, "alternate_name");
  c.url = values_.Url(j, "url", e.path);
  c.email = values_.Email(j, "email", e.path);
  c.assured_date = values_.DateText(j, "assured_date", e.path);
  c.consumption_free = Flag(j, "consumption_free");
  ReadTranslations(e, c);
  ReadTargeting(e, c);
  ReadNeeds(e, c);
  ReadThreshold(e, c);
  ReadCosts(e, c);
  ReadLanguages(e, c);
  ReadPlaces(e, out.id, c);
  ReadPhones(children_.Take("phone", "service", out.id), c);
  c.raw_json = RestOfService(e, children_);
  values_.Accept(c, e.path, "offer", now_);
  ReadState(e, out);
  return out;
}

void ServiceReader::ReadState(const Entity& e, WantedOffer& out) {
  const OfferContent& c = out.content;
  const std::string status = Text(*e.json, "status");
  const bool active = status == "active";
  out.state = status == "active"    ? WantedOffer::State::kPublished
              : status == "defunct" ? WantedOffer::State::kEnded
                                    : WantedOffer::State::kClosed;
  // No fault of the file: a feed that says each night what has ended here brings all else all the same.
  if (active && known_.archived_offers.contains(out.id)) {
    values_.Warn(kMeaning, "ARCHIVED", Join(e.path, "id"), out.id, "is archived and stays so");
  }
  if (active && (c.organization_id.empty() || c.assured_date.empty() ||
                 (c.places.empty() && c.service_areas.empty()))) {
    values_.Warn(
        kMeaning, "STAYS_DRAFT", e.path, Text(*e.json, "name"),
        "an active service needs an organization, a place or service area, and assured_date");
    out.state = WantedOffer::State::kDraft;
  }
}

void ServiceReader::ReadPhones(const std::vector<const Entity*>& phones, OfferContent& c) {
  for (const Entity* p : phones) {
    const auto extension = values_.Whole(*p->json, "extension", p->path);
    std::string number = values_.Phone(*p->json, "number", p->path);
    if (number.empty()) continue;
    values_.Origin(absl::StrCat("offer.phones[", c.phones.size(), "]"), p->path);
    c.phones.push_back({std::move(number), extension ? absl::StrCat(*extension) : "",
                        values_.Clean(*p, "type"), values_.Clean(*p, "description")});
    values_.Others(*p, {"number", "extension", "type", "description"});
  }
}

void ServiceReader::ReadTranslations(const Entity& e, OfferContent& c) {
  const json& list = ListAt(*e.json, "translations");
  for (size_t i = 0; i < list.size(); ++i) {
    const std::string path = absl::StrCat(Join(e.path, "translations"), "[", i, "]");
    OfferTexts t;
    t.language = values_.Language(Text(list[i], "language"), Join(path, "language"), true);
    t.name = values_.Clean(list[i], "name", path);
    t.description = values_.Clean(list[i], "description", path);
    t.application_process = values_.Clean(list[i], "application_process", path);
    t.fees_description = values_.Clean(list[i], "fees_description", path);
    t.eligibility_description = values_.Clean(list[i], "eligibility_description", path);
    t.alert = values_.Clean(list[i], "alert", path);
    t.machine = Flag(list[i], "machine").value_or(false);
    if (t.language.empty()) continue;
    values_.Origin(absl::StrCat("offer.translations[", c.translations.size(), "]"), path);
    c.translations.push_back(std::move(t));
  }
}

// HSDS says "12 to 17" and means everybody before the 18th birthday.
std::optional<AgeRange> ServiceReader::ReadAges(const Entity& e) {
  const auto minimum = Number(*e.json, "minimum_age");
  auto maximum = Number(*e.json, "maximum_age");
  if (maximum && *maximum > 120) {
    values_.Warn(kMeaning, "NO_MAXIMUM_AGE", Join(e.path, "maximum_age"), absl::StrCat(*maximum),
                 "was read as no limit");
    maximum.reset();
  }
  if (!minimum && !maximum) return std::nullopt;
  if (minimum.value_or(0) < 0 || minimum.value_or(0) > 120 || maximum.value_or(0) < 0 ||
      maximum.value_or(0) > 120) {
    values_.Error(
        kMeaning, "AGE_OUT_OF_RANGE", Join(e.path, minimum ? "minimum_age" : "maximum_age"),
        absl::StrCat(minimum.value_or(0), "..", maximum.value_or(120)), "must be 0 to 120");
    return std::nullopt;
  }
  if (minimum && maximum && *minimum > *maximum) {
    values_.Error(kMeaning, "AGE_ORDER", Join(e.path, "minimum_age"),
                  absl::StrCat(*minimum, "..", *maximum), "the minimum is above the maximum");
    return std::nullopt;
  }
  AgeRange age;
  age.from = minimum.value_or(0);
  if (maximum) age.to = std::floor(*maximum) + 1;
  return age;
}

TargetPredicate ServiceReader::ReadPredicate(const json& j, const std::string& path) {
  TargetPredicate p;
  p.age.from = Number(j, "age_from").value_or(0);
  if (const auto to = Number(j, "age_to")) p.age.to = *to;
  p.sexes = values_.SetOf(j, "sexes", path, kSexes);
  p.migrations = values_.SetOf(j, "migrations", path, kMigrations);
  p.disabilities = values_.SetOf(j, "disabilities", path, kDisabilities);
  p.families = values_.SetOf(j, "families", path, kFamilies);
  for (std::string& country : TextsAt(j, "countries")) p.countries.insert(std::move(country));
  for (std::string& s : TextsAt(j, "life_situations")) p.life_situations.insert(std::move(s));
  return p;
}

void ServiceReader::ReadTargeting(const Entity& e, OfferContent& c) {
  const json& list = ListAt(*e.json, "targeting");
  const std::optional<AgeRange> age = ReadAges(e);
  for (size_t i = 0; i < list.size(); ++i) {
    const std::string path = absl::StrCat(Join(e.path, "targeting"), "[", i, "]");
    const auto modality = values_.OneOf(list[i], "modality", path, kModalities, true);
    if (!modality) continue;
    OfferTarget target;
    target.modality = *modality;
    if (const json* predicate = At(list[i], "predicate")) {
      target.group = ReadPredicate(*predicate, Join(path, "predicate"));
    } else {
      const std::string key = Text(list[i], "target_group");
      if (!known_.groups.contains(key)) {
        values_.Error(kReference, "UNKNOWN_REFERENCE", Join(path, "target_group"), key,
                      "no target group has this key");
        continue;
      }
      target.group = key;
    }
    values_.Origin(absl::StrCat("offer.targeting[", c.targeting.size(), "]"), path);
    c.targeting.push_back(std::move(target));
  }
  if (list.empty() && age) {
    c.targeting.push_back({TargetPredicate{.age = *age}, Modality::kOpenTo});
  }
}

void ServiceReader::ReadNeeds(const Entity& e, OfferContent& c) {
  c.need_keys = TextsAt(*e.json, "needs");
  for (size_t i = 0; i < c.need_keys.size(); ++i) {
    if (known_.needs.contains(c.need_keys[i])) continue;
    values_.Error(kReference, "UNKNOWN_REFERENCE", absl::StrCat(Join(e.path, "needs"), "[", i, "]"),
                  c.need_keys[i], "no need type has this key");
  }
}

void ServiceReader::ReadThreshold(const Entity& e, OfferContent& c) {
  const json* j = At(*e.json, "threshold");
  if (j == nullptr) return;
  const std::string path = Join(e.path, "threshold");
  Threshold& t = c.threshold;
  t.registration = values_.OneOf(*j, "registration", path, kRegistrations, false)
                       .value_or(Registration::kUnknown);
  t.anonymous = Flag(*j, "anonymous");
  t.referral_needed = Flag(*j, "referral_needed");
  t.identity_needed = Flag(*j, "id_needed");
  t.walk_in = Flag(*j, "walk_in");
  t.outreach = Flag(*j, "outreach");
  t.residence_bound = Flag(*j, "residence_bound");
}

void ServiceReader::ReadCosts(const Entity& e, OfferContent& c) {
  for (const Entity* one : children_.Take("cost_option", "service", Id(*e.json))) {
    const json& j = *one->json;
    const auto amount = Number(j, "amount");
    if (!amount) {
      values_.Warn(kMeaning, "COST_WITHOUT_AMOUNT", one->path, Text(j, "option"),
                   "is not taken over: no amount is not free");
      continue;
    }
    if (*amount < 0 || *amount > 1e9) {
      values_.Error(kMeaning, "BAD_AMOUNT", Join(one->path, "amount"), absl::StrCat(*amount),
                    "must be 0 or more");
      continue;
    }
    const std::string at = absl::StrCat("offer.costs[", c.costs.size(), "]");
    values_.Origin(at, one->path);
    values_.Origin(at + ".amount_cents", Join(one->path, "amount"));
    CostOption cost;
    cost.option = values_.Clean(*one, "option");
    cost.currency = values_.Currency(j, "currency", one->path);
    cost.amount_cents = std::llround(*amount * 100);
    cost.amount_description = values_.Clean(*one, "amount_description");
    cost.valid_from = values_.DateText(j, "valid_from", one->path);
    cost.valid_to = values_.DateText(j, "valid_to", one->path);
    c.costs.push_back(std::move(cost));
    values_.Others(
        *one, {"option", "currency", "amount", "amount_description", "valid_from", "valid_to"});
  }
}

void ServiceReader::ReadLanguages(const Entity& e, OfferContent& c) {
  for (const Entity* one : children_.Take("language", "service", Id(*e.json))) {
    const json& j = *one->json;
    std::string code = values_.Language(Text(j, "code"), Join(one->path, "code"), false);
    if (code.empty()) {
      values_.Warn(kMeaning, "LANGUAGE_WITHOUT_CODE", one->path, Text(j, "name"),
                   "is not taken over: no code says which language it is");
      continue;
    }
    values_.Origin(absl::StrCat("offer.languages[", c.languages.size(), "]"), one->path);
    c.languages.push_back({std::move(code), values_.Clean(*one, "note")});
    values_.Others(*one, {"code", "name", "note"});
  }
  const json& mediated = ListAt(*e.json, "language_mediation");
  for (size_t i = 0; i < mediated.size(); ++i) {
    const std::string path = absl::StrCat(Join(e.path, "language_mediation"), "[", i, "]");
    LanguageMediation m;
    m.language = values_.Language(Text(mediated[i], "language"), Join(path, "language"), true);
    const auto mode = values_.OneOf(mediated[i], "mode", path, kModes, true);
    if (m.language.empty() || !mode) continue;
    m.mode = *mode;
    m.bookable = Flag(mediated[i], "bookable");
    m.free_of_charge = Flag(mediated[i], "cost_free");
    m.notice_hours = values_.Whole(mediated[i], "notice_hours", path).value_or(0);
    values_.Origin(absl::StrCat("offer.language_mediation[", c.language_mediation.size(), "]"),
                   path);
    c.language_mediation.push_back(std::move(m));
  }
}

}  // namespace zwk::catalog::hsds
