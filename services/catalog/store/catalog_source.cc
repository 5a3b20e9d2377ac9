#include "catalog/store/catalog_source.h"

#include "absl/strings/str_cat.h"
#include "catalog/events/forecasting_view.h"
#include "catalog/events/view.pb.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

constexpr int kPage = 500;

// All of a list, page by page.
template <class State, class Event, class Take>
Task<absl::Status> ForAll(Repository<State, Event>& repository, Caller caller, std::string index,
                          Take take) {
  std::string token;
  do {
    auto page = co_await repository.List(caller, index, "", kPage, token);
    if (!page.ok()) co_return page.status();
    for (auto& item : page->items) take(std::move(item));
    token = page->next_page_token;
  } while (!token.empty());
  co_return absl::OkStatus();
}

Ring RingOf(const ::zwk::forecasting::v1::Ring& message) {
  Ring ring;
  for (const auto& position : message.positions()) {
    ring.push_back({position.latitude(), position.longitude()});
  }
  return ring;
}

// Without address points the middle of the outer rings stands for everybody.
std::vector<AddressPoint> MiddleOf(const std::vector<Polygon>& polygons) {
  Point sum;
  double count = 0;
  for (const Polygon& polygon : polygons) {
    if (polygon.empty()) continue;
    for (const Point& point : polygon.front()) {
      sum.latitude += point.latitude;
      sum.longitude += point.longitude;
      ++count;
    }
  }
  if (count == 0) return {};
  return {{{sum.latitude / count, sum.longitude / count}, 1}};
}

Zone ZoneOf(const ::zwk::forecasting::v1::Neighborhood& message) {
  Zone zone;
  zone.neighborhood_key = message.neighborhood_key();
  std::vector<Polygon> polygons;
  for (const auto& polygon : message.geometry().polygons()) {
    Polygon rings;
    for (const auto& ring : polygon.rings()) rings.push_back(RingOf(ring));
    polygons.push_back(std::move(rings));
  }
  double total = 0;
  for (const auto& point : message.address_points()) total += point.weight();
  for (const auto& point : message.address_points()) {
    zone.points.push_back(
        {{point.position().latitude(), point.position().longitude()}, point.weight() / total});
  }
  if (zone.points.empty()) zone.points = MiddleOf(polygons);
  zone.area = Area(std::move(polygons));
  return zone;
}

}  // namespace

Task<absl::StatusOr<Revision>> StoredCatalog::CurrentRevision(Caller caller) {
  store::ReadSet reads;
  reads.guards.emplace_back(kRevisionGuard);
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult own,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(auto neighborhoods, co_await view_.Counters(caller.municipality,
                                                                      "revision", caller.deadline));
  co_return Revision{std::move(own.guards[0]), absl::StrCat(neighborhoods["n"])};
}

// Pages are read one after another: an import that becomes valid between two of them would be there
// in part.
Task<absl::StatusOr<CatalogContent>> StoredCatalog::Load(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(std::string before,
                          co_await store_.Epoch(caller.municipality, caller.deadline));
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(CatalogContent content, co_await LoadOnce(caller));
    ZWK_CO_ASSIGN_OR_RETURN(std::string after,
                            co_await store_.Epoch(caller.municipality, caller.deadline));
    if (before == after) co_return std::move(content);
    before = std::move(after);
  }
}

Task<absl::StatusOr<CatalogContent>> StoredCatalog::LoadOnce(Caller caller) {
  CatalogContent content;
  // Read first: what changes while loading makes the snapshot outdated, never wrongly current.
  ZWK_CO_ASSIGN_OR_RETURN(content.revision, co_await CurrentRevision(caller));
  ZWK_CO_RETURN_IF_ERROR(
      co_await ForAll(repositories_.organizations, caller, "organizations", [&](auto item) {
        content.organizations[item.value.value.id] = std::move(item.value.value);
      }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(repositories_.places, caller, "places", [&](auto item) {
    content.places[item.value.value.id] = std::move(item.value.value);
  }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(
      repositories_.groups, caller, "target_groups",
      [&](auto item) { content.groups[item.value.value.key] = std::move(item.value.value); }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(repositories_.needs, caller, "need_types", [&](auto item) {
    content.needs[item.value.value.key] = std::move(item.value.value);
  }));
  ZWK_CO_RETURN_IF_ERROR(co_await ForAll(repositories_.offers, caller, "offers", [&](auto item) {
    content.offers.push_back(std::move(item));
  }));
  ZWK_CO_ASSIGN_OR_RETURN(content.zones, co_await Zones(caller));
  co_return std::move(content);
}

Task<absl::StatusOr<std::vector<Zone>>> StoredCatalog::Zones(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(auto items, co_await view_.ScanAll(caller.municipality, "neighborhoods",
                                                             "", caller.deadline));
  std::vector<Zone> zones;
  for (const stream::ViewReader::Item& item : items) {
    ZWK_CO_ASSIGN_OR_RETURN(const auto document, ParseStored<stored::Neighborhood>(item.bytes));
    Zone zone = ZoneOf(document.neighborhood());
    if (!zone.points.empty()) zones.push_back(std::move(zone));
  }
  co_return std::move(zones);
}

Task<absl::StatusOr<ForecastInfo>> StoredForecasts::Find(Caller caller, std::string forecast_id) {
  if (forecast_id.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(auto latest,
                            co_await view_.Get(caller.municipality, "latest", caller.deadline));
    if (!latest) {
      co_return WithReason(absl::FailedPreconditionError("no forecast has been published yet"),
                           "NO_FORECAST");
    }
    forecast_id = *latest;
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      auto bytes,
      co_await view_.Get(caller.municipality, "forecast/" + forecast_id, caller.deadline));
  if (!bytes) {
    co_return WithField(
        absl::NotFoundError(absl::StrCat("no published forecast ", Quoted(forecast_id))),
        "forecast_id");
  }
  ZWK_CO_ASSIGN_OR_RETURN(const auto document, ParseStored<stored::Forecast>(*bytes));
  ForecastInfo info;
  info.ref = {document.forecast_id(), document.version()};
  info.years.assign(document.years().begin(), document.years().end());
  info.neighborhood_keys.assign(document.neighborhood_keys().begin(),
                                document.neighborhood_keys().end());
  co_return std::move(info);
}

Task<absl::StatusOr<PeopleByNeighborhood>> StoredForecasts::People(Caller caller,
                                                                   ForecastInfo forecast,
                                                                   int year) {
  const std::string key = "forecast/" + forecast.ref.forecast_id;
  ZWK_CO_ASSIGN_OR_RETURN(auto bytes,
                          co_await view_.Get(caller.municipality, key, caller.deadline));
  if (!bytes) co_return absl::NotFoundError("the forecast is gone");
  ZWK_CO_ASSIGN_OR_RETURN(const auto document, ParseStored<stored::Forecast>(*bytes));
  Population empty;
  empty.age_width = document.age_width();
  empty.age_classes = document.age_classes();
  for (const stored::OriginGroup& group : document.groups()) {
    empty.groups.push_back({group.key(), group.national(), group.migration_history()});
  }
  std::vector<std::string> keys;
  for (int i = 0; i < document.parts(); ++i) keys.push_back(absl::StrCat(key, "/", i));
  ZWK_CO_ASSIGN_OR_RETURN(
      auto parts, co_await view_.GetMany(caller.municipality, std::move(keys), caller.deadline));
  PeopleByNeighborhood people;
  for (const std::optional<std::string>& part : parts) {
    if (!part) co_return absl::DataLossError("a part of the forecast is missing");
    ZWK_CO_ASSIGN_OR_RETURN(const auto parsed, ParseStored<stored::ForecastPart>(*part));
    for (const stored::People& entry : parsed.people()) {
      if (entry.year() != year) continue;
      Population population = empty;
      population.values.assign(entry.values().begin(), entry.values().end());
      people[entry.neighborhood_key()] = std::move(population);
    }
  }
  co_return std::move(people);
}

}  // namespace zwk::catalog
