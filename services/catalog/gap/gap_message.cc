#include "catalog/gap/gap_message.h"

#include "catalog/base/message_fields.h"
#include "platform/base/disclosure.h"
#include "platform/base/messages.h"

namespace zwk::catalog {
namespace {

int CountOf(const GapAnalysis& analysis, GapClass gap_class) {
  const auto found = analysis.rows_by_class.find(gap_class);
  return found == analysis.rows_by_class.end() ? 0 : found->second;
}

}  // namespace

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
  SetOptional(m, &v1::OfferGap::set_gap_index, g.gap_index);
  m.set_gap_class(static_cast<v1::GapClass>(g.gap_class));
  if (g.main_cause) m.set_main_cause(static_cast<v1::GapCause>(*g.main_cause));
  for (const auto& [cause, reduction] : g.causes) {
    v1::GapCauseShare& out = *m.add_causes();
    out.set_cause(static_cast<v1::GapCause>(cause));
    out.set_gap_index_reduction(reduction);
  }
  m.set_interaction(g.interaction);
  SetOptional(m, &v1::OfferGap::set_nearest_meters, g.nearest_meters);
  m.set_imputed_share(g.imputed_share);
  m.set_access_2sfca(g.access_2sfca);
  m.set_supply_per_1000(g.supply_per_1000);
  m.set_source(g.source);
  m.set_rounded_to(g.rounded_to);
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
  g.gap_index = OptionalOf(m.has_gap_index(), m.gap_index());
  g.gap_class = static_cast<GapClass>(m.gap_class());
  if (m.main_cause() != v1::GAP_CAUSE_UNSPECIFIED) {
    g.main_cause = static_cast<GapCause>(m.main_cause());
  }
  for (const v1::GapCauseShare& share : m.causes()) {
    g.causes[static_cast<GapCause>(share.cause())] = share.gap_index_reduction();
  }
  g.interaction = m.interaction();
  g.nearest_meters = OptionalOf(m.has_nearest_meters(), m.nearest_meters());
  g.imputed_share = m.imputed_share();
  g.access_2sfca = m.access_2sfca();
  g.supply_per_1000 = m.supply_per_1000();
  g.source = m.source();
  g.rounded_to = m.rounded_to();
  return g;
}

v1::OfferGap Shown(const Caller& caller, v1::OfferGap row) {
  if (row.rounded_to() > 0 || SeesExactPeople(caller)) return row;
  v1::OfferGap told;
  told.set_neighborhood_key(row.neighborhood_key());
  told.set_target_group_key(row.target_group_key());
  told.set_need_key(row.need_key());
  told.set_year(row.year());
  told.set_source(row.source());
  return told;
}

v1::GapAnalysis Shown(const Caller& caller, v1::GapAnalysis analysis) {
  for (v1::OfferGap& row : *analysis.mutable_summary()->mutable_largest()) {
    row = Shown(caller, std::move(row));
  }
  return analysis;
}

v1::GapAnalysis ToProto(const GapAnalysis& analysis) {
  v1::GapAnalysis message;
  message.set_gap_id(analysis.id);
  message.mutable_forecast()->set_forecast_id(analysis.forecast.forecast_id);
  message.mutable_forecast()->set_version(analysis.forecast.version);
  message.set_year(analysis.year);
  *message.mutable_compute_time() = ToTimestamp(analysis.computed);
  v1::GapSummary& summary = *message.mutable_summary();
  summary.set_rows(analysis.rows);
  summary.set_deserts(CountOf(analysis, GapClass::kDesert));
  summary.set_overloaded(CountOf(analysis, GapClass::kOverloaded));
  summary.set_partly_reached(CountOf(analysis, GapClass::kPartlyReached));
  summary.set_covered(CountOf(analysis, GapClass::kCovered));
  summary.set_unrated(CountOf(analysis, GapClass::kUnrated));
  for (const OfferGap& row : analysis.largest) *summary.add_largest() = ToProto(row);
  return message;
}

GapAnalysis FromProto(const v1::GapAnalysis& m) {
  GapAnalysis analysis;
  analysis.id = m.gap_id();
  analysis.forecast = {m.forecast().forecast_id(), m.forecast().version()};
  analysis.year = m.year();
  analysis.computed = ToTime(m.compute_time());
  const v1::GapSummary& summary = m.summary();
  analysis.rows = summary.rows();
  analysis.rows_by_class = {{GapClass::kDesert, summary.deserts()},
                            {GapClass::kOverloaded, summary.overloaded()},
                            {GapClass::kPartlyReached, summary.partly_reached()},
                            {GapClass::kCovered, summary.covered()},
                            {GapClass::kUnrated, summary.unrated()}};
  for (const v1::OfferGap& row : summary.largest()) {
    analysis.largest.push_back(FromProto(row));
  }
  return analysis;
}

}  // namespace zwk::catalog
