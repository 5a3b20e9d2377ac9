// An HSDS file is taken over whole or not at all, whenever the catalog is killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>
#include <memory>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/base/uuid.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/service_process.h"
#include "zwk/catalog/v1/hsds_import.pb.h"
#include "zwk/catalog/v1/offer.pb.h"
#include "zwk/catalog/v1/offer_search.pb.h"
#include "zwk/catalog/v1/organization.pb.h"
#include "zwk/catalog/v1/place.pb.h"

namespace zwk {
namespace {

namespace v1 = ::zwk::catalog::v1;

constexpr char kCity[] = "bremerhaven";
constexpr int kOffers = 140;
constexpr int kPlaces = 60;
constexpr int kKills = 10;

std::string Id(const std::string& kind, int i) { return UuidFromName(absl::StrCat(kind, i)); }

// One organization, places and offers; everything of one edition says so in its name.
std::string HsdsFile(const std::string& edition) {
  std::string places, offers, at;
  for (int i = 0; i < kPlaces; ++i) {
    absl::StrAppendFormat(&places,
                          R"(%s{"id": "%s", "location_type": "physical", "name": "Haus %d %s",
"latitude": 53.53, "longitude": 8.6})",
                          i == 0 ? "" : ",", Id("place", i), i, edition);
  }
  for (int i = 0; i < kOffers; ++i) {
    absl::StrAppendFormat(&offers,
                          R"(%s{"id": "%s", "name": "Treff %d %s", "status": "active",
"organization_id": "%s", "assured_date": "2026-10-01"})",
                          i == 0 ? "" : ",", Id("offer", i), i, edition, Id("organization", 0));
    absl::StrAppendFormat(&at, R"(%s{"id": "%s", "service_id": "%s", "location_id": "%s"})",
                          i == 0 ? "" : ",", Id("at", i), Id("offer", i), Id("place", i % kPlaces));
  }
  return absl::StrFormat(
      R"({"organizations": [{"id": "%s", "name": "Jugendwerk %s", "description": "Träger"}],
"locations": [%s], "services": [%s], "service_at_locations": [%s]})",
      Id("organization", 0), edition, places, offers, at);
}

std::string EditionOf(const std::string& name) { return name.substr(name.rfind(' ') + 1); }

class ImportKillTest : public ::testing::Test {
 protected:
  void Start() { catalog_ = std::make_unique<test::ServiceProcess>(CATALOG, redis_.address()); }

  absl::StatusOr<v1::ImportHsdsResponse> Import(const std::string& edition) {
    bool header = true, sent = false;
    v1::ImportHsdsRequest item;
    v1::ImportHsdsResponse response;
    const absl::Status status = catalog_->channel().UploadNow(
        "/zwk.catalog.v1.ImportService/ImportHsds", test::CallerOf(kCity), item,
        [&](rpc::Message& message) {
          auto& request = static_cast<v1::ImportHsdsRequest&>(message);
          request.Clear();
          if (header) {
            request.set_request_id(UuidFromName(edition));
            request.mutable_header()->set_publish(true);
            return !(header = false);
          }
          request.set_chunk(HsdsFile(edition));
          return !std::exchange(sent, true);
        },
        response);
    if (!status.ok()) return status;
    return response;
  }

  // The editions that readers find: in the list of offers, by search, and one by one.
  std::set<std::string> Editions() {
    std::set<std::string> editions;
    v1::ListOffersRequest list;
    list.set_page_size(500);
    v1::ListOffersResponse listed;
    EXPECT_TRUE(Call("OfferService/ListOffers", list, listed).ok());
    for (const v1::Offer& offer : listed.offers()) {
      editions.insert(EditionOf(offer.name()));
    }
    v1::SearchOffersRequest search;
    search.set_page_size(500);
    search.mutable_filter()->set_include_stale(true);
    v1::SearchOffersResponse found;
    EXPECT_TRUE(Call("OfferSearchService/SearchOffers", search, found).ok());
    for (const auto& hit : found.hits()) editions.insert(EditionOf(hit.name()));
    EXPECT_EQ(found.hits_size(), listed.offers_size());
    if (listed.offers_size() == 0) return editions;
    EXPECT_EQ(listed.offers_size(), kOffers);
    v1::GetOrganizationRequest get;
    get.set_organization_id(Id("organization", 0));
    v1::GetOrganizationResponse organization;
    EXPECT_TRUE(Call("OrganizationService/GetOrganization", get, organization).ok());
    editions.insert(EditionOf(organization.organization().name()));
    v1::ListPlacesRequest places;
    places.set_page_size(500);
    v1::ListPlacesResponse houses;
    EXPECT_TRUE(Call("PlaceService/ListPlaces", places, houses).ok());
    for (const v1::Place& place : houses.places()) editions.insert(EditionOf(place.name()));
    return editions;
  }

  template <class Request, class Response>
  absl::Status Call(const std::string& method, const Request& request, Response& response) {
    return catalog_->channel().CallNow(absl::StrCat("/zwk.catalog.v1.", method),
                                       test::CallerOf(kCity), request, response);
  }

  // How much Redis has written so far: how far an import is.
  int64_t Written() {
    const std::string info = redis_.Command({"INFO", "persistence"});
    const std::string name = "aof_current_size:";
    const size_t at = info.find(name) + name.size();
    int64_t bytes = 0;
    EXPECT_TRUE(absl::SimpleAtoi(info.substr(at, info.find('\r', at) - at), &bytes)) << info;
    return bytes;
  }

  std::vector<store::TailEntry> Events() {
    return *SyncWait(store_.Tail(kCity, "", 1'000'000, kNoDeadline));
  }
  int64_t Imported() {
    int64_t imported = 0;
    for (const auto& event : Events()) {
      imported += event.attributes.at("ce_type") == "zwk.catalog.v1.OffersImported" ? 1 : 0;
    }
    return imported;
  }

  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "catalog"}};
  std::unique_ptr<test::ServiceProcess> catalog_;
};

TEST_F(ImportKillTest, AKilledImportLeavesTheOldOrTheNewCatalogAndIsCompletedBySendingItAgain) {
  constexpr int kEventsOfOne = 1 + kPlaces + kOffers + 1;
  Start();
  ASSERT_TRUE(Import("e0").ok());
  const int64_t before = Written();
  ASSERT_TRUE(Import("e1").ok());
  const int64_t whole = Written() - before;

  const uint32_t seed = std::random_device()();
  std::mt19937 random(seed);
  int old = 0, renewed = 0;
  for (int kill = 0; kill < kKills; ++kill) {
    const std::string last = absl::StrCat("e", kill + 1), next = absl::StrCat("e", kill + 2);
    SCOPED_TRACE(absl::StrCat("seed ", seed, ", kill ", kill));
    const int64_t imported = Imported();
    const int64_t target = Written() + whole * kill / kKills +
                           std::uniform_int_distribution<int64_t>(0, whole / kKills)(random);
    std::future<absl::StatusOr<v1::ImportHsdsResponse>> import =
        std::async(std::launch::async, [this, next] { return Import(next); });
    while (Written() < target &&
           import.wait_for(std::chrono::seconds(0)) == std::future_status::timeout) {
      std::this_thread::yield();
    }
    catalog_->Kill9();
    const bool acknowledged = import.get().ok();
    Start();
    if (Imported() > imported) {
      // What became true gets to its end without anybody asking for it.
      while (Events().size() < static_cast<size_t>(kEventsOfOne * (kill + 3))) {
        std::this_thread::yield();
      }
    }
    const std::set<std::string> editions = Editions();
    if (editions == std::set<std::string>{next}) {
      ++renewed;
    } else {
      EXPECT_EQ(editions, std::set<std::string>{last});
      EXPECT_FALSE(acknowledged);
      ++old;
    }
    const auto again = Import(next);
    ASSERT_TRUE(again.ok()) << again.status();
    EXPECT_TRUE(again->applied());
    EXPECT_EQ(again->offers().changed(), kOffers);
    EXPECT_EQ(Editions(), std::set<std::string>{next});
  }
  EXPECT_GT(old, 0);
  EXPECT_GT(renewed, 0);

  // Every change was announced once and in order.
  std::map<std::string, int> versions;
  for (const auto& event : Events()) {
    const std::string aggregate = event.attributes.at("ce_subject");
    EXPECT_EQ(event.attributes.at("ce_aggregateversion"), absl::StrCat(++versions[aggregate]))
        << aggregate;
  }
  for (int i = 0; i < kOffers; ++i) EXPECT_EQ(versions["offer/" + Id("offer", i)], kKills + 2);
}

}  // namespace
}  // namespace zwk
