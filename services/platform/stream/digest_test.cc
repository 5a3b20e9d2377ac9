#include "platform/stream/digest.h"

#include <gtest/gtest.h>

#include <functional>
#include <set>
#include <string>
#include <vector>

namespace zwk::stream {
namespace {

using Change = std::function<void(EventChange&)>;

Content Applied(const std::vector<Change>& changes) {
  Content content;
  for (const Change& change : changes) {
    EventChange event(nullptr);
    change(event);
    content.Apply(event.pending);
  }
  return content;
}

Change Put(std::string key, std::string bytes) {
  return [=](EventChange& change) { change.Put(key, bytes); };
}
Change Delete(std::string key) {
  return [=](EventChange& change) { change.Delete(key); };
}
Change Add(std::string counter, std::string field, int64_t delta) {
  return [=](EventChange& change) { change.Add(counter, field, delta); };
}
Change List(std::string index, std::string sort_key, std::string key) {
  return [=](EventChange& change) { change.IndexAdd(index, sort_key, key); };
}
Change Unlist(std::string index, std::string sort_key, std::string key) {
  return [=](EventChange& change) { change.IndexRemove(index, sort_key, key); };
}

TEST(DigestTest, EqualContentHasOneDigestHoweverItCameToBe) {
  const Content straight =
      Applied({Put("a", "1"), Put("b", "2"), Add("c", "f", 3), List("i", "s", "a")});
  const Content around = Applied(
      {List("i", "s", "a"), List("i", "t", "b"), Add("c", "f", 5), Put("b", "2"), Add("c", "g", 7),
       Put("x", "gone"), Put("a", "0"), Unlist("i", "t", "b"), Add("c", "f", -2), Delete("x"),
       Put("a", "1"), Add("c", "g", -7), Unlist("j", "s", "a"), Delete("never")});
  EXPECT_EQ(straight.Digest(), around.Digest());
  EXPECT_EQ(around.Document("a"), "1");
  EXPECT_EQ(around.Document("x"), std::nullopt);
}

TEST(DigestTest, WhateverDiffersShows) {
  const std::vector<std::vector<Change>> contents = {
      {},
      {Put("a", "1")},
      {Put("a", "2")},
      {Put("a", "")},
      {Put("a1", "")},
      {Put("a", "1"), Put("b", "1")},
      {Add("a", "f", 1)},
      {Add("a", "f", -1)},
      {Add("a", "g", 1)},
      {Add("af", "", 1)},
      {Add("b", "f", 1)},
      {List("a", "f", "1")},
      {List("a", "f1", "")},
      {List("af", "", "1")},
      {List("a", "", "f1")},
      {List("a", "f", "1"), List("a", "f", "2")},
  };
  std::set<std::string> digests;
  for (const auto& changes : contents) digests.insert(Applied(changes).Digest());
  EXPECT_EQ(digests.size(), contents.size());
  // That of nothing is known, and that of something: digests are compared between builds.
  EXPECT_EQ(Content().Digest(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

}  // namespace
}  // namespace zwk::stream
