// How sessions and ballots are kept.
#include <gtest/gtest.h>

#include <string>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/ballot_codec.h"
#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/session_store.h"
#include "participation/lean_coffee/thumb_codec.h"
#include "platform/base/hash.h"
#include "platform/base/uuid.h"

namespace zwk::participation {
namespace {

constexpr int kOfNewerRelease = 1000;

template <class M>
void WriteUnknown(M& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddVarint(kOfNewerRelease, 7);
}
template <class M>
bool HasUnknown(const M& message) {
  const auto& fields = message.GetReflection()->GetUnknownFields(message);
  return fields.field_count() == 1 && fields.field(0).number() == kOfNewerRelease &&
         fields.field(0).varint() == 7;
}

Ballot Full(int topics) {
  Ballot ballot;
  for (int i = 0; i < topics; ++i) {
    const TopicId topic(UuidFromName(absl::StrCat("topic ", i)));
    ballot.allocations[topic] = 1;
    if (ballot.said.size() < Ballot::kMostSaid) ballot.said[topic] = ~uint64_t{0} - i;
  }
  ballot.forgotten = topics > 0 ? ~uint64_t{0} : 0;
  return ballot;
}

class DocumentsTest : public ::testing::Test {
 protected:
  const VoteSecret secret_{"bremerhaven", SessionId("s"), RandomBytes(32)};
  const std::string key_ = secret_.BallotKey(ParticipantId("p"));
};

TEST_F(DocumentsTest, BallotsAndParticipantsAreOfOneLengthWhateverTheySay) {
  const size_t length = SealBallot(secret_, key_, {}, {})->size();
  for (const int topics : {1, 5, 20}) {
    const CastBallot ballot{Full(topics), topics % 2 == 1};
    const auto sealed = SealBallot(secret_, key_, {}, ballot);
    EXPECT_EQ(sealed->size(), length) << topics;
    const auto opened = OpenBallot(secret_, key_, {.bytes = *sealed, .version = 1});
    ASSERT_TRUE(opened.ok()) << opened.status();
    EXPECT_EQ(opened->ballot, ballot.ballot);
    EXPECT_EQ(opened->paper, ballot.paper);
  }
  const KnownParticipant somebody{ParticipantId(UuidFromName("p")), std::string(64, 'x'), "de",
                                  true};
  EXPECT_EQ(SealParticipant(secret_, key_, somebody).size(),
            SealParticipant(secret_, key_, {}).size());
}

TEST_F(DocumentsTest, WhatIsSealedOpensInItsPlaceWithItsKeyAlone) {
  const store::Document sealed{.bytes = *SealBallot(secret_, key_, {}, {Full(2), false}),
                               .version = 1};
  const std::string other = secret_.BallotKey(ParticipantId("q"));
  EXPECT_TRUE(absl::IsDataLoss(OpenBallot(secret_, other, sealed).status()));
  const VoteSecret stranger("bremerhaven", SessionId("s"), RandomBytes(32));
  EXPECT_TRUE(absl::IsDataLoss(OpenBallot(stranger, key_, sealed).status()));
  const VoteSecret elsewhere("musterstadt", SessionId("s"), secret_.key());
  EXPECT_TRUE(absl::IsDataLoss(OpenBallot(elsewhere, key_, sealed).status()));
  EXPECT_NE(secret_.PersonKey("p"), stranger.PersonKey("p"));
  EXPECT_NE(secret_.PersonKey("p").substr(9),
            secret_.ParticipantKey(ParticipantId("p")).substr(14));
  EXPECT_NE(secret_.PersonKey("p0"), secret_.PersonKey("P0"));
  EXPECT_EQ(secret_.TypedPersonKey("p0"), secret_.TypedPersonKey("P0"));
}

TEST_F(DocumentsTest, WhatANewerReleaseWroteIntoABallotStays) {
  stored::Ballot newer;
  WriteUnknown(newer);
  const store::Document present{
      .bytes = secret_.Seal(key_, newer.SerializeAsString(), kRoomOfBallot), .version = 3};
  const auto sealed = SealBallot(secret_, key_, present, {Full(2), false});
  stored::Ballot kept;
  ASSERT_TRUE(kept.ParseFromString(*secret_.Open(key_, *sealed, kRoomOfBallot)));
  EXPECT_EQ(kept.allocations_size(), 2);
  EXPECT_TRUE(HasUnknown(kept));
}

TEST_F(DocumentsTest, WhatANewerReleaseWroteIntoTotalsAndThumbsStays) {
  const auto written = [&](auto newer, size_t room) {
    WriteUnknown(newer);
    return store::Document{.bytes = secret_.Seal(key_, newer.SerializeAsString(), room),
                           .version = 3};
  };
  const auto totals = SealTotals(secret_, key_, written(stored::Counted(), kRoomOfTotals), {{}, 7});
  stored::Counted counted;
  ASSERT_TRUE(counted.ParseFromString(*secret_.Open(key_, *totals, kRoomOfTotals)));
  EXPECT_EQ(counted.sheets(), 7);
  EXPECT_TRUE(HasUnknown(counted));

  const auto sealed =
      SealThumb(secret_, key_, written(stored::Thumb(), kRoomOfThumb), v1::THUMB_UP);
  stored::Thumb thumb;
  ASSERT_TRUE(thumb.ParseFromString(*secret_.Open(key_, *sealed, kRoomOfThumb)));
  EXPECT_EQ(OpenThumb(secret_, key_, *sealed).value(), v1::THUMB_UP);
  EXPECT_TRUE(HasUnknown(thumb));
}

TEST_F(DocumentsTest, WhatANewerReleaseWroteIntoASessionStays) {
  LeanCoffeeSession session;
  session.Apply(SessionCreated{.session_id = SessionId("s")});
  session.Apply(RoundStarted{.round_id = RoundId("r")});
  stored::Session newer;
  ASSERT_TRUE(newer.ParseFromString(ToStored(session)));
  WriteUnknown(newer);
  WriteUnknown(*newer.mutable_settings());
  WriteUnknown(*newer.mutable_rounds(0));

  LeanCoffeeSession here;
  ASSERT_TRUE(FromStored(newer.SerializeAsString(), here).ok());
  here.Apply(RoundEnded{.round_id = RoundId("r")});
  here.Apply(RoundSkipped{.round_id = RoundId("next")});
  stored::Session kept;
  ASSERT_TRUE(kept.ParseFromString(ToStored(here)));
  ASSERT_EQ(kept.rounds_size(), 2);
  EXPECT_EQ(kept.rounds(0).status(), static_cast<int>(RoundStatus::kEnded));
  EXPECT_TRUE(HasUnknown(kept));
  EXPECT_TRUE(HasUnknown(kept.settings()));
  EXPECT_TRUE(HasUnknown(kept.rounds(0)));
}

TEST_F(DocumentsTest, AWithheldVoteIsDiscussedInTheOrderOfItsCardsAlsoAfterwards) {
  LeanCoffeeSession session;
  session.Apply(SessionCreated{.session_id = SessionId("s")});
  ResultsRevealed revealed;
  revealed.results.withheld = true;
  revealed.unranked = {{TopicId("b"), 1}, {TopicId("a"), 2}};
  session.Apply(revealed);
  LeanCoffeeSession read;
  ASSERT_TRUE(FromStored(ToStored(session), read).ok());
  EXPECT_EQ(read.Ranking(), revealed.unranked);
}

}  // namespace
}  // namespace zwk::participation
