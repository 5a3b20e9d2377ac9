#include "catalog/register/need_type_message.h"

#include "catalog/base/message_fields.h"
#include "catalog/base/newer_fields.h"

namespace zwk::catalog {

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
    out.set_catchment_meters(g.catchment_meters);
    out.set_source(g.source);
    out.set_source_year(g.source_year);
  }
  m.set_hours_per_place(n.hours_per_place);
  m.mutable_requirements()->set_consumption_free(n.requirements.consumption_free);
  m.mutable_requirements()->set_free_of_charge(n.requirements.free_of_charge);
  m.mutable_requirements()->set_low_threshold(n.requirements.low_threshold);
  m.mutable_requirements()->set_wheelchair(n.requirements.wheelchair);
  AddNumbers(n.supply_kinds, m.mutable_supply_kinds());
  m.set_covered_below(n.covered_below);
  m.set_archived(n.archived);
  AddNewerFields(n.newer, m);
  return m;
}

NeedType FromProto(const v1::NeedType& m) {
  NeedType n;
  n.key = m.need_key();
  n.labels.insert(m.labels().begin(), m.labels().end());
  n.rating = EnumOf<NeedRating>(m.rating());
  for (const v1::NeedOfGroup& g : m.groups()) {
    n.groups.push_back({g.target_group_key(), g.rate(), g.rate_low() > 0 ? g.rate_low() : g.rate(),
                        g.rate_high() > 0 ? g.rate_high() : g.rate(), g.catchment_meters(),
                        g.source(), g.source_year()});
  }
  n.hours_per_place = m.hours_per_place();
  const v1::NeedRequirements& r = m.requirements();
  n.requirements = {r.consumption_free(), r.free_of_charge(), r.low_threshold(), r.wheelchair()};
  n.supply_kinds = EnumsOf<SupplyKind>(m.supply_kinds());
  if (m.has_covered_below()) n.covered_below = m.covered_below();
  n.archived = m.archived();
  n.newer = NewerFieldsOf(m);
  return n;
}

}  // namespace zwk::catalog
