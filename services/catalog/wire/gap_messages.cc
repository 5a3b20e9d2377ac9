#include "catalog/wire/gap_messages.h"

#include "catalog/wire/convert.h"

namespace zwk::catalog {
namespace {

int CountOf(const GapAnalysis& analysis, GapClass gap_class) {
  const auto found = analysis.rows_by_class.find(gap_class);
  return found == analysis.rows_by_class.end() ? 0 : found->second;
}

}  // namespace

v1::GapAnalysis ToProto(const GapAnalysis& analysis) {
  v1::GapAnalysis message;
  message.set_gap_id(analysis.id);
  message.mutable_forecast()->set_forecast_id(analysis.forecast.forecast_id);
  message.mutable_forecast()->set_version(analysis.forecast.version);
  message.set_year(analysis.year);
  const int64_t micros = ToMicros(analysis.computed);
  message.mutable_compute_time()->set_seconds(micros / 1'000'000);
  message.mutable_compute_time()->set_nanos(static_cast<int32_t>(micros % 1'000'000 * 1000));
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
  analysis.computed =
      FromMicros(m.compute_time().seconds() * 1'000'000 + m.compute_time().nanos() / 1000);
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
