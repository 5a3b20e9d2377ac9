#include "catalog/register/need_type.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "catalog/register/need_type_message.h"
#include "catalog/register/organization.h"
#include "catalog/register/organization_message.h"
#include "catalog/register/place.h"
#include "catalog/register/place_message.h"
#include "catalog/register/target_group.h"
#include "catalog/register/target_group_message.h"
#include "platform/base/errors.h"
#include "tests/support/filled.h"

namespace zwk::catalog {
namespace {

constexpr char kId[] = "11111111-1111-4111-8111-111111111111";
constexpr char kOther[] = "22222222-2222-4222-8222-222222222222";

// The field that is refused after a change to what is valid; "" where nothing is.
template <typename T>
std::string Refused(T thing, const std::function<void(T&)>& change) {
  change(thing);
  const absl::Status status = Validate(thing);
  EXPECT_TRUE(status.ok() || status.code() == absl::StatusCode::kInvalidArgument);
  return FieldOf(status);
}

// A text has at most so many characters.
template <typename T, typename Text>
void HasAtMost(const T& thing, Text text, size_t most, const std::string& field) {
  EXPECT_EQ(Refused<T>(thing, [&](T& t) { text(t) = std::string(most, 'x'); }), "") << field;
  EXPECT_EQ(Refused<T>(thing, [&](T& t) { text(t) = std::string(most + 1, 'x'); }), field);
}

// The same of a text that is a JSON object.
template <typename T, typename Text>
void HasAtMostJson(const T& thing, Text text, size_t most, const std::string& field) {
  const auto json = [](size_t size) { return R"({"a":")" + std::string(size - 8, 'x') + R"("})"; };
  EXPECT_EQ(Refused<T>(thing, [&](T& t) { text(t) = json(most); }), "") << field;
  EXPECT_EQ(Refused<T>(thing, [&](T& t) { text(t) = json(most + 1); }), field);
  EXPECT_EQ(Refused<T>(thing, [&](T& t) { text(t) = "no JSON"; }), field);
}

// A text that must be there.
template <typename T, typename Text>
void IsRequired(const T& thing, Text text, const std::string& field) {
  for (const char* empty : {"", " \t\n"}) {
    EXPECT_EQ(Refused<T>(thing, [&](T& t) { text(t) = empty; }), field);
  }
}

Organization Association() {
  Organization o;
  o.id = kId;
  o.name = "Nachbarschaftshaus";
  return o;
}

TEST(RegisterTest, AnOrganizationIsRefusedWithItsField) {
  using O = Organization;
  const auto refused = [](const std::function<void(O&)>& change) {
    return Refused<O>(Association(), change);
  };
  EXPECT_EQ(refused([](O&) {}), "");
  EXPECT_EQ(refused([](O& o) { o.id = "1"; }), "organization.organization_id");
  EXPECT_EQ(refused([](O& o) { o.email = "no address"; }), "organization.email");
  EXPECT_EQ(refused([](O& o) { o.email = "a@example.org"; }), "");
  EXPECT_EQ(refused([](O& o) { o.parent_id = "1"; }), "organization.parent_organization_id");
  EXPECT_EQ(refused([](O& o) { o.parent_id = kId; }), "organization.parent_organization_id");
  EXPECT_EQ(refused([](O& o) { o.parent_id = kOther; }), "");
  for (const int year : {0, 800, 2200}) {
    EXPECT_EQ(refused([&](O& o) { o.year_incorporated = year; }), "") << year;
  }
  for (const int year : {1, -1, 799, 2201}) {
    EXPECT_EQ(refused([&](O& o) { o.year_incorporated = year; }), "organization.year_incorporated");
  }
  const auto name = [](O& o) -> std::string& { return o.name; };
  IsRequired(Association(), name, "organization.name");
  HasAtMost(Association(), name, 500, "organization.name");
  HasAtMost(
      Association(), [](O& o) -> std::string& { return o.alternate_name; }, 500,
      "organization.alternate_name");
  HasAtMost(
      Association(), [](O& o) -> std::string& { return o.description; }, 20'000,
      "organization.description");
  for (const char* link : {"javascript:alert(1)", "www.example.org", "data:text/html,x"}) {
    EXPECT_EQ(refused([&](O& o) { o.website = link; }), "organization.website");
    EXPECT_EQ(refused([&](O& o) { o.uri = link; }), "organization.uri");
  }
  EXPECT_EQ(refused([](O& o) { o.website = "https://example.org/"; }), "");
  HasAtMostJson(
      Association(), [](O& o) -> std::string& { return o.raw_json; }, 100'000,
      "organization.raw_json");
}

Place House() {
  Place p;
  p.id = kId;
  p.name = "Nachbarschaftshaus";
  p.point = Point{53.5, 8.6};
  p.addresses = {{.country = "DE", .address_type = "physical"}};
  p.supply_points = {{SupplyKind::kDoctor, "2022-01-01", ""}};
  return p;
}

TEST(RegisterTest, APlaceIsRefusedWithItsField) {
  using P = Place;
  const auto refused = [](const std::function<void(P&)>& change) {
    return Refused<P>(House(), change);
  };
  EXPECT_EQ(refused([](P&) {}), "");
  EXPECT_EQ(refused([](P& p) { p.id = "1"; }), "place.place_id");
  EXPECT_EQ(refused([](P& p) { p.organization_id = "1"; }), "place.organization_id");
  EXPECT_EQ(refused([](P& p) { p.organization_id = kOther; }), "");
  EXPECT_EQ(refused([](P& p) { p.point = Point{91, 8}; }), "place.coordinates");
  EXPECT_EQ(refused([](P& p) { p.point.reset(); }), "");
  for (const char* type : {"physical", "postal", "virtual"}) {
    EXPECT_EQ(refused([&](P& p) { p.addresses[0].address_type = type; }), "");
  }
  EXPECT_EQ(refused([](P& p) { p.addresses.push_back({.address_type = "other"}); }),
            "place.addresses[1].address_type");
  EXPECT_EQ(refused([](P& p) { p.addresses[0].country = "Germany"; }),
            "place.addresses[0].country");
  EXPECT_EQ(refused([](P& p) { p.addresses[0].country = ""; }), "");
  EXPECT_EQ(refused([](P& p) { p.supply_points[0].opened = "2022"; }),
            "place.supply_points[0].opened");
  EXPECT_EQ(refused([](P& p) { p.supply_points[0].closed = "2022-13-01"; }),
            "place.supply_points[0].closed");
  EXPECT_EQ(refused([](P& p) { p.supply_points[0].closed = "2022-12-01"; }), "");
  const auto name = [](P& p) -> std::string& { return p.name; };
  IsRequired(House(), name, "place.name");
  HasAtMost(House(), name, 500, "place.name");
  HasAtMost(
      House(), [](P& p) -> std::string& { return p.description; }, 20'000, "place.description");
  HasAtMostJson(
      House(), [](P& p) -> std::string& { return p.raw_json; }, 100'000, "place.raw_json");
}

TEST(RegisterTest, OfAConfidentialPlaceNothingTellsWhereItIs) {
  Place place = House();
  place.transportation = "Bus 502";
  place.description = "behind the church";
  place.url = "https://example.org/map";
  place.raw_json = "{\"latitude\": 53.5}";
  place.alternate_name = "Haus am Dom";
  place.accessibility.wheelchair = true;
  EXPECT_EQ(WithoutSecrets(place), place);
  place.confidential = true;
  Place known;
  known.id = place.id;
  known.organization_id = place.organization_id;
  known.type = place.type;
  known.confidential = true;
  EXPECT_EQ(WithoutSecrets(place), known);
}

TEST(RegisterTest, ASupplyPointIsOpenFromItsFirstDayUntilTheDayItCloses) {
  const SupplyPoint shop{SupplyKind::kGrocery, "2022-01-01", "2022-06-01"};
  EXPECT_FALSE(shop.OpenOn("2021-12-31"));
  EXPECT_TRUE(shop.OpenOn("2022-01-01"));
  EXPECT_TRUE(shop.OpenOn("2022-05-31"));
  EXPECT_FALSE(shop.OpenOn("2022-06-01"));
  EXPECT_TRUE(SupplyPoint().OpenOn("1900-01-01"));
}

TargetGroup Youth() {
  TargetGroup g;
  g.key = "youth";
  g.labels = {{"de", "Jugendliche"}};
  return g;
}

TEST(RegisterTest, ATargetGroupIsRefusedWithItsField) {
  using G = TargetGroup;
  const auto refused = [](const std::function<void(G&)>& change) {
    return Refused<G>(Youth(), change);
  };
  EXPECT_EQ(refused([](G&) {}), "");
  EXPECT_EQ(refused([](G& g) { g.key = "Youth"; }), "target_group.target_group_key");
  EXPECT_EQ(refused([](G& g) { g.labels.clear(); }), "target_group.labels");
  EXPECT_EQ(refused([](G& g) { g.labels["german"] = "x"; }), "target_group.labels");
  EXPECT_EQ(refused([](G& g) { g.labels["de"] = " "; }), "target_group.labels");
  EXPECT_EQ(refused([](G& g) { g.predicate.age = {10, 10}; }), "target_group.predicate.age.to");
  EXPECT_EQ(refused([](G& g) { g.languages = {"de", "Deutsch"}; }), "target_group.languages");
  for (const double share : {0.0, 1.0}) {
    EXPECT_EQ(refused([&](G& g) {
                g.share = share;
                g.share_source = "a count";
              }),
              "");
  }
  for (const double share : {-0.01, 1.01}) {
    EXPECT_EQ(refused([&](G& g) {
                g.share = share;
                g.share_source = "a count";
              }),
              "target_group.share");
  }
  EXPECT_EQ(refused([](G& g) { g.share = 0.5; }), "target_group.share_source");
  HasAtMost(
      Youth(), [](G& g) -> std::string& { return g.labels["de"]; }, 200, "target_group.labels");
}

NeedType MeetingPlace() {
  NeedType n;
  n.key = "meeting-place";
  n.labels = {{"de", "Treff"}};
  n.rating = NeedRating::kRated;
  n.groups = {{"youth", 0.1, 0.05, 0.2, 1000, "guideline", 2020}};
  n.hours_per_place = 20;
  return n;
}

TEST(RegisterTest, ANeedTypeIsRefusedWithItsField) {
  using N = NeedType;
  const auto refused = [](const std::function<void(N&)>& change) {
    return Refused<N>(MeetingPlace(), change);
  };
  EXPECT_EQ(refused([](N&) {}), "");
  EXPECT_EQ(refused([](N& n) { n.key = "x"; }), "need_type.need_key");
  EXPECT_EQ(refused([](N& n) { n.labels.clear(); }), "need_type.labels");
  EXPECT_EQ(refused([](N& n) { n.groups.clear(); }), "need_type.groups");
  for (const double hours : {0.0, -1.0, 168.1}) {
    EXPECT_EQ(refused([&](N& n) { n.hours_per_place = hours; }), "need_type.hours_per_place");
    EXPECT_EQ(refused([&](N& n) {
                n.hours_per_place = hours;
                n.rating = NeedRating::kCatchmentOnly;
              }),
              "")
        << "it is not asked for";
  }
  EXPECT_EQ(refused([](N& n) { n.hours_per_place = 168; }), "");
  for (const double bound : {-0.01, 1.01}) {
    EXPECT_EQ(refused([&](N& n) { n.covered_below = bound; }), "need_type.covered_below");
  }
  EXPECT_EQ(refused([](N& n) { n.groups[0].group_key = "Y"; }),
            "need_type.groups[0].target_group_key");
  EXPECT_EQ(refused([](N& n) { n.groups.push_back(n.groups[0]); }),
            "need_type.groups[1].target_group_key");
  for (const double meters : {0.0, 100'001.0}) {
    EXPECT_EQ(refused([&](N& n) { n.groups[0].catchment_meters = meters; }),
              "need_type.groups[0].catchment_meters");
  }
  EXPECT_EQ(refused([](N& n) { n.groups[0].catchment_meters = 100'000; }), "");
  const auto source = [](N& n) -> std::string& { return n.groups[0].source; };
  IsRequired(MeetingPlace(), source, "need_type.groups[0].source");
  HasAtMost(MeetingPlace(), source, 1'000, "need_type.groups[0].source");
}

TEST(RegisterTest, ARateLiesBetweenItsBounds) {
  const auto refused = [](double low, double rate, double high,
                          NeedRating rating = NeedRating::kRated) {
    return Refused<NeedType>(MeetingPlace(), [&](NeedType& n) {
      n.rating = rating;
      n.groups[0].rate_low = low;
      n.groups[0].rate = rate;
      n.groups[0].rate_high = high;
    });
  };
  EXPECT_EQ(refused(0, 10, 10), "");
  EXPECT_EQ(refused(0.1, 0.1, 0.1), "");
  const std::array<double, 3> wrong[] = {
      {0.0, 0.0, 1.0}, {0.0, 10.1, 11.0}, {-0.1, 0.1, 0.2}, {0.2, 0.1, 0.3}, {0.0, 0.2, 0.1}};
  for (const auto& [low, rate, high] : wrong) {
    EXPECT_EQ(refused(low, rate, high), "need_type.groups[0].rate")
        << low << " " << rate << " " << high;
    EXPECT_EQ(refused(low, rate, high, NeedRating::kCatchmentOnly), "");
  }
}

TEST(RegisterTest, OneAnswerTellsAllFaults) {
  Organization o = Association();
  o.name = "<b>Haus</b>";
  o.email = "nobody";
  o.website = "javascript:alert(1)";
  o.description = "\u202ereversed";
  o.raw_json = "{";
  std::vector<std::string> fields;
  for (const FieldViolation& one : FieldViolationsOf(Validate(o))) fields.push_back(one.field);
  EXPECT_THAT(fields, testing::ElementsAre("organization.name", "organization.description",
                                           "organization.email", "organization.website",
                                           "organization.raw_json"));
  NeedType n = MeetingPlace();
  n.key = "?";
  n.labels.clear();
  n.groups[0].source.clear();
  n.groups[0].catchment_meters = 0;
  n.supply_kinds = {static_cast<SupplyKind>(99)};
  EXPECT_EQ(FieldViolationsOf(Validate(n)).size(), 5u);
}

TEST(RegisterTest, WhatIsKeptAsItCameIsNoDeeperThanAStackHolds) {
  Organization o = Association();
  const auto nested = [](size_t depth) {
    return R"({"a": ")" + std::string(99, '[') + R"(", "b": )" + std::string(depth, '[') +
           std::string(depth, ']') + "}";
  };
  o.raw_json = nested(63);
  EXPECT_TRUE(Validate(o).ok()) << Validate(o);
  for (const size_t depth : {64u, 40'000u}) {
    o.raw_json = nested(depth);
    const auto violations = FieldViolationsOf(Validate(o));
    ASSERT_EQ(violations.size(), 1u) << depth;
    EXPECT_EQ(violations[0].field, "organization.raw_json");
  }
}

TEST(RegisterTest, TextsAreKeptInOneForm) {
  Organization o = Association();
  o.name = "  Bu\u0308rgerhaus ";
  o.description = "eins\r\nzwei\r";
  ASSERT_TRUE(Validate(o).ok()) << Validate(o);
  EXPECT_EQ(o.name, "B\u00fcrgerhaus");
  EXPECT_EQ(o.description, "eins\nzwei");
}

TEST(RegisterTest, SlugsAreShort) {
  EXPECT_EQ(PrimaryLanguage("de-AT"), "de");
  EXPECT_EQ(PrimaryLanguage("nds"), "nds");

  EXPECT_TRUE(IsSlug("a1"));
  EXPECT_TRUE(IsSlug("z-"));
  EXPECT_TRUE(IsSlug(std::string(64, 'a')));
  EXPECT_FALSE(IsSlug(std::string(65, 'a')));
  for (const char* bad : {"", "a", "1a", "-a", "aB", "a_", "a b"}) EXPECT_FALSE(IsSlug(bad)) << bad;
}

// A text without HTML, of one line or of several, that may be missing.
template <typename T, typename Text>
void IsPlain(const T& thing, Text text, bool lines, const std::string& field) {
  EXPECT_EQ(Refused<T>(thing, [&](T& t) { text(t) = "<b>x</b>"; }), field);
  EXPECT_EQ(Refused<T>(thing, [&](T& t) { text(t) = "x\ny"; }), lines ? "" : field) << field;
  EXPECT_EQ(Refused<T>(thing, [&](T& t) { text(t) = ""; }), "") << field;
}

TEST(RegisterTest, EveryTextOfAnOrganizationIsChecked) {
  using O = Organization;
  const auto text = [](auto of, bool lines, const char* field) {
    O o = Association();
    o.identifiers = {{"Register", "VR", "12"}, {"Register", "VR", "13"}};
    IsPlain(o, of, lines, std::string("organization.") + field);
  };
  using S = std::string;
  text([](O& o) -> S& { return o.alternate_name; }, false, "alternate_name");
  text([](O& o) -> S& { return o.description; }, true, "description");
  text([](O& o) -> S& { return o.legal_status; }, false, "legal_status");
  text([](O& o) -> S& { return o.identifiers[0].scheme; }, false,
       "identifiers[0].identifier_scheme");
  text([](O& o) -> S& { return o.identifiers[1].type; }, false, "identifiers[1].identifier_type");
  text([](O& o) -> S& { return o.identifiers[1].identifier; }, false, "identifiers[1].identifier");
}

TEST(RegisterTest, EveryTextOfAPlaceIsChecked) {
  using P = Place;
  const auto text = [](auto of, bool lines, const char* field) {
    P p = House();
    p.addresses.push_back(p.addresses[0]);
    IsPlain(p, of, lines, std::string("place.") + field);
  };
  using S = std::string;
  text([](P& p) -> S& { return p.alternate_name; }, false, "alternate_name");
  text([](P& p) -> S& { return p.description; }, true, "description");
  text([](P& p) -> S& { return p.transportation; }, true, "transportation");
  text([](P& p) -> S& { return p.accessibility.description; }, true, "accessibility.description");
  text([](P& p) -> S& { return p.accessibility.details; }, true, "accessibility.details");
  text([](P& p) -> S& { return p.addresses[1].attention; }, false, "addresses[1].attention");
  text([](P& p) -> S& { return p.addresses[0].address_1; }, false, "addresses[0].address_1");
  text([](P& p) -> S& { return p.addresses[1].address_2; }, false, "addresses[1].address_2");
  text([](P& p) -> S& { return p.addresses[1].city; }, false, "addresses[1].city");
  text([](P& p) -> S& { return p.addresses[1].region; }, false, "addresses[1].region");
  text([](P& p) -> S& { return p.addresses[1].state_province; }, false,
       "addresses[1].state_province");
  text([](P& p) -> S& { return p.addresses[1].postal_code; }, false, "addresses[1].postal_code");
}

TEST(RegisterTest, APlaceIsOfAKindAndLinksAreSome) {
  using P = Place;
  const auto refused = [](const std::function<void(P&)>& change) {
    return Refused<P>(House(), change);
  };
  for (const int type : {0, 4}) {
    EXPECT_EQ(refused([&](P& p) { p.type = static_cast<LocationType>(type); }),
              "place.location_type");
  }
  EXPECT_EQ(refused([](P& p) { p.type = LocationType::kVirtual; }), "");
  for (const int kind : {0, 7}) {
    EXPECT_EQ(refused([&](P& p) { p.supply_points[0].kind = static_cast<SupplyKind>(kind); }),
              "place.supply_points[0].kind");
  }
  EXPECT_EQ(refused([](P& p) { p.url = "example.org"; }), "place.url");
  EXPECT_EQ(refused([](P& p) { p.url = "https://x/\u202e"; }), "place.url");
  EXPECT_EQ(refused([](P& p) { p.accessibility.url = "example.org"; }), "place.accessibility.url");
  for (const char* country : {"D", "de", "DEU", "D1", "1E"}) {
    EXPECT_EQ(refused([&](P& p) { p.addresses[0].country = country; }),
              "place.addresses[0].country");
  }
  for (const Point& point : {Point{0, 0}, Point{-90.1, 0}, Point{0, 180.1}, Point{0, -180.1}}) {
    EXPECT_EQ(refused([&](P& p) { p.point = point; }), "place.coordinates");
  }
  for (const Point& point : {Point{90, 0}, Point{-90, 0}, Point{0, 180}, Point{0, -180}}) {
    EXPECT_EQ(refused([&](P& p) { p.point = point; }), "");
  }
}

TEST(RegisterTest, WhatIsOutOfUseIsSoForWhoMayNotKnowMore) {
  Place place = House();
  place.confidential = place.archived = true;
  EXPECT_TRUE(WithoutSecrets(place).archived);
}

TEST(RegisterTest, AShareIsSaidWithItsSource) {
  using G = TargetGroup;
  TargetGroup group = Youth();
  group.share = 0.5;
  group.share_source = "Mikrozensus";
  IsPlain(
      Youth(), [](G& g) -> std::string& { return g.share_source; }, false,
      "target_group.share_source");
  EXPECT_EQ(Refused<G>(group, [](G&) {}), "");
  EXPECT_EQ(Refused<G>(group, [](G& g) { g.share.reset(); }), "") << "a source without a share";
}

TEST(RegisterTest, ANeedTypeIsWithinItsBounds) {
  using N = NeedType;
  const auto refused = [](const std::function<void(N&)>& change) {
    return Refused<N>(MeetingPlace(), change);
  };
  for (const int rating : {0, 4}) {
    EXPECT_EQ(refused([&](N& n) { n.rating = static_cast<NeedRating>(rating); }),
              "need_type.rating");
  }
  for (const int kind : {0, 7}) {
    EXPECT_EQ(refused([&](N& n) { n.supply_kinds = {static_cast<SupplyKind>(kind)}; }),
              "need_type.supply_kinds");
  }
  EXPECT_EQ(refused([](N& n) { n.supply_kinds = {SupplyKind::kBank, SupplyKind::kPost}; }), "");
  for (const double bound : {0.0, 1.0}) {
    EXPECT_EQ(refused([&](N& n) { n.covered_below = bound; }), "");
  }
  EXPECT_EQ(refused([](N& n) { n.hours_per_place = 0.1; }), "");
  EXPECT_EQ(refused([](N& n) { n.groups[0].catchment_meters = 0.1; }), "");
  EXPECT_EQ(refused([](N& n) {
              n.groups.push_back(n.groups[0]);
              n.groups[1].group_key = "old";
            }),
            "");
}

TEST(RegisterTest, EveryFieldGoesThroughTheDomainAndBack) {
  const auto same = [](auto message) {
    message.clear_version();
    EXPECT_EQ(ToProto(FromProto(message)).DebugString(), message.DebugString());
  };
  same(test::Filled().Of<v1::Organization>());
  auto place = test::Filled().Of<v1::Place>();
  place.clear_neighborhood_key();  // worked out by who answers
  same(place);
  same(test::Filled().Of<v1::TargetGroup>());
  same(test::Filled().Of<v1::NeedType>());
  // What nobody said stays so.
  EXPECT_EQ(ToProto(FromProto(v1::Organization())).DebugString(), "");
  EXPECT_EQ(ToProto(FromProto(v1::Place())).DebugString(), "");
  EXPECT_FALSE(ToProto(FromProto(v1::TargetGroup())).has_share());
}

TEST(RegisterTest, ARateWithoutBoundsIsSure) {
  v1::NeedType message;
  message.add_groups()->set_rate(0.1);
  NeedType need = FromProto(message);
  EXPECT_EQ(need.groups[0].rate_low, 0.1);
  EXPECT_EQ(need.groups[0].rate_high, 0.1);
  EXPECT_EQ(need.covered_below, 0.10) << "unless something else is said";
  message.mutable_groups(0)->set_rate_low(0.05);
  message.mutable_groups(0)->set_rate_high(0.3);
  message.set_covered_below(0);
  need = FromProto(message);
  EXPECT_EQ(need.groups[0].rate_low, 0.05);
  EXPECT_EQ(need.groups[0].rate_high, 0.3);
  EXPECT_EQ(need.covered_below, 0);
}

TEST(RegisterTest, ANumberThatNobodyHasNamedIsRefusedAndNotTakenForAnother) {
  v1::Place message;
  for (const int number : {-1, 256, 257, 300}) {
    message.set_location_type(static_cast<v1::LocationType>(number));
    Place place = FromProto(message);
    place.id = kId;
    place.name = "Haus";
    EXPECT_EQ(FieldOf(Validate(place)), "place.location_type") << number;
  }
}

}  // namespace
}  // namespace zwk::catalog
