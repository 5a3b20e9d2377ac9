// Forecasts as pictures: on demand, and in the profile of a neighborhood.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/base/errors.h"
#include "tests/integration/reporting_fixture.h"

namespace zwk::reporting {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class ForecastPictureTest : public ReportingTest {
 protected:
  absl::StatusOr<google::api::HttpBody> Picture(v1::ForecastPicture picture,
                                                const std::string& figure_id = "",
                                                const std::string& neighborhood_key = "212",
                                                const std::string& format = "") {
    v1::GetForecastPictureRequest request;
    request.set_forecast_id(kForecast);
    request.set_picture(picture);
    request.set_neighborhood_key(neighborhood_key);
    request.set_figure_id(figure_id);
    request.set_locale("en");
    request.set_format(format);
    return Call<google::api::HttpBody>("GetForecastPicture", request);
  }
  // The fan that somebody with these roles sees.
  absl::StatusOr<google::api::HttpBody> FanFor(std::vector<std::string> roles,
                                               const std::string& figure_id,
                                               const std::string& neighborhood_key) {
    v1::GetForecastPictureRequest request;
    request.set_forecast_id(kForecast);
    request.set_picture(v1::FORECAST_PICTURE_FAN);
    request.set_neighborhood_key(neighborhood_key);
    request.set_figure_id(figure_id);
    request.set_locale("en");
    Caller caller = test::CallerOf(kCity);
    caller.roles = std::move(roles);
    return CallAs<google::api::HttpBody>(caller, "GetForecastPicture", request);
  }
};

TEST_F(ForecastPictureTest, WithoutTrajectoriesThereIsOnePath) {
  GivenPopulation();
  CatchUp();
  const auto pyramid = Picture(v1::FORECAST_PICTURE_PYRAMID);
  ASSERT_TRUE(pyramid.ok()) << pyramid.status();
  EXPECT_EQ(pyramid->content_type(), "text/html; charset=utf-8");
  // A tenth fewer a year later.
  EXPECT_THAT(pyramid->data(), HasSubstr("<th scope=\"row\">0–4</th><td class=\"n\">250</td>"
                                         "<td class=\"n\">50</td><td class=\"n\">225</td>"));
  EXPECT_THAT(pyramid->data(), HasSubstr("<h1>Geestendorf</h1>"));
  EXPECT_THAT(pyramid->data(), Not(HasSubstr("trajectories")));

  const auto fan = Picture(v1::FORECAST_PICTURE_FAN, "f_0_4");
  ASSERT_TRUE(fan.ok()) << fan.status();
  EXPECT_THAT(fan->data(), HasSubstr("<h1>Geestendorf, women aged 0 to 4</h1>"));
  EXPECT_THAT(fan->data(), HasSubstr("<th scope=\"row\">2022</th><td class=\"n\">225</td>"));
}

// Of sums of overlapping ages single ones could be had.
TEST_F(ForecastPictureTest, OfCellsNothingIsToldThatOverlaps) {
  GivenPopulation();
  CatchUp();
  const auto fan = v1::FORECAST_PICTURE_FAN;
  for (const char* told : {"total", "m_0_4", "f_95_99", "m_100"}) {
    EXPECT_TRUE(Picture(fan, told).ok()) << told;
  }
  for (const char* other : {"m_0_3", "m_1_5", "f_3_3", "f_0_9", "f_90", "m_0", "age_0", "age_0_2",
                            "age_65", "m_00_04", "m_100_104"}) {
    EXPECT_TRUE(absl::IsNotFound(Picture(fan, other).status())) << other;
  }
}

// Nobody but the statistics office chooses whom a figure counts: enough overlapping ones have each
// single age, however they are rounded.
TEST_F(ForecastPictureTest, FiguresOfOwnChoiceAreForStatistics) {
  GivenPopulation();
  CatchUp();
  bulk_.trajectories = true;
  for (const char* figure : {"own", "age_7_7", "age_0_9", "age_0", "m_7_7", "f_1_5", "f_0_9",
                             "people_7_8", "people_0_10", "women_7_9", "share_7_8"}) {
    for (const char* area : {"", "212"}) {
      for (const std::vector<std::string>& roles :
           {std::vector<std::string>{}, {"PLANNER"}, {"CHAIR", "BOARD_MEMBER", "ADMINISTRATOR"}}) {
        const absl::Status refused = FanFor(roles, figure, area).status();
        EXPECT_TRUE(absl::IsPermissionDenied(refused)) << figure << area << refused;
        EXPECT_EQ(ReasonOf(refused), "FIGURE_OF_OWN_CHOICE") << figure;
      }
      const auto told = FanFor({"STATISTICS"}, figure, area);
      EXPECT_TRUE(told.ok()) << figure << told.status();
    }
  }
  for (const char* figure : {"", "total", "pop", "share_65", "age_0_2", "age_19_64", "age_80",
                             "m_0_4", "f_95_99", "f_100"}) {
    for (const char* area : {"", "212"}) {
      const auto told = FanFor({}, figure, area);
      ASSERT_TRUE(told.ok()) << figure << told.status();
      EXPECT_THAT(told->data(), HasSubstr("<th scope=\"row\">2022</th>")) << figure << area;
    }
  }
}

TEST_F(ForecastPictureTest, InhabitantsAreKnownWhereTheCityAloneIsReported) {
  GivenPopulation();
  CatchUp();
  bulk_.trajectories = true;
  bulk_.city_only = true;
  const auto told = FanFor({"STATISTICS"}, "own", "");
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_THAT(told->data(), HasSubstr("<td class=\"n\">1,000</td>"));
  bulk_.few = true;
  const auto few = FanFor({"STATISTICS"}, "own", "");
  ASSERT_TRUE(few.ok()) << few.status();
  EXPECT_THAT(few->data(), HasSubstr("too few people"));
}

TEST_F(ForecastPictureTest, ARatioIsToldWithoutTheYearThatWasCounted) {
  GivenPopulation();
  CatchUp();
  bulk_.trajectories = true;
  const auto told = Picture(v1::FORECAST_PICTURE_FAN, "share_65");
  ASSERT_TRUE(told.ok()) << told.status();
  EXPECT_THAT(told->data(), HasSubstr("<th scope=\"row\">2022</th>"));
  EXPECT_THAT(told->data(), Not(HasSubstr("<th scope=\"row\">2021</th>")));
  bulk_.few = true;
  const auto few = Picture(v1::FORECAST_PICTURE_FAN, "share_65");
  ASSERT_TRUE(few.ok()) << few.status();
  EXPECT_THAT(few->data(), HasSubstr("too few people"));
}

TEST_F(ForecastPictureTest, TrajectoriesGiveIntervals) {
  GivenPopulation();
  CatchUp();
  bulk_.trajectories = true;
  const auto fan = Picture(v1::FORECAST_PICTURE_FAN, "", "");
  ASSERT_TRUE(fan.ok()) << fan.status();
  EXPECT_THAT(fan->data(), HasSubstr("<th scope=\"row\">2022</th><td class=\"n\">1,000</td>"
                                     "<td class=\"n\">900–1,100</td>"));
  const auto pyramid = Picture(v1::FORECAST_PICTURE_PYRAMID, "", "212", "svg");
  ASSERT_TRUE(pyramid.ok()) << pyramid.status();
  EXPECT_EQ(pyramid->content_type(), "image/svg+xml");
  EXPECT_THAT(pyramid->data(), StartsWith("<svg xmlns="));
  EXPECT_THAT(pyramid->data(), HasSubstr("class=\"interval\""));
}

TEST_F(ForecastPictureTest, AProfileShowsThePyramidThenAndTheFan) {
  bulk_.trajectories = true;
  GivenPopulation();
  CatchUp();
  GivenForecastAndGaps();
  const auto published = PublishProfile(UuidFromName("publish"));
  ASSERT_TRUE(published.ok()) << published.status();
  const auto profile = Profile("de");
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_THAT(*profile, HasSubstr("class=\"then\""));
  EXPECT_THAT(*profile, HasSubstr("class=\"interval\""));
  EXPECT_THAT(*profile, HasSubstr("class=\"fan\""));
  EXPECT_THAT(*profile, HasSubstr("<td class=\"n\">900–1.100</td>"));
}

TEST_F(ForecastPictureTest, WhatIsNotThereIsSaid) {
  GivenPopulation();
  CatchUp();
  const auto fan = v1::FORECAST_PICTURE_FAN;
  EXPECT_TRUE(absl::IsNotFound(Picture(fan, "nobody_counts").status()));
  bulk_.trajectories = true;
  EXPECT_TRUE(absl::IsNotFound(Picture(fan, "nobody_counts").status()));
  EXPECT_TRUE(absl::IsNotFound(Picture(fan, "", "999").status()));
  EXPECT_EQ(FieldOf(Picture(v1::FORECAST_PICTURE_UNSPECIFIED).status()), "picture");
  EXPECT_EQ(FieldOf(Picture(v1::FORECAST_PICTURE_PYRAMID, "total").status()), "figure_id");
  EXPECT_EQ(FieldOf(Picture(fan, "", "../x").status()), "neighborhood_key");
  EXPECT_EQ(FieldOf(Picture(fan, "", "212", "pdf").status()), "format");
  v1::GetForecastPictureRequest unfinished;
  unfinished.set_picture(fan);
  unfinished.set_forecast_id(kUnfinished);
  EXPECT_TRUE(absl::IsFailedPrecondition(
      Call<google::api::HttpBody>("GetForecastPicture", unfinished).status()));
}

}  // namespace
}  // namespace zwk::reporting
