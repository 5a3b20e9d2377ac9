#include "platform/seal/personal.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "platform/base/clock.h"
#include "platform/seal/message_codec.h"
#include "platform/store/redis_store.h"
#include "tests/support/redis_server.h"
#include "tests/support/temporary_folder.h"
#include "zwk/participation/v1/board.pb.h"

namespace zwk::seal {
namespace {

namespace v1 = participation::v1;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr char kCity[] = "bremerhaven";
const store::Place kPlace{kCity, "board/1", 3};

v1::Membership Member(const std::string& person_id, const std::string& name) {
  v1::Membership member;
  member.set_person_id(person_id);
  *member.mutable_name() = Words(person_id, name);
  return member;
}

class PersonalTest : public ::testing::Test {
 protected:
  std::string Keep(const v1::Board& board) {
    auto bytes = SyncWait(SealedBytes(keys_, kPlace, board));
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return *bytes;
  }
  v1::Board Read(const std::string& bytes) {
    auto board = SyncWait(OpenedMessage<v1::Board>(keys_, kPlace, bytes));
    EXPECT_TRUE(board.ok()) << board.status();
    return *board;
  }

  const test::TemporaryFolder folder_;
  test::RedisServer redis_;
  store::RedisStore store_{{.address = redis_.address(), .area = "keys", .lanes = 1}};
  KeyRing keys_{store_, *WrappingKey::FromFile(folder_ / "key", true)};
};

TEST_F(PersonalTest, NamesAreFoundByTheirTypeSealedAndOpenedAgain) {
  v1::Board board;
  *board.add_members() = Member("ada", "Ada Beispiel");
  *board.add_members() = Member("bea", "Bea Beispiel");
  EXPECT_EQ(PersonalIn(board).size(), 2u);
  const std::string bytes = Keep(board);
  EXPECT_THAT(bytes, Not(HasSubstr("Beispiel")));
  const v1::Board read = Read(bytes);
  EXPECT_EQ(read.members(0).name().text(), "Ada Beispiel");
  EXPECT_EQ(read.members(1).name().text(), "Bea Beispiel");
  EXPECT_FALSE(read.members(0).name().erased());
}

TEST_F(PersonalTest, AnUnchangedNameIsNotSealedAgain) {
  v1::Board board;
  *board.add_members() = Member("ada", "Ada Beispiel");
  const std::string bytes = Keep(board);
  EXPECT_EQ(Keep(Read(bytes)), bytes);
}

TEST_F(PersonalTest, AnErasedNameStaysErasedThroughEveryLaterChange) {
  v1::Board board;
  *board.add_members() = Member("ada", "Ada Beispiel");
  *board.add_members() = Member("bea", "Bea Beispiel");
  std::string bytes = Keep(board);
  ASSERT_TRUE(SyncWait(keys_.EraseSubject(kCity, "ada")).ok());
  for (int change = 0; change < 2; ++change) {
    const v1::Board read = Read(bytes);
    EXPECT_TRUE(read.members(0).name().erased());
    EXPECT_EQ(read.members(0).name().text(), "");
    EXPECT_EQ(read.members(1).name().text(), "Bea Beispiel");
    bytes = Keep(read);
  }
  // Who was erased before the words were stored is erased in them, too.
  v1::Board later;
  *later.add_members() = Member("ada", "Ada Beispiel");
  EXPECT_TRUE(Read(Keep(Read(Keep(later)))).members(0).name().erased());
}

TEST_F(PersonalTest, WordsThatWereNotSaidAreNotErased) {
  v1::Board board;
  *board.add_members() = Member("ada", "");
  board.add_members();
  const v1::Board read = Read(Keep(board));
  EXPECT_FALSE(read.members(0).name().erased());
  EXPECT_FALSE(read.members(1).name().erased());
}

TEST_F(PersonalTest, WhatIsReadableOrErasedIsNeverStored) {
  v1::Board board;
  *board.add_members() = Member("ada", "Ada Beispiel");
  *board.add_members() = Member("bea", "");
  board.mutable_members(1)->mutable_name()->set_erased(true);
  v1::Board kept;
  ASSERT_TRUE(kept.ParseFromString(Keep(board)));
  for (const v1::Membership& member : kept.members()) {
    EXPECT_EQ(member.name().text(), "");
    EXPECT_FALSE(member.name().erased());
  }
  EXPECT_TRUE(kept.members(0).name().has_sealed());
  EXPECT_EQ(kept.members(1).name().sealed().subject_ref(), "bea") << "is erased when it is read";
  *board.add_members() = Member("eve", "");
  ASSERT_TRUE(kept.ParseFromString(Keep(board)));
  EXPECT_FALSE(kept.members(2).name().has_sealed()) << "nothing was said";
  // A name that the message has itself, not in a list.
  v1::MemberAdded added;
  *added.mutable_member() = Member("ada", "Ada Beispiel");
  EXPECT_EQ(PersonalIn(added).size(), 1u);
  ASSERT_TRUE(SyncWait(SealAll(keys_, kCity, "board/1", 3, added)).ok());
  EXPECT_EQ(added.member().name().sealed().aggregate(), "board/1");
  EXPECT_EQ(added.member().name().sealed().aggregate_version(), 3u);
}

TEST_F(PersonalTest, ACopyInAnotherObjectOpens) {
  v1::Board board;
  *board.add_members() = Member("ada", "Ada Beispiel");
  v1::Board kept;
  ASSERT_TRUE(kept.ParseFromString(Keep(board)));
  v1::MemberAdded copy;
  *copy.mutable_member() = kept.members(0);
  ASSERT_TRUE(SyncWait(OpenAll(keys_, kCity, copy)).ok());
  EXPECT_EQ(copy.member().name().text(), "Ada Beispiel");
}

TEST_F(PersonalTest, NothingIsOpenedForACallerThatIsGone) {
  v1::Board board;
  *board.add_members() = Member("ada", "Ada Beispiel");
  v1::Board kept;
  ASSERT_TRUE(kept.ParseFromString(Keep(board)));
  const Time now = SystemClock().Now();
  EXPECT_TRUE(absl::IsDeadlineExceeded(
      SyncWait(OpenAll(keys_, kCity, kept, now - std::chrono::seconds(1)))));
  EXPECT_EQ(kept.members(0).name().text(), "");
  ASSERT_TRUE(SyncWait(OpenAll(keys_, kCity, kept, now + std::chrono::seconds(60))).ok());
  EXPECT_EQ(kept.members(0).name().text(), "Ada Beispiel");
}

TEST_F(PersonalTest, WordsWithoutASubjectAreNeverStored) {
  v1::Board board;
  board.add_members()->mutable_name()->set_text("Ada Beispiel");
  EXPECT_EQ(SyncWait(SealedBytes(keys_, kPlace, board)).status().code(),
            absl::StatusCode::kInvalidArgument);
}

TEST_F(PersonalTest, FieldsOfANewerReleaseSurvive) {
  v1::Board board;
  board.set_name("ZWK-Beirat");
  *board.add_members() = Member("ada", "Ada Beispiel");
  for (google::protobuf::Message* message :
       {static_cast<google::protobuf::Message*>(&board),
        static_cast<google::protobuf::Message*>(board.mutable_members(0)),
        static_cast<google::protobuf::Message*>(board.mutable_members(0)->mutable_name())}) {
    message->GetReflection()->MutableUnknownFields(message)->AddVarint(9999, 7);
  }
  v1::Board read = Read(Keep(board));
  read.set_name("Beirat");
  const v1::Board again = Read(Keep(read));
  EXPECT_EQ(again.GetReflection()->GetUnknownFields(again).field_count(), 1);
  const v1::Membership& member = again.members(0);
  EXPECT_EQ(member.GetReflection()->GetUnknownFields(member).field_count(), 1);
  EXPECT_EQ(member.name().GetReflection()->GetUnknownFields(member.name()).field_count(), 1);
}

}  // namespace
}  // namespace zwk::seal
