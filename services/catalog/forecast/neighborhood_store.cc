#include "catalog/forecast/neighborhood_store.h"

#include "absl/strings/str_cat.h"
#include "catalog/base/record_codec.h"
#include "catalog/forecast/forecast_document.pb.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

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
  zone.names.insert(message.names().begin(), message.names().end());
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

Task<absl::StatusOr<std::string>> StoredNeighborhoods::Revision(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(
      auto counters, co_await view_.Counters(caller.municipality, "revision", caller.deadline));
  co_return absl::StrCat(counters["n"]);
}

Task<absl::StatusOr<std::vector<Zone>>> StoredNeighborhoods::Zones(Caller caller) {
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

}  // namespace zwk::catalog
