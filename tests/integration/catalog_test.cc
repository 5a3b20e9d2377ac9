// The catalog over real gRPC and real Redis. Forecasting is what it is to the catalog anyway: a
// stream of events, and cells that can be fetched.
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "catalog/catalog.h"
#include "platform/base/pool.h"
#include "platform/base/uuid.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "zwk/catalog/v1/events.pb.h"
#include "zwk/forecasting/v1/events.pb.h"
#include "zwk/forecasting/v1/forecasting_service.pb.h"

namespace zwk::catalog {
namespace {

namespace fv1 = ::zwk::forecasting::v1;

constexpr char kCity[] = "bremerhaven";
constexpr char kOtherCity[] = "moorsum";
const std::string kForecast = UuidFromName("forecast");

Time Soon() { return SystemClock().Now() + std::chrono::seconds(30); }
std::string NewId() { return NewUuidV7(SystemClock()); }

// Answers the two calls that a published forecast leads to.
class FakeForecasting {
 public:
  FakeForecasting() {
    auto service = server_.get().Service("zwk.forecasting.v1.ForecastingService");
    service.Unary("GetPopulationStructure", this, &FakeForecasting::Structure);
    service.ServerStream("StreamForecastCells", this, &FakeForecasting::Cells);
    server_.Start();
  }
  std::string address() { return server_.get().address(); }

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
        for (int i = 0; i < 62; ++i) block.add_values(100);
        co_await writer.Write(item);
      }
    }
    co_return absl::OkStatus();
  }

 private:
  test::RpcServer server_;
};

std::string HsdsFile(const std::string& offer_more = "") {
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
      : store_({redis_.address(), "catalog", 2, 10000, "test", nullptr}),
        forecasting_store_({redis_.address(), "forecasting", 2, 10000, "test", nullptr}),
        catalog_(store_, pool_, clock_, forecasting_.address()),
        bus_(redis_.address()),
        views_(store_, bus_) {
    catalog_.api.Register(server_.get().Service("zwk.catalog.v1.CatalogService"));
    views_.Add(catalog_.forecasting_view);
    views_.Add(catalog_.gap_consumer);
    server_.Start();
  }
  ~CatalogTest() override {
    views_.Stop();
    server_.get().Drain();
  }

  template <class Response, class Request>
  absl::StatusOr<Response> Call(const std::string& method, const Request& request,
                                const std::string& city = kCity,
                                std::vector<std::string> roles = {}) {
    Caller caller = test::CallerOf(city);
    caller.roles = std::move(roles);
    Response response;
    const absl::Status status = server_.channel().CallNow(
        "/zwk.catalog.v1.CatalogService/" + method, caller, request, response);
    if (!status.ok()) return status;
    return response;
  }

  absl::StatusOr<v1::ImportHsdsResponse> Import(const std::string& file, bool dry_run = false,
                                                std::string request_id = NewId(),
                                                const std::string& city = kCity) {
    int sent = 0;
    v1::ImportHsdsRequest item;
    v1::ImportHsdsResponse response;
    const absl::Status status = server_.channel().UploadNow(
        "/zwk.catalog.v1.CatalogService/ImportHsds", test::CallerOf(city), item,
        [&](rpc::Message& message) {
          auto& request = static_cast<v1::ImportHsdsRequest&>(message);
          request.Clear();
          if (sent == 0) {
            request.set_request_id(request_id);
            request.mutable_header()->set_dry_run(dry_run);
            request.mutable_header()->set_publish(true);
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
        "/zwk.catalog.v1.CatalogService/ListGaps", test::CallerOf(kCity), request, item,
        [&](const rpc::Message& message) {
          gaps.push_back(static_cast<const v1::ListGapsResponse&>(message).gap());
          return absl::OkStatus();
        });
    EXPECT_TRUE(status.ok()) << status;
    return gaps;
  }

  void DefineGroup(const std::string& key, double from, double to) {
    v1::DefineTargetGroupRequest request;
    request.set_request_id(NewId());
    v1::TargetGroup& group = *request.mutable_target_group();
    group.set_target_group_key(key);
    (*group.mutable_labels())["de"] = key;
    group.mutable_predicate()->mutable_age()->set_from(from);
    group.mutable_predicate()->mutable_age()->set_to(to);
    ASSERT_TRUE(Call<v1::DefineTargetGroupResponse>("DefineTargetGroup", request).ok());
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
    group.set_catchment_metres(1000);
    group.set_source("Richtwert");
    auto defined = Call<v1::DefineNeedTypeResponse>("DefineNeedType", request);
    ASSERT_TRUE(defined.ok()) << defined.status();
    request.set_request_id(NewId());
    need.set_need_key("toddler-play");
    need.set_rating(v1::NEED_RATING_CATCHMENT_ONLY);
    need.clear_requirements();
    need.clear_hours_per_place();
    need.add_supply_kinds(v1::SUPPLY_KIND_PLAYGROUND);
    group.set_target_group_key("toddlers");
    group.set_catchment_metres(200);
    defined = Call<v1::DefineNeedTypeResponse>("DefineNeedType", request);
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
  store::RedisStore store_, forecasting_store_;
  Catalog catalog_;
  stream::EmbeddedBus bus_;
  stream::ViewRunner views_;
  test::RpcServer server_;
};

TEST_F(CatalogTest, AFileIsTakenOverOnceHoweverOftenItIsSent) {
  DefineNeeds();
  const auto dry = Import(HsdsFile(), true);
  ASSERT_TRUE(dry.ok()) << dry.status();
  EXPECT_FALSE(dry->applied());
  EXPECT_EQ(dry->offers().created(), 4);
  EXPECT_EQ(Count("OfferPublished"), 0);

  const std::string request_id = NewId();
  const auto first = Import(HsdsFile(), false, request_id);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_TRUE(first->applied());
  EXPECT_EQ(first->organizations().created(), 1);
  EXPECT_EQ(first->places().created(), 2);
  EXPECT_EQ(Count("OfferPublished"), 4);
  EXPECT_EQ(Count("OffersImported"), 1);

  const auto repeated = Import(HsdsFile(), false, request_id);
  ASSERT_TRUE(repeated.ok()) << repeated.status();
  EXPECT_EQ(repeated->SerializeAsString(), first->SerializeAsString());
  EXPECT_EQ(Import(HsdsFile(R"(, "alert": "neu")"), false, request_id).status().code(),
            absl::StatusCode::kAlreadyExists);

  const auto second = Import(HsdsFile());
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->offers().unchanged(), 4);
  const auto changed = Import(HsdsFile(R"(, "alert": "Heute geschlossen")"));
  ASSERT_TRUE(changed.ok()) << changed.status();
  EXPECT_EQ(changed->offers().changed(), 1);
  EXPECT_EQ(changed->offers().unchanged(), 3);
  EXPECT_EQ(Count("OfferPublished"), 4);
  EXPECT_EQ(Count("OfferChanged"), 1);
}

TEST_F(CatalogTest, AFileWithErrorsChangesNothingAndSaysWhere) {
  const size_t before = EventTypes().size();
  const auto refused = Import(HsdsFile());  // the need type is not defined
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(FieldOf(refused.status()), "services[3].needs[0]");
  EXPECT_EQ(EventTypes().size(), before);
  const auto dry = Import(HsdsFile(), true);
  ASSERT_TRUE(dry.ok()) << dry.status();
  ASSERT_GE(dry->findings_size(), 1);
  EXPECT_EQ(dry->findings(0).level(), v1::IMPORT_LEVEL_REFERENCE);
  const std::string file = HsdsFile();
  const auto before_it = file.begin() + static_cast<std::ptrdiff_t>(file.find("\"needs\""));
  EXPECT_EQ(dry->findings(0).row(), 1 + std::count(file.begin(), before_it, '\n'));
}

TEST_F(CatalogTest, WhatIsDesignedForTheCombinationIsFoundFirst) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  v1::SearchOffersRequest request;
  request.set_query("Beratung");
  request.set_language("de");
  request.mutable_needed()->add_disabilities(v1::DISABILITY_ANY);
  request.mutable_needed()->add_migrations(v1::MIGRATION_ANY);
  request.mutable_filter()->set_include_stale(true);
  const auto found = Call<v1::SearchOffersResponse>("SearchOffers", request);
  ASSERT_TRUE(found.ok()) << found.status();
  ASSERT_EQ(found->hits_size(), 3);
  EXPECT_EQ(found->hits(0).target_match(), v1::TARGET_MATCH_DESIGNED_FOR_EXACTLY);
  EXPECT_EQ(found->hits(0).name(), "Beratung Behinderung und Migration");
  EXPECT_EQ(found->hits(1).target_match(), v1::TARGET_MATCH_DESIGNED_FOR_MORE);
  EXPECT_EQ(found->hits(2).target_match(), v1::TARGET_MATCH_OPEN_TO);

  // Pages go on where the last one ended, and only in the same list.
  request.set_page_size(2);
  const auto page = Call<v1::SearchOffersResponse>("SearchOffers", request);
  ASSERT_EQ(page->hits_size(), 2);
  request.set_page_token(page->next_page_token());
  EXPECT_EQ(Call<v1::SearchOffersResponse>("SearchOffers", request)->hits(0).offer_id(),
            found->hits(2).offer_id());
  EXPECT_EQ(FieldOf(Call<v1::SearchOffersResponse>("SearchOffers", request, kOtherCity).status()),
            "page_token");

  // Searches without a hit are counted, their words are not.
  v1::SearchOffersRequest nothing;
  nothing.set_query("Xylophonunterricht");
  nothing.set_language("de");
  EXPECT_EQ(Call<v1::SearchOffersResponse>("SearchOffers", nothing)->hits_size(), 0);
  SyncWait(catalog_.usage.Publish());
  EXPECT_EQ(Count("SearchesCounted"), 1);
}

TEST_F(CatalogTest, WhatBelongsToAnotherMunicipalityIsNotFound) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  v1::GetOfferRequest get;
  get.set_offer_id("33333333-3333-4333-8333-333333333331");
  EXPECT_TRUE(Call<v1::GetOfferResponse>("GetOffer", get).ok());
  EXPECT_EQ(Call<v1::GetOfferResponse>("GetOffer", get, kOtherCity).status().code(),
            absl::StatusCode::kNotFound);
  v1::ArchiveOfferRequest archive;
  archive.set_request_id(NewId());
  archive.set_offer_id(get.offer_id());
  EXPECT_EQ(Call<v1::ArchiveOfferResponse>("ArchiveOffer", archive, kOtherCity).status().code(),
            absl::StatusCode::kNotFound);
  EXPECT_EQ(Call<v1::ListOffersResponse>("ListOffers", v1::ListOffersRequest(), kOtherCity)
                ->offers_size(),
            0);
  EXPECT_EQ(Call<v1::ListOffersResponse>("ListOffers", v1::ListOffersRequest())->offers_size(), 4);
}

TEST_F(CatalogTest, ARepeatedRequestHasOneEffectAndOneAnswer) {
  v1::RegisterOrganizationRequest request;
  request.set_request_id(NewId());
  request.mutable_organization()->set_name("Jugendwerk");
  const auto first = Call<v1::RegisterOrganizationResponse>("RegisterOrganization", request);
  const auto second = Call<v1::RegisterOrganizationResponse>("RegisterOrganization", request);
  ASSERT_TRUE(first.ok() && second.ok()) << first.status() << second.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(Count("OrganizationRegistered"), 1);
  request.mutable_organization()->set_name("Anderes");
  EXPECT_EQ(Call<v1::RegisterOrganizationResponse>("RegisterOrganization", request).status().code(),
            absl::StatusCode::kAlreadyExists);

  // Registering again under a new request, with the same id and content, answers the existing one.
  v1::RegisterOrganizationRequest again;
  again.mutable_organization()->set_organization_id(UuidFromName("o"));
  again.mutable_organization()->set_name("Verein");
  again.set_request_id(NewId());
  ASSERT_TRUE(Call<v1::RegisterOrganizationResponse>("RegisterOrganization", again).ok());
  again.set_request_id(NewId());
  EXPECT_TRUE(Call<v1::RegisterOrganizationResponse>("RegisterOrganization", again).ok());
  EXPECT_EQ(Count("OrganizationRegistered"), 2);
}

TEST_F(CatalogTest, AConfidentialPlaceIsShownToAdministratorsAlone) {
  v1::RegisterPlaceRequest request;
  request.set_request_id(NewId());
  v1::Place& place = *request.mutable_place();
  place.set_place_id(UuidFromName("refuge"));
  place.set_location_type(v1::LOCATION_TYPE_PHYSICAL);
  place.set_name("Frauenhaus");
  place.set_confidential(true);
  place.mutable_coordinates()->set_latitude(53.53);
  place.mutable_coordinates()->set_longitude(8.6);
  ASSERT_TRUE(Call<v1::RegisterPlaceResponse>("RegisterPlace", request).ok());
  v1::GetPlaceRequest get;
  get.set_place_id(place.place_id());
  EXPECT_FALSE(Call<v1::GetPlaceResponse>("GetPlace", get)->place().has_coordinates());
  EXPECT_TRUE(Call<v1::GetPlaceResponse>("GetPlace", get, kCity, {"CATALOG_ADMIN"})
                  ->place()
                  .has_coordinates());
  const auto entries = SyncWait(store_.Tail(kCity, "", 10, Soon()));
  ASSERT_EQ(entries->size(), 1u);
  v1::PlaceRegistered event;
  ASSERT_TRUE(event.ParseFromString(entries->front().data));
  EXPECT_FALSE(event.place().has_coordinates());
}

TEST_F(CatalogTest, APublishedForecastIsSetAgainstTheOffersOnce) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  EXPECT_EQ(Call<v1::ComputeGapsResponse>("ComputeGaps",
                                          [] {
                                            v1::ComputeGapsRequest request;
                                            request.set_request_id(NewId());
                                            return request;
                                          }())
                .status()
                .code(),
            absl::StatusCode::kFailedPrecondition);
  PublishNeighborhood("212", 8.60);
  PublishNeighborhood("215", 8.645);
  PublishForecast();
  views_.Start();
  ASSERT_TRUE(views_.CatchUp(Soon()).ok());
  EXPECT_EQ(Count("GapsComputed"), 1);

  v1::ListGapsRequest request;
  request.set_neighborhood_key("212");
  request.set_need_key("open-youth-place");
  const auto youth = Gaps(request);
  ASSERT_EQ(youth.size(), 1u);
  EXPECT_EQ(youth[0].year(), 2022);
  EXPECT_DOUBLE_EQ(youth[0].persons(), 2200);  // eleven ages, two sexes, a hundred each
  EXPECT_DOUBLE_EQ(youth[0].gap_index(), 1);
  EXPECT_EQ(youth[0].main_cause(), v1::GAP_CAUSE_CONSUMPTION);
  EXPECT_NEAR(youth[0].missing_places(), 220, 1e-6);

  request.set_need_key("toddler-play");
  const auto toddlers = Gaps(request);
  ASSERT_EQ(toddlers.size(), 1u);
  EXPECT_EQ(toddlers[0].gap_class(), v1::GAP_CLASS_DESERT);
  EXPECT_EQ(toddlers[0].main_cause(), v1::GAP_CAUSE_DISTANCE);
  EXPECT_GT(toddlers[0].nearest_metres(), 3000);
  request.set_neighborhood_key("215");
  EXPECT_EQ(Gaps(request)[0].gap_class(), v1::GAP_CLASS_COVERED);

  // Places know their neighborhood now, and filters use it.
  v1::ListOffersRequest list;
  list.mutable_filter()->add_neighborhood_keys("212");
  EXPECT_EQ(Call<v1::ListOffersResponse>("ListOffers", list)->offers_size(), 4);
  list.mutable_filter()->set_neighborhood_keys(0, "215");
  EXPECT_EQ(Call<v1::ListOffersResponse>("ListOffers", list)->offers_size(), 0);

  // Asked for again under one request id: one analysis.
  v1::ComputeGapsRequest compute;
  compute.set_request_id(NewId());
  const auto first = Call<v1::ComputeGapsResponse>("ComputeGaps", compute);
  const auto second = Call<v1::ComputeGapsResponse>("ComputeGaps", compute);
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_EQ(first->SerializeAsString(), second->SerializeAsString());
  EXPECT_EQ(Count("GapsComputed"), 2);
  compute.set_year(1999);
  EXPECT_EQ(Call<v1::ComputeGapsResponse>("ComputeGaps", compute).status().code(),
            absl::StatusCode::kAlreadyExists);
}

}  // namespace
}  // namespace zwk::catalog
