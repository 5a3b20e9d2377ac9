#include "forecasting/wire/messages.h"

#include <set>

#include "forecasting/wire/accuracy_messages.h"

namespace zwk::forecasting {
namespace {

template <typename Strings>
std::vector<std::string> ToVector(const Strings& strings) {
  return {strings.begin(), strings.end()};
}

void ToMessage(const Position& position, v1::Position& message) {
  message.set_longitude(position.longitude);
  message.set_latitude(position.latitude);
}

Position PositionFrom(const v1::Position& message) {
  return {message.longitude(), message.latitude()};
}

void ToMessage(const HousingAssumptions& assumptions, v1::ImportedHousing& message) {
  const ProjectExperience& experience = assumptions.experience;
  message.mutable_not_realized()->Assign(experience.not_realized.begin(),
                                         experience.not_realized.end());
  message.set_delay(experience.delay);
  message.set_longest_delay(experience.longest_delay);
  message.set_less(assumptions.room.less);
  message.set_more(assumptions.room.more);
}

HousingAssumptions AssumptionsFrom(const v1::ImportedHousing& message) {
  HousingAssumptions assumptions;
  assumptions.experience = {{message.not_realized().begin(), message.not_realized().end()},
                            message.delay(),
                            message.longest_delay()};
  if (message.has_less()) assumptions.room.less = message.less();
  if (message.has_more()) assumptions.room.more = message.more();
  return assumptions;
}

v1::MigrationForm ToMessage(MigrationForm form) {
  switch (form) {
    case MigrationForm::kGrossFlows:
      return v1::MIGRATION_FORM_GROSS_FLOWS;
    case MigrationForm::kNetMigration:
      return v1::MIGRATION_FORM_NET_MIGRATION;
    case MigrationForm::kMultiregional:
      return v1::MIGRATION_FORM_MULTIREGIONAL;
    case MigrationForm::kHamiltonPerry:
      return v1::MIGRATION_FORM_HAMILTON_PERRY;
  }
  return v1::MIGRATION_FORM_UNSPECIFIED;
}

// The API has refused others.
MigrationForm FormFrom(v1::MigrationForm message) {
  for (const MigrationForm form : {MigrationForm::kNetMigration, MigrationForm::kMultiregional,
                                   MigrationForm::kHamiltonPerry}) {
    if (ToMessage(form) == message) return form;
  }
  return MigrationForm::kGrossFlows;
}

}  // namespace

void ToMessage(const Neighborhood& neighborhood, uint64_t version, v1::Neighborhood& message) {
  const NeighborhoodFacts& facts = neighborhood.facts;
  message.set_neighborhood_key(facts.key);
  message.set_version(version);
  message.mutable_names()->insert(facts.names.begin(), facts.names.end());
  for (const Polygon& polygon : facts.geometry) {
    v1::Polygon& to_polygon = *message.mutable_geometry()->add_polygons();
    for (const Ring& ring : polygon) {
      v1::Ring& to_ring = *to_polygon.add_rings();
      for (const Position& position : ring) ToMessage(position, *to_ring.add_positions());
    }
  }
  message.set_boundary_version(neighborhood.boundary_version);
  for (const AddressPoint& point : facts.address_points) {
    v1::AddressPoint& to = *message.add_address_points();
    ToMessage(point.position, *to.mutable_position());
    to.set_weight(point.weight);
  }
  message.mutable_bordering_keys()->Assign(facts.bordering_keys.begin(),
                                           facts.bordering_keys.end());
  message.mutable_languages()->Assign(facts.languages.begin(), facts.languages.end());
  message.set_valid_from(facts.valid_from);
}

NeighborhoodFacts FactsFrom(const v1::Neighborhood& message) {
  NeighborhoodFacts facts;
  facts.key = message.neighborhood_key();
  facts.names = {message.names().begin(), message.names().end()};
  for (const v1::Polygon& polygon : message.geometry().polygons()) {
    Polygon& to_polygon = facts.geometry.emplace_back();
    for (const v1::Ring& ring : polygon.rings()) {
      Ring& to_ring = to_polygon.emplace_back();
      for (const v1::Position& position : ring.positions()) {
        to_ring.push_back(PositionFrom(position));
      }
    }
  }
  for (const v1::AddressPoint& point : message.address_points()) {
    facts.address_points.push_back({PositionFrom(point.position()), point.weight()});
  }
  facts.bordering_keys = ToVector(message.bordering_keys());
  facts.languages = ToVector(message.languages());
  facts.valid_from = message.valid_from();
  return facts;
}

void ToMessage(const StructureFacts& facts, uint64_t version, v1::PopulationStructure& message) {
  message.set_version(version);
  message.set_age_width(facts.age_width);
  message.set_open_age(facts.open_age);
  for (const OriginGroup& group : facts.groups) {
    v1::OriginGroup& to = *message.add_groups();
    to.set_key(group.key);
    to.mutable_names()->insert(group.names.begin(), group.names.end());
    to.set_national(group.national);
    to.set_migration_history(group.migration_history);
  }
}

StructureFacts FactsFrom(const v1::PopulationStructure& message) {
  StructureFacts facts;
  facts.age_width = message.age_width();
  facts.open_age = message.open_age();
  for (const v1::OriginGroup& group : message.groups()) {
    facts.groups.push_back({group.key(),
                            {group.names().begin(), group.names().end()},
                            group.national(),
                            group.migration_history()});
  }
  return facts;
}

void ToMessage(const PopulationImport& import, v1::PopulationImport& message) {
  message.set_import_id(import.import_id);
  message.set_kind(static_cast<v1::ImportKind>(import.kind));
  if (import.imported_at != Time{})
    *message.mutable_imported_at() = ToTimestamp(import.imported_at);
  message.set_rows(import.rows);
  message.mutable_years()->Assign(import.years.begin(), import.years.end());
  message.set_content_sha256(import.content_sha256);
  message.mutable_year_totals()->Assign(import.year_totals.begin(), import.year_totals.end());
  message.set_source(import.source);
  message.set_synthetic(import.synthetic);
  message.mutable_left_out_years()->Assign(import.left_out_years.begin(),
                                           import.left_out_years.end());
  for (const YearBalance& balance : import.balance) {
    v1::YearBalance& to = *message.add_balance();
    to.set_year(balance.year);
    to.set_not_checked_because(balance.not_checked_because);
    to.set_cells_off(balance.cells_off);
    to.set_largest_difference(balance.largest_difference);
    to.set_difference(balance.difference);
  }
}

PopulationImport ImportFrom(const v1::PopulationImport& message) {
  PopulationImport import;
  import.import_id = message.import_id();
  import.kind = static_cast<ImportKind>(message.kind());
  import.imported_at = TimeFrom(message.imported_at());
  import.rows = message.rows();
  import.years = {message.years().begin(), message.years().end()};
  import.content_sha256 = message.content_sha256();
  import.year_totals = {message.year_totals().begin(), message.year_totals().end()};
  import.source = message.source();
  import.synthetic = message.synthetic();
  import.left_out_years = {message.left_out_years().begin(), message.left_out_years().end()};
  for (const v1::YearBalance& balance : message.balance()) {
    import.balance.push_back({balance.year(), balance.not_checked_because(), balance.cells_off(),
                              balance.largest_difference(), balance.difference()});
  }
  return import;
}

void ToMessage(const FileError& error, v1::ImportError& message) {
  message.set_row(error.row);
  message.set_column(error.column);
  message.set_code(static_cast<v1::ImportErrorCode>(error.code));
  // A field of a line that is not UTF-8 is never shown, so these are.
  message.set_value(error.value);
  message.set_message(error.message);
}

FileError FileErrorFrom(const v1::ImportError& message) {
  return {message.row(), message.column(), static_cast<FileErrorCode>(message.code()),
          message.value(), message.message()};
}

void ToMessage(const NeighborhoodTotals& totals, v1::NeighborhoodTotals& message) {
  message.set_neighborhood_key(totals.neighborhood_key);
  message.mutable_years()->Assign(totals.years.begin(), totals.years.end());
  message.mutable_people()->Assign(totals.people.begin(), totals.people.end());
}

void ToMessage(const PopulationBlock& block, v1::PopulationBlock& message) {
  message.set_neighborhood_key(block.neighborhood_key);
  message.set_year(block.year);
  message.set_age_width(block.age_width);
  message.set_age_classes(block.age_classes);
  message.mutable_group_keys()->Assign(block.group_keys.begin(), block.group_keys.end());
  message.mutable_values()->Assign(block.people.begin(), block.people.end());
}

void ToMessage(const ForecastParameters& parameters, v1::ForecastParameters& message) {
  message.set_jump_off_year(parameters.jump_off_year);
  message.set_last_year(parameters.last_year);
  message.set_form(ToMessage(parameters.form));
  if (HasTiming(parameters.form)) {
    message.set_timing(parameters.timing == MigrationTiming::kEnd ? v1::MIGRATION_TIMING_END
                                                                  : v1::MIGRATION_TIMING_EVEN);
  }
  if (parameters.form == MigrationForm::kHamiltonPerry) {
    const HamiltonPerryParameters& of_form = parameters.hamilton_perry;
    message.mutable_hamilton_perry()->set_years(of_form.years);
    message.mutable_hamilton_perry()->mutable_totals()->Assign(of_form.totals.begin(),
                                                               of_form.totals.end());
  }
  message.set_fso_infant_term(parameters.fso_infant_term);
  message.set_allow_negative_cells(parameters.allow_negative_cells);
  for (const SexRatioAtBirth& entry : parameters.sex_ratios_at_birth) {
    v1::SexRatioAtBirth& to = *message.add_sex_ratios_at_birth();
    to.set_from_year(entry.from_year);
    to.set_boys_per_girl(entry.boys_per_girl);
  }
  for (const ChildGroupShare& entry : parameters.child_group_shares) {
    v1::ChildGroupShare& to = *message.add_child_group_shares();
    to.set_from_year(entry.from_year);
    to.set_mother_group_key(entry.mother_group_key);
    to.set_child_group_key(entry.child_group_key);
    to.set_share(entry.share);
  }
  message.set_rate_estimate_id(parameters.rate_estimate_id);
  message.set_base_forecast_id(parameters.base_forecast_id);
  if (parameters.imported_housing) {
    ToMessage(*parameters.imported_housing, *message.mutable_imported_housing());
  }
  // They were taken from such messages.
  if (!parameters.scenario.empty()) {
    message.mutable_scenario()->ParseFromString(parameters.scenario);
  }
  if (!parameters.uncertainty.empty()) {
    message.mutable_uncertainty()->ParseFromString(parameters.uncertainty);
  }
}

ForecastParameters ParametersFrom(const v1::ForecastParameters& message) {
  ForecastParameters parameters;
  parameters.jump_off_year = message.jump_off_year();
  parameters.last_year = message.last_year();
  parameters.form = FormFrom(message.form());
  parameters.timing =
      message.timing() == v1::MIGRATION_TIMING_END ? MigrationTiming::kEnd : MigrationTiming::kEven;
  const v1::HamiltonPerryParameters& of_form = message.hamilton_perry();
  if (of_form.years() != 0) parameters.hamilton_perry.years = of_form.years();
  parameters.hamilton_perry.totals = {of_form.totals().begin(), of_form.totals().end()};
  parameters.fso_infant_term = message.fso_infant_term();
  parameters.allow_negative_cells = message.allow_negative_cells();
  for (const v1::SexRatioAtBirth& entry : message.sex_ratios_at_birth()) {
    parameters.sex_ratios_at_birth.push_back({entry.from_year(), entry.boys_per_girl()});
  }
  for (const v1::ChildGroupShare& entry : message.child_group_shares()) {
    parameters.child_group_shares.push_back(
        {entry.from_year(), entry.mother_group_key(), entry.child_group_key(), entry.share()});
  }
  parameters.rate_estimate_id = message.rate_estimate_id();
  parameters.base_forecast_id = message.base_forecast_id();
  if (message.has_imported_housing()) {
    parameters.imported_housing = AssumptionsFrom(message.imported_housing());
  }
  parameters.scenario = message.scenario().SerializeAsString();
  parameters.uncertainty = message.uncertainty().SerializeAsString();
  return parameters;
}

void ToMessage(const ForecastRun& run, uint64_t version, v1::Forecast& message) {
  message.set_forecast_id(run.forecast_id);
  message.set_version(version);
  message.set_title(run.title);
  ToMessage(run.parameters, *message.mutable_parameters());
  message.set_state(static_cast<v1::ForecastState>(run.state));
  message.set_steps_done(run.steps_done);
  message.set_steps_total(run.steps_total());
  message.set_chunks_total(run.chunks_total());
  message.set_chunks_done(run.state == ForecastState::kPublished ? run.chunks_total()
                                                                 : run.chunks_done);
  message.set_percent_done(100 * (run.steps_done + message.chunks_done()) /
                           (run.steps_total() + run.chunks_total()));
  message.set_failure(run.failure);
  *message.mutable_started_at() = ToTimestamp(run.started_at);
  if (run.ended_at != Time{}) *message.mutable_ended_at() = ToTimestamp(run.ended_at);

  v1::Provenance& provenance = *message.mutable_provenance();
  provenance.set_input_sha256(run.input.input_sha256);
  provenance.set_engine_version(run.engine_version);
  std::set<std::string> stock_ids = {run.input.stocks.source.import_id};
  provenance.add_stock_import_ids(run.input.stocks.source.import_id);
  for (const PinnedYear& year : run.input.history) {
    if (stock_ids.insert(year.source.import_id).second) {
      provenance.add_stock_import_ids(year.source.import_id);
    }
  }
  provenance.set_rate_estimate_id(run.parameters.rate_estimate_id);
  provenance.set_seed(run.input.seed);
  if (run.input.uses_special) {
    provenance.set_special_population_import_id(run.input.special->source.import_id);
  }
  if (run.input.uses_housing) {
    provenance.set_housing_import_id(run.input.housing->source.import_id);
  }
  std::set<std::string> ids = {run.parameters.rate_estimate_id};
  for (const PinnedYear& year : run.input.rates) {
    if (ids.insert(year.source.import_id).second) {
      provenance.add_rate_import_ids(year.source.import_id);
    }
  }
  for (const PinnedYear& year : run.input.flows) {
    if (ids.insert(year.source.import_id).second) {
      provenance.add_flow_import_ids(year.source.import_id);
    }
  }
  for (const PinnedYear& year : run.input.moving) {
    if (ids.insert(year.source.import_id).second) {
      provenance.add_moving_rate_import_ids(year.source.import_id);
    }
  }
  message.mutable_neighborhood_keys()->Assign(run.input.neighborhood_keys.begin(),
                                              run.input.neighborhood_keys.end());
  if (run.state != ForecastState::kPublished) return;
  provenance.set_result_sha256(run.result_sha256);
  provenance.set_quantiles_sha256(run.quantiles_sha256);
  const std::vector<int> years = run.years();
  const std::vector<double> totals = run.year_totals();
  message.mutable_years()->Assign(years.begin(), years.end());
  message.mutable_year_totals()->Assign(totals.begin(), totals.end());
  if (run.accuracy) ToMessage(*run.accuracy, *message.mutable_accuracy());
}

void ToMessage(const std::string& group_key, const GroupComponents& components,
               v1::GroupComponents& message) {
  message.set_group_key(group_key);
  message.set_start(components.start);
  message.set_births(components.births);
  message.set_deaths(components.deaths);
  message.set_immigration_abroad(components.immigration_abroad);
  message.set_immigration_rest(components.immigration_rest);
  message.set_emigration_abroad(components.emigration_abroad);
  message.set_emigration_rest(components.emigration_rest);
  message.set_internal_arrivals(components.internal_arrivals);
  message.set_internal_departures(components.internal_departures);
  message.set_naturalized_in(components.naturalized_in);
  message.set_naturalized_out(components.naturalized_out);
  message.set_net_migration(components.net_migration);
  message.set_adjustment(components.adjustment);
  message.set_end(components.end);
  message.set_special_change(components.special_change);
  message.set_net_change(components.net_change);
}

GroupComponents ComponentsFrom(const v1::GroupComponents& message) {
  return {.start = message.start(),
          .births = message.births(),
          .deaths = message.deaths(),
          .immigration_abroad = message.immigration_abroad(),
          .immigration_rest = message.immigration_rest(),
          .emigration_abroad = message.emigration_abroad(),
          .emigration_rest = message.emigration_rest(),
          .internal_arrivals = message.internal_arrivals(),
          .internal_departures = message.internal_departures(),
          .naturalized_in = message.naturalized_in(),
          .naturalized_out = message.naturalized_out(),
          .net_migration = message.net_migration(),
          .adjustment = message.adjustment(),
          .special_change = message.special_change(),
          .net_change = message.net_change(),
          .end = message.end()};
}

google::protobuf::Timestamp ToTimestamp(Time time) {
  const int64_t micros = ToMicros(time);
  google::protobuf::Timestamp timestamp;
  int64_t seconds = micros / 1'000'000;
  int64_t rest = micros % 1'000'000;
  if (rest < 0) {
    rest += 1'000'000;
    --seconds;
  }
  timestamp.set_seconds(seconds);
  timestamp.set_nanos(static_cast<int32_t>(rest * 1000));
  return timestamp;
}

Time TimeFrom(const google::protobuf::Timestamp& timestamp) {
  return FromMicros(timestamp.seconds() * 1'000'000 + timestamp.nanos() / 1000);
}

}  // namespace zwk::forecasting
