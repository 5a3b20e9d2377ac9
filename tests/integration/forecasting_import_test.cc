// What imports are held against: the figures that are there already.
#include <future>
#include <map>
#include <utility>

#include <gmock/gmock.h>

#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"
#include "tests/integration/forecasting_fixture.h"

namespace zwk::forecasting {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

constexpr char kStocksHeader[] = "year;neighborhood;sex;age;group;value";

// Stocks of 2024 and 2025 and the flows between them; stocks of both years in one request or two.
class ForecastingBalanceTest : public ForecastingTest {
 protected:
  static int Base(const std::string& neighborhood, int age, bool foreign) {
    return 20 + age % 7 + (foreign ? 1 : 3) + (neighborhood == "2" ? 5 : 0);
  }
  static std::string Before(int year = 2024) {
    return Rows(kStocksHeader, year,
                [](const std::string& neighborhood, bool, int age, bool foreign) {
                  return absl::StrCat(Base(neighborhood, age, foreign));
                });
  }
  // Rows of every kind of flow.
  static std::string Between(int year = 2025, int deaths = 2) {
    return absl::StrReplaceAll(
        absl::StrCat("year;flow;neighborhood;sex;age;group;other;value\n"
                     "Y;births;1;f;0;german;;6\n"
                     "Y;births;1;f;30;german;;6\n"  // the same children, by their mothers
                     "Y;deaths;1;f;40;german;;",
                     deaths,
                     "\nY;deaths;1;f;0;german;;1\n"
                     "Y;immigration_abroad;1;f;25;foreign;;12\n"
                     "Y;immigration_rest;2;m;3;german;;4\n"
                     "Y;emigration_abroad;3;m;0;foreign;;0\n"
                     "Y;emigration_rest;2;f;20;german;;3\n"
                     "Y;internal;1;m;30;german;3;2\n"
                     "Y;naturalization;2;f;33;foreign;german;1\n"),
        {{"Y", absl::StrCat(year)}});
  }
  // What follows from both; row 2 is neighborhood 1, german, male, age 0.
  static std::string After(int year = 2025) {
    const std::map<std::string, int> changes = {
        {"1 f 0 german", 5},  {"1 f 40 german", -2},  {"1 f 25 foreign", 12},
        {"2 m 3 german", 4},  {"2 f 20 german", -3},  {"1 m 30 german", -2},
        {"3 m 30 german", 2}, {"2 f 33 foreign", -1}, {"2 f 33 german", 1}};
    return Rows(kStocksHeader, year,
                [&changes](const std::string& neighborhood, bool female, int age, bool foreign) {
                  int people = age == 0 ? 0 : Base(neighborhood, age - 1, foreign);
                  if (age == kOpenAge) people += Base(neighborhood, age, foreign);
                  const auto change = changes.find(absl::StrCat(
                      neighborhood, female ? " f " : " m ", age, foreign ? " foreign" : " german"));
                  return absl::StrCat(people + (change == changes.end() ? 0 : change->second));
                });
  }
  // After, with three people too many in row 31 (age 29) and one too few in row 4.
  static std::string Wrong() {
    return absl::StrReplaceAll(After(), {{"2025;1;m;29;german;23\n", "2025;1;m;29;german;26\n"},
                                         {"2025;1;m;2;german;24\n", "2025;1;m;2;german;23\n"}});
  }
  v1::ImportPopulationResponse Take(v1::ImportKind kind, const std::string& file,
                                    const std::string& request_name) {
    return Answer(HeaderOf(kind, request_name), file);
  }
  v1::ImportPopulationResponse Answer(const v1::ImportHeader& header, const std::string& file) {
    const auto answer = Send(header, file);
    EXPECT_TRUE(answer.ok()) << answer.status();
    return answer.ok() ? *answer : v1::ImportPopulationResponse();
  }
  static v1::YearBalance BalanceOf(const v1::ImportPopulationResponse& answer, int year) {
    for (const v1::YearBalance& balance : answer.population_import().balance()) {
      if (balance.year() == year) return balance;
    }
    ADD_FAILURE() << "nothing is said of " << year << ": " << answer.ShortDebugString();
    return {};
  }
};

TEST_F(ForecastingBalanceTest, StocksThatDoNotFollowAreErrorsByCellAndChangeNothing) {
  SetUpCity();
  const auto first = Take(v1::IMPORT_KIND_STOCKS, Before(), "before");
  ASSERT_TRUE(first.taken_over());
  EXPECT_EQ(BalanceOf(first, 2024).not_checked_because(), "there are no stocks of 2023");
  const auto flows = Take(v1::IMPORT_KIND_FLOWS, Between(), "flows");
  ASSERT_TRUE(flows.taken_over());
  EXPECT_EQ(BalanceOf(flows, 2025).not_checked_because(), "there are no stocks of 2025");

  const auto refused = Take(v1::IMPORT_KIND_STOCKS, Wrong(), "wrong");
  EXPECT_FALSE(refused.taken_over());
  ASSERT_EQ(refused.error_count(), 2) << refused.ShortDebugString();
  const v1::ImportError& error = refused.errors(1);
  EXPECT_EQ(refused.errors(0).row(), 4);
  EXPECT_EQ(error.row(), 31);
  EXPECT_EQ(error.column(), "value");
  EXPECT_EQ(error.code(), v1::IMPORT_ERROR_CODE_DOES_NOT_BALANCE);
  EXPECT_EQ(error.value(), "26");
  EXPECT_THAT(error.message(), HasSubstr("neighborhood 1, group german, male, age 29, 2025: 26 "
                                         "people on 31 December, but 23 follow"));
  EXPECT_EQ(BalanceOf(refused, 2025).cells_off(), 2);
  EXPECT_EQ(BalanceOf(refused, 2025).largest_difference(), 3);
  EXPECT_EQ(BalanceOf(refused, 2025).difference(), 2);
  EXPECT_EQ(refused.population_import().import_id(), "");
  EXPECT_TRUE(absl::IsNotFound(People("1", 2025).status()));
  EXPECT_EQ(Events("StocksImported"), 1u);

  v1::ImportHeader dry = HeaderOf(v1::IMPORT_KIND_STOCKS, "dry");
  dry.set_dry_run(true);
  EXPECT_EQ(Answer(dry, Wrong()).errors(1).row(), 31);
  const auto tried = Answer(dry, After());
  EXPECT_EQ(tried.error_count(), 0) << tried.ShortDebugString();
  EXPECT_EQ(BalanceOf(tried, 2025).not_checked_because(), "");
  EXPECT_FALSE(tried.taken_over());

  const auto right = Take(v1::IMPORT_KIND_STOCKS, After(), "after");
  EXPECT_TRUE(right.taken_over()) << right.ShortDebugString();
  EXPECT_EQ(BalanceOf(right, 2025).not_checked_because(), "");
  EXPECT_EQ(BalanceOf(right, 2025).cells_off(), 0);
  const auto again = Take(v1::IMPORT_KIND_STOCKS, After(), "after");
  EXPECT_EQ(right.SerializeAsString(), again.SerializeAsString());
  EXPECT_EQ(Events("StocksImported"), 2u);
  v1::GetImportRequest get;
  get.set_import_id(right.population_import().import_id());
  v1::GetImportResponse kept;
  ASSERT_TRUE(Call("GetImport", get, kept).ok());
  EXPECT_EQ(kept.population_import().balance_size(), 1);
}

TEST_F(ForecastingBalanceTest, FlowsThatDoNotLeadFromStockToStockAreErrors) {
  SetUpCity();
  // Both years in one file.
  const std::string both = Before() + After().substr(sizeof(kStocksHeader));
  const auto stocks = Take(v1::IMPORT_KIND_STOCKS, both, "stocks");
  ASSERT_TRUE(stocks.taken_over()) << stocks.ShortDebugString();
  EXPECT_EQ(BalanceOf(stocks, 2025).not_checked_because(), "there are no flows of 2025");
  const auto refused = Take(v1::IMPORT_KIND_FLOWS, Between(2025, 5), "wrong");
  EXPECT_FALSE(refused.taken_over());
  ASSERT_EQ(refused.error_count(), 1) << refused.ShortDebugString();
  EXPECT_EQ(refused.errors(0).row(), 0);
  EXPECT_EQ(refused.errors(0).column(), "value");
  EXPECT_EQ(refused.errors(0).code(), v1::IMPORT_ERROR_CODE_DOES_NOT_BALANCE);
  EXPECT_EQ(refused.errors(0).value(), "2025;1;f;40;german");
  EXPECT_EQ(Events("FlowsImported"), 0u);
  const auto right = Take(v1::IMPORT_KIND_FLOWS, Between(), "right");
  EXPECT_TRUE(right.taken_over()) << right.ShortDebugString();
  EXPECT_EQ(BalanceOf(right, 2025).not_checked_because(), "");

  // From here on a year of a file is held against the other, and against the year behind it.
  const auto same =
      Take(v1::IMPORT_KIND_STOCKS, Before() + Wrong().substr(sizeof(kStocksHeader)), "both wrong");
  EXPECT_EQ(same.error_count(), 2) << same.ShortDebugString();
  EXPECT_EQ(same.errors(0).row(), 4 + 3 * 4 * (kOpenAge + 1));
  const std::string earlier =
      absl::StrReplaceAll(Before(), {{"2024;1;m;29;german;24\n", "2024;1;m;29;german;25\n"}});
  const auto before = Take(v1::IMPORT_KIND_STOCKS, earlier, "earlier");
  EXPECT_FALSE(before.taken_over());
  ASSERT_EQ(before.error_count(), 1) << before.ShortDebugString();
  EXPECT_EQ(before.errors(0).row(), 0);
  EXPECT_EQ(before.errors(0).value(), "2025;1;m;30;german");
}

TEST_F(ForecastingBalanceTest, FlowsThatAreNotCompleteAreTakenAndItIsSaidThatNobodyChecked) {
  SetUpCity();
  ASSERT_TRUE(Take(v1::IMPORT_KIND_STOCKS, Before(), "before").taken_over());
  ASSERT_TRUE(Take(v1::IMPORT_KIND_STOCKS, Wrong(), "wrong").taken_over());
  const auto flows = Take(v1::IMPORT_KIND_FLOWS, FlowsFile(), "some flows");
  EXPECT_TRUE(flows.taken_over());
  EXPECT_THAT(BalanceOf(flows, 2025).not_checked_because(),
              HasSubstr("no row of births, deaths, emigration_abroad"));
}

TEST_F(ForecastingBalanceTest, ACityMaySayHowFarItsRegisterIsOffOrThatItIs) {
  SetUpCity();
  ASSERT_TRUE(Take(v1::IMPORT_KIND_STOCKS, Before(), "before").taken_over());
  ASSERT_TRUE(Take(v1::IMPORT_KIND_FLOWS, Between(), "flows").taken_over());
  v1::ImportHeader header = HeaderOf(v1::IMPORT_KIND_STOCKS, "tolerant");
  header.set_balance_tolerance(2);
  EXPECT_EQ(Answer(header, Wrong()).error_count(), 1);
  header.set_balance_tolerance(3);
  const auto tolerant = Answer(header, Wrong());
  EXPECT_TRUE(tolerant.taken_over()) << tolerant.ShortDebugString();
  EXPECT_EQ(BalanceOf(tolerant, 2025).cells_off(), 0);
  EXPECT_EQ(BalanceOf(tolerant, 2025).largest_difference(), 3);

  v1::ImportHeader unchecked = HeaderOf(v1::IMPORT_KIND_FLOWS, "unchecked");
  unchecked.set_skip_balance_check(true);
  const auto taken = Answer(unchecked, Between(2025, 20));
  EXPECT_TRUE(taken.taken_over()) << taken.ShortDebugString();
  EXPECT_EQ(BalanceOf(taken, 2025).not_checked_because(), "the import asks not to");
  // What was taken over then is answered, although it would not be taken over now.
  EXPECT_EQ(Answer(header, Wrong()).SerializeAsString(), tolerant.SerializeAsString());
  EXPECT_FALSE(Take(v1::IMPORT_KIND_STOCKS, Wrong(), "strict").taken_over());
}

TEST_F(ForecastingBalanceTest, APartialImportTakesTheYearsThatAreRight) {
  SetUpCity();
  ASSERT_TRUE(Take(v1::IMPORT_KIND_FLOWS, Between(), "flows").taken_over());
  // 2024 is right, 2025 does not follow from it, 2026 has a row that is wrong, 2027 is right.
  const auto rows = [](const std::string& file) { return file.substr(sizeof(kStocksHeader)); };
  const std::string wrong_row =
      absl::StrReplaceAll(Before(2026), {{"1;m;5;german;28", "1;m;5;german;x"}});
  const std::string file = Before() + rows(Wrong()) + rows(wrong_row) + rows(Before(2027));
  v1::ImportHeader header = HeaderOf(v1::IMPORT_KIND_STOCKS, "whole");
  const auto whole = Answer(header, file);
  EXPECT_FALSE(whole.taken_over());
  EXPECT_EQ(whole.error_count(), 1) << whole.ShortDebugString();
  EXPECT_EQ(whole.population_import().years_size(), 0);
  EXPECT_TRUE(absl::IsNotFound(People("1", 2024).status()));

  header = HeaderOf(v1::IMPORT_KIND_STOCKS, "partial");
  header.set_partial(true);
  header.set_dry_run(true);
  const auto dry = Answer(header, file);
  EXPECT_FALSE(dry.taken_over());
  EXPECT_THAT(dry.population_import().years(), ElementsAre(2024, 2027));
  EXPECT_TRUE(absl::IsNotFound(People("1", 2024).status()));

  header.set_dry_run(false);
  const auto taken = Answer(header, file);
  EXPECT_TRUE(taken.taken_over()) << taken.ShortDebugString();
  EXPECT_THAT(taken.population_import().years(), ElementsAre(2024, 2027));
  EXPECT_THAT(taken.population_import().left_out_years(), ElementsAre(2025, 2026));
  EXPECT_EQ(taken.population_import().year_totals_size(), 2);
  ASSERT_EQ(taken.error_count(), 3) << taken.ShortDebugString();
  EXPECT_EQ(taken.errors(0).code(), v1::IMPORT_ERROR_CODE_DOES_NOT_BALANCE);
  EXPECT_EQ(taken.errors(2).code(), v1::IMPORT_ERROR_CODE_NOT_A_NUMBER);
  EXPECT_EQ(taken.errors(2).value(), "x");
  EXPECT_EQ(BalanceOf(taken, 2025).cells_off(), 2);
  EXPECT_GT(People("1", 2024).value(), 0);
  EXPECT_GT(People("1", 2027).value(), 0);
  EXPECT_TRUE(absl::IsNotFound(People("1", 2025).status()));
  EXPECT_TRUE(absl::IsNotFound(People("1", 2026).status()));
  EXPECT_EQ(Events("StocksImported"), 1u);

  // The second time, also when it would come to something else: 2025 has stocks by now.
  ASSERT_TRUE(Take(v1::IMPORT_KIND_STOCKS, After(), "after").taken_over());
  EXPECT_EQ(Answer(header, file).SerializeAsString(), taken.SerializeAsString());
  header.set_request_id(Id("by id"));
  header.set_import_id(taken.population_import().import_id());
  EXPECT_TRUE(absl::IsAlreadyExists(Send(header, Before()).status()));
  EXPECT_EQ(Events("StocksImported"), 2u);
  // A year that is left out stays as it was.
  const double people = People("1", 2025).value();
  header = HeaderOf(v1::IMPORT_KIND_STOCKS, "again");
  header.set_partial(true);
  EXPECT_TRUE(Answer(header, file).taken_over());
  EXPECT_EQ(People("1", 2025).value(), people);
}

TEST_F(ForecastingBalanceTest, APartialImportIsRefusedWholeWhereNoYearIsRightForSure) {
  SetUpCity();
  v1::ImportHeader header = HeaderOf(v1::IMPORT_KIND_STOCKS, "partial");
  header.set_partial(true);
  for (const std::string& file :
       {absl::StrReplaceAll(Before(), {{"1;m;5;german;28", "1;m;5;german;x"}}),  // the only year
        Before() + "2025;1;m\n", Before() + "year;1;m;1;german;1\n",
        absl::StrReplaceAll(Before(), {{"group", "origin"}})}) {
    const auto answer = Answer(header, file);
    EXPECT_FALSE(answer.taken_over());
    EXPECT_GT(answer.error_count(), 0);
    EXPECT_EQ(answer.population_import().years_size(), 0);
    EXPECT_EQ(answer.population_import().left_out_years_size(), 0);
  }
  EXPECT_EQ(Events("StocksImported"), 0u);
  EXPECT_TRUE(absl::IsNotFound(People("1").status()));
}

TEST_F(ForecastingBalanceTest, StocksAndFlowsSentAtOnceDoNotSlipPastEachOther) {
  SetUpCity();
  for (int year = 2030; year < 2042; year += 2) {
    ASSERT_TRUE(
        Take(v1::IMPORT_KIND_STOCKS, Before(year - 1), absl::StrCat("before ", year)).taken_over());
    const auto send = [&](v1::ImportKind kind, const std::string& file) {
      return std::async(std::launch::async, [this, kind, file, year] {
        return Send(HeaderOf(kind, absl::StrCat(kind, " of ", year)), file);
      });
    };
    auto stocks = send(v1::IMPORT_KIND_STOCKS, After(year));
    auto flows = send(v1::IMPORT_KIND_FLOWS, Between(year, 9));
    int taken = 0;
    for (auto* sent : {&stocks, &flows}) {
      const auto answer = sent->get();
      EXPECT_TRUE(answer.ok() || absl::IsAborted(answer.status())) << answer.status();
      if (answer.ok()) taken += answer->taken_over() ? 1 : 0;
    }
    EXPECT_EQ(taken, 1) << year;
  }
}

// Files as offices have them.
class ForecastingMappingTest : public ForecastingBalanceTest {
 protected:
  // The stocks of a year in German: Windows-1252, commas, a title, sums.
  static std::string Office(const std::string& ours) {
    std::string text =
        "Einwohner am Jahresende\r\nStichtag;Gebiet;Geschlecht;Alter;Staat;Z\xE4hlung\r\n";
    bool head = true;
    for (const absl::string_view line : absl::StrSplit(ours, '\n', absl::SkipEmpty())) {
      const std::vector<std::string> f = absl::StrSplit(line, ';');
      if (std::exchange(head, false)) continue;
      const std::string age =
          absl::StrCat(f[3], f[3] == absl::StrCat(kOpenAge) ? " und \xE4lter" : "");
      absl::StrAppend(&text, "31.12.", f[0], ";", f[1], ";", f[2] == "f" ? "w" : "m", ";", age, ";",
                      f[4] == "german" ? "D" : "A", ";", f[5], ",0\r\n");
    }
    return absl::StrCat(text, "Insgesamt;;;;;99\r\n");
  }
  v1::ImportHeader Mapped(const std::string& name) {
    v1::ImportHeader header = HeaderOf(v1::IMPORT_KIND_STOCKS, name);
    header.set_import_id(Id(name));
    v1::ProposeImportMappingRequest request;
    request.set_head(Office(Before()).substr(0, 4000));
    v1::ProposeImportMappingResponse proposed;
    EXPECT_TRUE(Call("ProposeImportMapping", request, proposed).ok());
    v1::ImportMapping& mapping = *header.mutable_mapping() = proposed.mapping();
    EXPECT_EQ(mapping.encoding(), v1::TEXT_ENCODING_WINDOWS_1252);
    // What cannot be told: which column is of groups, and which the numbers are in.
    const auto say = [&mapping](const char* column, const char* source) {
      v1::ColumnMapping& said = *mapping.add_columns();
      said.set_column(column);
      said.set_source(source);
    };
    say("group", "Staat");
    say("value", "Z\u00E4hlung");
    for (const auto& [from, to] : {std::pair("D", "german"), std::pair("A", "foreign")}) {
      v1::ValueMapping& value = *mapping.add_values();
      value.set_column("group");
      value.set_from(from);
      value.set_to(to);
    }
    v1::SkippedRow& sums = *mapping.add_skipped_rows();
    sums.set_begins("insgesamt");
    mapping.set_decimal_sign(",");
    return header;
  }
};

TEST_F(ForecastingMappingTest, AFileOfAnOfficeIsTakenOverAndItsMappingStays) {
  SetUpCity();
  const auto done = Send(Mapped("office"), Office(Before()));
  ASSERT_TRUE(done.ok()) << done.status();
  ASSERT_TRUE(done->taken_over()) << done->ShortDebugString();
  EXPECT_TRUE(done->population_import().has_mapping());
  const double people = *People("2", 2024);
  const auto same = Import(v1::IMPORT_KIND_STOCKS, Before(), "ours");
  ASSERT_TRUE(same.ok() && same->taken_over());
  EXPECT_EQ(*People("2", 2024), people);
  // The next year goes by the mapping of that import, and is told where it is wrong.
  v1::ImportHeader next = HeaderOf(v1::IMPORT_KIND_STOCKS, "next");
  next.set_mapping_import_id(Id("office"));
  const auto wrong = Send(next, absl::StrReplaceAll(Office(Before(2025)), {{";D;", ";X;"}}));
  ASSERT_TRUE(wrong.ok()) << wrong.status();
  EXPECT_FALSE(wrong->taken_over());
  ASSERT_GT(wrong->errors_size(), 0);
  EXPECT_EQ(wrong->errors(0).column(), "Staat");
  EXPECT_EQ(wrong->errors(0).row(), 3);
  EXPECT_EQ(wrong->errors(0).value(), "X");
  next.set_request_id(Id("next again"));
  const auto taken = Send(next, Office(Before(2025)));
  ASSERT_TRUE(taken.ok()) << taken.status();
  EXPECT_TRUE(taken->taken_over()) << taken->ShortDebugString();
  next.set_request_id(Id("another"));
  next.set_mapping_import_id(Id("ours"));
  EXPECT_FALSE(Send(next, Office(Before(2025))).ok());  // that one had none
  next.set_mapping_import_id(Id("nobody"));
  EXPECT_TRUE(absl::IsNotFound(Send(next, Office(Before(2025))).status()));
}

TEST_F(ForecastingMappingTest, WhatIsUnlikelyIsSaidAndTakenOver) {
  SetUpCity();
  ASSERT_TRUE(Import(v1::IMPORT_KIND_STOCKS, Before(2023), "before")->taken_over());
  const auto ten = Import(
      v1::IMPORT_KIND_STOCKS,
      Rows(kStocksHeader, 2024,
           [](const std::string& neighborhood, bool, int age, bool foreign) {
             return absl::StrCat(Base(neighborhood, age, foreign) * (neighborhood == "2" ? 10 : 1));
           }),
      "ten times");
  ASSERT_TRUE(ten.ok() && ten->taken_over());
  ASSERT_EQ(ten->population_import().warnings_size(), 1);
  EXPECT_THAT(ten->population_import().warnings(0), HasSubstr("neighborhood 2 has"));
  v1::ImportHeader header = HeaderOf(v1::IMPORT_KIND_FLOWS, "some");
  header.set_skip_balance_check(true);
  const auto some = Send(header,
                         "year;flow;neighborhood;sex;age;group;other;value\n"
                         "2025;immigration_rest;1;*;*;german;;50\n");
  ASSERT_TRUE(some.ok() && some->taken_over()) << some->ShortDebugString();
  EXPECT_NEAR(some->population_import().year_totals(0), 50, 1e-9);
  EXPECT_THAT(some->population_import().warnings(0), HasSubstr("no row of 2 of 3 neighborhoods"));
}

}  // namespace
}  // namespace zwk::forecasting
