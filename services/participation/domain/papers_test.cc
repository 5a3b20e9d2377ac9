// Settings, programmes and attachments: small aggregates, one file of tests.
#include <gtest/gtest.h>

#include "participation/domain/attachment.h"
#include "participation/domain/municipality.h"
#include "participation/domain/programme.h"
#include "platform/base/errors.h"

namespace zwk::participation {
namespace {

template <class T>
std::vector<std::string> Fields(const absl::StatusOr<T>& answer) {
  std::vector<std::string> fields;
  for (const FieldViolation& fault : FieldViolationsOf(answer.status())) {
    fields.push_back(fault.field);
  }
  return fields;
}
using F = std::vector<std::string>;

TEST(MunicipalityTest, SettingsAreWholeAndTheSameAgainIsNoNews) {
  MunicipalityConfigured wanted;
  wanted.name = "Bremerhaven";
  wanted.official_municipality_key = "04012000";
  Municipality municipality;
  municipality.Apply(municipality.Configure(wanted)->at(0));
  EXPECT_TRUE(municipality.Configure(wanted)->empty());
  wanted.official_municipality_key = "4012000";
  wanted.timezone = "Europe Berlin";
  wanted.pii_days = -1;
  wanted.min_secret_participants = 2;
  EXPECT_EQ(Fields(municipality.Configure(wanted)),
            (F{"official_municipality_key", "timezone", "retention_days.pii",
               "min_secret_participants"}));
}

TEST(ProgrammeTest, EndsAfterItStartsAndItsMoneyHasACurrency) {
  ProgrammeCreated wanted{.programme_id = "p1",
                          .name = "ZWK",
                          .starts_on = "2021-07-01",
                          .ends_on = "2024-12-31",
                          .annual_grant_minor_units = 4'000'000,
                          .currency = "EUR"};
  EXPECT_TRUE(Programme{}.Create(wanted).ok());
  wanted.ends_on = "2021-06-30";
  wanted.annual_grant_minor_units = -1;
  wanted.currency = "eur";
  EXPECT_EQ(Fields(Programme{}.Create(wanted)),
            (F{"ends_on", "annual_grant_minor_units", "currency"}));
}

TEST(ProgrammeTest, AFieldOfActionStaysInItsProgramme) {
  FieldOfActionDefined wanted{.field_id = "f1",
                              .programme_id = "p1",
                              .title = "In Vielfalt altern",
                              .aspects = {"Familien entlasten"},
                              .open_ended = true,
                              .position = 3};
  FieldOfAction field;
  field.Apply(field.Define(wanted)->at(0));
  EXPECT_TRUE(field.Define(wanted)->empty());
  wanted.aspects.push_back("Kultursensible Altenhilfe");
  EXPECT_EQ(field.Define(wanted)->size(), 1u);
  wanted.programme_id = "p2";
  EXPECT_EQ(ReasonOf(field.Define(wanted).status()), "FIELD_OF_OTHER_PROGRAMME");
}

FileAttached Photo() {
  return {.attachment_id = "a1",
          .meeting_id = "m1",
          .kind = AttachmentKind::kPhoto,
          .file_name = "karten.jpg",
          .media_type = "image/jpeg",
          .alt_text = "Karten an der Pinnwand",
          .caption = "",
          .sha256 = "",
          .size_bytes = 1};
}

TEST(AttachmentTest, WhoDoesNotSeeItIsToldWhatItShows) {
  EXPECT_TRUE(Attachment{}.Attach(Photo()).ok());
  FileAttached photo = Photo();
  photo.alt_text = " ";
  photo.media_type = "image/svg+xml";
  photo.file_name = "../karten.jpg";
  photo.programme_id = "p1";
  EXPECT_EQ(Fields(Attachment{}.Attach(photo)),
            (F{"header.subject", "header.file_name", "header.alt_text", "header.media_type"}));
}

TEST(AttachmentTest, HasBytesAndNotTooMany) {
  FileAttached photo = Photo();
  photo.size_bytes = 0;
  EXPECT_EQ(Fields(Attachment{}.Attach(photo)), (F{"chunk"}));
  photo.size_bytes = Attachment::kMaxBytes;
  EXPECT_TRUE(Attachment{}.Attach(photo).ok());
  photo.size_bytes = Attachment::kMaxBytes + 1;
  EXPECT_EQ(ReasonOf(Attachment{}.Attach(photo).status()), "TOO_LARGE");
}

TEST(AttachmentTest, OnlyPicturesThatCanBeCleanedAreTakenWhateverTheyAreFor) {
  FileAttached photo = Photo();
  for (const AttachmentKind kind : {AttachmentKind::kPhoto, AttachmentKind::kOther}) {
    photo.kind = kind;
    photo.media_type = "image/webp";
    EXPECT_TRUE(Attachment{}.Attach(photo).ok());
    photo.media_type = "image/heic";
    EXPECT_EQ(Fields(Attachment{}.Attach(photo)), (F{"header.media_type"}));
  }
}

}  // namespace
}  // namespace zwk::participation
