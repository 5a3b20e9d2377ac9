#include "platform/base/collation.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace zwk {
namespace {

std::vector<std::string> Sorted(std::vector<std::string> names) {
  std::stable_sort(names.begin(), names.end(), [](const std::string& a, const std::string& b) {
    return SortKey(a) < SortKey(b);
  });
  return names;
}

TEST(CollationTest, NamesStandWhereAGermanDirectoryHasThem) {
  const std::vector<std::string> ordered = {
      "",       "7 Linden", "Bezirk 2", "Bezirk 10", "Mölken",  "Mürmann",    "Muster",
      "Ölmez",  "Oltmanns", "Prigge",   "Sahin",     "Strasse", "straßenbau", "Yilmaz",
      "Zander", "Źródło",   "Αθήνα",    "Гончар",    "Ґудзь",   "Їжак",       "Шевченко",
      "أحمد",   "حسن",      "يوسف",     "東"};
  std::vector<std::string> names = ordered;
  std::reverse(names.begin(), names.end());
  EXPECT_EQ(Sorted(names), ordered);
}

TEST(CollationTest, CaseAndAccentsDoNotCount) {
  EXPECT_EQ(SortKey("Weiß"), SortKey("WEISS"));
  EXPECT_EQ(SortKey("Şahin"), SortKey("sahin"));
  EXPECT_EQ(SortKey("Łódź 7"), SortKey("lodz 7"));
  EXPECT_NE(SortKey("Мария"), SortKey("Марія"));
}

TEST(CollationTest, JoinedNamesAreComparedOneAfterTheOther) {
  EXPECT_LT(SortKey("Ade") + SortKey("Zoe"), SortKey("Adele") + SortKey("Ada"));
  EXPECT_LT(SortKey("Müller") + SortKey("Ada"), SortKey("Muller") + SortKey("Zoe"));
}

TEST(CollationTest, BytesThatAreNoTextHaveAPlaceToo) {
  EXPECT_EQ(SortKey("\xff"), SortKey("\xff"));
  EXPECT_NE(SortKey(std::string("a\0b", 3)), "");
}

}  // namespace
}  // namespace zwk
