#include "catalog/base/record.h"

#include <gtest/gtest.h>

#include "catalog/register/organization.h"
#include "platform/base/uuid.h"

namespace zwk::catalog {
namespace {

Organization Named(const std::string& name) {
  Organization organization;
  organization.id = UuidFromName("owner");
  organization.name = name;
  return organization;
}

Record<Organization> Entry(Organization value) { return {std::move(value), true}; }

TEST(RecordTest, TheSameContentAgainIsNoChange) {
  const auto created = Record<Organization>().Replace(Named("Jugendwerk"));
  ASSERT_TRUE(created.ok()) << created.status();
  ASSERT_EQ(created->size(), 1u);
  EXPECT_EQ(created->front().change, RecordChange::kCreated);
  EXPECT_TRUE(Entry(Named("Jugendwerk")).Replace(Named("Jugendwerk"))->empty());
  EXPECT_EQ(Entry(Named("Jugendwerk")).Replace(Named("Verein"))->front().change,
            RecordChange::kChanged);
}

TEST(RecordTest, WhatIsArchivedNeverChanges) {
  Record<Organization> record = Entry(Named("Jugendwerk"));
  const auto archived = record.Archive();
  ASSERT_TRUE(archived.ok()) << archived.status();
  record.Apply(archived->front());
  EXPECT_EQ(ReasonOf(record.Replace(Named("Verein")).status()), "ARCHIVED");
  EXPECT_EQ(ReasonOf(record.Archive().status()), "ARCHIVED");
}

TEST(RecordTest, NobodyArchivesBySayingSo) {
  Organization wanted = Named("Jugendwerk");
  wanted.archived = true;
  EXPECT_FALSE(Record<Organization>().Replace(wanted)->front().after.archived);
}

TEST(RecordTest, WhatANewerBuildWroteStays) {
  Organization before = Named("Jugendwerk");
  before.newer = "bytes";
  EXPECT_TRUE(Entry(before).Replace(Named("Jugendwerk"))->empty());
  EXPECT_EQ(Entry(before).Replace(Named("Verein"))->front().after.newer, "bytes");
}

}  // namespace
}  // namespace zwk::catalog
