#include "reporting/document/document.h"

#include <gmock/gmock.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include "platform/base/task.h"
#include "reporting/document/document_codec.h"
#include "reporting/document/history_document.pb.h"
#include "zwk/reporting/v1/minutes.pb.h"

namespace zwk::reporting {
namespace {

v1::Document Draft(const std::string& sha256) {
  v1::Document draft;
  draft.set_document_id("d1");
  draft.set_kind(v1::DOCUMENT_KIND_MINUTES);
  draft.set_subject("meeting/m1");
  draft.set_sha256(sha256);
  return draft;
}

void Happen(const absl::StatusOr<Decision<DocumentEvent>>& decision, DocumentHistory& history) {
  ASSERT_TRUE(decision.ok()) << decision.status();
  for (const DocumentEvent& event : decision->events) history.Apply(event);
}

TEST(DocumentTest, OtherBytesAreAnotherVersionAndTheSameBytesAreNot) {
  DocumentHistory history;
  Happen(history.Draft(Draft("a"), 1), history);
  Happen(history.Draft(Draft("a"), 2), history);
  EXPECT_EQ(history.versions.size(), 1u);
  Happen(history.Draft(Draft("b"), 3), history);
  ASSERT_EQ(history.versions.size(), 2u);
  EXPECT_EQ(history.Newest()->version(), 2);
  EXPECT_EQ(history.Find(0)->sha256(), "b");
  EXPECT_EQ(history.Find(3), nullptr);
}

TEST(DocumentTest, WhatWasApprovedIsShownWhateverIsDraftedAfterwards) {
  DocumentHistory history;
  Happen(history.Draft(Draft("a"), 1), history);
  Happen(history.Draft(Draft("b"), 2), history);
  Happen(history.Issue("a"), history);
  EXPECT_EQ(history.Find(0)->sha256(), "a");
  EXPECT_TRUE(history.Issue("a")->events.empty()) << "it is so already";
  EXPECT_TRUE(absl::IsNotFound(history.Issue("c").status()));
}

TEST(DocumentTest, WhoIsNotToSeeDraftsFindsNone) {
  DocumentHistory history;
  Happen(history.Draft(Draft("a"), 1), history);
  EXPECT_EQ(history.Find(0, /*drafts=*/false), nullptr);
  EXPECT_EQ(history.Find(1, /*drafts=*/false), nullptr);
  EXPECT_EQ(history.Newest(/*drafts=*/false), nullptr);
  Happen(history.Issue("a"), history);
  Happen(history.Draft(Draft("b"), 2), history);
  EXPECT_EQ(history.Find(0, /*drafts=*/false)->sha256(), "a");
  EXPECT_EQ(history.Newest(/*drafts=*/false)->sha256(), "a");
  EXPECT_EQ(history.Newest()->sha256(), "b");
  EXPECT_EQ(history.Find(2, /*drafts=*/false), nullptr);
  Caller caller;
  EXPECT_FALSE(MaySeeDrafts(caller));
  caller.roles = {"PARTICIPANT", "PARTNER"};
  EXPECT_FALSE(MaySeeDrafts(caller));
  caller.roles = {"SCRIBE"};
  EXPECT_TRUE(MaySeeDrafts(caller));
}

TEST(DocumentTest, TheManifestDoesNotDependOnTheOrderOfRenditions) {
  v1::Document there, back;
  for (v1::Document* version : {&there, &back}) {
    for (int i = 0; i < 2; ++i) {
      v1::Rendition& rendition = *version->add_renditions();
      const bool german = (i == 0) == (version == &there);
      rendition.set_locale(german ? "de" : "en");
      rendition.set_format("html");
      rendition.set_sha256(german ? "1" : "2");
    }
  }
  EXPECT_EQ(Manifest(there), "de html 1\nen html 2\n");
  EXPECT_EQ(Manifest(back), Manifest(there));
}

void AddUnheardOf(const std::string& text, google::protobuf::Message& message) {
  message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(4711, text);
}

// What a newer release has written, with fields that this build does not know.
TEST(DocumentTest, FieldsOfANewerReleaseSurviveAChange) {
  stored::DocumentHistory newer;
  AddUnheardOf("of the history", newer);
  v1::Document& version = *newer.add_versions();
  version = Draft("a");
  version.set_version(1);
  AddUnheardOf("of the version", version);
  AddUnheardOf("of the rendition", *version.add_renditions());

  DocumentCodec codec;
  auto history = SyncWait(codec.Decode({}, newer.SerializeAsString()));
  ASSERT_TRUE(history.ok()) << history.status();
  Happen(history->Issue("a"), *history);
  Happen(history->Draft(Draft("b"), 2), *history);
  const auto bytes = SyncWait(codec.Encode({}, *history));
  ASSERT_TRUE(bytes.ok()) << bytes.status();
  for (const char* kept : {"of the history", "of the version", "of the rendition"}) {
    EXPECT_NE(bytes->find(kept), std::string::npos) << kept;
  }
}

TEST(DocumentTest, EventsTellWhatAReaderNeeds) {
  v1::Document version = Draft("a");
  version.set_version(3);
  version.set_locale("de");
  version.mutable_signature()->set_place("Moorsum");
  DocumentCodec codec;
  const auto drafted = SyncWait(codec.EncodeEvent({}, Drafted{version, 7}));
  ASSERT_TRUE(drafted.ok()) << drafted.status();
  EXPECT_EQ(drafted->type, "zwk.reporting.v1.MinutesDrafted");
  v1::MinutesDrafted told;
  ASSERT_TRUE(told.ParseFromString(drafted->data));
  EXPECT_EQ(told.meeting_id(), "m1");
  EXPECT_EQ(told.document_id(), "d1");
  EXPECT_EQ(told.version(), 3);
  EXPECT_EQ(told.draft_number(), 7);
}

}  // namespace
}  // namespace zwk::reporting
