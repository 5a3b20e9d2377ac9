// ./zwk bench search: finding offers in catalogs of invented offers. No RPC and no store: what the
// engine costs, right words beside misspelt ones, quiet beside somebody who edits.
#include <time.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "catalog/search/find_offers.h"
#include "platform/base/clock.h"
#include "tests/bench/load.h"
#include "tests/bench/table.h"

namespace zwk::bench {
namespace {

using catalog::Snapshot;
using Pointer = std::shared_ptr<const Snapshot>;
using Steady = std::chrono::steady_clock;

constexpr size_t kSmall = 5'000, kLarge = 50'000;

// Of this thread alone, so that neighbors disturb little.
double CpuMicros() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
}

// Words as frequent as in a language: the n-th is there 1/n times as often as the first.
class Language {
 public:
  Language() {
    const std::vector<std::string> syllables = {"ba",   "ter", "lin", "gen", "sto", "mur",
                                                "kel",  "fa",  "dra", "wei", "hun", "po",
                                                "schi", "zen", "ral", "tum"};
    for (size_t i = 0; i < 20'000; ++i) {
      std::string word;
      for (size_t rest = i + 300; rest > 0; rest /= syllables.size()) {
        word += syllables[rest % syllables.size()];
      }
      words_.push_back(std::move(word));
      weights_.push_back(1.0 / static_cast<double>(i + 1));
    }
    draw_ = std::discrete_distribution<size_t>(weights_.begin(), weights_.end());
  }

  std::string Text(int words) {
    std::string text;
    for (int i = 0; i < words; ++i)
      absl::StrAppend(&text, i > 0 ? " " : "", words_[draw_(random_)]);
    return text;
  }
  // One that some but not many offers have.
  std::string Word() { return words_[50 + random_() % 2'000]; }
  std::string Misspelt() {
    std::string word = Word();
    word[word.size() / 2] = 'x';
    return word;
  }
  size_t Any(size_t below) { return random_() % below; }

 private:
  std::mt19937 random_{2026};
  std::vector<std::string> words_;
  std::vector<double> weights_;
  std::discrete_distribution<size_t> draw_;
};

Stored<catalog::Offer> MakeOffer(size_t i, Language& language) {
  catalog::Offer offer;
  offer.id = absl::StrFormat("%08x-0000-4000-8000-000000000000", i);
  offer.state = catalog::OfferState::kPublished;
  offer.content.texts.name = language.Text(4);
  offer.content.texts.description = language.Text(90);
  offer.content.assured_date = "2026-11-01";
  offer.content.service_areas.push_back({"Stadt", "", {}});
  return {std::move(offer), 1};
}

Pointer MakeSnapshot(size_t offers, Language& language) {
  catalog::CatalogContent content;
  for (size_t i = 0; i < offers; ++i) content.offers.push_back(MakeOffer(i, language));
  return std::make_shared<const Snapshot>(std::move(content));
}

Time Now() { return SystemClock().Now(); }

size_t Search(const Snapshot& snapshot, std::string text) {
  catalog::OfferQuery query;
  query.text = std::move(text);
  query.language = "de";
  query.filter.include_stale = true;
  return catalog::FindOffers(snapshot, query, 20, Now())->total;
}

// CPU microseconds of each of some searches.
template <class Query>
std::vector<double> Costs(const Snapshot& snapshot, int searches, Query query) {
  std::vector<double> costs;
  for (int i = 0; i < searches; ++i) {
    std::string text = query();
    const double before = CpuMicros();
    Search(snapshot, std::move(text));
    costs.push_back(CpuMicros() - before);
  }
  return costs;
}

double Mean(const std::vector<double>& values) {
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

// Wall milliseconds, 99th percentile, of searches during a time.
double Slowest(const std::function<Pointer()>& current, Language& language,
               std::chrono::milliseconds duration) {
  std::vector<double> took;
  for (const auto end = Steady::now() + duration; Steady::now() < end;) {
    const auto begin = Steady::now();
    Search(*current(), language.Text(8));
    took.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begin).count());
    std::this_thread::sleep_for(std::chrono::milliseconds(2));  // a reader, not a load test
  }
  return Percentile(took, 0.99);
}

// Ten saves a second while somebody searches; how long each takes until it is searchable.
class Editing {
 public:
  explicit Editing(Pointer snapshot) : snapshot_(std::move(snapshot)) {}

  Pointer Current() {
    const std::lock_guard lock(mutex_);
    return snapshot_;
  }
  double SlowestWhileEditing(Language& language, std::chrono::milliseconds duration) {
    std::atomic<bool> stop = false;
    std::thread editor([&] {
      Language own;
      while (!stop) {
        Save(own);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
      }
    });
    const double slowest = Slowest([this] { return Current(); }, language, duration);
    stop = true;
    editor.join();
    return slowest;
  }
  const std::vector<double>& saves() const { return saves_; }  // milliseconds

 private:
  void Save(Language& language) {
    const auto begin = Steady::now();
    catalog::CatalogContent changes;
    changes.offers.push_back(MakeOffer(language.Any(Current()->parts()[0].size()), language));
    auto next = std::make_shared<const Snapshot>(*Current(), std::move(changes));
    {
      const std::lock_guard lock(mutex_);
      snapshot_.swap(next);
    }
    saves_.push_back(std::chrono::duration<double, std::milli>(Steady::now() - begin).count());
  }

  std::mutex mutex_;
  Pointer snapshot_;  // guarded by mutex_
  std::vector<double> saves_;
};

std::string Line(const char* what, size_t offers, const std::vector<double>& costs) {
  return absl::StrFormat("%-14s in %6d offers: mean %6.0f us, p99 %6.0f us of CPU, %6.0f/s/core\n",
                         what, offers, Mean(costs), Percentile(costs, 0.99), 1e6 / Mean(costs));
}

int Measure(int rounds) {
  Language language;
  std::vector<Goal> goals = {
      {"9", "a misspelt word / a right one, CPU, 5,000 offers", false, 2},
      {"9", "a misspelt word / a right one, CPU, 50,000 offers", false, 2},
      {"9", "search p99 with ten saves a second / quiet, 50,000 offers", false, 2}};
  const double before = CpuMicros();
  const Pointer large = MakeSnapshot(kLarge, language);
  const double built = (CpuMicros() - before) / 1e6;
  const Pointer small = MakeSnapshot(kSmall, language);
  Editing editing(large);
  std::string absolutes;
  for (int round = 1; round <= rounds; ++round) {
    std::fprintf(stderr, "round %d of %d\n", round, rounds);
    absolutes.clear();
    size_t goal = 0;
    for (const Pointer& snapshot : {small, large}) {
      const auto questions = Costs(*snapshot, 300, [&] { return language.Text(8); });
      const auto right = Costs(*snapshot, 300, [&] { return language.Word(); });
      const auto misspelt = Costs(*snapshot, 300, [&] { return language.Misspelt(); });
      const size_t offers = snapshot == small ? kSmall : kLarge;
      goals[goal++].rounds.push_back(Mean(misspelt) / Mean(right));
      absolutes += Line("eight words", offers, questions) + Line("a right word", offers, right) +
                   Line("a misspelt one", offers, misspelt);
    }
    const auto duration = std::chrono::milliseconds(3'000);
    const double quiet = Slowest([&] { return editing.Current(); }, language, duration);
    goals[2].rounds.push_back(editing.SlowestWhileEditing(language, duration) / quiet);
  }
  std::printf("%d rounds\n\n%s\nlast round:\n%s", rounds, Table(goals).c_str(), absolutes.c_str());
  std::printf(
      "50,000 offers built in %.1f s of CPU; a save is searchable in p50 %.1f, p99 %.1f ms\n",
      built, Percentile(editing.saves(), 0.5), Percentile(editing.saves(), 0.99));
  return 0;
}

int Main(int argc, char** argv) {
  int rounds = 5;
  const bool wrong = argc != 1 && !(argc == 3 && std::string(argv[1]) == "--rounds" &&
                                    absl::SimpleAtoi(argv[2], &rounds) && rounds >= 1);
  if (wrong) {
    std::fprintf(stderr, "usage: zwk_search_bench [--rounds 5]\n");
    return 2;
  }
  return Measure(rounds);
}

}  // namespace
}  // namespace zwk::bench

int main(int argc, char** argv) { return zwk::bench::Main(argc, argv); }
