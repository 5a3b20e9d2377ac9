#include "catalog/search/text_index.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "tests/support/source_tree.h"

namespace zwk::catalog {
namespace {

TextIndex GermanIndex(const std::vector<std::string>& texts) {
  TextIndex index("de");
  const TextAnalyzer analyzer("de");
  for (const std::string& text : texts) index.Add(analyzer, {{text, 1}});
  index.Finish();
  return index;
}

std::optional<uint32_t> First(const TextIndex& index, const std::string& query) {
  const auto hits = index.Search(query, {});
  if (hits.empty()) return std::nullopt;
  return hits[0].document;
}

const std::vector<std::string> kPages = {
    "Führerschein umschreiben lassen", "Agentur für Arbeit",      "Fahrrad kaufen und reparieren",
    "Offener Treff für Jugendliche",   "Spielplätze im Quartier", "Pflege zu Hause"};

TEST(TextIndexTest, UmlautsAreFoundInEachSpelling) {
  const TextIndex index = GermanIndex(kPages);
  EXPECT_EQ(First(index, "Führerschein"), 0u);
  EXPECT_EQ(First(index, "Fuehrerschein"), 0u);
  EXPECT_EQ(First(index, "FUHRERSCHEIN"), 0u);
  EXPECT_EQ(First(index, "spielplatz"), 4u);
}

TEST(TextIndexTest, TyposAreForgiven) {
  const TextIndex index = GermanIndex(kPages);
  EXPECT_EQ(First(index, "Agentor fur Arbiet"), 1u);
  EXPECT_EQ(First(index, "Farrhad"), 2u);
}

TEST(TextIndexTest, AQuestionAboutSomethingElseFindsNothing) {
  EXPECT_FALSE(First(GermanIndex(kPages), "Xylophon").has_value());
}

TEST(TextIndexTest, OnlyAllowedDocumentsAreFound) {
  const TextIndex index = GermanIndex({"Treff in Lehe", "Treff in Geestendorf"});
  const auto hits = index.Search("Geestendorf Treff", {true, false});
  ASSERT_EQ(hits.size(), 1u);
  EXPECT_EQ(hits[0].document, 0u);
}

TEST(TextIndexTest, EditDistanceCountsASwapOnce) {
  EXPECT_EQ(EditDistance("arbiet", "arbeit", 2), 1);
  EXPECT_EQ(EditDistance("farrhad", "fahrrad", 2), 2);
  EXPECT_EQ(EditDistance("abc", "xyz", 2), 3);
}

// --- measured relevance on real pages and questions ---

std::vector<std::vector<std::string>> ReadTsv(const std::string& path) {
  std::vector<std::vector<std::string>> rows;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) rows.push_back(absl::StrSplit(line, '\t'));
  return rows;
}

struct Relevance {
  double ndcg = 0, typo = 0;
  int questions = 0;
};

Relevance Measure(const std::string& folder, const std::string& language) {
  const auto pages = ReadTsv(folder + "/docs_" + language + ".tsv");
  TextIndex index(language);
  const TextAnalyzer analyzer(language);
  std::map<std::string, uint32_t> by_id;
  for (const auto& page : pages) {
    by_id[page[0]] = static_cast<uint32_t>(by_id.size());
    index.Add(analyzer, {{page[2], 3}, {page[3], 1}});
  }
  index.Finish();
  Relevance result;
  const auto gain = [&](const std::string& query, const std::vector<bool>& allowed, uint32_t page) {
    const auto hits = index.Search(query, allowed);
    for (size_t rank = 0; rank < std::min<size_t>(10, hits.size()); ++rank) {
      if (hits[rank].document == page) return 1 / std::log2(static_cast<double>(rank) + 2);
    }
    return 0.0;
  };
  for (const auto& q : ReadTsv(folder + "/q_" + language + ".tsv")) {
    // split, relevant page, region, native or machine, answerable, question, with a typo
    if (q.size() < 7 || q[0] != "dev" || q[4] != "1" || !by_id.contains(q[1])) continue;
    std::vector<bool> allowed;
    for (const auto& page : pages) allowed.push_back(page[1] == q[2]);
    result.ndcg += gain(q[5], allowed, by_id[q[1]]);
    result.typo += gain(q[6], allowed, by_id[q[1]]);
    ++result.questions;
  }
  if (result.questions > 0) {
    result.ndcg /= result.questions;
    result.typo /= result.questions;
  }
  return result;
}

TEST(TextIndexTest, RealQuestionsFindThePageThatAnswersThem) {
  const std::string folder = test::CasesFolder("catalog/integreat-qa");
  if (!std::ifstream(folder + "/q_de.tsv")) GTEST_SKIP() << "no cases at " << folder;
  const std::map<std::string, std::pair<double, double>> floors = {{"de", {0.78, 0.74}},
                                                                   {"en", {0.76, 0.72}}};
  for (const auto& [language, floor] : floors) {
    const Relevance relevance = Measure(folder, language);
    RecordProperty("ndcg_" + language, std::to_string(relevance.ndcg));
    printf("%s: %d questions, nDCG@10 %.3f, with a typo %.3f\n", language.c_str(),
           relevance.questions, relevance.ndcg, relevance.typo);
    ASSERT_GT(relevance.questions, 50);
    EXPECT_GE(relevance.ndcg, floor.first) << language;
    EXPECT_GE(relevance.typo, floor.second) << language;
  }
}

}  // namespace
}  // namespace zwk::catalog
