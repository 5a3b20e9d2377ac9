// What reporting promises between real Redis and real gRPC.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "google/api/httpbody.pb.h"
#include "platform/base/hash.h"
#include "platform/base/uuid.h"
#include "tests/integration/reporting_fixture.h"
#include "tests/support/source_tree.h"

namespace zwk::reporting {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

std::vector<std::string> SectionsOf(const std::string& markdown) {
  constexpr absl::string_view kMark = "<!-- section: ";
  std::vector<std::string> ids;
  for (size_t at = markdown.find(kMark.data()); at != std::string::npos;
       at = markdown.find(kMark.data(), at + 1)) {
    const size_t begin = at + kMark.size();
    ids.push_back(markdown.substr(begin, markdown.find(" -->", begin) - begin));
  }
  if (!ids.empty() && ids.back() == "footer") ids.pop_back();
  return ids;
}

TEST_F(ReportingTest, DraftsHaveTheSectionsOfTheCitysOwnDocument) {
  std::ifstream file(test::CasesFolder("reporting/minutes") + "minutes_2022-03-28.json");
  if (!file) GTEST_SKIP() << "no case files";
  const auto expected = nlohmann::json::parse(file, nullptr, false)["sections_in_order"]
                            .get<std::vector<std::string>>();
  GivenPopulation();
  GivenMeeting();
  AskForDraft();
  CatchUp();
  const auto german = Minutes("de", "markdown");
  ASSERT_TRUE(german.ok()) << german.status();
  EXPECT_EQ(SectionsOf(*german), expected);
  const auto english = Minutes("en", "markdown");
  ASSERT_TRUE(english.ok()) << english.status();
  EXPECT_EQ(SectionsOf(*english), expected);

  EXPECT_THAT(*german, HasSubstr("am 28. März 2022, 15:30 – 17:00 Uhr"));
  EXPECT_THAT(*german, HasSubstr("Zita Anker (Amt p1), Arno Brise (Amt p2), Amt p3"));
  EXPECT_THAT(*german, HasSubstr("Anteil 20,0\u00a0% \\[1\\]"));
  EXPECT_THAT(*german, HasSubstr("Einwohnerregister (synthetisch)"));
  EXPECT_THAT(*german, HasSubstr("| Feld 1 | Feld 2 | Feld 3 |"));
  EXPECT_THAT(*german, HasSubstr("Betrifft: Geestendorf."));
  EXPECT_THAT(*german, HasSubstr("„Organisationen einbeziehen“ – wird berücksichtigt."));
  EXPECT_THAT(*german, HasSubstr("„Thema 4“ hervorgehoben"));
  EXPECT_THAT(*german, HasSubstr("Quartale II/III 2022"));
  EXPECT_THAT(*german, HasSubstr("Bremerhaven, 31. März 2022  \nKlara Kai  \nMagistrat"));
  EXPECT_THAT(*german, Not(HasSubstr("Vera Deich")));
}

TEST_F(ReportingTest, ADraftIsMadeOfWhatItsRequestSaw) {
  GivenPopulation();
  GivenMeeting();
  AskForDraft();
  CatchUp();
  const auto first = MinutesDocument();
  ASSERT_TRUE(first.ok()) << first.status();
  EXPECT_THAT(Published<v1::MinutesDrafted>(), SizeIs(1));

  // The views are made anew from the streams, and the draft is asked for again: the same bytes.
  ASSERT_TRUE(views_.Rebuild(kMeetingsView, kCity, Soon()).ok());
  ASSERT_TRUE(views_.Rebuild(kNeighborhoodsView, kCity, Soon()).ok());
  AskForDraft(2);
  CatchUp();
  const auto second = MinutesDocument();
  ASSERT_TRUE(second.ok()) << second.status();
  EXPECT_EQ(second->sha256(), first->sha256());
  EXPECT_EQ(second->version(), first->version());
  const auto drafted = Published<v1::MinutesDrafted>();
  ASSERT_THAT(drafted, SizeIs(2)) << "who asked again is answered again";
  EXPECT_EQ(drafted[1].draft_number(), 2);
  EXPECT_EQ(drafted[1].sha256(), drafted[0].sha256());
}

TEST_F(ReportingTest, ApprovedMinutesKeepTheirBytesWhateverComesAfter) {
  GivenMeeting();
  AskForDraft();
  CatchUp();
  const auto before = Minutes("de", "html");
  ASSERT_TRUE(before.ok()) << before.status();
  Approve(MinutesDocument()->sha256());
  CatchUp();
  EXPECT_THAT(Published<v1::MinutesIssued>(), SizeIs(1));
  EXPECT_EQ(MinutesDocument()->status(), v1::DOCUMENT_STATUS_APPROVED);

  ASSERT_TRUE(SyncWait(keys_.EraseSubject(kCity, "p1")).ok());
  AskForDraft(2);
  CatchUp();
  EXPECT_EQ(*Minutes("de", "html"), *before) << "the approved version is what is shown";
  v1::GetMinutesRequest request;
  request.set_meeting_id(kMeeting);
  request.set_version(2);
  const auto redrafted = Call<google::api::HttpBody>("GetMinutes", request);
  ASSERT_TRUE(redrafted.ok()) << redrafted.status();
  EXPECT_THAT(redrafted->data(), HasSubstr("(entfernte Person)"));
  EXPECT_THAT(redrafted->data(), Not(HasSubstr("Zita Anker")));

  // Whoever fetches a rendition can check it against the approved manifest.
  v1::GetDocumentContentRequest content;
  content.set_document_id(MinutesDocumentId(kCity, kMeeting));
  content.set_format("manifest");
  const auto manifest = Call<google::api::HttpBody>("GetDocumentContent", content);
  ASSERT_TRUE(manifest.ok()) << manifest.status();
  EXPECT_THAT(manifest->data(), HasSubstr(absl::StrCat("de html ", Sha256Hex(*before), "\n")));
}

TEST_F(ReportingTest, ThePublicReadsWhatIsApproved) {
  GivenMeeting();
  CatchUp();
  Caller anybody = test::CallerOf(kCity);
  anybody.roles.clear();
  v1::GetMinutesRequest minutes;
  minutes.set_meeting_id(kMeeting);
  v1::GetDocumentRequest document;
  document.set_document_id(MinutesDocumentId(kCity, kMeeting));
  v1::GetDocumentContentRequest content;
  content.set_document_id(document.document_id());
  const std::string link = absl::StrCat("/v1/meetings/", kMeeting, "/minutes");
  const auto reads = [&] {
    std::vector<bool> found;
    for (const uint64_t version : {0, 1}) {
      minutes.set_version(version);
      document.set_version(version);
      content.set_version(version);
      found.push_back(CallAs<google::api::HttpBody>(anybody, "GetMinutes", minutes).ok());
      found.push_back(CallAs<v1::GetDocumentResponse>(anybody, "GetDocument", document).ok());
      found.push_back(CallAs<google::api::HttpBody>(anybody, "GetDocumentContent", content).ok());
    }
    found.push_back(
        CallAs<v1::ListDocumentsResponse>(anybody, "ListDocuments", v1::ListDocumentsRequest())
            ->documents_size() > 0);
    const auto index =
        CallAs<google::api::HttpBody>(anybody, "GetIndexPage", v1::GetIndexPageRequest());
    EXPECT_TRUE(index.ok()) << index.status();
    found.push_back(index.ok() && absl::StrContains(index->data(), link));
    return found;
  };
  const std::vector<bool> none(8, false), all(8, true);
  EXPECT_EQ(reads(), none) << "a preview";
  AskForDraft();
  CatchUp();
  EXPECT_EQ(reads(), none) << "a draft";
  Approve(MinutesDocument()->sha256());
  CatchUp();
  EXPECT_EQ(reads(), all);
  AskForDraft(2);
  CatchUp();
  EXPECT_EQ(reads(), all) << "a draft after it";
}

TEST_F(ReportingTest, BeforeTheFirstDraftThereIsAPreviewThatSaysSo) {
  GivenMeeting();
  CatchUp();
  const auto preview = Minutes("de", "html");
  ASSERT_TRUE(preview.ok()) << preview.status();
  EXPECT_THAT(*preview, HasSubstr("Vorschau"));
  EXPECT_FALSE(MinutesDocument().ok());
}

TEST_F(ReportingTest, ProfilesShowPeopleForecastGapsAndTopicsAndArePinnedOnce) {
  GivenPopulation();
  GivenForecastAndGaps();
  GivenMeeting();
  const std::string request_id = UuidFromName("publish");
  const auto published = PublishProfile(request_id);
  ASSERT_TRUE(published.ok()) << published.status();
  EXPECT_EQ(published->document().version(), 1);
  EXPECT_EQ(published->document().forecast().version(), 7);
  EXPECT_TRUE(published->document().synthetic());

  const auto profile = Profile("de", 1);
  ASSERT_TRUE(profile.ok()) << profile.status();
  for (const char* shown : {"Geestendorf", "10.100", "Treffpunkt ohne Verzehrzwang",
                            "<strong>300</strong> von 480 Personen", "<strong>10</strong> Plätze",
                            "Thema 1", "Ergebnis 1", "synthetisch", "<svg",
                            "über 5 Jahre im Mittel der Quartiere um <strong>6,0\u00a0%</strong>",
                            "Zufall allein: <strong>2,0\u00a0%</strong>"}) {
    EXPECT_THAT(*profile, HasSubstr(shown));
  }
  EXPECT_EQ(*Profile("de"), *profile) << "nothing has changed since";

  // Again, and again with a new request: the same version, told once.
  EXPECT_EQ(PublishProfile(request_id)->document().version(), 1);
  EXPECT_EQ(PublishProfile(UuidFromName("another"))->document().version(), 1);
  EXPECT_THAT(Published<v1::ProfilePublished>(), SizeIs(1));
  EXPECT_EQ(Published<v1::ProfilePublished>()[0].neighborhood_key(), "212");
}

TEST_F(ReportingTest, WithoutAForecastNoProfileIsPublished) {
  GivenPopulation();
  const auto refused = PublishProfile(UuidFromName("publish"));
  EXPECT_EQ(refused.status().code(), absl::StatusCode::kFailedPrecondition) << refused.status();
}

TEST_F(ReportingTest, AStreamWaitsForBulkWhoseOwnerIsAway) {
  bulk_.away = true;
  GivenPopulation();
  GivenForecastAndGaps();
  // Forecasting goes on meanwhile: its partition has nothing to do with catalog's.
  while (true) {
    const auto profile = Profile("de");
    if (profile.ok() && profile->find("2036") != std::string::npos) break;
  }
  EXPECT_THAT(*Profile("de"), HasSubstr("Noch nicht berechnet."));
  bulk_.away = false;
  CatchUp();
  EXPECT_THAT(*Profile("de"), HasSubstr("Treffpunkt ohne Verzehrzwang"));
}

TEST_F(ReportingTest, AnotherMunicipalitySeesNothingOfIt) {
  GivenPopulation();
  GivenForecastAndGaps();
  GivenMeeting();
  AskForDraft();
  CatchUp();
  EXPECT_EQ(Minutes("de", "html", kOtherCity).status().code(), absl::StatusCode::kNotFound);
  EXPECT_EQ(Profile("de", 0, kOtherCity).status().code(), absl::StatusCode::kNotFound);
  v1::GetDocumentRequest request;
  request.set_document_id(MinutesDocumentId(kCity, kMeeting));
  EXPECT_EQ(Call<v1::GetDocumentResponse>("GetDocument", request, kOtherCity).status().code(),
            absl::StatusCode::kNotFound);
  const auto figures = Call<v1::GetUsageFiguresResponse>("GetUsageFigures",
                                                         v1::GetUsageFiguresRequest(), kOtherCity);
  ASSERT_TRUE(figures.ok()) << figures.status();
  EXPECT_EQ(figures->figures().meetings(), 0);
  EXPECT_EQ(figures->figures().documents(), 0);
}

TEST_F(ReportingTest, UsageFiguresAndTheEntryPageCountWhatHappened) {
  GivenPopulation();
  GivenMeeting();
  AskForDraft();
  cv1::SearchesCounted searches;
  searches.set_searches(9);
  searches.set_without_hit(2);
  Publish(catalog_, "usage/de", searches);
  cv1::OfferPublished offer;
  offer.mutable_offer()->set_offer_id("o1");
  Publish(catalog_, "offer/o1", offer);
  Publish(catalog_, "offer/o1", offer);
  pv1::NextStepClosed closed;
  closed.set_next_step_id("s1");
  Tell("next_step/s1", closed);
  CatchUp();
  const auto response =
      Call<v1::GetUsageFiguresResponse>("GetUsageFigures", v1::GetUsageFiguresRequest());
  ASSERT_TRUE(response.ok()) << response.status();
  const v1::UsageFigures& figures = response->figures();
  EXPECT_EQ(figures.meetings(), 1);
  EXPECT_EQ(figures.cards(), 5);
  EXPECT_EQ(figures.ballots(), 15) << "13, rounded to five";
  EXPECT_EQ(figures.ballots_rounded_to(), 5);
  EXPECT_EQ(figures.open_next_steps(), 0);
  EXPECT_EQ(figures.offers(), 1) << "published twice, there once";
  EXPECT_EQ(figures.searches_without_hit(), 2);
  EXPECT_EQ(figures.documents(), 1);

  v1::GetOperationsPageRequest request;
  request.set_locale("de");
  const auto page = Call<google::api::HttpBody>("GetOperationsPage", request);
  ASSERT_TRUE(page.ok()) << page.status();
  EXPECT_EQ(page->content_type(), "text/html; charset=utf-8");
  EXPECT_THAT(page->data(), HasSubstr("<li data-figure=\"searches_without_hit\"><b>2</b>"));
}

TEST_F(ReportingTest, TheEntryPageSaysHowTheCityChanges) {
  bulk_.trajectories = true;
  GivenPopulation();
  GivenForecastAndGaps();
  GivenMeeting();
  AskForDraft();
  CatchUp();
  const auto page = [&](const std::string& locale, const std::string& map) {
    v1::GetIndexPageRequest request;
    request.set_locale(locale);
    request.set_map(map);
    const auto body = Call<google::api::HttpBody>("GetIndexPage", request);
    EXPECT_TRUE(body.ok()) << body.status();
    return body.ok() ? body->data() : "";
  };
  const std::string change = page("de", "");
  EXPECT_THAT(change, HasSubstr("data-figure=\"pop\" data-protection=\"none\""));
  EXPECT_THAT(change, HasSubstr(">10.100</a> Menschen (31. Dezember 2021)"));
  EXPECT_THAT(change, HasSubstr(">80,0</a> ab 65"));
  EXPECT_THAT(change,
              HasSubstr(">1.000</a> Menschen leben, wahrscheinlich zwischen 900 und 1.100"));
  EXPECT_THAT(change, HasSubstr("<title>Geestendorf: 0,0\u00a0%</title><path class=\"b0\""));
  EXPECT_THAT(change, HasSubstr("Entwurf"));
  EXPECT_THAT(page("en", "gaps"), HasSubstr("<title>Geestendorf: 10</title>"));
  EXPECT_THAT(page("en", "over65"), HasSubstr("212 Geestendorf</a> <b>35.6%</b>"));

  // The neighborhood becomes another one without boundary: it is in the list alone.
  fv1::BoundaryChanged changed;
  changed.mutable_neighborhood()->set_neighborhood_key("212");
  (*changed.mutable_neighborhood()->mutable_names())["de"] = "Geestendorf";
  changed.mutable_neighborhood()->set_boundary_version(2);
  Publish(forecasting_, "neighborhood/212", changed);
  CatchUp();
  EXPECT_THAT(page("de", ""), Not(HasSubstr("<svg")));
  EXPECT_THAT(page("de", ""), HasSubstr("/v1/neighborhoods/212/profile"));
}

TEST_F(ReportingTest, AMeetingThatIsComingUpHasAnEntryForTheCalendar) {
  GivenMeeting();
  const std::string id = UuidFromName("next meeting");
  pv1::MeetingScheduled planned;
  pv1::Meeting& next = *planned.mutable_meeting();
  next.set_meeting_id(id);
  next.set_title("Das nächste Treffen");
  next.set_place("Rathaus, Saal 1");
  next.mutable_starts_at()->set_seconds(4'102'444'800);  // 2100-01-01T00:00:00Z
  next.mutable_ends_at()->set_seconds(4'102'452'000);
  Tell("meeting/" + id, planned);
  pv1::SessionCreated created;
  created.set_session_id(UuidFromName("next session"));
  created.mutable_session()->set_session_id(created.session_id());
  created.mutable_session()->set_meeting_id(id);
  created.mutable_session()->set_mode(pv1::SESSION_MODE_LIVE);
  Tell("session/" + created.session_id(), created);
  CatchUp();
  const auto coming = [&] {
    const auto body =
        Call<google::api::HttpBody>("GetIndexPage", v1::GetIndexPageRequest()).value();
    const size_t begin = body.data().find("id=\"coming\"");
    return body.data().substr(begin, body.data().find("</section>", begin) - begin);
  };
  EXPECT_THAT(coming(), HasSubstr("Das nächste Treffen"));
  EXPECT_THAT(coming(), HasSubstr("am 1. Januar 2100, 01:00 – 03:00 Uhr"));
  EXPECT_THAT(coming(), HasSubstr("/room/?session=" + created.session_id()));
  EXPECT_THAT(coming(), Not(HasSubstr("Dokumentation zum ersten Treffen"))) << "it was";

  v1::GetMeetingCalendarRequest request;
  request.set_meeting_id(id);
  const auto entry = Call<google::api::HttpBody>("GetMeetingCalendar", request);
  ASSERT_TRUE(entry.ok()) << entry.status();
  EXPECT_EQ(entry->content_type(), "text/calendar; charset=utf-8");
  EXPECT_THAT(entry->data(), HasSubstr("\r\nUID:" + id + "\r\n"));
  EXPECT_THAT(entry->data(), HasSubstr("\r\nDTSTART:21000101T000000Z\r\n"));
  EXPECT_THAT(entry->data(), Not(HasSubstr("DTSTAMP:1970"))) << "when it was planned";
  EXPECT_THAT(entry->data(), HasSubstr("LOCATION:Rathaus\\, Saal 1\r\n"));
  EXPECT_THAT(coming(), HasSubstr("Rathaus, Saal 1"));
  // Whoever may not read the meeting does not hear where it is.
  Caller citizen = test::CallerOf(kCity);
  citizen.roles.clear();
  EXPECT_THAT(CallAs<google::api::HttpBody>(citizen, "GetMeetingCalendar", request)->data(),
              AllOf(HasSubstr("SUMMARY:Das nächste Treffen"), Not(HasSubstr("Rathaus"))));
  for (const char* page : {"GetIndexPage", "GetMeetingsPage"}) {
    EXPECT_THAT(CallAs<google::api::HttpBody>(citizen, page, v1::GetIndexPageRequest())->data(),
                AllOf(HasSubstr("Das nächste Treffen"), Not(HasSubstr("Rathaus"))));
  }
  ASSERT_TRUE(views_.Rebuild(kMeetingsView, kCity, Soon()).ok());
  EXPECT_EQ(Call<google::api::HttpBody>("GetMeetingCalendar", request)->data(), entry->data())
      << "the same bytes";

  pv1::SessionCancelled over;
  over.set_session_id(created.session_id());
  Tell("session/" + created.session_id(), over);
  CatchUp();
  EXPECT_THAT(coming(), Not(HasSubstr("/room/?session=")));
  pv1::MeetingCancelled cancelled;
  cancelled.set_meeting_id(id);
  Tell("meeting/" + id, cancelled);
  CatchUp();
  EXPECT_THAT(coming(), HasSubstr("Zurzeit ist keine Sitzung geplant."));
  EXPECT_THAT(Call<google::api::HttpBody>("GetMeetingCalendar", request)->data(),
              HasSubstr("STATUS:CANCELLED"));
}

TEST_F(ReportingTest, WrongInputNamesItsField) {
  const auto field = [](const absl::Status& status) {
    return status.code() == absl::StatusCode::kInvalidArgument ? FieldOf(status)
                                                               : std::string(status.message());
  };
  v1::GetMinutesRequest minutes;
  minutes.set_meeting_id("1");
  EXPECT_EQ(field(Call<google::api::HttpBody>("GetMinutes", minutes).status()), "meeting_id");
  minutes.set_meeting_id(kMeeting);
  minutes.set_locale("fr");
  EXPECT_EQ(field(Call<google::api::HttpBody>("GetMinutes", minutes).status()), "locale");
  minutes.set_locale("");
  minutes.set_format("pdf");
  EXPECT_EQ(field(Call<google::api::HttpBody>("GetMinutes", minutes).status()), "format");
  v1::GetNeighborhoodProfileRequest profile;
  profile.set_neighborhood_key("../x");
  EXPECT_EQ(field(Call<google::api::HttpBody>("GetNeighborhoodProfile", profile).status()),
            "neighborhood_key");
  v1::ListDocumentsRequest list;
  list.set_page_size(-1);
  EXPECT_EQ(field(Call<v1::ListDocumentsResponse>("ListDocuments", list).status()), "page_size");
  list.set_page_size(0);
  list.set_page_token("forged");
  EXPECT_EQ(field(Call<v1::ListDocumentsResponse>("ListDocuments", list).status()), "page_token");
  v1::PublishProfileRequest publish;
  publish.set_neighborhood_key("212");
  EXPECT_EQ(field(Call<v1::PublishProfileResponse>("PublishProfile", publish).status()),
            "request_id");
}

}  // namespace
}  // namespace zwk::reporting
