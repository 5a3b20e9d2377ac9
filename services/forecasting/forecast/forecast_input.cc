#include "forecasting/forecast/forecast_input.h"

#include <set>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "forecasting/engine/engine_version.h"
#include "platform/base/hash.h"

namespace zwk::forecasting {
namespace {

// Each import once, in the order of the years; none that is in `told`.
void ListImports(const std::vector<PinnedYear>& years, std::set<std::string>& told,
                 google::protobuf::RepeatedPtrField<std::string>& ids) {
  for (const PinnedYear& year : years) {
    if (told.insert(year.source.import_id).second) *ids.Add() = year.source.import_id;
  }
}

}  // namespace

v1::Provenance ProvenanceOf(const ForecastInput& input, const std::string& rate_estimate_id) {
  v1::Provenance provenance;
  provenance.set_input_sha256(input.input_sha256);
  provenance.set_engine_version(kEngineVersion);
  provenance.set_rate_estimate_id(rate_estimate_id);
  provenance.set_seed(input.seed);
  std::set<std::string> stocks;
  ListImports({input.stocks}, stocks, *provenance.mutable_stock_import_ids());
  ListImports(input.history, stocks, *provenance.mutable_stock_import_ids());
  std::set<std::string> others = {rate_estimate_id};
  ListImports(input.rates, others, *provenance.mutable_rate_import_ids());
  ListImports(input.flows, others, *provenance.mutable_flow_import_ids());
  ListImports(input.flow_history, others, *provenance.mutable_flow_import_ids());
  ListImports(input.moving, others, *provenance.mutable_moving_rate_import_ids());
  if (input.uses_special) {
    provenance.set_special_population_import_id(input.special->source.import_id);
  }
  if (input.uses_housing) provenance.set_housing_import_id(input.housing->source.import_id);
  return provenance;
}

std::string InputHash(const ForecastInput& input) {
  const auto pinned = [](std::string* out, const PinnedYear& year) {
    absl::StrAppend(out, year.source.content_sha256, "/", year.year);
  };
  std::string stocks;
  pinned(&stocks, input.stocks);
  std::string optional;  // nothing of what is not there
  if (!input.child_group.empty()) {
    optional = absl::StrCat("children ", absl::StrJoin(input.child_group, " "), " ",
                            input.boys_per_girl, "\n");
  }
  if (!input.history.empty()) {
    absl::StrAppend(&optional, "history ", absl::StrJoin(input.history, " ", pinned), "\n");
  }
  if (!input.flow_history.empty()) {
    absl::StrAppend(&optional, "flows before ", absl::StrJoin(input.flow_history, " ", pinned),
                    "\n");
  }
  for (const GroupFlags& group : input.group_flags) {
    absl::StrAppend(&optional, group.national ? "national" : "foreign",
                    group.migration_history ? " with migration history\n" : "\n");
  }
  std::string others;
  if (input.uses_special) {
    absl::StrAppend(&others, "special populations ");
    pinned(&others, *input.special);
    absl::StrAppend(&others, "\n");
  }
  if (input.uses_housing) {
    absl::StrAppend(&others, "housing ");
    pinned(&others, *input.housing);
    absl::StrAppend(&others, "\n");
  }
  if (!input.moving.empty()) {
    absl::StrAppend(&others, "moving ", absl::StrJoin(input.moving, " ", pinned), "\n");
  }
  if (!input.earlier_stocks.source.import_id.empty()) {
    absl::StrAppend(&others, "earlier stocks ");
    pinned(&others, input.earlier_stocks);
    absl::StrAppend(&others, "\n");
  }
  if (input.trends) {
    const RateTrends& trends = *input.trends;
    absl::StrAppend(&others, "trends ",
                    absl::StrJoin({trends.mortality, trends.fertility, trends.damping}, " "), " ",
                    trends.years, " ", trends.last_year, "\n");
  }
  return Sha256Hex(absl::StrCat("ages ", input.age_width, "x", input.age_classes, "\ngroups ",
                                absl::StrJoin(input.group_keys, " "), "\nneighborhoods ",
                                absl::StrJoin(input.neighborhood_keys, " "), "\nstocks ", stocks,
                                "\nrates ", absl::StrJoin(input.rates, " ", pinned), "\nflows ",
                                absl::StrJoin(input.flows, " ", pinned), "\n", optional, others));
}

}  // namespace zwk::forecasting
