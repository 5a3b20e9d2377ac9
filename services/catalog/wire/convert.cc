#include "catalog/wire/convert.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/generated_enum_reflection.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

// Enums of domain and proto have the same numbers; 0 and numbers of newer builds are refused.
template <class To, class From>
absl::StatusOr<To> Known(From value, const std::string& field) {
  if (static_cast<int>(value) == 0 ||
      google::protobuf::GetEnumDescriptor<From>()->FindValueByNumber(static_cast<int>(value)) ==
          nullptr) {
    return InvalidField(field, "must be one of the named values");
  }
  return static_cast<To>(value);
}

// `Enum` is the proto's, whose repeated fields are plain numbers.
template <class Enum, class To, class From>
absl::Status AddKnown(const From& values, const std::string& field, std::set<To>& out) {
  for (const int value : values) {
    ZWK_ASSIGN_OR_RETURN(const To known, (Known<To>(static_cast<Enum>(value), field)));
    out.insert(known);
  }
  return absl::OkStatus();
}

template <class Set, class Add>
void ForEachNumber(const Set& values, Add add) {
  for (const auto value : values) add(static_cast<int>(value));
}

absl::StatusOr<std::optional<std::chrono::year_month_day>> OptionalDay(const std::string& text,
                                                                       const std::string& field) {
  std::optional<std::chrono::year_month_day> day;
  if (text.empty()) return day;
  const auto parsed = ParseDate(text);
  if (!parsed.ok()) {
    return InvalidField(field, absl::StrCat(Quoted(text), " is no date YYYY-MM-DD"));
  }
  day = *parsed;
  return day;
}

absl::StatusOr<std::string> JsonObject(const std::string& text, const std::string& field) {
  const bool good =
      text.empty() || nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false).is_object();
  if (!good) return InvalidField(field, "must be a JSON object");
  return text;
}

std::string DayText(const std::optional<std::chrono::year_month_day>& day) {
  return day ? FormatDate(*day) : "";
}

// optional<bool> <-> optional bool field.
#define ZWK_CATALOG_SET_OPTIONAL(message, field, value) \
  if (value) (message).set_##field(*(value))
#define ZWK_CATALOG_GET_OPTIONAL(target, message, field) \
  if ((message).has_##field()) (target) = (message).field()

v1::AgeRange AgeToProto(const AgeRange& age) {
  v1::AgeRange message;
  message.set_from(age.from);
  if (std::isfinite(age.to)) message.set_to(age.to);
  return message;
}

AgeRange AgeFromProto(const v1::AgeRange& message) {
  AgeRange age;
  age.from = message.from();
  if (message.has_to()) age.to = message.to();
  return age;
}

v1::Schedule ScheduleToProto(const Schedule& s) {
  v1::Schedule m;
  m.set_freq(static_cast<v1::Frequency>(s.freq));
  m.set_interval(s.interval);
  m.set_byday(s.byday);
  m.set_bymonthday(s.bymonthday);
  m.set_dtstart(DayText(s.dtstart));
  m.set_until(DayText(s.until));
  m.set_count(s.count);
  m.set_opens_at(FormatTimeOfDay(s.opens_at));
  m.set_closes_at(FormatTimeOfDay(s.closes_at));
  m.set_valid_from(DayText(s.valid_from));
  m.set_valid_to(DayText(s.valid_to));
  m.set_timezone(s.timezone);
  m.set_description(s.description);
  return m;
}

absl::StatusOr<Schedule> ScheduleFromProto(const v1::Schedule& m, const std::string& field) {
  Schedule s;
  ZWK_ASSIGN_OR_RETURN(s.freq, (Known<Frequency>(m.freq(), field + ".freq")));
  s.interval = m.interval() == 0 ? 1 : m.interval();
  s.byday = m.byday();
  s.bymonthday = m.bymonthday();
  s.count = m.count();
  s.timezone = m.timezone();
  s.description = m.description();
  ZWK_ASSIGN_OR_RETURN(s.dtstart, OptionalDay(m.dtstart(), field + ".dtstart"));
  ZWK_ASSIGN_OR_RETURN(s.until, OptionalDay(m.until(), field + ".until"));
  ZWK_ASSIGN_OR_RETURN(s.valid_from, OptionalDay(m.valid_from(), field + ".valid_from"));
  ZWK_ASSIGN_OR_RETURN(s.valid_to, OptionalDay(m.valid_to(), field + ".valid_to"));
  const auto opens = ParseTimeOfDay(m.opens_at());
  if (!opens.ok()) return InvalidField(field + ".opens_at", "is no time HH:MM");
  const auto closes = ParseTimeOfDay(m.closes_at());
  if (!closes.ok()) return InvalidField(field + ".closes_at", "is no time HH:MM");
  s.opens_at = *opens;
  s.closes_at = *closes;
  return s;
}

v1::Translation TranslationToProto(const OfferTexts& t) {
  v1::Translation m;
  m.set_language(t.language);
  m.set_name(t.name);
  m.set_description(t.description);
  m.set_application_process(t.application_process);
  m.set_fees_description(t.fees_description);
  m.set_eligibility_description(t.eligibility_description);
  m.set_alert(t.alert);
  m.set_machine(t.machine);
  return m;
}

template <class M>
OfferTexts TextsFromProto(const M& m) {
  OfferTexts t;
  t.language = m.language();
  t.name = m.name();
  t.description = m.description();
  t.application_process = m.application_process();
  t.fees_description = m.fees_description();
  t.eligibility_description = m.eligibility_description();
  t.alert = m.alert();
  return t;
}

v1::OfferAtPlace PlaceToProto(const OfferAtPlace& p) {
  v1::OfferAtPlace m;
  m.set_offer_at_place_id(p.id);
  m.set_place_id(p.place_id);
  m.set_description(p.description);
  for (const Schedule& s : p.schedules) *m.add_schedules() = ScheduleToProto(s);
  for (const Capacity& c : p.capacities) {
    v1::Capacity& out = *m.add_capacities();
    out.set_unit(c.unit);
    ZWK_CATALOG_SET_OPTIONAL(out, available, c.available);
    ZWK_CATALOG_SET_OPTIONAL(out, maximum, c.maximum);
    if (c.age) *out.mutable_age() = AgeToProto(*c.age);
    out.set_source(static_cast<v1::CapacitySource>(c.source));
    out.set_measured_at(c.measured_at);
    out.set_description(c.description);
  }
  return m;
}

absl::StatusOr<OfferAtPlace> PlaceFromProto(const v1::OfferAtPlace& m, const std::string& field) {
  OfferAtPlace p;
  p.id = m.offer_at_place_id();
  p.place_id = m.place_id();
  p.description = m.description();
  for (int i = 0; i < m.schedules_size(); ++i) {
    ZWK_ASSIGN_OR_RETURN(
        Schedule s, ScheduleFromProto(m.schedules(i), absl::StrCat(field, ".schedules[", i, "]")));
    p.schedules.push_back(std::move(s));
  }
  for (const v1::Capacity& in : m.capacities()) {
    Capacity c;
    c.unit = in.unit();
    ZWK_CATALOG_GET_OPTIONAL(c.available, in, available);
    ZWK_CATALOG_GET_OPTIONAL(c.maximum, in, maximum);
    if (in.has_age()) c.age = AgeFromProto(in.age());
    c.source = static_cast<CapacitySource>(in.source());
    c.measured_at = in.measured_at();
    c.description = in.description();
    p.capacities.push_back(std::move(c));
  }
  return p;
}

void ThresholdToProto(const Threshold& t, v1::Threshold& m) {
  m.set_registration(static_cast<v1::Registration>(t.registration));
  ZWK_CATALOG_SET_OPTIONAL(m, anonymous, t.anonymous);
  ZWK_CATALOG_SET_OPTIONAL(m, referral_needed, t.referral_needed);
  ZWK_CATALOG_SET_OPTIONAL(m, identity_needed, t.identity_needed);
  ZWK_CATALOG_SET_OPTIONAL(m, walk_in, t.walk_in);
  ZWK_CATALOG_SET_OPTIONAL(m, outreach, t.outreach);
  ZWK_CATALOG_SET_OPTIONAL(m, residence_bound, t.residence_bound);
}

Threshold ThresholdFromProto(const v1::Threshold& m) {
  Threshold t;
  t.registration = static_cast<Registration>(m.registration());
  ZWK_CATALOG_GET_OPTIONAL(t.anonymous, m, anonymous);
  ZWK_CATALOG_GET_OPTIONAL(t.referral_needed, m, referral_needed);
  ZWK_CATALOG_GET_OPTIONAL(t.identity_needed, m, identity_needed);
  ZWK_CATALOG_GET_OPTIONAL(t.walk_in, m, walk_in);
  ZWK_CATALOG_GET_OPTIONAL(t.outreach, m, outreach);
  ZWK_CATALOG_GET_OPTIONAL(t.residence_bound, m, residence_bound);
  return t;
}

}  // namespace

v1::Organization ToProto(const Organization& o) {
  v1::Organization m;
  m.set_organization_id(o.id);
  m.set_name(o.name);
  m.set_alternate_name(o.alternate_name);
  m.set_description(o.description);
  m.set_email(o.email);
  m.set_website(o.website);
  m.set_uri(o.uri);
  m.set_legal_status(o.legal_status);
  m.set_parent_organization_id(o.parent_id);
  m.set_year_incorporated(o.year_incorporated);
  for (const OrganizationIdentifier& i : o.identifiers) {
    v1::OrganizationIdentifier& out = *m.add_identifiers();
    out.set_identifier_scheme(i.scheme);
    out.set_identifier_type(i.type);
    out.set_identifier(i.identifier);
  }
  m.set_raw_json(o.raw_json);
  return m;
}

absl::StatusOr<Organization> FromProto(const v1::Organization& m) {
  Organization o;
  o.id = m.organization_id();
  o.name = m.name();
  o.alternate_name = m.alternate_name();
  o.description = m.description();
  o.email = m.email();
  o.website = m.website();
  o.uri = m.uri();
  o.legal_status = m.legal_status();
  o.parent_id = m.parent_organization_id();
  o.year_incorporated = m.year_incorporated();
  for (const v1::OrganizationIdentifier& i : m.identifiers()) {
    o.identifiers.push_back({i.identifier_scheme(), i.identifier_type(), i.identifier()});
  }
  ZWK_ASSIGN_OR_RETURN(o.raw_json, JsonObject(m.raw_json(), "organization.raw_json"));
  return o;
}

v1::Place ToProto(const Place& p) {
  v1::Place m;
  m.set_place_id(p.id);
  m.set_organization_id(p.organization_id);
  m.set_location_type(static_cast<v1::LocationType>(p.type));
  m.set_name(p.name);
  m.set_alternate_name(p.alternate_name);
  m.set_description(p.description);
  m.set_transportation(p.transportation);
  m.set_url(p.url);
  if (p.point) {
    m.mutable_coordinates()->set_latitude(p.point->latitude);
    m.mutable_coordinates()->set_longitude(p.point->longitude);
  }
  for (const Address& a : p.addresses) {
    v1::Address& out = *m.add_addresses();
    out.set_attention(a.attention);
    out.set_address_1(a.address_1);
    out.set_address_2(a.address_2);
    out.set_city(a.city);
    out.set_region(a.region);
    out.set_state_province(a.state_province);
    out.set_postal_code(a.postal_code);
    out.set_country(a.country);
    out.set_address_type(a.address_type);
  }
  if (p.accessibility != Accessibility{}) {
    v1::Accessibility& out = *m.mutable_accessibility();
    ZWK_CATALOG_SET_OPTIONAL(out, wheelchair, p.accessibility.wheelchair);
    ZWK_CATALOG_SET_OPTIONAL(out, visual_impairment, p.accessibility.visual_impairment);
    ZWK_CATALOG_SET_OPTIONAL(out, hearing_impairment, p.accessibility.hearing_impairment);
    ZWK_CATALOG_SET_OPTIONAL(out, learning_impairment, p.accessibility.learning_impairment);
    ZWK_CATALOG_SET_OPTIONAL(out, low_stimulus_environment,
                             p.accessibility.low_stimulus_environment);
    ZWK_CATALOG_SET_OPTIONAL(out, staff_trained_in_signing,
                             p.accessibility.staff_trained_in_signing);
    out.set_description(p.accessibility.description);
    out.set_details(p.accessibility.details);
    out.set_url(p.accessibility.url);
  }
  for (const SupplyPoint& s : p.supply_points) {
    v1::SupplyPoint& out = *m.add_supply_points();
    out.set_kind(static_cast<v1::SupplyKind>(s.kind));
    out.set_opened(s.opened);
    out.set_closed(s.closed);
  }
  m.set_confidential(p.confidential);
  m.set_raw_json(p.raw_json);
  return m;
}

absl::StatusOr<Place> FromProto(const v1::Place& m) {
  Place p;
  p.id = m.place_id();
  p.organization_id = m.organization_id();
  ZWK_ASSIGN_OR_RETURN(p.type, (Known<LocationType>(m.location_type(), "place.location_type")));
  p.name = m.name();
  p.alternate_name = m.alternate_name();
  p.description = m.description();
  p.transportation = m.transportation();
  p.url = m.url();
  if (m.has_coordinates()) {
    p.point = Point{m.coordinates().latitude(), m.coordinates().longitude()};
  }
  for (const v1::Address& a : m.addresses()) {
    p.addresses.push_back({a.attention(), a.address_1(), a.address_2(), a.city(), a.region(),
                           a.state_province(), a.postal_code(), a.country(), a.address_type()});
  }
  const v1::Accessibility& in = m.accessibility();
  ZWK_CATALOG_GET_OPTIONAL(p.accessibility.wheelchair, in, wheelchair);
  ZWK_CATALOG_GET_OPTIONAL(p.accessibility.visual_impairment, in, visual_impairment);
  ZWK_CATALOG_GET_OPTIONAL(p.accessibility.hearing_impairment, in, hearing_impairment);
  ZWK_CATALOG_GET_OPTIONAL(p.accessibility.learning_impairment, in, learning_impairment);
  ZWK_CATALOG_GET_OPTIONAL(p.accessibility.low_stimulus_environment, in, low_stimulus_environment);
  ZWK_CATALOG_GET_OPTIONAL(p.accessibility.staff_trained_in_signing, in, staff_trained_in_signing);
  p.accessibility.description = in.description();
  p.accessibility.details = in.details();
  p.accessibility.url = in.url();
  for (int i = 0; i < m.supply_points_size(); ++i) {
    SupplyPoint point;
    ZWK_ASSIGN_OR_RETURN(point.kind,
                         (Known<SupplyKind>(m.supply_points(i).kind(),
                                            absl::StrCat("place.supply_points[", i, "].kind"))));
    point.opened = m.supply_points(i).opened();
    point.closed = m.supply_points(i).closed();
    p.supply_points.push_back(std::move(point));
  }
  p.confidential = m.confidential();
  ZWK_ASSIGN_OR_RETURN(p.raw_json, JsonObject(m.raw_json(), "place.raw_json"));
  return p;
}

v1::TargetPredicate ToProto(const TargetPredicate& p) {
  v1::TargetPredicate m;
  if (!p.age.everybody()) *m.mutable_age() = AgeToProto(p.age);
  ForEachNumber(p.sexes, [&](int n) { m.add_sexes(static_cast<v1::Sex>(n)); });
  ForEachNumber(p.migrations, [&](int n) { m.add_migrations(static_cast<v1::Migration>(n)); });
  for (const std::string& country : p.countries) m.add_countries(country);
  ForEachNumber(p.disabilities, [&](int n) { m.add_disabilities(static_cast<v1::Disability>(n)); });
  ForEachNumber(p.families, [&](int n) { m.add_families(static_cast<v1::Family>(n)); });
  for (const std::string& situation : p.life_situations) m.add_life_situations(situation);
  return m;
}

absl::StatusOr<TargetPredicate> FromProto(const v1::TargetPredicate& m, const std::string& field) {
  TargetPredicate p;
  if (m.has_age()) p.age = AgeFromProto(m.age());
  ZWK_RETURN_IF_ERROR(AddKnown<v1::Sex>(m.sexes(), field + ".sexes", p.sexes));
  ZWK_RETURN_IF_ERROR(AddKnown<v1::Migration>(m.migrations(), field + ".migrations", p.migrations));
  p.countries.insert(m.countries().begin(), m.countries().end());
  ZWK_RETURN_IF_ERROR(
      AddKnown<v1::Disability>(m.disabilities(), field + ".disabilities", p.disabilities));
  ZWK_RETURN_IF_ERROR(AddKnown<v1::Family>(m.families(), field + ".families", p.families));
  p.life_situations.insert(m.life_situations().begin(), m.life_situations().end());
  return p;
}

v1::TargetGroup ToProto(const TargetGroup& g) {
  v1::TargetGroup m;
  m.set_target_group_key(g.key);
  m.mutable_labels()->insert(g.labels.begin(), g.labels.end());
  *m.mutable_predicate() = ToProto(g.predicate);
  for (const std::string& language : g.languages) m.add_languages(language);
  ZWK_CATALOG_SET_OPTIONAL(m, share, g.share);
  m.set_share_source(g.share_source);
  return m;
}

absl::StatusOr<TargetGroup> FromProto(const v1::TargetGroup& m) {
  TargetGroup g;
  g.key = m.target_group_key();
  g.labels.insert(m.labels().begin(), m.labels().end());
  ZWK_ASSIGN_OR_RETURN(g.predicate, FromProto(m.predicate(), "target_group.predicate"));
  g.languages.assign(m.languages().begin(), m.languages().end());
  ZWK_CATALOG_GET_OPTIONAL(g.share, m, share);
  g.share_source = m.share_source();
  return g;
}

v1::NeedType ToProto(const NeedType& n) {
  v1::NeedType m;
  m.set_need_key(n.key);
  m.mutable_labels()->insert(n.labels.begin(), n.labels.end());
  m.set_rating(static_cast<v1::NeedRating>(n.rating));
  for (const NeedOfGroup& g : n.groups) {
    v1::NeedOfGroup& out = *m.add_groups();
    out.set_target_group_key(g.group_key);
    out.set_rate(g.rate);
    out.set_rate_low(g.rate_low);
    out.set_rate_high(g.rate_high);
    out.set_catchment_metres(g.catchment_metres);
    out.set_source(g.source);
    out.set_source_year(g.source_year);
  }
  m.set_hours_per_place(n.hours_per_place);
  m.mutable_requirements()->set_consumption_free(n.requirements.consumption_free);
  m.mutable_requirements()->set_free_of_charge(n.requirements.free_of_charge);
  m.mutable_requirements()->set_low_threshold(n.requirements.low_threshold);
  m.mutable_requirements()->set_wheelchair(n.requirements.wheelchair);
  ForEachNumber(n.supply_kinds,
                [&](int kind) { m.add_supply_kinds(static_cast<v1::SupplyKind>(kind)); });
  m.set_covered_below(n.covered_below);
  return m;
}

absl::StatusOr<NeedType> FromProto(const v1::NeedType& m) {
  NeedType n;
  n.key = m.need_key();
  n.labels.insert(m.labels().begin(), m.labels().end());
  ZWK_ASSIGN_OR_RETURN(n.rating, (Known<NeedRating>(m.rating(), "need_type.rating")));
  for (const v1::NeedOfGroup& g : m.groups()) {
    n.groups.push_back({g.target_group_key(), g.rate(), g.rate_low() > 0 ? g.rate_low() : g.rate(),
                        g.rate_high() > 0 ? g.rate_high() : g.rate(), g.catchment_metres(),
                        g.source(), g.source_year()});
  }
  n.hours_per_place = m.hours_per_place();
  const v1::NeedRequirements& r = m.requirements();
  n.requirements = {r.consumption_free(), r.free_of_charge(), r.low_threshold(), r.wheelchair()};
  ZWK_RETURN_IF_ERROR(
      AddKnown<v1::SupplyKind>(m.supply_kinds(), "need_type.supply_kinds", n.supply_kinds));
  ZWK_CATALOG_GET_OPTIONAL(n.covered_below, m, covered_below);
  return n;
}

v1::Offer ToProto(const Offer& offer) {
  const OfferContent& c = offer.content;
  v1::Offer m;
  m.set_offer_id(offer.id);
  m.set_organization_id(c.organization_id);
  m.set_language(c.texts.language);
  m.set_name(c.texts.name);
  m.set_alternate_name(c.alternate_name);
  m.set_description(c.texts.description);
  m.set_url(c.url);
  m.set_email(c.email);
  m.set_application_process(c.texts.application_process);
  m.set_fees_description(c.texts.fees_description);
  m.set_eligibility_description(c.texts.eligibility_description);
  m.set_alert(c.texts.alert);
  for (const OfferTexts& t : c.translations) *m.add_translations() = TranslationToProto(t);
  for (const OfferTarget& t : c.targeting) {
    v1::Targeting& out = *m.add_targeting();
    if (const auto* key = std::get_if<std::string>(&t.group)) {
      out.set_target_group_key(*key);
    } else {
      *out.mutable_predicate() = ToProto(std::get<TargetPredicate>(t.group));
    }
    out.set_modality(static_cast<v1::Modality>(t.modality));
  }
  for (const std::string& key : c.need_keys) m.add_need_keys(key);
  ZWK_CATALOG_SET_OPTIONAL(m, consumption_free, c.consumption_free);
  ThresholdToProto(c.threshold, *m.mutable_threshold());
  for (const CostOption& cost : c.costs) {
    v1::CostOption& out = *m.add_costs();
    out.set_option(cost.option);
    out.set_currency(cost.currency);
    out.set_amount_cents(cost.amount_cents);
    out.set_amount_description(cost.amount_description);
    out.set_valid_from(cost.valid_from);
    out.set_valid_to(cost.valid_to);
  }
  for (const SpokenLanguage& l : c.languages) {
    v1::SpokenLanguage& out = *m.add_languages();
    out.set_code(l.code);
    out.set_note(l.note);
  }
  for (const LanguageMediation& l : c.language_mediation) {
    v1::LanguageMediation& out = *m.add_language_mediation();
    out.set_language(l.language);
    out.set_mode(static_cast<v1::MediationMode>(l.mode));
    ZWK_CATALOG_SET_OPTIONAL(out, bookable, l.bookable);
    out.set_notice_hours(l.notice_hours);
    ZWK_CATALOG_SET_OPTIONAL(out, free_of_charge, l.free_of_charge);
  }
  for (const OfferAtPlace& p : c.places) *m.add_places() = PlaceToProto(p);
  for (const ServiceArea& a : c.service_areas) {
    v1::ServiceArea& out = *m.add_service_areas();
    out.set_name(a.name);
    out.set_description(a.description);
    for (const std::string& key : a.neighborhood_keys) out.add_neighborhood_keys(key);
  }
  for (const Phone& p : c.phones) {
    v1::Phone& out = *m.add_phones();
    out.set_number(p.number);
    out.set_extension(p.extension);
    out.set_type(p.type);
    out.set_description(p.description);
  }
  m.set_assured_date(c.assured_date);
  m.set_raw_json(c.raw_json);
  m.set_state(static_cast<v1::OfferState>(offer.state));
  ZWK_CATALOG_SET_OPTIONAL(m, free_of_charge, c.free_of_charge());
  ZWK_CATALOG_SET_OPTIONAL(m, low_threshold, c.low_threshold());
  const int64_t micros = ToMicros(offer.updated);
  m.mutable_update_time()->set_seconds(micros / 1'000'000);
  m.mutable_update_time()->set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
  return m;
}

absl::StatusOr<Offer> FromProto(const v1::Offer& m) {
  Offer offer;
  OfferContent& c = offer.content;
  offer.id = m.offer_id();
  c.organization_id = m.organization_id();
  c.texts = TextsFromProto(m);
  if (c.texts.language.empty()) c.texts.language = "de";
  c.alternate_name = m.alternate_name();
  c.url = m.url();
  c.email = m.email();
  for (const v1::Translation& t : m.translations()) {
    c.translations.push_back(TextsFromProto(t));
    c.translations.back().machine = t.machine();
  }
  for (int i = 0; i < m.targeting_size(); ++i) {
    const v1::Targeting& t = m.targeting(i);
    const std::string field = absl::StrCat("offer.targeting[", i, "]");
    OfferTarget target;
    ZWK_ASSIGN_OR_RETURN(target.modality, (Known<Modality>(t.modality(), field + ".modality")));
    if (t.has_predicate()) {
      ZWK_ASSIGN_OR_RETURN(TargetPredicate p, FromProto(t.predicate(), field + ".predicate"));
      target.group = std::move(p);
    } else {
      target.group = t.target_group_key();
    }
    c.targeting.push_back(std::move(target));
  }
  c.need_keys.assign(m.need_keys().begin(), m.need_keys().end());
  ZWK_CATALOG_GET_OPTIONAL(c.consumption_free, m, consumption_free);
  c.threshold = ThresholdFromProto(m.threshold());
  for (const v1::CostOption& in : m.costs()) {
    CostOption cost;
    cost.option = in.option();
    cost.currency = in.currency();
    cost.amount_cents = in.amount_cents();
    cost.amount_description = in.amount_description();
    cost.valid_from = in.valid_from();
    cost.valid_to = in.valid_to();
    c.costs.push_back(std::move(cost));
  }
  for (const v1::SpokenLanguage& l : m.languages()) c.languages.push_back({l.code(), l.note()});
  for (int i = 0; i < m.language_mediation_size(); ++i) {
    const v1::LanguageMediation& in = m.language_mediation(i);
    LanguageMediation l;
    l.language = in.language();
    ZWK_ASSIGN_OR_RETURN(
        l.mode,
        (Known<MediationMode>(in.mode(), absl::StrCat("offer.language_mediation[", i, "].mode"))));
    ZWK_CATALOG_GET_OPTIONAL(l.bookable, in, bookable);
    l.notice_hours = in.notice_hours();
    ZWK_CATALOG_GET_OPTIONAL(l.free_of_charge, in, free_of_charge);
    c.language_mediation.push_back(std::move(l));
  }
  for (int i = 0; i < m.places_size(); ++i) {
    ZWK_ASSIGN_OR_RETURN(OfferAtPlace p,
                         PlaceFromProto(m.places(i), absl::StrCat("offer.places[", i, "]")));
    c.places.push_back(std::move(p));
  }
  for (const v1::ServiceArea& a : m.service_areas()) {
    c.service_areas.push_back(
        {a.name(), a.description(), {a.neighborhood_keys().begin(), a.neighborhood_keys().end()}});
  }
  for (const v1::Phone& p : m.phones()) {
    c.phones.push_back({p.number(), p.extension(), p.type(), p.description()});
  }
  c.assured_date = m.assured_date();
  ZWK_ASSIGN_OR_RETURN(c.raw_json, JsonObject(m.raw_json(), "offer.raw_json"));
  offer.state = static_cast<OfferState>(m.state());
  offer.updated =
      FromMicros(m.update_time().seconds() * 1'000'000 + m.update_time().nanos() / 1000);
  return offer;
}

v1::OfferGap ToProto(const OfferGap& g) {
  v1::OfferGap m;
  m.set_neighborhood_key(g.neighborhood_key);
  m.set_target_group_key(g.group_key);
  m.set_need_key(g.need_key);
  m.set_year(g.year);
  m.set_persons(g.persons);
  m.set_demand_hours(g.demand_hours);
  m.set_served_hours(g.served_hours);
  m.set_missing_places(g.missing_places);
  m.set_persons_without(g.persons_without);
  ZWK_CATALOG_SET_OPTIONAL(m, gap_index, g.gap_index);
  m.set_gap_class(static_cast<v1::GapClass>(g.gap_class));
  if (g.main_cause) m.set_main_cause(static_cast<v1::GapCause>(*g.main_cause));
  for (const auto& [cause, reduction] : g.causes) {
    v1::GapCauseShare& out = *m.add_causes();
    out.set_cause(static_cast<v1::GapCause>(cause));
    out.set_gap_index_reduction(reduction);
  }
  m.set_interaction(g.interaction);
  ZWK_CATALOG_SET_OPTIONAL(m, nearest_metres, g.nearest_metres);
  m.set_imputed_share(g.imputed_share);
  m.set_access_2sfca(g.access_2sfca);
  m.set_supply_per_1000(g.supply_per_1000);
  m.set_source(g.source);
  return m;
}

OfferGap FromProto(const v1::OfferGap& m) {
  OfferGap g;
  g.neighborhood_key = m.neighborhood_key();
  g.group_key = m.target_group_key();
  g.need_key = m.need_key();
  g.year = m.year();
  g.persons = m.persons();
  g.demand_hours = m.demand_hours();
  g.served_hours = m.served_hours();
  g.missing_places = m.missing_places();
  g.persons_without = m.persons_without();
  ZWK_CATALOG_GET_OPTIONAL(g.gap_index, m, gap_index);
  g.gap_class = static_cast<GapClass>(m.gap_class());
  if (m.main_cause() != v1::GAP_CAUSE_UNSPECIFIED) {
    g.main_cause = static_cast<GapCause>(m.main_cause());
  }
  for (const v1::GapCauseShare& share : m.causes()) {
    g.causes[static_cast<GapCause>(share.cause())] = share.gap_index_reduction();
  }
  g.interaction = m.interaction();
  ZWK_CATALOG_GET_OPTIONAL(g.nearest_metres, m, nearest_metres);
  g.imputed_share = m.imputed_share();
  g.access_2sfca = m.access_2sfca();
  g.supply_per_1000 = m.supply_per_1000();
  g.source = m.source();
  return g;
}

}  // namespace zwk::catalog
