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

TEST(AttachmentTest, AMediaTypeIsWrittenInOneWay) {
  const auto faults = [](const std::string& media_type) {
    return Faults(Photo("kind: ATTACHMENT_KIND_OTHER media_type: \"" + media_type + "\""));
  };
  for (const std::string& good :
       {std::string("application/pdf"), std::string("application/vnd.oasis.opendocument.text"),
        std::string("a/b+c-1"), "a/" + std::string(98, 'x')}) {
    EXPECT_THAT(faults(good), IsEmpty()) << good;
  }
  for (const std::string& bad :
       {std::string("/pdf"), std::string("application/"), std::string("a/b/c"), std::string("A/b"),
        std::string("a/b; c=d"), std::string("a/b_c"), std::string(""),
        "a/" + std::string(99, 'x')}) {
    v1::FileAttached wanted = Photo("kind: ATTACHMENT_KIND_OTHER");
    wanted.mutable_attachment()->set_media_type(bad);
    EXPECT_THAT(Faults(wanted), ElementsAre("header.attachment.media_type")) << bad;
  }
}

TEST(AttachmentTest, ALogoIsAPictureAndWordsAreWords) {
  EXPECT_THAT(Faults(Photo(R"(kind: ATTACHMENT_KIND_LOGO media_type: "image/png")")), IsEmpty());
  EXPECT_THAT(Faults(Photo(R"(kind: ATTACHMENT_KIND_LOGO media_type: "application/pdf")")),
              ElementsAre("header.attachment.media_type"));
  EXPECT_THAT(Faults(Photo(R"(media_type: "application/pdf")")),
              ElementsAre("header.attachment.media_type"));
  EXPECT_THAT(Faults(Photo(R"(caption: "\001" file_name: "a\nb")")),
              ElementsAre("header.attachment.file_name", "header.attachment.caption"));
  v1::FileAttached wanted = Photo(R"(alt_text: "  Karten ")");
  Attachment attachment;
  attachment.Apply(*attachment.Attach(wanted));
  EXPECT_EQ(attachment.state.alt_text(), "Karten");
  EXPECT_EQ(FieldViolationsOf(attachment
                                  .Attach([] {
                                    v1::FileAttached empty = Photo();
                                    empty.mutable_attachment()->set_size_bytes(0);
                                    return empty;
                                  }())
                                  .status())
                .at(0)
                .description,
            "there are no bytes");
}

}  // namespace
}  // namespace zwk::participation
