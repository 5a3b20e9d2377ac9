#include "catalog/events/forecasting_view.h"

#include <algorithm>
#include <map>

#include "absl/strings/str_cat.h"
#include "catalog/events/view.pb.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "zwk/forecasting/v1/events.pb.h"

namespace zwk::catalog {
namespace {

namespace forecasting = ::zwk::forecasting::v1;

// A commit holds 64 documents at most; a part holds the people of one or more neighborhoods.
constexpr int kMaxParts = 32;

void PutNeighborhood(const forecasting::Neighborhood& neighborhood, stream::ViewChange& change) {
  stored::Neighborhood document;
  *document.mutable_neighborhood() = neighborhood;
  const std::string key = "neighborhood/" + neighborhood.neighborhood_key();
  change.Put(key, document.SerializeAsString());
  change.IndexAdd("neighborhoods", neighborhood.neighborhood_key(), key);
  change.Add("revision", "n", 1);
}

Task<absl::Status> PutForecast(ForecastingClient& client, std::string municipality,
                               forecasting::ForecastPublished published,
                               stream::ViewChange& change) {
  const int neighborhoods = published.totals_size();
  std::vector<stored::ForecastPart> parts(std::clamp(neighborhoods, 1, kMaxParts));
  std::map<std::string, size_t> part_of;
  stored::Forecast document;
  document.set_forecast_id(published.forecast_id());
  document.set_version(published.version());
  document.set_age_width(published.age_width());
  document.set_age_classes(published.age_classes());
  document.set_parts(static_cast<int>(parts.size()));
  for (const auto& totals : published.totals()) {
    const size_t part = part_of.size() % parts.size();
    part_of.emplace(totals.neighborhood_key(), part);
    document.add_neighborhood_keys(totals.neighborhood_key());
  }
  if (neighborhoods > 0) *document.mutable_years() = published.totals(0).years();

  ZWK_CO_ASSIGN_OR_RETURN(const forecasting::PopulationStructure structure,
                          co_await client.Structure(municipality));
  for (const std::string& key : published.group_keys()) {
    stored::OriginGroup& group = *document.add_groups();
    group.set_key(key);
    for (const forecasting::OriginGroup& origin : structure.groups()) {
      if (origin.key() != key) continue;
      group.set_national(origin.national());
      group.set_migration_history(origin.migration_history());
    }
  }
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<forecasting::PopulationBlock> blocks,
                          co_await client.Cells(municipality, published.forecast_id()));
  for (const forecasting::PopulationBlock& block : blocks) {
    const auto part = part_of.find(block.neighborhood_key());
    if (part == part_of.end()) {
      co_return absl::DataLossError(
          absl::StrCat("forecast ", Quoted(published.forecast_id()), " has cells of neighborhood ",
                       Quoted(block.neighborhood_key()), " but no total"));
    }
    stored::People& people = *parts[part->second].add_people();
    people.set_neighborhood_key(block.neighborhood_key());
    people.set_year(block.year());
    people.mutable_values()->Reserve(block.values_size());
    for (const double value : block.values()) people.add_values(static_cast<float>(value));
  }
  const std::string key = "forecast/" + published.forecast_id();
  for (size_t i = 0; i < parts.size(); ++i) {
    change.Put(absl::StrCat(key, "/", i), parts[i].SerializeAsString());
  }
  change.Put(key, document.SerializeAsString());
  change.Put("latest", published.forecast_id());
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::Status> ForecastingView::On(const stream::Event& event, stream::ViewChange& change) {
  if (auto registered = stream::Unpack<forecasting::NeighborhoodRegistered>(event)) {
    PutNeighborhood(registered->neighborhood(), change);
  } else if (auto changed = stream::Unpack<forecasting::NeighborhoodChanged>(event)) {
    PutNeighborhood(changed->neighborhood(), change);
  } else if (auto boundary = stream::Unpack<forecasting::BoundaryChanged>(event)) {
    PutNeighborhood(boundary->neighborhood(), change);
  } else if (auto published = stream::Unpack<forecasting::ForecastPublished>(event)) {
    co_return co_await PutForecast(client_, event.municipality, *std::move(published), change);
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::catalog
