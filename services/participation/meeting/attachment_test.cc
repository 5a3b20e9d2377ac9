#include "participation/meeting/attachment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "platform/base/errors.h"
#include "tests/support/proto.h"

namespace zwk::participation {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

v1::FileAttached Photo(const std::string& change = "") {
  v1::FileAttached wanted;
  *wanted.mutable_attachment() = test::Proto<v1::Attachment>(
      R"(attachment_id: "a1" meeting_id: "m1" kind: ATTACHMENT_KIND_PHOTO file_name: "karten.jpg"
         media_type: "image/jpeg" alt_text: "Karten an der Pinnwand" size_bytes: 1)");
  wanted.mutable_attachment()->MergeFrom(test::Proto<v1::Attachment>(change));
  return wanted;
}

std::vector<std::string> Faults(const v1::FileAttached& wanted) {
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(Attachment{}.Attach(wanted).status())) {
    fields.push_back(fault.field);
  }
  return fields;
}

TEST(AttachmentTest, WhoDoesNotSeeItIsToldWhatItShows) {
  EXPECT_THAT(Faults(Photo()), IsEmpty());
  EXPECT_THAT(Faults(Photo(R"(alt_text: " ")")), ElementsAre("header.attachment.alt_text"));
}

TEST(AttachmentTest, BelongsToAMeetingOrAProgrammeAndHasANameThatIsNoPath) {
  EXPECT_THAT(Faults(Photo(R"(programme_id: "p1")")), IsEmpty());
  v1::FileAttached nobodys = Photo(R"(kind: 99 file_name: "../karten.jpg")");
  nobodys.mutable_attachment()->clear_subject();
  EXPECT_THAT(Faults(nobodys), ElementsAre("header.attachment.subject", "header.attachment.kind",
                                           "header.attachment.file_name"));
  for (const char* path : {".", "..", "a\\\\b.jpg", "/karten.jpg"}) {
    EXPECT_THAT(Faults(Photo(std::string("file_name: \"") + path + "\"")),
                ElementsAre("header.attachment.file_name"))
        << path;
  }
  EXPECT_THAT(Faults(Photo(R"(file_name: "..karten.jpg")")), IsEmpty());
}

TEST(AttachmentTest, IsCheckedBeforeItsBytesAreThere) {
  v1::Attachment described = Photo().attachment();
  described.clear_size_bytes();
  EXPECT_TRUE(Attachment::CheckDescription(described).ok());
  described.clear_alt_text();
  EXPECT_EQ(FieldOf(Attachment::CheckDescription(described)), "header.attachment.alt_text");
}

TEST(AttachmentTest, HasBytesAndNotTooMany) {
  v1::FileAttached photo = Photo();
  photo.mutable_attachment()->set_size_bytes(0);
  EXPECT_THAT(Faults(photo), ElementsAre("chunk"));
  photo.mutable_attachment()->set_size_bytes(Attachment::kMaxBytes);
  EXPECT_THAT(Faults(photo), IsEmpty());
  photo.mutable_attachment()->set_size_bytes(Attachment::kMaxBytes + 1);
  EXPECT_EQ(ReasonOf(Attachment{}.Attach(photo).status()), "FILE_TOO_LARGE");
}

TEST(AttachmentTest, OnlyPicturesThatCanBeCleanedAreTakenWhateverTheyAreFor) {
  for (const char* kind : {"kind: ATTACHMENT_KIND_PHOTO ", "kind: ATTACHMENT_KIND_OTHER "}) {
    EXPECT_THAT(Faults(Photo(std::string(kind) + R"(media_type: "image/webp")")), IsEmpty());
    for (const char* media_type : {"image/heic", "image/svg+xml", "image/", "jpeg"}) {
      EXPECT_THAT(Faults(Photo(std::string(kind) + "media_type: \"" + media_type + "\"")),
                  ElementsAre("header.attachment.media_type"))
          << media_type;
    }
  }
}

}  // namespace
}  // namespace zwk::participation
