// What happened is told once and in order, wherever it is by now, and no more of it than the proto says.
#include "platform/events/event_feed.h"

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/task.h"
#include "platform/events/event_api.h"
#include "platform/store/redis_store.h"
#include "platform/stream/retention.h"
#include "tests/support/eventually.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/temporary_folder.h"
#include "zwk/catalog/v1/event.pb.h"
#include "zwk/catalog/v1/gap.pb.h"
#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::events {
namespace {

namespace v1 = catalog::v1;
using std::chrono::milliseconds;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr char kCity[] = "bremerhaven";
constexpr char kWatch[] = "/zwk.catalog.v1.EventService/WatchEvents";

class EventFeedTest : public ::testing::Test {
 protected:
  using Answers = std::vector<v1::WatchEventsResponse>;

  EventFeedTest() { Restart(); }

  // A service that begins anew, with an archive or without.
  void Restart(bool with_archive = true) {
    server_.reset();
    feed_.reset();
    Feed::Options options;
    options.area = "catalog";
    if (with_archive) options.archive = folder_ / "archive";
    options.interval = milliseconds(2);
    options.heartbeat = milliseconds(20);
    options.of_a_municipality = 3;
    options.of_a_caller = 2;
    feed_.emplace(store_, timers_, options);
    server_.emplace();
    Serve<v1::WatchEventsRequest, v1::WatchEventsResponse>(
        server_->get().Service("zwk.catalog.v1.EventService"), *feed_);
    server_->Start();
  }

  void Publish(const google::protobuf::Message& event, const std::string& city = kCity) {
    store::Commit commit(city);
    commit.Emit("offer/1", store::Commit::kAnyVersion, event.GetDescriptor()->full_name(),
                event.SerializeAsString());
    ASSERT_TRUE(SyncWait(store_.Apply(std::move(commit), kNoDeadline)).ok());
  }
  template <class Event>
  void PublishOffer(const std::string& id, v1::OfferState state, const std::string& city = kCity) {
    Event event;
    event.mutable_offer()->set_offer_id(id);
    event.mutable_offer()->set_name("what only GetOffer says");
    event.mutable_offer()->set_state(state);
    Publish(event, city);
  }
  void PublishOffers(int from, int to) {
    for (int i = from; i <= to; ++i) {
      PublishOffer<v1::OfferPublished>(absl::StrCat(i), v1::OFFER_STATE_PUBLISHED);
    }
  }
  // All that is there leaves for the archive.
  void Leave() {
    stream::Retention::Options options;
    options.address = redis_.address();
    options.area = "catalog";
    options.archive = folder_ / "archive";
    const auto left = stream::Retention(options).Run(SystemClock().Now() + std::chrono::seconds(5));
    ASSERT_TRUE(left.ok()) << left.status();
    ASSERT_GT(*left, 0);
  }

  static Caller Partner(const std::string& city = kCity) {
    Caller caller;
    caller.municipality = city;
    caller.subject_ref = "moorsum";
    caller.roles = {"PARTNER"};
    return caller;
  }
  // Until `enough` of it has been heard.
  absl::Status Watch(const v1::WatchEventsRequest& request, Answers& answers,
                     const std::function<bool()>& enough, const Caller& caller = Partner()) {
    v1::WatchEventsResponse item;
    const absl::Status status = server_->channel().StreamNow(
        kWatch, caller, request, item, [&](const google::protobuf::Message&) {
          answers.push_back(item);
          return enough() ? absl::AbortedError("enough") : absl::OkStatus();
        });
    return status.message() == "enough" ? absl::OkStatus() : status;
  }
  // Until there is nothing more; the ids of the offers.
  std::vector<std::string> Hear(const std::string& after = "", const Caller& caller = Partner(),
                                std::vector<std::string> types = {}) {
    v1::WatchEventsRequest request;
    request.set_after(after);
    for (const std::string& type : types) request.add_types(type);
    heard_.clear();
    const absl::Status status =
        Watch(request, heard_, [this] { return !heard_.back().has_event(); }, caller);
    EXPECT_TRUE(status.ok()) << status;
    std::vector<std::string> ids;
    for (const auto& answer : heard_) {
      v1::OfferPublished offer;  // all events of offers have the same form
      if (answer.has_event() && offer.ParseFromString(answer.event().data())) {
        ids.push_back(offer.offer().offer_id());
      }
    }
    return ids;
  }
  absl::Status Refused(const v1::WatchEventsRequest& request, const Caller& caller = Partner()) {
    Answers none;
    const absl::Status status = Watch(request, none, [] { return true; }, caller);
    EXPECT_THAT(none, IsEmpty());
    return status;
  }
  absl::Status RefusedAfter(const std::string& cursor, const Caller& caller = Partner()) {
    v1::WatchEventsRequest request;
    request.set_after(cursor);
    return Refused(request, caller);
  }
  static std::string BaseOf(const absl::Status& status) {
    for (const auto& [key, value] : DetailsOf(status)) {
      if (key == "base") return value;
    }
    return "";
  }

  test::RedisServer redis_;
  const test::TemporaryFolder folder_;
  Timers timers_;
  store::RedisStore store_{{.address = redis_.address(), .area = "catalog"}};
  std::optional<Feed> feed_;
  std::optional<test::RpcServer> server_;
  Answers heard_;
};

TEST_F(EventFeedTest, WhatHappenedIsToldInOrderAndThenThatThereIsNoMore) {
  PublishOffers(1, 250);  // more than one page
  const std::vector<std::string> ids = Hear();
  ASSERT_THAT(ids, SizeIs(250));
  for (int i = 0; i < 250; ++i) EXPECT_EQ(ids[static_cast<size_t>(i)], absl::StrCat(i + 1));
  const auto& envelope = heard_[0].event();
  EXPECT_EQ(envelope.id(), "bremerhaven/offer/1/1");
  EXPECT_EQ(envelope.source(), "catalog");
  EXPECT_EQ(envelope.type(), "zwk.catalog.v1.OfferPublished");
  EXPECT_EQ(envelope.municipality(), kCity);
  EXPECT_EQ(envelope.aggregate_version(), 1u);
  EXPECT_GT(envelope.time().seconds(), 0);
  // From the end of it nothing is told again, also not the second time.
  EXPECT_THAT(Hear(heard_.back().cursor()), IsEmpty());
}

TEST_F(EventFeedTest, EveryCursorGoesOnBehindItsEvent) {
  PublishOffers(1, 5);
  Hear();
  const Answers all = heard_;
  ASSERT_THAT(all, SizeIs(6));
  for (size_t i = 0; i < all.size(); ++i) {
    EXPECT_THAT(Hear(all[i].cursor()), SizeIs(i < 5 ? 4 - i : 0)) << i;
  }
}

TEST_F(EventFeedTest, WhatHappensWhileSomebodyListensIsTold) {
  v1::WatchEventsRequest request;
  Answers answers;
  int told = 0;
  const absl::Status status = Watch(request, answers, [&] {
    if (answers.back().has_event()) return answers.back().event().aggregate_version() == 3;
    if (told == 3) return false;
    ++told;  // each time that there is nothing more
    PublishOffers(told, told);
    return false;
  });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(told, 3);
}

TEST_F(EventFeedTest, SilenceIsSaidAgainAndAgain) {
  Answers answers;
  const absl::Status status = Watch({}, answers, [&] { return answers.size() == 3; });
  ASSERT_TRUE(status.ok()) << status;
  for (const auto& answer : answers) EXPECT_FALSE(answer.has_event());
}

TEST_F(EventFeedTest, WhoWantsOnlyWhatIsNewHearsFirstWhereThatBegins) {
  PublishOffers(1, 3);
  v1::WatchEventsRequest request;
  request.set_new_only(true);
  Answers answers;
  ASSERT_TRUE(Watch(request, answers, [] { return true; }).ok());
  EXPECT_FALSE(answers[0].has_event());
  PublishOffers(4, 4);
  EXPECT_THAT(Hear(answers[0].cursor()), ElementsAre("4"));
  // Also where all of it has left the store.
  Leave();
  answers.clear();
  ASSERT_TRUE(Watch(request, answers, [] { return true; }).ok());
  EXPECT_THAT(Hear(answers[0].cursor()), IsEmpty());
}

TEST_F(EventFeedTest, NothingIsToldButWhatTheProtoNames) {
  v1::OfferPublished published;
  published.mutable_offer()->set_offer_id("1");
  published.mutable_offer()->set_name("words");
  // Of a newer build: nobody here knows what it is.
  published.mutable_offer()
      ->GetReflection()
      ->MutableUnknownFields(published.mutable_offer())
      ->AddLengthDelimited(9'000, "canary");
  published.GetReflection()->MutableUnknownFields(&published)->AddLengthDelimited(9'001, "canary");
  Publish(published);
  PublishOffer<v1::OfferDrafted>("draft", v1::OFFER_STATE_DRAFT);  // told to nobody
  EXPECT_THAT(Hear(), ElementsAre("1"));
  ASSERT_THAT(heard_, SizeIs(2));
  v1::OfferPublished wanted;
  wanted.mutable_offer()->set_offer_id("1");
  EXPECT_EQ(heard_[0].event().data(), wanted.SerializeAsString());
  EXPECT_EQ(heard_[0].event().trace_parent(), "");
}

TEST_F(EventFeedTest, ADraftIsChangedUnheard) {
  PublishOffer<v1::OfferChanged>("draft", v1::OFFER_STATE_DRAFT);
  PublishOffer<v1::OfferChanged>("public", v1::OFFER_STATE_PUBLISHED);
  EXPECT_THAT(Hear(), ElementsAre("public"));
}

TEST_F(EventFeedTest, WhoMayNotReadAThingHearsNothingOfIt) {
  v1::GapsComputed computed;
  computed.set_gap_id("1");
  Publish(computed);
  Hear();
  EXPECT_THAT(heard_, SizeIs(1));  // that there is nothing
  Caller planner = Partner();
  planner.roles = {"PLANNER"};
  Hear("", planner);
  EXPECT_THAT(heard_, SizeIs(2));
  v1::WatchEventsRequest request;
  request.add_types("zwk.catalog.v1.OfferPublished");
  request.add_types("zwk.catalog.v1.GapsComputed");
  const absl::Status refused = Refused(request);
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), "ROLE_MISSING");
}

TEST_F(EventFeedTest, WhoHasACodeTakesNoPlaceOfPartners) {
  Caller participant;
  participant.participant_token = "zwkp.bremerhaven.made-up";
  const absl::Status refused = Refused({}, participant);
  EXPECT_EQ(refused.code(), absl::StatusCode::kPermissionDenied);
  EXPECT_EQ(ReasonOf(refused), "ROLE_MISSING");
}

TEST_F(EventFeedTest, AnotherCitysEventsAreNotHeardAndItsCursorIsNone) {
  PublishOffer<v1::OfferPublished>("theirs", v1::OFFER_STATE_PUBLISHED, "musterstadt");
  PublishOffer<v1::OfferPublished>("ours", v1::OFFER_STATE_PUBLISHED);
  EXPECT_THAT(Hear(), ElementsAre("ours"));
  const std::string ours = heard_[0].cursor();
  EXPECT_THAT(Hear("", Partner("musterstadt")), ElementsAre("theirs"));
  const absl::Status refused = RefusedAfter(ours, Partner("musterstadt"));
  EXPECT_EQ(FieldOf(refused), "after");
}

TEST_F(EventFeedTest, TypesNarrowWhatIsToldAndTheCursorGoesOnAllTheSame) {
  PublishOffer<v1::OfferPublished>("1", v1::OFFER_STATE_PUBLISHED);
  PublishOffer<v1::OfferClosed>("1", v1::OFFER_STATE_TEMPORARILY_CLOSED);
  PublishOffer<v1::OfferArchived>("1", v1::OFFER_STATE_ARCHIVED);
  Hear("", Partner(), {"zwk.catalog.v1.OfferClosed"});
  ASSERT_THAT(heard_, SizeIs(2));
  EXPECT_EQ(heard_[0].event().type(), "zwk.catalog.v1.OfferClosed");
  EXPECT_THAT(Hear(heard_[1].cursor()), IsEmpty());
}

TEST_F(EventFeedTest, WrongRequestsAreRefusedByTheirField) {
  for (const std::string& cursor :
       {std::string("x"), std::string("1648474200000-3"), std::string(5000, 'A')}) {
    EXPECT_EQ(FieldOf(RefusedAfter(cursor)), "after") << cursor;
  }
  for (const char* type : {"zwk.catalog.v1.OfferDrafted", "zwk.participation.v1.MemberAdded", ""}) {
    v1::WatchEventsRequest request;
    request.add_types("zwk.catalog.v1.OfferPublished");
    request.add_types(type);
    EXPECT_EQ(FieldOf(Refused(request)), "types[1]") << type;
  }
}

TEST_F(EventFeedTest, ACursorOutlivesServiceAndOutbox) {
  PublishOffers(1, 130);
  Hear();
  const Answers all = heard_;
  Leave();
  PublishOffers(131, 140);
  Restart();
  EXPECT_THAT(Hear(), SizeIs(140));  // archive first, then the store
  EXPECT_THAT(Hear(all[99].cursor()), SizeIs(40));
  EXPECT_THAT(Hear(all[129].cursor()), SizeIs(10));
}

TEST_F(EventFeedTest, WhatIsNotThereAnyMoreIsSaidWithWhereToBegin) {
  PublishOffers(1, 3);
  Hear();
  const Answers all = heard_;
  Leave();
  PublishOffers(4, 5);
  Restart(/*with_archive=*/false);
  for (const std::string& after : {std::string(), all[0].cursor()}) {
    const absl::Status gone = RefusedAfter(after);
    EXPECT_EQ(gone.code(), absl::StatusCode::kOutOfRange) << gone;
    EXPECT_EQ(ReasonOf(gone), "EVENTS_GONE");
    EXPECT_THAT(Hear(BaseOf(gone)), ElementsAre("4", "5"));
  }
  EXPECT_THAT(Hear(all[2].cursor()), ElementsAre("4", "5"));
}

TEST_F(EventFeedTest, ACursorFromBeforeTheStoreWasPutBackIsSaid) {
  PublishOffers(1, 3);
  Hear();
  const std::string later = heard_.back().cursor();
  redis_.Command({"FLUSHALL"});
  const absl::Status gone = RefusedAfter(later);
  EXPECT_EQ(gone.code(), absl::StatusCode::kOutOfRange) << gone;
  EXPECT_THAT(Hear(BaseOf(gone)), IsEmpty());
}

TEST_F(EventFeedTest, ACityHasItsShareOfStreamsAndNoOtherFeelsIt) {
  PublishOffers(1, 1);
  const PublicEvents events =
      *PublicEvents::Of(*v1::WatchEventsRequest::descriptor()->file()->service(0)->method(0));
  std::vector<std::shared_ptr<Feed::Watcher>> open;
  for (int i = 0; i < 2; ++i) open.push_back(*SyncWait(feed_->Watch(Partner(), events, {})));
  const absl::Status refused_as_one = Refused({});
  EXPECT_EQ(ReasonOf(refused_as_one), "CALLER_BUSY") << refused_as_one;
  Caller another = Partner();
  another.subject_ref = "another";
  open.push_back(*SyncWait(feed_->Watch(another, events, {})));
  another.subject_ref = "a third";
  const absl::Status refused = Refused({}, another);
  EXPECT_EQ(ReasonOf(refused), "MUNICIPALITY_BUSY") << refused;
  EXPECT_THAT(Hear("", Partner("musterstadt")), IsEmpty());
  const auto watching = [this](const std::map<std::string, int>& wanted) {
    return test::Eventually([&] { return feed_->Watching() == wanted; }, std::chrono::seconds(10));
  };
  EXPECT_TRUE(watching({{kCity, 3}}));
  open.clear();
  EXPECT_TRUE(watching({}));
  EXPECT_THAT(Hear(), ElementsAre("1"));
}

}  // namespace
}  // namespace zwk::events
