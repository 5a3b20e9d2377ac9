// A rolling upgrade loses nothing: what a newer release has written into a stored document survives
// the changes of this build. Every document that is written more than once is here.
#include <gtest/gtest.h>

#include <chrono>
#include <string>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "forecasting/forecast/chunk_store.h"
#include "platform/store/redis_store.h"
#include "tests/integration/forecasting_fixture.h"

namespace zwk::forecasting {
namespace {

// Field 1000, which nobody has, is 7. Behind a message it is one field more of it.
constexpr char kUnknown[] = "\xC0\x3E\x07";

class ForecastingUnknownFieldsTest : public ForecastingTest {
 protected:
  static Time Soon() { return SystemClock().Now() + std::chrono::seconds(30); }

  store::Document Read(const std::string& key) {
    store::ReadSet reads;
    reads.documents.push_back(key);
    const auto read = SyncWait(store_.Get("bremerhaven", std::move(reads), Soon()));
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? read->documents[0] : store::Document();
  }
  // A newer release writes into the document, and into the messages in these fields of it.
  void AddUnknown(const std::string& key, const std::string& fields = "") {
    std::string bytes = Read(key).bytes;
    ASSERT_FALSE(bytes.empty()) << key;
    bytes += kUnknown;
    for (const char field : fields) {
      bytes += static_cast<char>((field - '0') << 3 | 2);
      bytes += static_cast<char>(sizeof(kUnknown) - 1);
      bytes += kUnknown;
    }
    store::Commit commit("bremerhaven");
    commit.Write(key, store::Commit::kAnyVersion, std::move(bytes));
    const auto written = SyncWait(store_.Apply(std::move(commit), Soon()));
    ASSERT_TRUE(written.ok()) << written.status();
  }
  int Unknowns(const std::string& key) {
    const std::string bytes = Read(key).bytes;
    int count = 0;
    for (size_t at = bytes.find(kUnknown); at != std::string::npos;
         at = bytes.find(kUnknown, at + 1)) {
      ++count;
    }
    return count;
  }
  v1::Forecast Cancel(const std::string& request) {
    v1::CancelForecastResponse cancelled;
    const absl::Status status =
        OnRun<v1::CancelForecastRequest>("CancelForecast", "long", request, cancelled);
    EXPECT_TRUE(status.ok()) << status;
    return cancelled.forecast();
  }

  store::RedisStore store_{{.address = redis_.address(), .area = "forecasting", .lanes = 1}};
};

TEST_F(ForecastingUnknownFieldsTest, OfANeighborhood) {
  ASSERT_TRUE(Register("1").ok());
  AddUnknown("neighborhood/1");
  v1::RegisterNeighborhoodRequest request;
  request.set_request_id(Id("rename"));
  request.mutable_neighborhood()->set_neighborhood_key("1");
  (*request.mutable_neighborhood()->mutable_names())["de"] = "Altstadt";
  v1::RegisterNeighborhoodResponse response;
  ASSERT_TRUE(Call("RegisterNeighborhood", request, response).ok());
  EXPECT_TRUE(absl::StrContains(Read("neighborhood/1").bytes, "Altstadt"));
  EXPECT_EQ(Unknowns("neighborhood/1"), 1);
}

TEST_F(ForecastingUnknownFieldsTest, OfThePopulationStructure) {
  SetUpCity();
  AddUnknown("population-structure/current");
  v1::GetPopulationStructureResponse now;
  ASSERT_TRUE(Call("GetPopulationStructure", v1::GetPopulationStructureRequest(), now).ok());
  v1::SetPopulationStructureRequest request;
  request.set_request_id(Id("rename"));
  *request.mutable_structure() = now.structure();
  (*request.mutable_structure()->mutable_groups(0)->mutable_names())["en"] = "Germans";
  v1::SetPopulationStructureResponse response;
  ASSERT_TRUE(Call("SetPopulationStructure", request, response).ok());
  EXPECT_TRUE(absl::StrContains(Read("population-structure/current").bytes, "Germans"));
  EXPECT_EQ(Unknowns("population-structure/current"), 1);
}

TEST_F(ForecastingUnknownFieldsTest, OfWhatIsValid) {
  SetUpCity();
  const auto first = Import(v1::IMPORT_KIND_STOCKS, StocksFile(), "first");
  ASSERT_TRUE(first.ok() && first->taken_over());
  AddUnknown("dataset/stocks");
  const auto second = Import(v1::IMPORT_KIND_STOCKS, StocksFile(12), "second");
  ASSERT_TRUE(second.ok() && second->taken_over());
  EXPECT_TRUE(
      absl::StrContains(Read("dataset/stocks").bytes, second->population_import().import_id()));
  EXPECT_EQ(Unknowns("dataset/stocks"), 1);
}

TEST_F(ForecastingUnknownFieldsTest, OfAForecastAndItsProgress) {
  SetUpCity();
  ImportAll();
  ASSERT_TRUE(Start("long").ok());
  WatchUntil("long", [](const v1::Forecast& now) { return now.steps_done() >= 2; });
  const int before = Cancel("first").steps_done();
  ASSERT_LT(before, 100);
  const std::string run = "forecast/" + Id("long"), progress = "forecast-progress/" + Id("long");
  AddUnknown(run, "12");  // in what is answered and in what is pinned, too
  AddUnknown(progress);

  v1::ResumeForecastResponse resumed;
  ASSERT_TRUE(OnRun<v1::ResumeForecastRequest>("ResumeForecast", "long", "resume", resumed).ok());
  WatchUntil("long", [before](const v1::Forecast& now) { return now.steps_done() > before; });
  const int after = Cancel("second").steps_done();
  EXPECT_GT(after, before);
  EXPECT_EQ(Unknowns(run), 3);
  EXPECT_EQ(Unknowns(progress), 1);
}

TEST_F(ForecastingUnknownFieldsTest, OfABacktest) {
  std::string series = "year;neighborhood;value\n";
  for (int year = 1950; year <= 2012; ++year) {
    for (int n = 0; n < 400; ++n) absl::StrAppend(&series, year, ";n", n, ";", 500 + n, "\n");
  }
  const auto sent = SendSeries(series, "long");
  ASSERT_TRUE(sent.ok() && sent->started()) << sent.status();
  const std::string key = "backtest/" + Id("long");
  AddUnknown(key);
  v1::CancelBacktestRequest cancel;
  cancel.set_request_id(Id("cancel"));
  cancel.set_backtest_id(Id("long"));
  v1::CancelBacktestResponse cancelled;
  ASSERT_TRUE(Call("CancelBacktest", cancel, cancelled).ok());
  EXPECT_EQ(cancelled.backtest().state(), v1::BACKTEST_STATE_CANCELLED);
  EXPECT_EQ(Unknowns(key), 1);
}

TEST_F(ForecastingUnknownFieldsTest, OfTheLeaseOfAChunk) {
  Pool pool(1);
  StoredChunks chunks(store_, pool);
  Caller caller;
  caller.municipality = "bremerhaven";
  const Time now = SystemClock().Now(), later = now + std::chrono::seconds(1);
  ASSERT_TRUE(SyncWait(chunks.Claim(caller, "f", 0, "one", now, later)).value());
  AddUnknown("chunk-lease/f/0");
  ASSERT_TRUE(SyncWait(chunks.Claim(caller, "f", 0, "other", later, later)).value());
  EXPECT_TRUE(absl::StrContains(Read("chunk-lease/f/0").bytes, "other"));
  EXPECT_EQ(Unknowns("chunk-lease/f/0"), 1);
}

}  // namespace
}  // namespace zwk::forecasting
