#include "catalog/search/text_search.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/source_tree.h"

namespace zwk::catalog {
namespace {

// Pages of one language, all of them in one segment.
class Pages {
 public:
  explicit Pages(std::string language) : language_(std::move(language)), builder_(language_) {}
  void Add(const std::vector<TextField>& fields) {
    builder_.Add(static_cast<uint16_t>(size_++), fields);
  }
  void Finish() { texts_ = builder_.Finish(size_); }

  // Best first.
  std::vector<uint32_t> Search(const std::string& query,
                               const std::vector<std::string>& synonyms = {}) const {
    const SynonymTable table(language_, {synonyms});
    TextScores scores = {std::vector<float>(size_)};
    const TextSearch search(language_, {{&texts_, nullptr}}, &table, query);
    search.AddScores(1, TextSearch::Effort::kAll, scores);
    std::vector<uint32_t> found;
    for (uint32_t page = 0; page < size_; ++page) {
      if (scores[0][page] > 0) found.push_back(page);
    }
    std::stable_sort(found.begin(), found.end(),
                     [&](uint32_t a, uint32_t b) { return scores[0][a] > scores[0][b]; });
    return found;
  }

 private:
  const std::string language_;
  TextSegment::Builder builder_;
  TextSegment texts_;
  size_t size_ = 0;
};

Pages German(const std::vector<std::string>& texts) {
  Pages pages("de");
  for (const std::string& text : texts) pages.Add({{text, 1}});
  pages.Finish();
  return pages;
}

std::optional<uint32_t> First(const Pages& pages, const std::string& query) {
  const auto found = pages.Search(query);
  if (found.empty()) return std::nullopt;
  return found[0];
}

const std::vector<std::string> kPages = {
    "Führerschein umschreiben lassen", "Agentur für Arbeit",      "Fahrrad kaufen und reparieren",
    "Offener Treff für Jugendliche",   "Spielplätze im Quartier", "Pflege zu Hause"};

TEST(TextSearchTest, UmlautsAreFoundInEachSpelling) {
  const Pages index = German(kPages);
  EXPECT_EQ(First(index, "Führerschein"), 0u);
  EXPECT_EQ(First(index, "Fuehrerschein"), 0u);
  EXPECT_EQ(First(index, "FUHRERSCHEIN"), 0u);
  EXPECT_EQ(First(index, "spielplatz"), 4u);
}

TEST(TextSearchTest, TyposAreForgiven) {
  const Pages index = German(kPages);
  EXPECT_EQ(First(index, "Agentor fur Arbiet"), 1u);
  EXPECT_EQ(First(index, "Farrhad"), 2u);
}

TEST(TextSearchTest, AQuestionAboutSomethingElseFindsNothing) {
  EXPECT_FALSE(First(German(kPages), "Xylophon").has_value());
}

TEST(TextSearchTest, TheMostFrequentWordFindsAllThatHaveIt) {
  for (const size_t others : {0, 1, 5, 40}) {
    for (const size_t same : {1, 2, 6, 50}) {
      std::vector<std::string> texts;
      for (size_t i = 0; i < same; ++i) texts.push_back("Beratung für Leute");
      for (size_t i = 0; i < others; ++i) texts.push_back("Spielplatz mit Rutsche");
      const Pages pages = German(texts);
      EXPECT_EQ(pages.Search("Beratung").size(), same) << same << " and " << others;
      EXPECT_EQ(pages.Search("Beratumg").size(), same) << same << " and " << others;
    }
  }
}

TEST(TextSearchTest, ASynonymIsFoundBehindTheWordItself) {
  // The page with the synonym is short and the word in it is rare: by itself it would score more.
  const Pages pages =
      German({"Kindergarten", "Bei uns gibt es eine Kita und vieles andere für Familien und Kinder",
              "Kita am Markt", "Spielplatz", "Kita Sonnenschein mit Garten"});
  EXPECT_THAT(pages.Search("Kita"), testing::Not(testing::Contains(0)));
  const auto found = pages.Search("Kita", {"Kita", "Kindergarten", "Krippe"});
  ASSERT_EQ(found.size(), 4u);
  EXPECT_EQ(found[3], 0u);
  // Also when nothing has the word that was asked for, and for phrases.
  EXPECT_THAT(pages.Search("Krippe", {"Kita", "Kindergarten", "Krippe"}), testing::SizeIs(4));
  EXPECT_THAT(pages.Search("Kita am Markt", {"Kita am Markt", "Spielplatz"}), testing::Contains(3));
  EXPECT_THAT(pages.Search("Spielplatz", {"Kita am Markt", "Spielplatz"}),
              testing::ElementsAre(3, 2));
}

TEST(TextSearchTest, EditDistanceCountsASwapOnce) {
  EXPECT_EQ(EditDistance(u"arbiet", u"arbeit", 2), 1);
  EXPECT_EQ(EditDistance(u"farrhad", u"fahrrad", 2), 2);
  EXPECT_EQ(EditDistance(u"abc", u"xyz", 2), 3);
}

// --- measured relevance on real pages and questions ---

std::vector<std::vector<std::string>> ReadTsv(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) rows.push_back(absl::StrSplit(line, '\t'));
  return rows;
}

// The share of the best that a ranking reaches, over the questions (nDCG@10), and how many there are.
struct Relevance {
  double question = 0, typo = 0;
  int questions = 0;
};

Relevance Measure(const std::string& pages_file, const std::string& questions_file,
                  const std::string& language) {
  const auto pages = ReadTsv(pages_file);
  Pages index(language);
  std::map<std::string, uint32_t> by_id;
  for (const auto& page : pages) {
    by_id[page[0]] = static_cast<uint32_t>(by_id.size());
    index.Add({{page[2], 3}, {page.size() > 3 ? page[3] : "", 1}});
  }
  index.Finish();
  Relevance result;
  // Pages of the region alone; another page of the same title is as good.
  const auto gain = [&](const std::string& query, const std::string& region, uint32_t page) {
    int rank = 0;
    for (const uint32_t found : index.Search(query)) {
      if (pages[found][1] != region) continue;
      if (pages[found][2] == pages[page][2]) return 1 / std::log2(rank + 2.0);
      if (++rank == 10) break;
    }
    return 0.0;
  };
  for (const auto& q : ReadTsv(questions_file)) {
    // split, relevant page, region, native or machine, answerable, question, with a typo
    if (q.size() < 7 || q[0] == "train" || q[4] != "1" || !by_id.contains(q[1])) continue;
    result.question += gain(q[5], q[2], by_id[q[1]]);
    result.typo += gain(q[6], q[2], by_id[q[1]]);
    ++result.questions;
  }
  result.question /= std::max(1, result.questions);
  result.typo /= std::max(1, result.questions);
  return result;
}

struct Floor {
  std::string language;
  double question, typo;
};

void ExpectAtLeast(const std::string& pages, const std::string& questions, const Floor& floor) {
  const std::string folder = test::CasesFolder("catalog/integreat-qa") + "/";
  const Relevance relevance = Measure(folder + pages + floor.language + ".tsv",
                                      folder + questions + floor.language + ".tsv", floor.language);
  printf("%s%s: %d questions, nDCG@10 %.3f, with a typo %.3f\n", questions.c_str(),
         floor.language.c_str(), relevance.questions, relevance.question, relevance.typo);
  ASSERT_GT(relevance.questions, 50);
  EXPECT_GE(relevance.question, floor.question) << floor.language;
  EXPECT_GE(relevance.typo, floor.typo) << floor.language;
}

TEST(TextSearchTest, RealQuestionsFindThePageThatAnswersThem) {
  const std::string folder = test::CasesFolder("catalog/integreat-qa");
  if (!std::ifstream(folder + "/q_de.tsv")) GTEST_SKIP() << "no cases at " << folder;
  for (const Floor& floor :
       {Floor{"de", 0.80, 0.77}, Floor{"en", 0.76, 0.755}, Floor{"fr", 0.77, 0.75},
        Floor{"ar", 0.73, 0.69}, Floor{"uk", 0.745, 0.735}}) {
    ExpectAtLeast("docs_", "q_", floor);
  }
  for (const Floor& floor : {Floor{"tr", 0.99, 0.98}, Floor{"pl", 0.99, 0.98},
                             Floor{"uk", 0.99, 0.98}, Floor{"ar", 0.99, 0.98}}) {
    ExpectAtLeast("titles_docs_", "titles_q_", floor);
  }
}

}  // namespace
}  // namespace zwk::catalog
