#pragma once

#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/unknown_field_set.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "tests/support/forwarding_store.h"

namespace zwk::test {

// What a newer release writes beside this build while a city is upgraded: every document that is read has
// a field that nobody here knows. Whoever writes such a document again has to keep it.
class NewerRelease : public ForwardingStore {
 public:
  using ForwardingStore::ForwardingStore;

  // From now on. `sealed` are kinds of documents ("board" of "board/7f..") that it could not write into
  // without the key of their session; tests of their own look into these.
  void Begins(std::set<std::string> sealed = {}) {
    const std::lock_guard lock(mutex_);
    begun_ = true;
    sealed_ = std::move(sealed);
  }

  // Of all kinds that were written since, each was changed and kept the field, but for those that are
  // written once, or replaced as a whole without being read.
  void ExpectEveryKindKeptIt(const std::set<std::string>& never_changed) {
    const std::lock_guard lock(mutex_);
    EXPECT_EQ(lost_, std::set<std::string>()) << "these have lost it";
    std::set<std::string> unchanged;
    for (const std::string& kind : written_) {
      if (!kept_.contains(kind)) unchanged.insert(kind);
    }
    EXPECT_EQ(unchanged, never_changed) << "these were not changed";
  }

  Task<absl::StatusOr<store::Outcome>> Apply(store::Commit commit, Time deadline) override {
    LookAt(commit);
    return ForwardingStore::Apply(std::move(commit), deadline);
  }
  Task<absl::StatusOr<store::ReadResult>> Get(std::string municipality, store::ReadSet reads,
                                              Time deadline) override {
    const std::string city = municipality;
    const std::vector<std::string> keys = reads.documents;
    absl::StatusOr<store::ReadResult> read =
        co_await ForwardingStore::Get(std::move(municipality), std::move(reads), deadline);
    for (size_t i = 0; read.ok() && i < keys.size(); ++i) {
      WriteInto(city, keys[i], read->documents[i]);
    }
    co_return read;
  }
  Task<absl::StatusOr<store::ScanPage>> Scan(std::string municipality, store::ScanQuery query,
                                             Time deadline) override {
    const std::string city = municipality;
    const bool with_bytes = query.with_bytes;
    absl::StatusOr<store::ScanPage> page =
        co_await ForwardingStore::Scan(std::move(municipality), std::move(query), deadline);
    if (page.ok() && with_bytes) {
      for (store::ScanPage::Item& item : page->items) WriteInto(city, item.key, item.document);
    }
    co_return page;
  }

 private:
  static std::string KindOf(const std::string& key) { return key.substr(0, key.find('/')); }
  static const std::string& Field() {
    static const std::string field = [] {
      google::protobuf::UnknownFieldSet fields;
      fields.AddLengthDelimited(9999, "from a newer release");
      std::string bytes;
      fields.SerializeToString(&bytes);
      return bytes;
    }();
    return field;
  }

  void WriteInto(const std::string& city, const std::string& key, store::Document& document) {
    const std::lock_guard lock(mutex_);
    if (!begun_ || !document.exists() || sealed_.contains(KindOf(key))) return;
    if (!absl::StrContains(document.bytes, Field())) document.bytes += Field();
    read_.insert(absl::StrCat(city, "/", key));
  }

  void LookAt(const store::Commit& commit) {
    const std::lock_guard lock(mutex_);
    if (!begun_) return;
    for (const store::Commit::WriteWish& write : commit.writes()) {
      const std::string kind = KindOf(write.key);
      if (sealed_.contains(kind)) continue;
      written_.insert(kind);
      const bool changes = write.expected_version != 0 &&
                           read_.contains(absl::StrCat(commit.municipality(), "/", write.key));
      if (!changes) continue;
      if (absl::StrContains(write.bytes, Field())) {
        kept_.insert(kind);
      } else {
        lost_.insert(write.key);
      }
    }
  }

  std::mutex mutex_;  // guards everything below
  bool begun_ = false;
  std::set<std::string> sealed_, read_, written_, kept_, lost_;
};

}  // namespace zwk::test
