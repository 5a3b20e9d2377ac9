#include "catalog/gap/gap_codec.h"

#include "catalog/base/record_codec.h"
#include "catalog/gap/gap_message.h"

namespace zwk::catalog {

store::EncodedEvent EventOf(const GapAnalysis& analysis) {
  const v1::GapAnalysis whole = ToProto(analysis);
  v1::GapsComputed event;
  event.set_gap_id(whole.gap_id());
  *event.mutable_forecast_ref() = whole.forecast();
  event.set_year(whole.year());
  *event.mutable_summary() = whole.summary();
  return Encoded(event);
}

}  // namespace zwk::catalog
