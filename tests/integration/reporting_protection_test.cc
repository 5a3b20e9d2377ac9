// A neighborhood of 29 people, each alone in a cell: no answer of reporting counts one or two of
// them, and none can be had from the difference of two others.
#include <gmock/gmock.h>
#include <google/protobuf/descriptor.h>
#include <gtest/gtest.h>

#include <cmath>
#include <regex>
#include <set>

#include "absl/strings/numbers.h"
#include "absl/strings/str_replace.h"
#include "tests/integration/reporting_fixture.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::UnorderedElementsAre;

std::vector<std::string> Matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (std::sregex_iterator it(text.begin(), text.end(), regex), end; it != end; ++it) {
    found.push_back(it->str(1));
  }
  return found;
}

// The numbers that a page or picture gives of people: in figures, marked words, tables and what
// charts say. Years, percentages and the marks of axes are none.
std::vector<int> CountsIn(const std::string& html) {
  std::vector<int> counts;
  for (const char* place :
       {"<td class=\"n\"(?: data-protection=\"(?:round|withheld)[^\"]*\")?>([^<]*)<",
        "<strong>([0-9][^<]*)<", "<text [^>]*class=\"\">([^<]*)<", "<desc[^>]*>([^<]*)<",
        "<li data-(?:indicator=[^>]*|figure=\"ballots\"[^>]*)><b>([^<]*)<",
        "<a class=\"figure\"[^>]*data-protection=\"round[^>]*>([^<]*)<",
        "(?:zwischen|between) ([^<(]*)\\(", "</a> <b>([^<]*)</b></li>",
        "<a [^>]*><title>[^<]*: ([^<]*)</title>"}) {
    for (const std::string& shown : Matches(html, place)) {
      const std::string text =
          absl::StrReplaceAll(shown, {{"\u00a0", " "}, {"–", " "}, {"−", " "}});
      for (const std::string& number : Matches(text, "([0-9][0-9.,]*)(?![0-9.,]| ?%)")) {
        int count = 0;
        if (!absl::SimpleAtoi(absl::StrReplaceAll(number, {{".", ""}, {",", ""}}), &count))
          continue;
        if (count < 2020 || count > 2040) counts.push_back(count);
      }
    }
  }
  return counts;
}

class ReportingProtectionTest : public ReportingTest {
 protected:
  void SetUp() override {
    bulk_.few = true;
    bulk_.trajectories = true;
    GivenPopulation();
    GivenForecastAndGaps();
    GivenMeeting();
    AskForDraft();
    CatchUp();
    ASSERT_TRUE(PublishProfile(UuidFromName("publish")).ok());
    CatchUp();
  }

  template <typename Request>
  void Ask(const std::string& method, const Request& request) {
    const auto body = Call<google::api::HttpBody>(method, request);
    ASSERT_TRUE(body.ok()) << method << ": " << body.status() << request.ShortDebugString();
    answers_[method].push_back(body->data());
  }

  void AskEverything() {
    for (const char* locale : {"de", "en"}) {
      for (const char* map : {"change", "over65", "gaps"}) {
        v1::GetIndexPageRequest index;
        index.set_locale(locale);
        index.set_map(map);
        Ask("GetIndexPage", index);
      }
      v1::GetMeetingsPageRequest meetings;
      meetings.set_locale(locale);
      Ask("GetMeetingsPage", meetings);
      v1::GetOperationsPageRequest operations;
      operations.set_locale(locale);
      Ask("GetOperationsPage", operations);
      for (const int version : {0, 1}) {
        v1::GetNeighborhoodProfileRequest profile;
        profile.set_neighborhood_key("212");
        profile.set_locale(locale);
        profile.set_version(version);
        Ask("GetNeighborhoodProfile", profile);
      }
      for (const char* format : {"html", "markdown"}) {
        v1::GetMinutesRequest minutes;
        minutes.set_meeting_id(kMeeting);
        minutes.set_locale(locale);
        minutes.set_format(format);
        Ask("GetMinutes", minutes);
      }
      v1::GetDocumentContentRequest content;
      content.set_document_id(ProfileDocumentId(kCity, "212"));
      content.set_locale(locale);
      Ask("GetDocumentContent", content);
    }
    for (const bool trajectories : {true, false}) {
      bulk_.trajectories = trajectories;
      for (const char* neighborhood : {"", "212"}) {
        for (const char* figure : {"", "total", "m_0_4", "f_90", "age_0_2", "share_65", "pop"}) {
          for (const char* format : {"html", "svg"}) AskForPicture(neighborhood, figure, format);
        }
      }
    }
    v1::GetMeetingCalendarRequest calendar;
    calendar.set_meeting_id(kMeeting);
    Ask("GetMeetingCalendar", calendar);
    const auto usage =
        Call<v1::GetUsageFiguresResponse>("GetUsageFigures", v1::GetUsageFiguresRequest());
    ASSERT_TRUE(usage.ok()) << usage.status();
    EXPECT_EQ(usage->figures().ballots(), 0) << "two voters";
    answers_["GetUsageFigures"];
    AskForFigures();
  }

  // Every figure as data: its count, or what the ratio is of.
  void AskForFigures() {
    const auto catalog =
        Call<v1::ListIndicatorsResponse>("ListIndicators", v1::ListIndicatorsRequest());
    ASSERT_TRUE(catalog.ok()) << catalog.status();
    answers_["ListIndicators"];
    v1::GetIndicatorValuesRequest all;
    std::set<std::string> days;
    for (const v1::Indicator& one : catalog->indicators()) {
      days.insert(one.dates().begin(), one.dates().end());
    }
    for (const std::string& day : days) all.add_dates(day);
    const auto values = Call<v1::GetIndicatorValuesResponse>("GetIndicatorValues", all);
    ASSERT_TRUE(values.ok()) << values.status();
    answers_["GetIndicatorValues"];
    figures_ = *values;
    const auto compared = Call<v1::CompareNeighborhoodsResponse>("CompareNeighborhoods",
                                                                 v1::CompareNeighborhoodsRequest());
    ASSERT_TRUE(compared.ok()) << compared.status();
    answers_["CompareNeighborhoods"];
    compared_ = *compared;
    v1::GetComparisonPageRequest page;
    for (const v1::Indicator& one : catalog->indicators())
      page.add_indicator_ids(one.indicator_id());
    for (const std::string& day : days) page.add_dates(day);
    Ask("GetComparisonPage", page);
    for (const char* format : {"csv", "csvw", "xlsx", "jsonstat"}) {
      v1::ExportIndicatorValuesRequest file;
      *file.mutable_dates() = all.dates();
      file.set_format(format);
      Ask("ExportIndicatorValues", file);
    }
  }

  void AskForPicture(const std::string& neighborhood, const std::string& figure,
                     const std::string& format) {
    v1::GetForecastPictureRequest request;
    request.set_forecast_id(kForecast);
    request.set_neighborhood_key(neighborhood);
    request.set_locale("en");
    request.set_format(format);
    request.set_picture(figure.empty() ? v1::FORECAST_PICTURE_PYRAMID : v1::FORECAST_PICTURE_FAN);
    request.set_figure_id(figure);
    // Without trajectories nobody knows more over the years than the bars of the pyramid.
    const bool of_cells = figure.empty() || figure == "total" || figure == "m_0_4";
    if (!bulk_.trajectories && !of_cells) return;
    Ask("GetForecastPicture", request);
  }

  std::map<std::string, std::vector<std::string>> answers_;  // by method
  v1::GetIndicatorValuesResponse figures_;
  v1::CompareNeighborhoodsResponse compared_;
};

TEST_F(ReportingProtectionTest, NoAnswerCountsOneOrTwoPeopleOfTwentyNine) {
  ASSERT_THAT(CountsIn("<td class=\"n\">1</td><td class=\"n\">2–4</td><td class=\"n\">7 %</td>"),
              UnorderedElementsAre(1, 2, 4));
  AskEverything();
  for (const auto& [method, answers] : answers_) {
    for (const std::string& answer : answers) {
      for (const int count : CountsIn(answer)) {
        // Multiples of five: their differences are such again.
        EXPECT_EQ(count % 5, 0) << method << " shows " << count << " in\n" << answer;
      }
      EXPECT_THAT(answer, Not(HasSubstr("2 ballots")));
      EXPECT_THAT(answer, Not(HasSubstr("2 Stimmzettel")));
      EXPECT_THAT(answer, Not(HasSubstr("<rect"))) << "so few people have no pyramid";
    }
  }
  EXPECT_THAT(answers_["GetNeighborhoodProfile"][0], HasSubstr("data-protection=\"round10\""));
  EXPECT_THAT(answers_["GetNeighborhoodProfile"][0],
              HasSubstr("Zum Schutz Einzelner auf zehn gerundet."));
  EXPECT_THAT(answers_["GetNeighborhoodProfile"][2],
              HasSubstr("Rounded to ten to protect single people."));
}

// Whether data may be published: a rounded count, or a ratio that enough people are behind.
void ExpectProtected(const v1::Value& value, const std::string& what) {
  EXPECT_EQ(value.count() % 5, 0) << what;
  for (const double end : {value.band_low(), value.band_high()}) {
    EXPECT_EQ(std::fmod(end, 5), 0) << what;
  }
  EXPECT_FALSE(value.has_ratio()) << what << ": a ratio of 29 people";
  EXPECT_NE(value.protection(), v1::VALUE_PROTECTION_UNSPECIFIED) << what;
  EXPECT_NE(value.status(), v1::VALUE_STATUS_UNSPECIFIED) << what;
  EXPECT_EQ(value.figure_case() == v1::Value::FIGURE_NOT_SET,
            value.status() == v1::VALUE_STATUS_SECRET)
      << what;
}

TEST_F(ReportingProtectionTest, NoFigureAsDataCountsOneOrTwo) {
  AskForFigures();
  int people = 0;
  for (const v1::IndicatorValue& one : figures_.values()) {
    const bool city = one.neighborhood_key().empty();
    if (city && (one.indicator_id() == "pop" || one.indicator_id() == "fc_err")) {
      EXPECT_EQ(one.value().protection(), v1::VALUE_PROTECTION_NONE);
      continue;  // the official number, and what is not about people
    }
    ExpectProtected(one.value(), one.ShortDebugString());
    EXPECT_NE(one.value().protection(), v1::VALUE_PROTECTION_NONE) << one.ShortDebugString();
    people += one.value().has_count() ? 1 : 0;
  }
  EXPECT_GT(people, 2) << "the inhabitants of 2021, the forecast, and the gaps";
  for (const v1::IndicatorComparison& comparison : compared_.comparisons()) {
    for (const v1::ComparedNeighborhood& one : comparison.neighborhoods()) {
      ExpectProtected(one.value(), comparison.ShortDebugString());
      EXPECT_FALSE(one.has_difference());
    }
  }
  const std::string& csv = answers_["ExportIndicatorValues"][0];
  for (const std::string& value : Matches(csv, "\\n212;[^;]*;[^;]*;[^;]*;[^;]*;([^;]*);")) {
    int count = 0;
    EXPECT_TRUE(value.empty() || (absl::SimpleAtoi(value, &count) && count % 5 == 0)) << csv;
  }
}

TEST_F(ReportingProtectionTest, EveryAnswerIsLookedAt) {
  AskEverything();
  std::set<std::string> others;
  for (const char* name : kReportingServices) {
    const auto* service =
        google::protobuf::DescriptorPool::generated_pool()->FindServiceByName(name);
    ASSERT_NE(service, nullptr) << name;
    for (int i = 0; i < service->method_count(); ++i) {
      const std::string& method = service->method(i)->name();
      if (!answers_.contains(method)) others.insert(method);
    }
  }
  // They answer with documents: hashes and titles, no figures.
  EXPECT_THAT(others, UnorderedElementsAre("PublishProfile", "ListDocuments", "GetDocument"));
}

}  // namespace
}  // namespace zwk::reporting
