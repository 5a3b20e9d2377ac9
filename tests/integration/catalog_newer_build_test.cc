// In a rolling upgrade a newer build has written fields that this one does not know. Its writes keep
// them.
#include <gtest/gtest.h>

#include <google/protobuf/unknown_field_set.h>

#include "catalog/search/usage_document.pb.h"
#include "tests/integration/catalog_fixture.h"

namespace zwk::catalog {
namespace {

using google::protobuf::Message;

constexpr int kNewField = 1234;

void AddNew(Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(kNewField, "new");
}

bool HasNew(const Message& message) {
  const auto& fields = message.GetReflection()->GetUnknownFields(message);
  return fields.field_count() == 1 && fields.field(0).number() == kNewField &&
         fields.field(0).length_delimited() == "new";
}

class CatalogNewerBuildTest : public CatalogTest {
 protected:
  template <class M>
  M Read(const std::string& key) {
    store::ReadSet reads;
    reads.documents.push_back(key);
    const auto read = SyncWait(store_.Get(kCity, std::move(reads), Soon()));
    EXPECT_TRUE(read.ok() && read->documents[0].exists()) << key;
    M message;
    EXPECT_TRUE(message.ParseFromString(read->documents[0].bytes)) << key;
    return message;
  }

  // What the newer build wrote.
  template <class M>
  void Write(const std::string& key, const M& message) {
    store::Commit commit(kCity);
    commit.Write(key, store::Commit::kAnyVersion, message.SerializeAsString());
    const auto outcome = SyncWait(store_.Apply(std::move(commit), Soon()));
    ASSERT_TRUE(outcome.ok() && outcome->kind == store::Outcome::kDone) << outcome.status();
  }
};

TEST_F(CatalogNewerBuildTest, AnOrganizationKeepsItsFieldsThroughAChange) {
  v1::CreateOrganizationRequest create;
  create.set_request_id(NewId());
  create.mutable_organization()->set_name("Jugendwerk");
  create.mutable_organization()->add_identifiers()->set_identifier("VR 1");
  create.mutable_organization()->add_identifiers()->set_identifier("VR 2");
  const auto created =
      Call<v1::CreateOrganizationResponse>("OrganizationService/CreateOrganization", create);
  ASSERT_TRUE(created.ok()) << created.status();
  const std::string key = "organization/" + created->organization().organization_id();
  auto stored = Read<v1::Organization>(key);
  AddNew(stored);
  AddNew(*stored.mutable_identifiers(1));
  Write(key, stored);

  v1::UpdateOrganizationRequest update;
  update.set_request_id(NewId());
  *update.mutable_organization() = created->organization();
  update.mutable_organization()->set_name("Jugendwerk Geestemünde");
  const auto updated =
      Call<v1::UpdateOrganizationResponse>("OrganizationService/UpdateOrganization", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  stored = Read<v1::Organization>(key);
  EXPECT_EQ(stored.name(), "Jugendwerk Geestemünde");
  EXPECT_TRUE(HasNew(stored));
  EXPECT_FALSE(HasNew(stored.identifiers(0)));
  EXPECT_TRUE(HasNew(stored.identifiers(1)));
}

TEST_F(CatalogNewerBuildTest, APlaceKeepsItsFieldsThroughAChange) {
  v1::CreatePlaceRequest create;
  create.set_request_id(NewId());
  create.mutable_place()->set_name("Haus am Markt");
  create.mutable_place()->set_location_type(v1::LOCATION_TYPE_PHYSICAL);
  create.mutable_place()->mutable_accessibility()->set_wheelchair(true);
  const auto created = Call<v1::CreatePlaceResponse>("PlaceService/CreatePlace", create);
  ASSERT_TRUE(created.ok()) << created.status();
  const std::string key = "place/" + created->place().place_id();
  auto stored = Read<v1::Place>(key);
  AddNew(stored);
  AddNew(*stored.mutable_accessibility());
  Write(key, stored);

  v1::UpdatePlaceRequest update;
  update.set_request_id(NewId());
  update.mutable_place()->set_place_id(created->place().place_id());
  update.mutable_place()->mutable_accessibility()->set_wheelchair(false);
  update.mutable_update_mask()->add_paths("accessibility.wheelchair");
  const auto updated = Call<v1::UpdatePlaceResponse>("PlaceService/UpdatePlace", update);
  ASSERT_TRUE(updated.ok()) << updated.status();
  stored = Read<v1::Place>(key);
  EXPECT_FALSE(stored.accessibility().wheelchair());
  EXPECT_TRUE(HasNew(stored));
  EXPECT_TRUE(HasNew(stored.accessibility()));
}

TEST_F(CatalogNewerBuildTest, ATargetGroupAndANeedTypeKeepTheirFieldsThroughAChange) {
  DefineNeeds();
  auto group = Read<v1::TargetGroup>("target_group/youth");
  auto need = Read<v1::NeedType>("need_type/open-youth-place");
  AddNew(group);
  AddNew(*group.mutable_predicate());
  AddNew(need);
  AddNew(*need.mutable_groups(0));
  Write("target_group/youth", group);
  Write("need_type/open-youth-place", need);

  v1::DefineTargetGroupRequest define_group;
  define_group.set_request_id(NewId());
  *define_group.mutable_target_group() = group;
  define_group.mutable_target_group()->DiscardUnknownFields();
  define_group.mutable_target_group()->mutable_predicate()->mutable_age()->set_to(27);
  ASSERT_TRUE(
      Call<v1::DefineTargetGroupResponse>("TargetGroupService/DefineTargetGroup", define_group)
          .ok());
  v1::DefineNeedTypeRequest define_need;
  define_need.set_request_id(NewId());
  *define_need.mutable_need_type() = need;
  define_need.mutable_need_type()->DiscardUnknownFields();
  define_need.mutable_need_type()->mutable_groups(0)->set_catchment_meters(900);
  ASSERT_TRUE(Call<v1::DefineNeedTypeResponse>("NeedTypeService/DefineNeedType", define_need).ok());

  group = Read<v1::TargetGroup>("target_group/youth");
  need = Read<v1::NeedType>("need_type/open-youth-place");
  EXPECT_EQ(group.predicate().age().to(), 27);
  EXPECT_TRUE(HasNew(group));
  EXPECT_TRUE(HasNew(group.predicate()));
  EXPECT_EQ(need.groups(0).catchment_meters(), 900);
  EXPECT_TRUE(HasNew(need));
  EXPECT_TRUE(HasNew(need.groups(0)));  // by its key
}

TEST_F(CatalogNewerBuildTest, AnOfferKeepsItsFieldsThroughAChangeOfStateAndOfContent) {
  DefineNeeds();
  ASSERT_TRUE(Import(HsdsFile()).ok());
  const std::string id = "33333333-3333-4333-8333-333333333334";
  auto stored = Read<v1::Offer>("offer/" + id);
  AddNew(stored);
  AddNew(*stored.mutable_places(0));
  AddNew(*stored.mutable_places(0)->mutable_schedules(0));
  Write("offer/" + id, stored);

  v1::CloseOfferRequest close;
  close.set_request_id(NewId());
  close.set_offer_id(id);
  ASSERT_TRUE(Call<v1::CloseOfferResponse>("OfferService/CloseOffer", close).ok());
  v1::UpdateOfferRequest update;
  update.set_request_id(NewId());
  update.mutable_offer()->set_offer_id(id);
  update.mutable_offer()->set_alert("Heute geschlossen");
  update.mutable_update_mask()->add_paths("alert");
  ASSERT_TRUE(Call<v1::UpdateOfferResponse>("OfferService/UpdateOffer", update).ok());

  stored = Read<v1::Offer>("offer/" + id);
  EXPECT_EQ(stored.state(), v1::OFFER_STATE_TEMPORARILY_CLOSED);
  EXPECT_EQ(stored.alert(), "Heute geschlossen");
  EXPECT_TRUE(HasNew(stored));
  EXPECT_TRUE(HasNew(stored.places(0)));
  EXPECT_TRUE(HasNew(stored.places(0).schedules(0)));
}

TEST_F(CatalogNewerBuildTest, CountsOfSearchesKeepTheirFields) {
  stored::SearchCount count;
  AddNew(count);
  Write("usage/de", count);
  v1::SearchOffersRequest search;
  search.set_query("Xylophonunterricht");
  search.set_language("de");
  ASSERT_TRUE(Call<v1::SearchOffersResponse>("OfferSearchService/SearchOffers", search).ok());
  SyncWait(catalog_.usage.Publish());
  count = Read<stored::SearchCount>("usage/de");
  EXPECT_EQ(count.searches(), 1);
  EXPECT_TRUE(HasNew(count));
}

}  // namespace
}  // namespace zwk::catalog
