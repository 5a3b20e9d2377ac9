#include "catalog/import/import_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "catalog/import/import_message.h"
#include "tests/support/filled.h"

namespace zwk::catalog {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using State = WantedOffer::State;

const Time kNow = *ParseTime("2026-12-01T12:00:00Z");

std::string IdOf(int i) { return absl::StrFormat("%08x-0000-4000-8000-000000000000", i); }

Organization Named(int i, std::string name) {
  Organization o;
  o.id = IdOf(i);
  o.name = std::move(name);
  return o;
}

Place House(int i, std::string name) {
  Place p;
  p.id = IdOf(i);
  p.name = std::move(name);
  return p;
}

WantedOffer Wanted(int i, std::string name, State state = State::kPublished) {
  WantedOffer wanted;
  wanted.id = IdOf(i);
  wanted.state = state;
  OfferContent& c = wanted.content;
  c.texts.name = std::move(name);
  c.organization_id = IdOf(1);
  c.places = {{IdOf(100 + i), IdOf(2), "", {}, {}}};
  c.assured_date = "2026-11-01";
  return wanted;
}

ImportDocument File() {
  ImportDocument file;
  file.organizations = {Named(1, "Jugendwerk")};
  file.places = {House(2, "Haus")};
  file.offers = {Wanted(3, "Treff")};
  return file;
}

// A catalog into which a source brings files.
struct City {
  CatalogContent content;
  SourceMemory memory;
  ImportOptions options = {.source = "miami", .publish = true};
  ImportResult result;

  ImportPlan Plan(const ImportDocument& file) {
    result = {};
    return PlanOf(file, Snapshot(content), memory, options, kNow, result);
  }
  void Bring(const ImportDocument& file) {
    const ImportPlan plan = Plan(file);
    for (const Organization& o : plan.organizations) content.organizations[o.id] = o;
    for (const Place& p : plan.places) content.places[p.id] = p;
    for (const WantedOffer& wanted : plan.offers) {
      const Offer* there = Find(wanted.id);
      Offer offer = there == nullptr ? Offer() : *there;
      const auto events = Follow(offer, wanted, kNow);
      for (const OfferEvent& event : *events) offer.Apply(event);
      std::erase_if(content.offers, [&](const auto& one) { return one.value.id == wanted.id; });
      content.offers.push_back({offer, 1});
    }
    memory = plan.memory;
  }
  Offer* Find(const std::string& id) {
    for (Stored<Offer>& one : content.offers) {
      if (one.value.id == id) return &one.value;
    }
    return nullptr;
  }

  // "offer changed Treff: name 'a' -> 'b'" of each change.
  std::vector<std::string> Changes() const {
    const char* kinds[] = {"", "organization", "place", "offer"};
    const char* actions[] = {"", "created", "changed", "ended", "left", "conflict", "skipped"};
    std::vector<std::string> all;
    for (const ObjectChange& change : result.changes) {
      std::string one = absl::StrCat(kinds[static_cast<int>(change.kind)], " ",
                                     actions[static_cast<int>(change.action)], " ", change.name);
      for (const FieldChange& f : change.fields) {
        absl::StrAppend(&one, "; ", f.field, " '", f.before, "' -> '", f.after, "'");
      }
      all.push_back(one);
    }
    return all;
  }
  static std::string Counted(const ImportCounts& c) {
    return absl::StrJoin(
        {c.created, c.changed, c.unchanged, c.conflicts, c.skipped, c.left, c.ended}, " ");
  }
};

TEST(ImportPlanTest, WhatIsNewIsCreatedAndIsUnchangedTheSecondTime) {
  City city;
  const ImportPlan plan = city.Plan(File());
  EXPECT_THAT(plan.organizations, ElementsAre(Named(1, "Jugendwerk")));
  EXPECT_THAT(plan.places, ElementsAre(House(2, "Haus")));
  ASSERT_THAT(plan.offers, SizeIs(1));
  EXPECT_TRUE(plan.offers[0].publish);
  EXPECT_THAT(city.Changes(), ElementsAre("organization created Jugendwerk", "place created Haus",
                                          "offer created Treff"));
  EXPECT_EQ(city.result.changes[2].id, IdOf(3));
  EXPECT_EQ(city.result.total_changes, 3);
  EXPECT_EQ(City::Counted(city.result.organizations), "1 0 0 0 0 0 0");
  EXPECT_EQ(City::Counted(city.result.places), "1 0 0 0 0 0 0");
  EXPECT_EQ(City::Counted(city.result.offers), "1 0 0 0 0 0 0");
  EXPECT_THAT(plan.memory,
              ElementsAre(testing::Key("offer/" + IdOf(3)), testing::Key("organization/" + IdOf(1)),
                          testing::Key("place/" + IdOf(2))));
  city.Bring(File());
  EXPECT_EQ(city.Find(IdOf(3))->state, OfferState::kPublished);

  const ImportPlan again = city.Plan(File());
  EXPECT_THAT(again.organizations, IsEmpty());
  EXPECT_THAT(again.places, IsEmpty());
  EXPECT_THAT(again.offers, IsEmpty());
  EXPECT_THAT(city.Changes(), IsEmpty());
  EXPECT_EQ(City::Counted(city.result.organizations), "0 0 1 0 0 0 0");
  EXPECT_EQ(City::Counted(city.result.places), "0 0 1 0 0 0 0");
  EXPECT_EQ(City::Counted(city.result.offers), "0 0 1 0 0 0 0");
  EXPECT_EQ(again.memory, city.memory);
}

TEST(ImportPlanTest, WhatIsNotToBePublishedStaysADraft) {
  City city;
  city.options.publish = false;
  city.Bring(File());
  EXPECT_EQ(city.Find(IdOf(3))->state, OfferState::kDraft);
  city.Plan(File());
  EXPECT_THAT(city.Changes(), IsEmpty());
  city.options.publish = true;
  city.Plan(File());
  EXPECT_THAT(city.Changes(), ElementsAre("offer changed Treff; state 'OFFER_STATE_DRAFT' -> "
                                          "'OFFER_STATE_PUBLISHED'"))
      << "a draft waits for it";
}

TEST(ImportPlanTest, WhatTheFileSaysAnewIsTakenFieldByField) {
  City city;
  city.Bring(File());
  ImportDocument file = File();
  file.organizations[0].name = "Jugendhilfe";
  file.organizations[0].email = "a@example.org";
  file.places[0].description = "Im „Hof“\n2. Tür";
  file.offers[0].content.need_keys = {"meeting", "play"};
  file.offers[0].content.consumption_free = false;
  const ImportPlan plan = city.Plan(file);
  EXPECT_THAT(plan.organizations, ElementsAre(file.organizations[0]));
  EXPECT_THAT(plan.places, ElementsAre(file.places[0]));
  ASSERT_THAT(plan.offers, SizeIs(1));
  EXPECT_EQ(plan.offers[0].content, file.offers[0].content);
  EXPECT_THAT(
      city.Changes(),
      ElementsAre(
          "organization changed Jugendhilfe; name 'Jugendwerk' -> 'Jugendhilfe'; email '' -> "
          "'a@example.org'",
          "place changed Haus; description '' -> 'Im „Hof“\\n2. Tür'",
          "offer changed Treff; need_keys '' -> 'meeting, play'; consumption_free '' -> "
          "'false'"));
  EXPECT_EQ(City::Counted(city.result.organizations), "0 1 0 0 0 0 0");
  EXPECT_EQ(City::Counted(city.result.offers), "0 1 0 0 0 0 0");
}

TEST(ImportPlanTest, LongValuesAreShownFromTheirBeginning) {
  City city;
  city.Bring(File());
  ImportDocument file = File();
  file.organizations[0].description = std::string(200, 'x');
  city.Plan(file);
  EXPECT_EQ(city.result.changes.at(0).fields.at(0).after, std::string(200, 'x'));
  file.organizations[0].description += 'x';
  city.Plan(file);
  EXPECT_EQ(city.result.changes.at(0).fields.at(0).after, std::string(200, 'x') + "…");
}

TEST(ImportPlanTest, NobodysOwnEditIsLostWithoutAWord) {
  City city;
  city.Bring(File());
  city.content.organizations[IdOf(1)].name = "Jugendwerk e. V.";
  city.Find(IdOf(3))->content.texts.name = "Offener Treff";

  city.Plan(File());
  EXPECT_THAT(city.Changes(), IsEmpty()) << "the file says what it said: ours stays";
  EXPECT_EQ(City::Counted(city.result.organizations), "0 0 1 0 0 0 0");
  EXPECT_EQ(City::Counted(city.result.offers), "0 0 1 0 0 0 0");

  ImportDocument file = File();
  file.organizations[0].name = "Jugendhilfe";
  file.offers[0].content.texts.name = "Treff 2";
  ImportPlan plan = city.Plan(file);
  EXPECT_THAT(
      city.Changes(),
      ElementsAre("organization conflict Jugendhilfe; name 'Jugendwerk e. V.' -> 'Jugendhilfe'",
                  "offer conflict Treff 2; name 'Offener Treff' -> 'Treff 2'"));
  EXPECT_EQ(City::Counted(city.result.organizations), "0 0 0 1 0 0 0");
  EXPECT_EQ(City::Counted(city.result.offers), "0 0 0 1 0 0 0");
  EXPECT_THAT(plan.organizations, IsEmpty());
  EXPECT_THAT(plan.offers, IsEmpty());

  city.options.overwrite_local_edits = true;
  plan = city.Plan(file);
  EXPECT_THAT(plan.organizations, ElementsAre(file.organizations[0]));
  EXPECT_EQ(plan.offers.at(0).content.texts.name, "Treff 2");
  EXPECT_EQ(City::Counted(city.result.organizations), "0 1 0 0 0 0 0");

  city.options.overwrite_local_edits = false;
  file.organizations[0].name = "Jugendwerk e. V.";
  city.Plan(file);
  EXPECT_EQ(City::Counted(city.result.organizations), "0 0 1 0 0 0 0") << "both came to the same";
  city.memory.clear();
  file.organizations[0].name = "Jugendhilfe";
  EXPECT_THAT(city.Plan(file).organizations, SizeIs(1))
      << "a source that brings it for the first time says it anew";
}

TEST(ImportPlanTest, AnOfferInConflictStillFollowsTheStateOfTheFile) {
  City city;
  city.Bring(File());
  city.Find(IdOf(3))->content.texts.name = "Offener Treff";
  ImportDocument file = File();
  file.offers[0] = Wanted(3, "Treff 2", State::kClosed);
  const ImportPlan plan = city.Plan(file);
  EXPECT_EQ(City::Counted(city.result.offers), "0 1 0 1 0 0 0");
  ASSERT_THAT(plan.offers, SizeIs(1));
  EXPECT_EQ(plan.offers[0].content.texts.name, "Offener Treff");
}

TEST(ImportPlanTest, NobodysOwnClosingIsUndoneByTheSameFile) {
  City city;
  city.Bring(File());
  city.Find(IdOf(3))->state = OfferState::kTemporarilyClosed;
  city.Plan(File());
  EXPECT_THAT(city.Changes(), IsEmpty());
  EXPECT_EQ(City::Counted(city.result.offers), "0 0 1 0 0 0 0");
  ImportDocument closed = File();
  closed.offers[0].state = State::kClosed;
  city.Bring(closed);
  EXPECT_THAT(city.Changes(), IsEmpty());
  city.Plan(File());
  EXPECT_THAT(city.Changes(),
              ElementsAre("offer changed Treff; state 'OFFER_STATE_TEMPORARILY_CLOSED' -> "
                          "'OFFER_STATE_PUBLISHED'"))
      << "it says something new";
}

TEST(ImportPlanTest, WhatHasEndedStaysSo) {
  City city;
  city.Bring(File());
  ImportDocument ended = File();
  ended.offers[0].state = State::kEnded;
  city.Bring(ended);
  EXPECT_THAT(
      city.Changes(),
      ElementsAre("offer ended Treff; state 'OFFER_STATE_PUBLISHED' -> 'OFFER_STATE_ARCHIVED'"));
  EXPECT_EQ(City::Counted(city.result.offers), "0 0 0 0 0 0 1");
  for (const State state : {State::kEnded, State::kClosed}) {
    ended.offers[0].state = state;
    city.Plan(ended);
    EXPECT_EQ(City::Counted(city.result.offers), "0 0 1 0 0 0 0");
  }
  for (const State state : {State::kPublished, State::kDraft}) {
    ended.offers[0].state = state;
    const ImportPlan plan = city.Plan(ended);
    EXPECT_EQ(City::Counted(city.result.offers), "0 0 0 1 0 0 0");
    EXPECT_THAT(plan.offers, IsEmpty());
    EXPECT_THAT(city.Changes(), ElementsAre("offer conflict Treff"));
  }
}

TEST(ImportPlanTest, WhatEndsBeforeItEverCameNeverComes) {
  City city;
  ImportDocument file = File();
  file.offers[0].state = State::kEnded;
  const ImportPlan plan = city.Plan(file);
  EXPECT_THAT(plan.offers, IsEmpty());
  EXPECT_EQ(City::Counted(city.result.offers), "0 0 1 0 0 0 0");
}

TEST(ImportPlanTest, WhatIsBrokenIsSkippedAndRememberedAsItWas) {
  City city;
  city.Bring(File());
  ImportDocument file = File();
  file.organizations[0].name = "?";
  file.broken = {"organization/" + IdOf(1), "place/" + IdOf(2), "offer/" + IdOf(3)};
  const ImportPlan plan = city.Plan(file);
  EXPECT_THAT(city.Changes(),
              ElementsAre("organization skipped ?", "place skipped Haus", "offer skipped Treff"));
  EXPECT_EQ(City::Counted(city.result.organizations), "0 0 0 0 1 0 0");
  EXPECT_EQ(City::Counted(city.result.places), "0 0 0 0 1 0 0");
  EXPECT_EQ(City::Counted(city.result.offers), "0 0 0 0 1 0 0");
  EXPECT_EQ(plan.memory, city.memory);
  EXPECT_THAT(plan.organizations, IsEmpty());
  City fresh;
  EXPECT_THAT(fresh.Plan(file).memory, IsEmpty());
}

TEST(ImportPlanTest, WhatTheSourceBringsNoLongerIsLeftUntilItIsSaidToEnd) {
  City city;
  city.Bring(File());
  const ImportPlan left = city.Plan({});
  EXPECT_THAT(city.Changes(),
              ElementsAre("offer left Treff", "organization left Jugendwerk", "place left Haus"));
  EXPECT_EQ(City::Counted(city.result.offers), "0 0 0 0 0 1 0");
  EXPECT_EQ(City::Counted(city.result.organizations), "0 0 0 0 0 1 0");
  EXPECT_EQ(City::Counted(city.result.places), "0 0 0 0 0 1 0");
  EXPECT_EQ(left.memory, city.memory) << "until it comes again";

  city.options.end_missing = true;
  const ImportPlan plan = city.Plan({});
  EXPECT_THAT(
      city.Changes(),
      ElementsAre("offer ended Treff; state 'OFFER_STATE_PUBLISHED' -> 'OFFER_STATE_ARCHIVED'",
                  "organization left Jugendwerk", "place left Haus"));
  EXPECT_EQ(plan.offers.at(0).state, State::kEnded);
  EXPECT_FALSE(plan.memory.contains("offer/" + IdOf(3)));
  city.Bring({});
  EXPECT_EQ(city.Find(IdOf(3))->state, OfferState::kArchived);

  city.content.organizations[IdOf(1)].archived = true;
  city.content.places.erase(IdOf(2));
  city.memory["offer/" + IdOf(3)] = 7;  // archived
  city.memory["offer/" + IdOf(9)] = 7;  // gone
  EXPECT_THAT(city.Plan({}).memory, IsEmpty()) << "what is out of use has not left";
  EXPECT_THAT(city.Changes(), IsEmpty());
}

TEST(ImportPlanTest, AFileOfNobodyForgetsNothing) {
  City city;
  city.Bring(File());
  city.options.source = "";
  const ImportPlan plan = city.Plan({});
  EXPECT_THAT(city.Changes(), IsEmpty());
  EXPECT_EQ(plan.memory, city.memory);
}

TEST(ImportPlanTest, WhatAnOfferLacksIsAnErrorWhereItStands) {
  City city;
  city.Bring(File());
  ImportDocument file = File();
  file.offers[0].content.places.clear();
  file.offers[0].state = State::kDraft;
  file.paths["offer/" + IdOf(3)] = "services[0]";
  const ImportPlan plan = city.Plan(file);
  EXPECT_THAT(plan.offers, IsEmpty());
  ASSERT_THAT(city.result.findings.errors.listed, SizeIs(1));
  const Finding& error = city.result.findings.errors.listed[0];
  EXPECT_EQ(error.code, "OFFER_INCOMPLETE");
  EXPECT_EQ(error.path, "services[0]");
  EXPECT_EQ(error.value, "Treff");
  EXPECT_EQ(error.message, "a published offer needs a place or a service area");
  file.paths.clear();
  city.Plan(file);
  EXPECT_EQ(city.result.findings.errors.listed.at(0).path, "");
}

TEST(ImportPlanTest, APreviewIsNamedByAllThatHappens) {
  City city;
  const auto token = [&](const ImportDocument& file) {
    city.Plan(file);
    return city.result.preview_token;
  };
  const std::string first = token(File());
  EXPECT_EQ(token(File()), first);
  ImportDocument other = File();
  other.places[0].description = "neu";
  EXPECT_NE(token(other), first) << "what is put is part of it";
  city.Bring(File());
  EXPECT_NE(token(File()), first) << "nothing happens any more";
  const std::string change = token(other);
  city.content.places[IdOf(2)].url = "https://example.org/";
  city.memory.clear();
  EXPECT_NE(token(other), change) << "what it takes the place of as well";
}

TEST(ImportPlanTest, AThousandChangesAreListedAndAllAreCounted) {
  City city;
  ImportDocument file;
  for (int i = 1; i <= 1'001; ++i) file.organizations.push_back(Named(i, "o"));
  city.Plan(file);
  EXPECT_THAT(city.result.changes, SizeIs(1'000));
  EXPECT_EQ(city.result.total_changes, 1'001);
  file = {};
  for (int i = 1; i <= 10; ++i) file.organizations.push_back(Named(i, std::string(50'000, 'n')));
  city.Plan(file);
  EXPECT_THAT(city.result.changes, SizeIs(5)) << "a quarter of a megabyte";
  EXPECT_EQ(city.result.total_changes, 10);
}

TEST(ImportPlanTest, WhatANewerBuildKeptOrSomebodyArchivedIsNoOtherContent) {
  City city;
  city.Bring(File());
  city.content.organizations[IdOf(1)].newer = "bytes";
  city.content.places[IdOf(2)].newer = "bytes";
  city.content.places[IdOf(2)].archived = true;
  city.Find(IdOf(3))->updated = kNow + std::chrono::hours(9);
  city.Plan(File());
  EXPECT_THAT(city.Changes(), IsEmpty());
}

TEST(ImportMessageTest, EveryFieldGoesThroughTheDomainAndBack) {
  auto message = test::Filled().Of<v1::ImportHsdsResponse>();
  message.mutable_finding_counts(0)->set_code("A");
  EXPECT_EQ(ToProto(FromProto(message)).DebugString(), message.DebugString());
  const ImportResult result = FromProto(message);
  EXPECT_EQ(result.findings.errors.total, message.finding_counts(0).count());
  EXPECT_EQ(result.findings.warnings.total, message.finding_counts(1).count());
}

TEST(ImportMessageTest, AKeySaysTheKindOfThing) {
  EXPECT_EQ(KeyOf(ImportedKind::kOrganization, "1"), "organization/1");
  EXPECT_EQ(KeyOf(ImportedKind::kPlace, "1"), "place/1");
  EXPECT_EQ(KeyOf(ImportedKind::kOffer, "1"), "offer/1");
}

}  // namespace
}  // namespace zwk::catalog
