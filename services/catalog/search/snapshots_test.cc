#include "catalog/search/snapshots_use.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

namespace zwk::catalog {
namespace {

Stored<Offer> Named(const std::string& name) {
  Offer offer;
  offer.id = "33333333-3333-4333-8333-333333333331";
  offer.state = OfferState::kPublished;
  offer.content.texts.name = name;
  return {std::move(offer), 1};
}

// A catalog of one offer that is renamed; changes are answered when the gate is open.
class FakeSource : public CatalogSource {
 public:
  Task<absl::StatusOr<Revision>> CurrentRevision(Caller) override {
    if (away_) co_return absl::UnavailableError("away");
    co_return Revision{std::to_string(revision_), ""};
  }
  Task<absl::StatusOr<CatalogContent>> Load(Caller) override {
    ++loads_;
    co_return Content();
  }
  Task<absl::StatusOr<std::optional<CatalogContent>>> LoadChanges(Caller, Revision,
                                                                  std::string) override {
    ++increments_;
    CatalogContent content = Content();
    std::optional<OneShot<bool>> gate;
    {
      const std::lock_guard lock(mutex_);
      gate = gate_;
    }
    if (gate) co_await *gate;
    if (too_much_) co_return std::optional<CatalogContent>();
    co_return std::optional<CatalogContent>(std::move(content));
  }

  void Rename() { ++revision_; }
  void Close() {
    const std::lock_guard lock(mutex_);
    gate_.emplace();
  }
  void Open() {
    std::optional<OneShot<bool>> gate;
    {
      const std::lock_guard lock(mutex_);
      gate_.swap(gate);
    }
    gate->Set(true);
  }

  std::atomic<int> revision_ = 1, loads_ = 0, increments_ = 0;
  std::atomic<bool> away_ = false, too_much_ = false;

 private:
  CatalogContent Content() {
    CatalogContent content;
    content.revision.catalog = std::to_string(revision_);
    content.offers.push_back(Named(content.revision.catalog));
    return content;
  }

  std::mutex mutex_;
  std::optional<OneShot<bool>> gate_;  // guarded by mutex_
};

class SnapshotsTest : public testing::Test {
 protected:
  std::string Recent() { return NameIn(SyncWait(snapshots_.Recent(caller_))); }
  std::string Current() { return NameIn(SyncWait(snapshots_.Current(caller_))); }
  static std::string NameIn(const absl::StatusOr<Snapshots::Pointer>& snapshot) {
    return snapshot.ok() ? (*snapshot)->offer(0).value.content.texts.name
                         : snapshot.status().ToString();
  }
  // Until searching sees it; each look is one that does not wait.
  void ExpectSoon(const std::string& name) {
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (Recent() != name && std::chrono::steady_clock::now() < until) std::this_thread::yield();
    EXPECT_EQ(Recent(), name);
  }

  ManualClock clock_;
  FakeSource source_;
  Pool pool_{1};
  Timers timers_;
  Snapshots snapshots_{source_, pool_, timers_, clock_};
  Caller caller_ = [] {
    Caller caller;
    caller.municipality = "bremerhaven";
    return caller;
  }();
};

TEST_F(SnapshotsTest, SearchingGoesOnWithWhatIsThereWhileTheNextIsMade) {
  EXPECT_EQ(Recent(), "1");
  source_.Rename();
  source_.Close();
  clock_.Advance(std::chrono::milliseconds(300));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(Recent(), "1");  // the refresh has begun and hangs
  source_.Open();
  ExpectSoon("2");
  EXPECT_EQ(source_.loads_, 1);  // an increment, no reload
}

TEST_F(SnapshotsTest, ListsWaitForWhatWasCommittedBeforeThem) {
  EXPECT_EQ(Current(), "1");
  source_.Rename();
  EXPECT_EQ(Current(), "2");
  // Also when a look had begun before the commit.
  source_.Close();
  source_.Rename();
  clock_.Advance(std::chrono::milliseconds(300));
  EXPECT_EQ(Recent(), "2");
  source_.Rename();
  std::string seen;
  std::thread lister([&] { seen = Current(); });
  source_.Open();
  lister.join();
  EXPECT_EQ(seen, "4");
}

TEST_F(SnapshotsTest, NothingOlderThanTwoSecondsIsServedIfItCanBeBroughtUpToDate) {
  EXPECT_EQ(Recent(), "1");
  source_.Rename();
  clock_.Advance(std::chrono::minutes(5));
  EXPECT_EQ(Recent(), "2");
  // While everything has to be loaded anew, and while the store is away, there is what there was.
  source_.Rename();
  source_.too_much_ = true;
  clock_.Advance(std::chrono::minutes(5));
  const std::string meanwhile = Recent();
  EXPECT_TRUE(meanwhile == "2" || meanwhile == "3") << meanwhile;
  ExpectSoon("3");
  source_.away_ = true;
  source_.Rename();
  clock_.Advance(std::chrono::minutes(5));
  EXPECT_EQ(Recent(), "3");
  EXPECT_EQ(Current(), "UNAVAILABLE: away");
}

TEST_F(SnapshotsTest, ABurstOfChangesIsLookedAtOnce) {
  EXPECT_EQ(Recent(), "1");
  for (int i = 0; i < 50; ++i) {
    source_.Rename();
    snapshots_.Changed("bremerhaven");
  }
  ExpectSoon("51");
  EXPECT_LE(source_.increments_, 2);  // one more where the burst took longer than the distance
}

// The clock stands still, so that no search has a reason to look by itself.
TEST_F(SnapshotsTest, AChangeIsTakenUpWithoutAnybodyAsking) {
  EXPECT_EQ(Recent(), "1");
  source_.Rename();
  snapshots_.Changed("bremerhaven");
  ExpectSoon("2");
  // Also one that is committed while an older look is under way.
  source_.Close();
  source_.Rename();
  clock_.Advance(std::chrono::milliseconds(300));
  EXPECT_EQ(Recent(), "2");
  source_.Rename();
  snapshots_.Changed("bremerhaven");
  source_.Open();
  ExpectSoon("4");
}

}  // namespace
}  // namespace zwk::catalog
