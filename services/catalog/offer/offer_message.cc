#include "catalog/offer/offer_message.h"

#include <utility>

#include "catalog/base/message_fields.h"
#include "catalog/base/newer_fields.h"
#include "catalog/base/target_message.h"
#include "catalog/offer/schedule_message.h"
#include "platform/base/messages.h"

namespace zwk::catalog {
namespace {

// Of an offer, whose own texts stand beside its other fields, or of a translation.
template <class M>
void SetTexts(const OfferTexts& t, M& m) {
  m.set_language(t.language);
  m.set_name(t.name);
  m.set_description(t.description);
  m.set_application_process(t.application_process);
  m.set_fees_description(t.fees_description);
  m.set_eligibility_description(t.eligibility_description);
  m.set_alert(t.alert);
}

template <class M>
OfferTexts TextsIn(const M& m) {
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

v1::Targeting ToProto(const OfferTarget& t) {
  v1::Targeting m;
  if (const auto* key = std::get_if<std::string>(&t.group)) {
    m.set_target_group_key(*key);
  } else {
    *m.mutable_predicate() = catalog::ToProto(std::get<TargetPredicate>(t.group));
  }
  m.set_modality(static_cast<v1::Modality>(t.modality));
  return m;
}

OfferTarget FromProto(const v1::Targeting& m) {
  OfferTarget t;
  t.modality = EnumOf<Modality>(m.modality());
  if (m.has_predicate()) {
    t.group = catalog::FromProto(m.predicate());
  } else {
    t.group = m.target_group_key();
  }
  return t;
}

v1::Threshold ToProto(const Threshold& t) {
  using M = v1::Threshold;
  M m;
  m.set_registration(static_cast<v1::Registration>(t.registration));
  SetOptional(m, &M::set_anonymous, t.anonymous);
  SetOptional(m, &M::set_referral_needed, t.referral_needed);
  SetOptional(m, &M::set_identity_needed, t.identity_needed);
  SetOptional(m, &M::set_walk_in, t.walk_in);
  SetOptional(m, &M::set_outreach, t.outreach);
  SetOptional(m, &M::set_residence_bound, t.residence_bound);
  return m;
}

Threshold FromProto(const v1::Threshold& m) {
  Threshold t;
  t.registration = EnumOf<Registration>(m.registration());
  t.anonymous = OptionalOf(m.has_anonymous(), m.anonymous());
  t.referral_needed = OptionalOf(m.has_referral_needed(), m.referral_needed());
  t.identity_needed = OptionalOf(m.has_identity_needed(), m.identity_needed());
  t.walk_in = OptionalOf(m.has_walk_in(), m.walk_in());
  t.outreach = OptionalOf(m.has_outreach(), m.outreach());
  t.residence_bound = OptionalOf(m.has_residence_bound(), m.residence_bound());
  return t;
}

v1::CostOption ToProto(const CostOption& cost) {
  v1::CostOption m;
  m.set_option(cost.option);
  m.set_currency(cost.currency);
  m.set_amount_cents(cost.amount_cents);
  m.set_amount_description(cost.amount_description);
  m.set_valid_from(cost.valid_from);
  m.set_valid_to(cost.valid_to);
  return m;
}

CostOption FromProto(const v1::CostOption& m) {
  CostOption cost;
  cost.option = m.option();
  cost.currency = m.currency();
  cost.amount_cents = m.amount_cents();
  cost.amount_description = m.amount_description();
  cost.valid_from = m.valid_from();
  cost.valid_to = m.valid_to();
  return cost;
}

v1::LanguageMediation ToProto(const LanguageMediation& l) {
  v1::LanguageMediation m;
  m.set_language(l.language);
  m.set_mode(static_cast<v1::MediationMode>(l.mode));
  SetOptional(m, &v1::LanguageMediation::set_bookable, l.bookable);
  m.set_notice_hours(l.notice_hours);
  SetOptional(m, &v1::LanguageMediation::set_free_of_charge, l.free_of_charge);
  return m;
}

LanguageMediation FromProto(const v1::LanguageMediation& m) {
  LanguageMediation l;
  l.language = m.language();
  l.mode = EnumOf<MediationMode>(m.mode());
  l.bookable = OptionalOf(m.has_bookable(), m.bookable());
  l.notice_hours = m.notice_hours();
  l.free_of_charge = OptionalOf(m.has_free_of_charge(), m.free_of_charge());
  return l;
}

v1::Capacity ToProto(const Capacity& c) {
  v1::Capacity m;
  m.set_unit(c.unit);
  SetOptional(m, &v1::Capacity::set_available, c.available);
  SetOptional(m, &v1::Capacity::set_maximum, c.maximum);
  if (c.age) *m.mutable_age() = catalog::ToProto(*c.age);
  m.set_source(static_cast<v1::CapacitySource>(c.source));
  m.set_measured_at(c.measured_at);
  m.set_description(c.description);
  return m;
}

Capacity FromProto(const v1::Capacity& m) {
  Capacity c;
  c.unit = m.unit();
  c.available = OptionalOf(m.has_available(), m.available());
  c.maximum = OptionalOf(m.has_maximum(), m.maximum());
  if (m.has_age()) c.age = catalog::FromProto(m.age());
  c.source = EnumOf<CapacitySource>(m.source());
  c.measured_at = m.measured_at();
  c.description = m.description();
  return c;
}

v1::OfferAtPlace ToProto(const OfferAtPlace& p) {
  v1::OfferAtPlace m;
  m.set_offer_at_place_id(p.id);
  m.set_place_id(p.place_id);
  m.set_description(p.description);
  for (const Schedule& schedule : p.schedules) *m.add_schedules() = catalog::ToProto(schedule);
  for (const Capacity& capacity : p.capacities) *m.add_capacities() = ToProto(capacity);
  return m;
}

OfferAtPlace FromProto(const v1::OfferAtPlace& m) {
  OfferAtPlace p;
  p.id = m.offer_at_place_id();
  p.place_id = m.place_id();
  p.description = m.description();
  for (const v1::Schedule& schedule : m.schedules()) {
    p.schedules.push_back(catalog::FromProto(schedule));
  }
  for (const v1::Capacity& capacity : m.capacities()) p.capacities.push_back(FromProto(capacity));
  return p;
}

v1::ServiceArea ToProto(const ServiceArea& area) {
  v1::ServiceArea m;
  m.set_name(area.name);
  m.set_description(area.description);
  m.mutable_neighborhood_keys()->Assign(area.neighborhood_keys.begin(),
                                        area.neighborhood_keys.end());
  return m;
}

v1::Phone ToProto(const Phone& p) {
  v1::Phone m;
  m.set_number(p.number);
  m.set_extension(p.extension);
  m.set_type(p.type);
  m.set_description(p.description);
  return m;
}

}  // namespace

v1::Offer ToProto(const Offer& offer) {
  const OfferContent& c = offer.content;
  v1::Offer m;
  m.set_offer_id(offer.id);
  m.set_organization_id(c.organization_id);
  SetTexts(c.texts, m);
  m.set_alternate_name(c.alternate_name);
  m.set_url(c.url);
  m.set_email(c.email);
  for (const OfferTexts& texts : c.translations) {
    v1::Translation& out = *m.add_translations();
    SetTexts(texts, out);
    out.set_machine(texts.machine);
  }
  for (const OfferTarget& target : c.targeting) *m.add_targeting() = ToProto(target);
  m.mutable_need_keys()->Assign(c.need_keys.begin(), c.need_keys.end());
  SetOptional(m, &v1::Offer::set_consumption_free, c.consumption_free);
  *m.mutable_threshold() = ToProto(c.threshold);
  for (const CostOption& cost : c.costs) *m.add_costs() = ToProto(cost);
  for (const SpokenLanguage& language : c.languages) {
    v1::SpokenLanguage& out = *m.add_languages();
    out.set_code(language.code);
    out.set_note(language.note);
  }
  for (const LanguageMediation& l : c.language_mediation) {
    *m.add_language_mediation() = ToProto(l);
  }
  for (const OfferAtPlace& place : c.places) *m.add_places() = ToProto(place);
  for (const ServiceArea& area : c.service_areas) *m.add_service_areas() = ToProto(area);
  for (const Phone& phone : c.phones) *m.add_phones() = ToProto(phone);
  m.set_assured_date(c.assured_date);
  m.set_raw_json(c.raw_json);
  m.set_state(static_cast<v1::OfferState>(offer.state));
  SetOptional(m, &v1::Offer::set_free_of_charge, c.free_of_charge());
  SetOptional(m, &v1::Offer::set_low_threshold, c.low_threshold());
  *m.mutable_update_time() = ToTimestamp(offer.updated);
  AddNewerFields(offer.newer, m);
  return m;
}

Offer FromProto(const v1::Offer& m) {
  Offer offer;
  OfferContent& c = offer.content;
  offer.id = m.offer_id();
  c.organization_id = m.organization_id();
  c.texts = TextsIn(m);
  if (c.texts.language.empty()) c.texts.language = "de";
  c.alternate_name = m.alternate_name();
  c.url = m.url();
  c.email = m.email();
  for (const v1::Translation& translation : m.translations()) {
    c.translations.push_back(TextsIn(translation));
    c.translations.back().machine = translation.machine();
  }
  c.need_keys.assign(m.need_keys().begin(), m.need_keys().end());
  c.consumption_free = OptionalOf(m.has_consumption_free(), m.consumption_free());
  c.threshold = FromProto(m.threshold());
  for (const v1::CostOption& cost : m.costs()) c.costs.push_back(FromProto(cost));
  for (const v1::SpokenLanguage& l : m.languages()) c.languages.push_back({l.code(), l.note()});
  for (const v1::Targeting& t : m.targeting()) c.targeting.push_back(FromProto(t));
  for (const v1::LanguageMediation& l : m.language_mediation()) {
    c.language_mediation.push_back(FromProto(l));
  }
  for (const v1::OfferAtPlace& place : m.places()) c.places.push_back(FromProto(place));
  for (const v1::ServiceArea& a : m.service_areas()) {
    c.service_areas.push_back(
        {a.name(), a.description(), {a.neighborhood_keys().begin(), a.neighborhood_keys().end()}});
  }
  for (const v1::Phone& p : m.phones()) {
    c.phones.push_back({p.number(), p.extension(), p.type(), p.description()});
  }
  c.assured_date = m.assured_date();
  c.raw_json = m.raw_json();
  offer.state = static_cast<OfferState>(m.state());
  offer.updated = ToTime(m.update_time());
  offer.newer = NewerFieldsOf(m);
  return offer;
}

void ClearWords(v1::OfferAtPlace& at) {
  at.clear_description();
  for (v1::Schedule& schedule : *at.mutable_schedules()) {
    schedule.clear_description();
    schedule.clear_schedule_link();
    for (v1::ScheduleException& exception : *schedule.mutable_exceptions()) {
      exception.clear_reason();
    }
  }
  for (v1::Capacity& capacity : *at.mutable_capacities()) capacity.clear_description();
  if (at.has_next_occurrence()) at.mutable_next_occurrence()->clear_description();
}

}  // namespace zwk::catalog
