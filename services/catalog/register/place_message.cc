#include "catalog/register/place_message.h"

#include "absl/strings/str_cat.h"
#include "catalog/base/message_fields.h"
#include "catalog/base/newer_fields.h"

namespace zwk::catalog {
namespace {

v1::Accessibility ToProto(const Accessibility& a) {
  using M = v1::Accessibility;
  M m;
  SetOptional(m, &M::set_wheelchair, a.wheelchair);
  SetOptional(m, &M::set_visual_impairment, a.visual_impairment);
  SetOptional(m, &M::set_hearing_impairment, a.hearing_impairment);
  SetOptional(m, &M::set_learning_impairment, a.learning_impairment);
  SetOptional(m, &M::set_low_stimulus_environment, a.low_stimulus_environment);
  SetOptional(m, &M::set_staff_trained_in_signing, a.staff_trained_in_signing);
  m.set_description(a.description);
  m.set_details(a.details);
  m.set_url(a.url);
  return m;
}

Accessibility FromProto(const v1::Accessibility& m) {
  Accessibility a;
  a.wheelchair = OptionalOf(m.has_wheelchair(), m.wheelchair());
  a.visual_impairment = OptionalOf(m.has_visual_impairment(), m.visual_impairment());
  a.hearing_impairment = OptionalOf(m.has_hearing_impairment(), m.hearing_impairment());
  a.learning_impairment = OptionalOf(m.has_learning_impairment(), m.learning_impairment());
  a.low_stimulus_environment =
      OptionalOf(m.has_low_stimulus_environment(), m.low_stimulus_environment());
  a.staff_trained_in_signing =
      OptionalOf(m.has_staff_trained_in_signing(), m.staff_trained_in_signing());
  a.description = m.description();
  a.details = m.details();
  a.url = m.url();
  return a;
}

v1::Address ToProto(const Address& a) {
  v1::Address m;
  m.set_attention(a.attention);
  m.set_address_1(a.address_1);
  m.set_address_2(a.address_2);
  m.set_city(a.city);
  m.set_region(a.region);
  m.set_state_province(a.state_province);
  m.set_postal_code(a.postal_code);
  m.set_country(a.country);
  m.set_address_type(a.address_type);
  return m;
}

Address FromProto(const v1::Address& m) {
  return {m.attention(),      m.address_1(),   m.address_2(), m.city(),        m.region(),
          m.state_province(), m.postal_code(), m.country(),   m.address_type()};
}

}  // namespace

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
  for (const Address& address : p.addresses) *m.add_addresses() = ToProto(address);
  if (p.accessibility != Accessibility{}) *m.mutable_accessibility() = ToProto(p.accessibility);
  for (const SupplyPoint& s : p.supply_points) {
    v1::SupplyPoint& out = *m.add_supply_points();
    out.set_kind(static_cast<v1::SupplyKind>(s.kind));
    out.set_opened(s.opened);
    out.set_closed(s.closed);
  }
  m.set_confidential(p.confidential);
  m.set_raw_json(p.raw_json);
  m.set_archived(p.archived);
  AddNewerFields(p.newer, m);
  return m;
}

Place FromProto(const v1::Place& m) {
  Place p;
  p.id = m.place_id();
  p.organization_id = m.organization_id();
  p.type = EnumOf<LocationType>(m.location_type());
  p.name = m.name();
  p.alternate_name = m.alternate_name();
  p.description = m.description();
  p.transportation = m.transportation();
  p.url = m.url();
  if (m.has_coordinates()) {
    p.point = Point{m.coordinates().latitude(), m.coordinates().longitude()};
  }
  for (const v1::Address& address : m.addresses()) p.addresses.push_back(FromProto(address));
  p.accessibility = FromProto(m.accessibility());
  for (const v1::SupplyPoint& s : m.supply_points()) {
    p.supply_points.push_back({EnumOf<SupplyKind>(s.kind()), s.opened(), s.closed()});
  }
  p.confidential = m.confidential();
  p.raw_json = m.raw_json();
  p.archived = m.archived();
  p.newer = NewerFieldsOf(m);
  return p;
}

}  // namespace zwk::catalog
