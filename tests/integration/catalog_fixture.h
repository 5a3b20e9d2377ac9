// The catalog over real gRPC and real Redis. Forecasting is what it is to the catalog anyway: a
// stream of events, and cells that can be fetched.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/catalog.h"
#include "platform/base/pool.h"
#include "platform/base/timers.h"
#include "platform/base/uuid.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "zwk/catalog/v1/gap.pb.h"
#include "zwk/catalog/v1/hsds_import.pb.h"
#include "zwk/catalog/v1/need_type.pb.h"
#include "zwk/catalog/v1/offer.pb.h"
#include "zwk/catalog/v1/offer_search.pb.h"
#include "zwk/catalog/v1/organization.pb.h"
#include "zwk/catalog/v1/place.pb.h"
#include "zwk/catalog/v1/synonyms.pb.h"
#include "zwk/catalog/v1/target_group.pb.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"
#include "zwk/forecasting/v1/population.pb.h"

namespace zwk::catalog {

namespace fv1 = ::zwk::forecasting::v1;

inline constexpr char kCity[] = "bremerhaven";
inline constexpr char kOtherCity[] = "moorsum";
inline const std::string kForecast = UuidFromName("forecast");

inline Time Soon() { return SystemClock().Now() + std::chrono::seconds(30); }
inline std::string NewId() { return NewUuidV7(SystemClock()); }

// Answers the two calls that a published forecast leads to.
class FakeForecasting {
 public:
  FakeForecasting() {
    server_.get()
        .Service("zwk.forecasting.v1.PopulationStructureService")
        .Unary("GetPopulationStructure", this, &FakeForecasting::Structure);
    server_.get()
        .Service("zwk.forecasting.v1.ForecastService")
        .ServerStream("StreamForecastCells", this, &FakeForecasting::Cells);
    server_.Start();
  }
  std::string address() { return server_.get().address(); }

  std::atomic<bool> few = false;  // in 212 live 31 people, each alone in a cell

  Task<absl::StatusOr<fv1::GetPopulationStructureResponse>> Structure(
      Caller, const fv1::GetPopulationStructureRequest&) {
    fv1::GetPopulationStructureResponse response;
    fv1::PopulationStructure& structure = *response.mutable_structure();
    structure.set_age_width(1);
    structure.set_open_age(30);
    fv1::OriginGroup& group = *structure.add_groups();
    group.set_key("german");
    group.set_national(true);
    co_return std::move(response);
  }

  // 100 people of each age and sex in every neighborhood.
  Task<absl::Status> Cells(Caller, const fv1::StreamForecastCellsRequest&,
                           rpc::Writer<fv1::StreamForecastCellsResponse>& writer) {
    for (const char* key : {"212", "215"}) {
      for (const int year : {2021, 2022}) {
        fv1::StreamForecastCellsResponse item;
        fv1::PopulationBlock& block = *item.mutable_block();
        block.set_neighborhood_key(key);
        block.set_year(year);
        block.set_age_width(1);
        block.set_age_classes(31);
        block.add_group_keys("german");
        const bool alone = few && std::string_view(key) == "212";
        for (int i = 0; i < 62; ++i) block.add_values(alone ? 1 - i % 2 : 100);
        co_await writer.Write(item);
      }
    }
    co_return absl::OkStatus();
  }

 private:
  test::RpcServer server_;
};

inline std::string HsdsFile(const std::string& offer_more = "") {
  return R"({
"organizations": [{"id": "11111111-1111-4111-8111-111111111111", "name": "Jugendwerk", "description": "Träger"}],
"locations": [
 {"id": "22222222-2222-4222-8222-222222222222", "location_type": "physical", "name": "Haus Geestendorf",
  "latitude": 53.53, "longitude": 8.601, "a11y": {"accessibleWith": {"wheelchair": true}}},
 {"id": "22222222-2222-4222-8222-222222222223", "location_type": "physical", "name": "Spielplatz", "latitude": 53.53,
  "longitude": 8.645, "supply_points": [{"kind": "playground"}]}],
"service_at_locations": [
 {"id": "44444444-4444-4444-8444-444444444441", "service_id": "33333333-3333-4333-8333-333333333331",
  "location_id": "22222222-2222-4222-8222-222222222222"},
 {"id": "44444444-4444-4444-8444-444444444442", "service_id": "33333333-3333-4333-8333-333333333332",
  "location_id": "22222222-2222-4222-8222-222222222222"},
 {"id": "44444444-4444-4444-8444-444444444443", "service_id": "33333333-3333-4333-8333-333333333333",
  "location_id": "22222222-2222-4222-8222-222222222222"},
 {"id": "44444444-4444-4444-8444-444444444444", "service_id": "33333333-3333-4333-8333-333333333334",
  "location_id": "22222222-2222-4222-8222-222222222222"}],
"services": [
 {"id": "33333333-3333-4333-8333-333333333331", "name": "Beratung für alle", "status": "active",
  "organization_id": "11111111-1111-4111-8111-111111111111", "assured_date": "2026-10-01", "description": "Beratung Beratung",
  "targeting": [{"predicate": {}, "modality": "open_to"}]},
 {"id": "33333333-3333-4333-8333-333333333332", "name": "Teilhabeberatung", "status": "active",
  "organization_id": "11111111-1111-4111-8111-111111111111", "assured_date": "2026-10-01", "description": "Beratung",
  "targeting": [{"predicate": {"disabilities": ["any"]}, "modality": "designed_for"}]},
 {"id": "33333333-3333-4333-8333-333333333333", "name": "Beratung Behinderung und Migration", "status": "active",
  "organization_id": "11111111-1111-4111-8111-111111111111", "assured_date": "2026-10-01",
  "targeting": [{"predicate": {"disabilities": ["any"], "migrations": ["any"]}, "modality": "designed_for"}]},
 {"id": "33333333-3333-4333-8333-333333333334", "name": "Eiscafé am Markt", "status": "active",
  "organization_id": "11111111-1111-4111-8111-111111111111", "assured_date": "2026-10-01",
  "needs": ["open-youth-place"], "consumption_free": false,
  "capacities": [{"id": "77777777-7777-4777-8777-777777777777", "available": 500, "maximum": 500, "updated": "2026-10-01"}],
  "schedules": [{"id": "88888888-8888-4888-8888-888888888888", "freq": "WEEKLY", "byday": "MO,TU,WE,TH,FR",
   "opens_at": "14:00", "closes_at": "18:00"}])" +
         offer_more + "}]}";
}

class CatalogTest : public testing::Test {
 protected:
  CatalogTest()
      : store_({.address = redis_.address(), .area = "catalog", .page_token_key = "test"}),
        forecasting_store_(
            {.address = redis_.address(), .area = "forecasting", .page_token_key = "test"}),
        catalog_(store_, pool_, timers_, clock_, forecasting_.address()),
        bus_(redis_.address()),
        views_(store_, bus_) {
    catalog_.Serve(server_.get());
    catalog_.Listen(views_);
    server_.Start();
  }
  ~CatalogTest() override {
    views_.Stop();
    server_.get().Drain();
  }

  // `method` is of the form "OfferService/GetOffer".
  template <class Response, class Request>
  absl::StatusOr<Response> Call(const std::string& method, const Request& request,
                                const std::string& city = kCity,
                                std::vector<std::string> roles = {}) {
    Caller caller = test::CallerOf(city);
    caller.roles = roles.empty() ? test::RightRoles("/zwk.catalog.v1." + method) : std::move(roles);
    Response response;
    const absl::Status status =
        server_.channel().CallNow("/zwk.catalog.v1." + method, caller, request, response);
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<v1::ImportHsdsResponse> Import(const std::string& file, bool dry_run = false,
                                                std::string request_id = NewId(),
                                                const std::string& city = kCity) {
    v1::ImportHeader header;
    header.set_dry_run(dry_run);
    header.set_publish(true);
    return Import(file, header, std::move(request_id), city);
  }
  absl::StatusOr<v1::ImportHsdsResponse> Import(const std::string& file,
                                                const v1::ImportHeader& header,
                                                std::string request_id = NewId(),
                                                const std::string& city = kCity) {
    int sent = 0;
    v1::ImportHsdsRequest item;
    v1::ImportHsdsResponse response;
    const absl::Status status = server_.channel().UploadNow(
        "/zwk.catalog.v1.ImportService/ImportHsds", test::CallerOf(city), item,
        [&](rpc::Message& message) {
          auto& request = static_cast<v1::ImportHsdsRequest&>(message);
          request.Clear();
          if (sent == 0) {
            request.set_request_id(request_id);
            *request.mutable_header() = header;
          } else {
            const size_t half = file.size() / 2;
            request.set_chunk(sent == 1 ? file.substr(0, half) : file.substr(half));
          }
          return sent++ < 3;
        },
        response);
    if (!status.ok()) return status;
    return response;
  }

  std::vector<v1::OfferGap> Gaps(v1::ListGapsRequest request) {
    std::vector<v1::OfferGap> gaps;
    v1::ListGapsResponse item;
    const absl::Status status = server_.channel().StreamNow(
        "/zwk.catalog.v1.GapService/ListGaps", test::CallerOf(kCity), request, item,
        [&](const rpc::Message& message) {
          gaps.push_back(static_cast<const v1::ListGapsResponse&>(message).gap());
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return gaps;
  }

  // A list has all that was committed before it; searches see no older catalog from then on.
  void UntilSearchable(const std::string& city = kCity) {
    const v1::ListOffersRequest list;
    ASSERT_TRUE(Call<v1::ListOffersResponse>("OfferService/ListOffers", list, city).ok());
  }

  void DefineGroup(const std::string& key, double from, double to) {
    v1::DefineTargetGroupRequest request;
    request.set_request_id(NewId());
    v1::TargetGroup& group = *request.mutable_target_group();
    group.set_target_group_key(key);
    (*group.mutable_labels())["de"] = key;
    group.mutable_predicate()->mutable_age()->set_from(from);
    group.mutable_predicate()->mutable_age()->set_to(to);
    ASSERT_TRUE(
        Call<v1::DefineTargetGroupResponse>("TargetGroupService/DefineTargetGroup", request).ok());
  }

  void DefineNeeds() {
    DefineGroup("youth", 14, 25);
    DefineGroup("toddlers", 0, 3);
    v1::DefineNeedTypeRequest request;
    request.set_request_id(NewId());
    v1::NeedType& need = *request.mutable_need_type();
    need.set_need_key("open-youth-place");
    (*need.mutable_labels())["de"] = "Offener Treff ohne Verzehr";
    need.set_rating(v1::NEED_RATING_RATED);
    need.set_hours_per_place(20);
    need.mutable_requirements()->set_consumption_free(true);
    v1::NeedOfGroup& group = *need.add_groups();
    group.set_target_group_key("youth");
    group.set_rate(0.1);
    group.set_catchment_meters(1000);
    group.set_source("Richtwert");
    auto defined = Call<v1::DefineNeedTypeResponse>("NeedTypeService/DefineNeedType", request);
    ASSERT_TRUE(defined.ok()) << defined.status();
    request.set_request_id(NewId());
    need.set_need_key("toddler-play");
    need.set_rating(v1::NEED_RATING_CATCHMENT_ONLY);
    need.clear_requirements();
    need.clear_hours_per_place();
    need.add_supply_kinds(v1::SUPPLY_KIND_PLAYGROUND);
    group.set_target_group_key("toddlers");
    group.set_catchment_meters(200);
    defined = Call<v1::DefineNeedTypeResponse>("NeedTypeService/DefineNeedType", request);
    ASSERT_TRUE(defined.ok()) << defined.status();
  }

  template <class M>
  void Publish(const std::string& aggregate, const M& event) {
    store::Commit commit(kCity);
    commit.Emit(aggregate, 0, M::descriptor()->full_name(), event.SerializeAsString());
    const auto outcome = SyncWait(forecasting_store_.Apply(std::move(commit), Soon()));
    ASSERT_TRUE(outcome.ok() && outcome->kind == store::Outcome::kDone) << outcome.status();
  }

  void PublishNeighborhood(const std::string& key, double longitude) {
    fv1::NeighborhoodRegistered event;
    fv1::Neighborhood& n = *event.mutable_neighborhood();
    n.set_neighborhood_key(key);
    auto& ring = *n.mutable_geometry()->add_polygons()->add_rings();
    const auto corner = [&](double lat, double lon) {
      ring.add_positions()->set_latitude(lat);
      ring.mutable_positions(ring.positions_size() - 1)->set_longitude(lon);
    };
    corner(53.52, longitude - 0.02);
    corner(53.52, longitude + 0.02);
    corner(53.54, longitude + 0.02);
    corner(53.54, longitude - 0.02);
    corner(53.52, longitude - 0.02);
    fv1::AddressPoint& point = *n.add_address_points();
    point.mutable_position()->set_latitude(53.53);
    point.mutable_position()->set_longitude(longitude);
    point.set_weight(1);
    Publish("neighborhood/" + key, event);
  }

  void PublishForecast() {
    fv1::ForecastPublished event;
    event.set_forecast_id(kForecast);
    event.set_version(3);
    event.set_age_width(1);
    event.set_age_classes(31);
    event.add_group_keys("german");
    for (const char* key : {"212", "215"}) {
      fv1::NeighborhoodTotals& totals = *event.add_totals();
      totals.set_neighborhood_key(key);
      totals.add_years(2021);
      totals.add_years(2022);
    }
    Publish("forecast/" + kForecast, event);
  }

  // Of our own stream.
  std::vector<std::string> EventTypes() {
    std::vector<std::string> types;
    const auto entries = SyncWait(store_.Tail(kCity, "", 1000, Soon()));
    EXPECT_TRUE(entries.ok()) << entries.status();
    for (const store::TailEntry& entry : *entries) {
      types.push_back(entry.attributes.at("ce_type"));
    }
    return types;
  }
  int64_t Count(const std::string& type) {
    const auto types = EventTypes();
    return std::count(types.begin(), types.end(), "zwk.catalog.v1." + type);
  }

  const SystemClock clock_;
  test::RedisServer redis_;
  FakeForecasting forecasting_;
  Pool pool_{2};
  Timers timers_;
  store::RedisStore store_, forecasting_store_;
  Catalog catalog_;
  stream::EmbeddedBus bus_;
  stream::ViewRunner views_;
  test::RpcServer server_;
};

}  // namespace zwk::catalog
