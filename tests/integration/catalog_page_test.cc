// Pages of offers over real gRPC: what the service around the templates promises.
#include <gmock/gmock.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "google/api/httpbody.pb.h"
#include "tests/integration/catalog_fixture.h"
#include "zwk/catalog/v1/offer_page.pb.h"
#include "zwk/participation/v1/municipality.pb.h"

namespace zwk::catalog {
namespace {

using google::api::HttpBody;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CatalogPageTest : public CatalogTest {
 protected:
  CatalogPageTest()
      : participation_store_(
            {.address = redis_.address(), .area = "participation", .page_token_key = "test"}) {
    views_.Start();
  }

  absl::StatusOr<std::string> Page(const std::string& method, const rpc::Message& request,
                                   std::vector<std::string> roles = {}) {
    Caller caller = test::CallerOf(kCity);
    caller.roles = std::move(roles);
    HttpBody body;
    const absl::Status status = server_.channel().CallNow(
        "/zwk.catalog.v1.OfferPageService/" + method, caller, request, body);
    if (!status.ok()) return status;
    EXPECT_EQ(body.content_type(), "text/html; charset=utf-8");
    return body.data();
  }
  std::string Finder(const v1::GetFinderPageRequest& request) {
    const auto page = Page("GetFinderPage", request);
    EXPECT_TRUE(page.ok()) << page.status();
    return page.value_or("");
  }
  void CatchUp() {
    const absl::Status caught_up = views_.CatchUp(Soon());
    ASSERT_TRUE(caught_up.ok()) << caught_up;
  }

  store::RedisStore participation_store_;
};

// An offer of that name, with id from the name.
v1::Offer Named(const std::string& name) {
  v1::Offer offer;
  offer.set_offer_id(UuidFromName(name));
  offer.set_name(name);
  offer.set_assured_date("2026-11-01");
  offer.add_service_areas();
  return offer;
}

TEST_F(CatalogPageTest, WhatTheCityIsCalledIsHeardFromParticipation) {
  EXPECT_THAT(Finder({}), HasSubstr("class=\"owner\"><a href=\"/?locale=de\">bremerhaven</a>"));
  ::zwk::participation::v1::MunicipalityConfigured configured;
  configured.mutable_municipality()->set_name("Seestadt & Hafen");
  configured.mutable_municipality()->set_default_locale("tr");
  store::Commit commit(kCity);
  commit.Emit("municipality/bremerhaven", 0, configured.descriptor()->full_name(),
              configured.SerializeAsString());
  ASSERT_TRUE(SyncWait(participation_store_.Apply(std::move(commit), Soon())).ok());
  CatchUp();
  EXPECT_THAT(Finder({}), HasSubstr("Seestadt &amp; Hafen"));
}

TEST_F(CatalogPageTest, PagesShowWhatIsPublicAlsoToEditors) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  v1::CreateOfferRequest create;
  create.set_request_id(NewId());
  *create.mutable_offer() = Named("Geheimer Entwurf");
  create.mutable_offer()->set_organization_id("11111111-1111-4111-8111-111111111111");
  ASSERT_TRUE(Call<v1::CreateOfferResponse>("OfferService/CreateOffer", create).ok());
  UntilSearchable();
  v1::GetOfferPageRequest draft;
  draft.set_offer_id(create.offer().offer_id());
  EXPECT_TRUE(absl::IsNotFound(Page("GetOfferPage", draft, {"OFFER_EDITOR"}).status()));
  const auto all = Page("GetFinderPage", v1::GetFinderPageRequest(), {"OFFER_EDITOR"});
  ASSERT_TRUE(all.ok()) << all.status();
  EXPECT_THAT(*all, AllOf(HasSubstr("Gefundene Angebote: 4"), Not(HasSubstr("Entwurf"))));

  v1::GetOfferPageRequest request;
  request.set_offer_id("33333333-3333-4333-8333-333333333334");
  const auto page = Page("GetOfferPage", request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(*page, AllOf(HasSubstr("Eiscafé am Markt"), HasSubstr("Haus Geestendorf"),
                           HasSubstr("Montag – Freitag: 14:00 bis 18:00 Uhr")));
  v1::ArchiveOfferRequest archive;
  archive.set_request_id(NewId());
  archive.set_offer_id(request.offer_id());
  ASSERT_TRUE(Call<v1::ArchiveOfferResponse>("OfferService/ArchiveOffer", archive).ok());
  EXPECT_TRUE(absl::IsNotFound(Page("GetOfferPage", request).status()));
}

TEST_F(CatalogPageTest, TheFirstPageCountsAsASearchAndTheNextDoesNot) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  for (int i = 0; i < 21; ++i) {
    v1::CreateOfferRequest create;
    create.set_request_id(NewId());
    *create.mutable_offer() = Named(absl::StrCat("Chor ", i));
    create.mutable_offer()->set_organization_id("11111111-1111-4111-8111-111111111111");
    ASSERT_TRUE(Call<v1::CreateOfferResponse>("OfferService/CreateOffer", create).ok());
    v1::PublishOfferRequest publish;
    publish.set_request_id(NewId());
    publish.set_offer_id(create.offer().offer_id());
    ASSERT_TRUE(Call<v1::PublishOfferResponse>("OfferService/PublishOffer", publish).ok());
  }
  UntilSearchable();
  v1::GetFinderPageRequest request;
  request.set_words("Chor");
  const std::string first = Finder(request);
  EXPECT_THAT(first, HasSubstr("Gefundene Angebote: 21"));
  const std::string mark = "page_token=";
  const size_t begin = first.find(mark);
  ASSERT_NE(begin, std::string::npos);
  const size_t end = first.find('"', begin);
  request.set_page_token(absl::StrReplaceAll(
      first.substr(begin + mark.size(), end - begin - mark.size()), {{"%3D", "="}}));
  const std::string second = Finder(request);
  const auto hits = [](const std::string& page) {
    size_t count = 0;
    for (size_t at = page.find("<h3>"); at != std::string::npos; at = page.find("<h3>", at + 1)) {
      ++count;
    }
    return count;
  };
  EXPECT_EQ(hits(first), 20u);
  EXPECT_EQ(hits(second), 1u);
  EXPECT_THAT(second, AllOf(HasSubstr("Von vorn"), Not(HasSubstr("rel=\"next\""))));
  // The token is good for this question alone.
  request.set_words("Choere");
  EXPECT_TRUE(absl::IsInvalidArgument(Page("GetFinderPage", request).status()));

  SyncWait([](SearchUsage& usage) -> Task<bool> {
    co_await usage.Publish();
    co_return true;
  }(catalog_.usage));
  const auto entries = SyncWait(store_.Tail(kCity, "", 1000, Soon()));
  ASSERT_TRUE(entries.ok()) << entries.status();
  int64_t searches = 0;
  for (const store::TailEntry& entry : *entries) {
    if (entry.attributes.at("ce_type") != "zwk.catalog.v1.SearchesCounted") continue;
    v1::SearchesCounted counted;
    ASSERT_TRUE(counted.ParseFromString(entry.data));
    searches += counted.searches();
  }
  EXPECT_EQ(searches, 1);
}

TEST_F(CatalogPageTest, ALeafletIsOfANeighborhoodThatThereIs) {
  PublishNeighborhood("212", 8.60);
  CatchUp();
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  v1::GetLeafletPageRequest request;
  request.set_neighborhood_key("212");
  const auto page = Page("GetLeafletPage", request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_THAT(*page, AllOf(HasSubstr("Angebote in 212"), HasSubstr("Eiscafé am Markt"),
                           HasSubstr("Teilhabeberatung")));
  request.set_neighborhood_key("215");
  EXPECT_TRUE(absl::IsNotFound(Page("GetLeafletPage", request).status()));
}

}  // namespace
}  // namespace zwk::catalog
