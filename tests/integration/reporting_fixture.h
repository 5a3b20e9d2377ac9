// Reporting between real Redis and real gRPC. Participation, forecasting and catalog are what they
// are to reporting anyway: streams of events, and bulk that can be fetched.
#pragma once

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "google/api/httpbody.pb.h"
#include "platform/base/hash.h"
#include "platform/base/pool.h"
#include "platform/base/task.h"
#include "platform/base/uuid.h"
#include "platform/blob/folder.h"
#include "platform/seal/key_ring.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "reporting/reporting.h"
#include "tests/support/redis_server.h"
#include "tests/support/rpc_fixture.h"
#include "tests/support/temporary_folder.h"
#include "zwk/catalog/v1/gap.pb.h"
#include "zwk/catalog/v1/need_type.pb.h"
#include "zwk/catalog/v1/offer.pb.h"
#include "zwk/catalog/v1/offer_search.pb.h"
#include "zwk/catalog/v1/target_group.pb.h"
#include "zwk/forecasting/v1/forecast.pb.h"
#include "zwk/forecasting/v1/neighborhood.pb.h"
#include "zwk/forecasting/v1/population.pb.h"
#include "zwk/forecasting/v1/population_import.pb.h"
#include "zwk/forecasting/v1/stocks.pb.h"
#include "zwk/participation/v1/attachment.pb.h"
#include "zwk/participation/v1/field_of_action.pb.h"
#include "zwk/participation/v1/lab.pb.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
#include "zwk/participation/v1/meeting.pb.h"
#include "zwk/participation/v1/municipality.pb.h"
#include "zwk/participation/v1/next_step.pb.h"
#include "zwk/participation/v1/programme.pb.h"
#include "zwk/reporting/v1/indicator.pb.h"
#include "zwk/reporting/v1/minutes.pb.h"
#include "zwk/reporting/v1/page.pb.h"
#include "zwk/reporting/v1/picture.pb.h"
#include "zwk/reporting/v1/profile.pb.h"

namespace zwk::reporting {

namespace pv1 = ::zwk::participation::v1;
namespace fv1 = ::zwk::forecasting::v1;
namespace cv1 = ::zwk::catalog::v1;

inline constexpr char kCity[] = "bremerhaven";
inline constexpr char kOtherCity[] = "moorsum";
inline constexpr const char* kReportingServices[] = {
    "zwk.reporting.v1.DocumentService", "zwk.reporting.v1.IndicatorService",
    "zwk.reporting.v1.MinutesService",  "zwk.reporting.v1.PageService",
    "zwk.reporting.v1.PictureService",  "zwk.reporting.v1.ProfileService",
    "zwk.reporting.v1.UsageService"};
inline const std::string kMeeting = UuidFromName("meeting");
inline const std::string kSession = UuidFromName("session");
inline const std::string kForecast = UuidFromName("forecast");
inline const std::string kUnfinished = UuidFromName("unfinished forecast");
inline const std::string kGaps = UuidFromName("gaps");
inline const std::string kLab = UuidFromName("lab");

inline Time Soon() { return SystemClock().Now() + std::chrono::seconds(30); }

// Bulk as its owners would send it.
class FixedBulk : public PublishedBulk {
 public:
  Task<absl::StatusOr<std::vector<fv1::StreamStocksResponse>>> Stocks(
      std::string, std::vector<int> years) override {
    std::vector<fv1::StreamStocksResponse> items(1);
    *items[0].mutable_block() = Block(years.front(), 10);
    items[0].set_import_id("import-1");
    co_return items;
  }
  Task<absl::StatusOr<fv1::PopulationStructure>> Structure(std::string) override {
    fv1::PopulationStructure structure;
    for (const char* key : {"german", "foreign"}) structure.add_groups()->set_key(key);
    structure.mutable_groups(0)->set_national(true);
    co_return structure;
  }
  Task<absl::StatusOr<fv1::Forecast>> Forecast(std::string municipality,
                                               std::string forecast_id) override {
    if (municipality != kCity || (forecast_id != kForecast && forecast_id != kUnfinished)) {
      co_return absl::NotFoundError("no such forecast");
    }
    fv1::Forecast forecast;
    forecast.set_forecast_id(forecast_id);
    forecast.set_title("Basis");
    forecast.set_state(forecast_id == kForecast ? fv1::FORECAST_STATE_PUBLISHED
                                                : fv1::FORECAST_STATE_RUNNING);
    forecast.mutable_parameters()->set_jump_off_year(2021);
    forecast.mutable_parameters()->set_last_year(2022);
    if (trajectories) {
      fv1::UncertaintyParameters& asked = *forecast.mutable_parameters()->mutable_uncertainty();
      asked.set_pyramids(true);
      fv1::Figure& own = *asked.add_figures();
      own.set_figure_id("own");
      own.mutable_people()->add_neighborhood_keys("212");
      own.mutable_people()->mutable_ages()->set_youngest(7);
      own.mutable_people()->mutable_ages()->set_oldest(7);
    }
    co_return forecast;
  }
  Task<absl::StatusOr<std::vector<fv1::PopulationBlock>>> ForecastCells(
      std::string, fv1::StreamForecastCellsRequest request) override {
    const int from = request.from_year() > 0 ? request.from_year() : 2021;
    const int to = request.to_year() > 0 ? request.to_year() : 2022;
    std::vector<fv1::PopulationBlock> blocks;
    for (int year = from; year <= to; ++year) blocks.push_back(Block(year, year == 2021 ? 10 : 9));
    co_return blocks;
  }
  // As if every trajectory were within a tenth of 1,000 people.
  Task<absl::StatusOr<std::vector<fv1::FigureQuantiles>>> ForecastQuantiles(
      std::string, fv1::StreamForecastQuantilesRequest request) override {
    std::vector<fv1::FigureQuantiles> figures;
    const std::vector<double> values = few ? std::vector<double>{2, 2, 2, 1, 2, 8}
                                           : std::vector<double>{1000, 1000, 1000, 900, 1000, 1100};
    for (const char* key : {"", "212"}) {
      for (const std::string& id : request.figure_ids()) {
        if (id == "nobody_counts" || (city_only && id == "total" && *key != 0)) continue;
        fv1::FigureQuantiles& figure = figures.emplace_back();
        figure.set_figure_id(id);
        figure.set_neighborhood_key(key);
        for (const int year : {2021, 2022}) figure.add_years(year);
        for (const double level : {0.1, 0.5, 0.9}) figure.add_levels(level);
        for (const double value : values)
          figure.add_values(value + (few && id == "total" ? 27 : 0));
      }
    }
    co_return figures;
  }
  Task<absl::StatusOr<std::vector<cv1::OfferGap>>> Gaps(std::string, std::string) override {
    if (away) co_return absl::UnavailableError("catalog is away");
    cv1::OfferGap gap;
    gap.set_neighborhood_key("212");
    gap.set_need_key("youth-place");
    gap.set_target_group_key("youth");
    gap.set_gap_class(cv1::GAP_CLASS_OVERLOADED);
    gap.set_main_cause(cv1::GAP_CAUSE_CONSUMPTION);
    gap.set_persons(480);
    gap.set_persons_without(300);
    gap.set_missing_places(12);
    if (few) {
      gap.set_persons(7);
      gap.set_persons_without(2);
      gap.set_missing_places(2);
      gap.set_gap_index(2.0 / 7);
    }
    if (unrated) {
      gap.set_gap_class(cv1::GAP_CLASS_UNRATED);
      gap.clear_missing_places();
    }
    gap.set_source("Richtwert");
    co_return std::vector<cv1::OfferGap>{gap};
  }

  std::atomic<bool> away = false;
  std::atomic<bool> trajectories = false;
  std::atomic<bool> city_only = false;  // of no single neighborhood everybody is reported
  std::atomic<bool> unrated = false;
  std::atomic<bool> few = false;  // 29 people live there, each alone in a cell

 private:
  fv1::PopulationBlock Block(int year, double per_cell) const {
    fv1::PopulationBlock block;
    block.set_neighborhood_key("212");
    block.set_year(year);
    block.set_age_width(1);
    block.set_age_classes(101);
    for (const char* group : {"german", "foreign"}) block.add_group_keys(group);
    for (int i = 0; i < 2 * 2 * 101; ++i) {
      block.add_values(few ? (i % 14 == 0 ? 1 : 0) : i < 202 ? 4 * per_cell : per_cell);
    }
    return block;
  }
};

class ReportingTest : public ::testing::Test {
 protected:
  ReportingTest()
      : store_({.address = redis_.address(), .area = "reporting"}),
        participation_({.address = redis_.address(), .area = "participation"}),
        forecasting_({.address = redis_.address(), .area = "forecasting"}),
        catalog_({.address = redis_.address(), .area = "catalog"}),
        keys_store_({.address = redis_.address(), .area = "keys"}),
        keys_(keys_store_, *seal::WrappingKey::FromFile(folder_ / "key", true)),
        bus_(redis_.address()),
        blobs_(folder_ / "blobs", pool_) {
    reporting_.Hear(views_);
    reporting_.Serve(server_.get());
    server_.Start();
    views_.Start();
  }
  ~ReportingTest() override { views_.Stop(); }

  // An event as its owner publishes it: through the outbox of the owner's area.
  template <typename M>
  void Publish(store::Store& area, const std::string& aggregate, const M& message,
               const std::string& city = kCity) {
    const std::string counted = absl::StrCat(city, "/", aggregate);
    store::Commit commit(city);
    commit.Emit(aggregate, versions_[counted]++, M::descriptor()->full_name(),
                message.SerializeAsString());
    const auto outcome = SyncWait(area.Apply(std::move(commit), Soon()));
    ASSERT_TRUE(outcome.ok()) << outcome.status();
    ASSERT_EQ(outcome->kind, store::Outcome::kDone);
  }
  template <typename M>
  void Tell(const std::string& aggregate, const M& message) {
    Publish(participation_, aggregate, message);
  }

  common::v1::Sealed Seal(const std::string& aggregate, const std::string& subject,
                          const std::string& text) {
    const auto sealed = SyncWait(keys_.Seal(
        kCity, aggregate, versions_[absl::StrCat(kCity, "/", aggregate)] + 1, subject, text));
    EXPECT_TRUE(sealed.ok()) << sealed.status();
    return sealed.value_or(common::v1::Sealed());
  }

  void CatchUp() {
    const absl::Status caught_up = views_.CatchUp(Soon());
    ASSERT_TRUE(caught_up.ok()) << caught_up;
  }

  // The file of a request declares the service, too.
  static std::string PathOf(const google::protobuf::FileDescriptor& file,
                            const std::string& method) {
    return absl::StrCat("/", file.service(0)->full_name(), "/", method);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> Call(const std::string& method, const Request& request,
                                const std::string& city = kCity) {
    return CallAs<Response>(test::CallerOf(city), method, request);
  }
  template <typename Response, typename Request>
  absl::StatusOr<Response> CallAs(const Caller& caller, const std::string& method,
                                  const Request& request) {
    Response response;
    const absl::Status status = server_.channel().CallNow(
        PathOf(*Request::descriptor()->file(), method), caller, request, response);
    if (!status.ok()) return status;
    return response;
  }
  absl::StatusOr<std::string> Minutes(const std::string& locale, const std::string& format,
                                      const std::string& city = kCity) {
    v1::GetMinutesRequest request;
    request.set_meeting_id(kMeeting);
    request.set_locale(locale);
    request.set_format(format);
    auto body = Call<google::api::HttpBody>("GetMinutes", request, city);
    if (!body.ok()) return body.status();
    return body->data();
  }
  absl::StatusOr<std::string> Profile(const std::string& locale, uint64_t version = 0,
                                      const std::string& city = kCity) {
    v1::GetNeighborhoodProfileRequest request;
    request.set_neighborhood_key("212");
    request.set_locale(locale);
    request.set_version(version);
    auto body = Call<google::api::HttpBody>("GetNeighborhoodProfile", request, city);
    if (!body.ok()) return body.status();
    return body->data();
  }
  absl::StatusOr<v1::PublishProfileResponse> PublishProfile(const std::string& request_id) {
    v1::PublishProfileRequest request;
    request.set_request_id(request_id);
    request.set_neighborhood_key("212");
    request.set_forecast_id(kForecast);
    return Call<v1::PublishProfileResponse>("PublishProfile", request);
  }
  absl::StatusOr<v1::Document> MinutesDocument() {
    v1::GetDocumentRequest request;
    request.set_document_id(MinutesDocumentId(kCity, kMeeting));
    auto response = Call<v1::GetDocumentResponse>("GetDocument", request);
    if (!response.ok()) return response.status();
    return response->document();
  }

  // What reporting itself has published, as messages of one type.
  template <typename M>
  std::vector<M> Published() {
    const auto tail = SyncWait(store_.Tail(kCity, "", 1000, Soon()));
    EXPECT_TRUE(tail.ok()) << tail.status();
    std::vector<M> messages;
    for (const store::TailEntry& entry : *tail) {
      if (entry.attributes.at("ce_type") != M::descriptor()->full_name()) continue;
      messages.emplace_back().ParseFromString(entry.data);
    }
    return messages;
  }

  void GivenPopulation() {
    fv1::NeighborhoodRegistered registered;
    registered.mutable_neighborhood()->set_neighborhood_key("212");
    (*registered.mutable_neighborhood()->mutable_names())["de"] = "Geestendorf";
    registered.mutable_neighborhood()->set_boundary_version(1);
    fv1::Ring& ring =
        *registered.mutable_neighborhood()->mutable_geometry()->add_polygons()->add_rings();
    for (const auto& [east, north] :
         {std::pair(8.5, 53.5), std::pair(8.6, 53.5), std::pair(8.6, 53.6), std::pair(8.5, 53.5)}) {
      fv1::Position& at = *ring.add_positions();
      at.set_longitude(east);
      at.set_latitude(north);
    }
    Publish(forecasting_, "neighborhood/212", registered);
    fv1::PopulationStructureChanged structure;
    auto* german = structure.mutable_structure()->add_groups();
    german->set_key("german");
    german->set_national(true);
    structure.mutable_structure()->add_groups()->set_key("foreign");
    Publish(forecasting_, "population-structure/current", structure);
    fv1::StocksImported imported;
    imported.mutable_population_import()->add_years(2021);
    imported.mutable_population_import()->set_source("Einwohnerregister");
    imported.mutable_population_import()->set_synthetic(true);
    Publish(forecasting_, "import/1", imported);
  }
  void GivenForecastAndGaps() {
    fv1::ForecastPublished forecast;
    forecast.set_forecast_id(kForecast);
    forecast.set_version(7);
    forecast.set_title("Basis");
    forecast.mutable_parameters()->set_jump_off_year(2021);
    forecast.mutable_parameters()->set_last_year(2036);
    forecast.set_age_width(1);
    forecast.set_age_classes(101);
    if (bulk_.trajectories) {
      forecast.mutable_parameters()->mutable_uncertainty()->set_pyramids(true);
    }
    auto* totals = forecast.add_totals();
    totals->set_neighborhood_key("212");
    for (const int year : {2021, 2036}) {
      totals->add_years(year);
      totals->add_people(bulk_.few ? 29 : year == 2021 ? 10100 : 9090);
    }
    auto* floor = forecast.mutable_accuracy()->add_noise_floors();
    floor->set_horizon(5);
    floor->set_mape(0.02);
    auto* error = forecast.mutable_accuracy()->add_methods();
    error->set_method(fv1::BACKTEST_METHOD_OURS);
    error->set_slice("total");
    error->set_horizon(5);
    error->set_mape(0.06);
    Publish(forecasting_, "forecast/1", forecast);
    cv1::NeedTypeDefined need;
    need.mutable_need_type()->set_need_key("youth-place");
    (*need.mutable_need_type()->mutable_labels())["de"] = "Treffpunkt ohne Verzehrzwang";
    Publish(catalog_, "need_type/youth-place", need);
    cv1::GapsComputed gaps;
    gaps.set_gap_id(kGaps);
    gaps.set_year(2022);
    Publish(catalog_, "gap/1", gaps);
  }

  // The meeting in which everything happened that minutes can tell.
  void GivenMeeting() {
    const std::string meeting = "meeting/" + kMeeting;
    const std::string session = "session/" + kSession;
    pv1::MunicipalityConfigured configured;
    pv1::Municipality& city = *configured.mutable_municipality();
    city.set_name("Bremerhaven");
    city.set_default_locale("de");
    city.set_timezone("Europe/Berlin");
    Tell("municipality/bremerhaven", configured);
    pv1::ProgrammeCreated began;
    pv1::Programme& programme = *began.mutable_programme();
    programme.set_programme_id("programme");
    programme.set_funder("Bundesministerium");
    Tell("programme/programme", began);
    for (int i = 3; i >= 1; --i) {
      pv1::FieldOfActionDefined defined;
      pv1::FieldOfAction& field = *defined.mutable_field_of_action();
      field.set_field_id(absl::StrCat("field", i));
      field.set_programme_id("programme");
      field.set_title(absl::StrCat("Feld ", i));
      field.add_aspects("Aspekt");
      field.set_open_ended(true);
      field.set_position(i);
      Tell(absl::StrCat("field_of_action/", i), defined);
    }
    pv1::LabProposed lab;
    lab.mutable_lab()->set_lab_id(kLab);
    lab.mutable_lab()->set_neighborhood_key("212");
    Tell("lab/" + kLab, lab);

    pv1::MeetingScheduled planned;
    pv1::Meeting& scheduled = *planned.mutable_meeting();
    scheduled.set_meeting_id(kMeeting);
    scheduled.set_programme_id("programme");
    scheduled.set_title("Dokumentation zum ersten Treffen");
    scheduled.set_mode(pv1::MEETING_MODE_RECORDED);
    scheduled.mutable_starts_at()->set_seconds(1648474200);  // 2022-03-28T13:30:00Z
    Tell(meeting, planned);
    pv1::MeetingStarted started;
    started.set_meeting_id(kMeeting);
    started.mutable_started_at()->set_seconds(1648474200);
    Tell(meeting, started);
    for (const auto& [key, text] : std::vector<std::pair<std::string, std::string>>{
             {"background", "Hintergrund."},
             {"mandate", "Auftrag."},
             {"situation", "Anteil {{indicator:foreign@212@2021-12-31}}."},
             {"thanks", "Dank."}}) {
      pv1::MeetingTextSet set;
      set.set_meeting_id(kMeeting);
      set.mutable_text()->set_key(key);
      set.mutable_text()->set_locale("de");
      set.mutable_text()->set_markdown(text);
      Tell(meeting, set);
    }
    for (const auto& [person, name] : std::vector<std::pair<std::string, std::string>>{
             {"p1", "Zita Anker"}, {"p2", "Arno Brise"}, {"p3", "Vera Deich"}}) {
      pv1::AttendanceRecorded recorded;
      recorded.set_meeting_id(kMeeting);
      pv1::Attendance& attendance = *recorded.mutable_attendance();
      attendance.set_person_id(person);
      *attendance.mutable_name()->mutable_sealed() = Seal(meeting, person, name);
      attendance.set_organization("Amt " + person);
      attendance.set_consent_public(person != "p3");
      Tell(meeting, recorded);
    }
    pv1::ModeratorAssigned assigned;
    assigned.set_meeting_id(kMeeting);
    pv1::Moderator& moderator = *assigned.mutable_moderator();
    moderator.set_person_id("p4");
    *moderator.mutable_name()->mutable_sealed() = Seal(meeting, "p4", "Milan Hafen");
    moderator.set_organization("Sozialreferat");
    moderator.set_consent_public(true);
    Tell(meeting, assigned);
    pv1::DecisionRecorded decided;
    decided.set_meeting_id(kMeeting);
    pv1::Decision& decision = *decided.mutable_decision();
    decision.set_decision_id("decision");
    decision.set_kind(pv1::DECISION_KIND_SELECT_LABS);
    decision.set_subject("Demografielabore");
    decision.set_proposal("Geestendorf wird Labor.");
    decision.set_result(pv1::DECISION_RESULT_ADOPTED_WITH_NOTES);
    auto* note = decision.add_notes();
    note->set_note_id("note");
    *note->mutable_text()->mutable_sealed() = Seal(meeting, "note", "Organisationen einbeziehen");
    note->set_disposition(pv1::NOTE_DISPOSITION_ADOPTED);
    decision.add_lab_ids(kLab);
    Tell(meeting, decided);
    for (const auto& [id, kind] : std::vector<std::pair<std::string, pv1::AttachmentKind>>{
             {"a1", pv1::ATTACHMENT_KIND_PRESENTATION}, {"a2", pv1::ATTACHMENT_KIND_PHOTO}}) {
      pv1::FileAttached attached;
      pv1::Attachment& file = *attached.mutable_attachment();
      file.set_attachment_id(id);
      file.set_meeting_id(kMeeting);
      file.set_kind(kind);
      file.set_file_name(id);
      file.set_alt_text("Was zu sehen ist");
      file.set_sha256(Sha256Hex(id));
      Tell("attachment/" + id, attached);
    }

    pv1::SessionCreated created;
    created.set_session_id(kSession);
    created.mutable_session()->set_session_id(kSession);
    created.mutable_session()->set_meeting_id(kMeeting);
    created.mutable_session()->set_mode(pv1::SESSION_MODE_RECORDED);
    created.mutable_session()->mutable_settings()->set_round_seconds(600);
    Tell(session, created);
    pv1::ResultsRevealed revealed;
    revealed.set_session_id(kSession);
    revealed.mutable_results()->set_ballots_cast(bulk_.few ? 2 : 13);
    revealed.mutable_results()->set_paper_ballots_cast(bulk_.few ? 1 : 13);
    for (int i = 1; i <= 5; ++i) {
      pv1::TopicSubmitted submitted;
      submitted.set_session_id(kSession);
      pv1::Topic& topic = *submitted.mutable_topic();
      topic.set_topic_id(absl::StrCat("t", i));
      topic.set_submission_seq(i);
      *topic.mutable_title()->mutable_sealed() =
          Seal(session, topic.topic_id(), absl::StrCat("Thema ", i));
      topic.set_locale("de");
      topic.set_status(i == 5 ? pv1::TOPIC_STATUS_LATE : pv1::TOPIC_STATUS_ACCEPTED);
      Tell(session, submitted);
      if (i == 5) break;
      auto* tally = revealed.mutable_results()->add_tallies();
      tally->set_topic_id(topic.topic_id());
      tally->set_rank(i);
      tally->set_dots(20 - i);
      revealed.mutable_results()->set_dots_total(revealed.results().dots_total() + 20 - i);
    }
    Tell(session, revealed);
    for (int i = 1; i <= 3; ++i) {
      pv1::RoundStarted round;
      round.set_session_id(kSession);
      round.set_round_id(absl::StrCat("r", i));
      round.set_ordinal(i);
      round.set_topic_id(absl::StrCat("t", i));
      Tell(session, round);
      pv1::RoundEnded ended;
      ended.set_session_id(kSession);
      ended.set_round_id(round.round_id());
      ended.mutable_outcome()->add_paragraphs(absl::StrCat("Ergebnis ", i));
      ended.mutable_outcome()->set_locale("de");
      if (i == 1) ended.mutable_outcome()->add_neighborhood_keys("212");
      Tell(session, ended);
    }
    pv1::SessionEnded ended;
    ended.set_session_id(kSession);
    ended.set_meeting_id(kMeeting);
    auto* leftover = ended.add_leftovers();
    leftover->set_topic_id("t4");
    leftover->set_rank(4);
    leftover->set_dots(16);
    leftover->set_highlighted(true);
    Tell(session, ended);
    pv1::NextStepRecorded recorded;
    pv1::NextStep& step = *recorded.mutable_next_step();
    step.set_next_step_id("s1");
    step.set_meeting_id(kMeeting);
    step.set_text("Untersuchungen");
    step.set_due_earliest("2022-04-01");
    step.set_due_latest("2022-09-30");
    Tell("next_step/s1", recorded);
    pv1::MeetingEnded over;
    over.set_meeting_id(kMeeting);
    over.mutable_ended_at()->set_seconds(1648479600);
    Tell(meeting, over);
  }
  void AskForDraft(int number = 1) {
    const std::string meeting = "meeting/" + kMeeting;
    pv1::MinutesDraftRequested request;
    request.set_meeting_id(kMeeting);
    request.set_draft_number(number);
    pv1::MinutesSignature& signature = *request.mutable_signature();
    signature.set_place("Bremerhaven");
    signature.set_issued_on("2022-03-31");
    *signature.mutable_signatory()->mutable_sealed() = Seal(meeting, "p5", "Klara Kai");
    signature.add_office_lines("Magistrat");
    Tell(meeting, request);
  }
  void Approve(const std::string& sha256) {
    pv1::MinutesApproved approved;
    approved.set_meeting_id(kMeeting);
    approved.mutable_approval()->set_document_id(MinutesDocumentId(kCity, kMeeting));
    approved.mutable_approval()->set_sha256(sha256);
    Tell("meeting/" + kMeeting, approved);
  }

  SystemClock clock_;
  const test::TemporaryFolder folder_;
  test::RedisServer redis_;
  store::RedisStore store_, participation_, forecasting_, catalog_, keys_store_;
  seal::KeyRing keys_;
  stream::EmbeddedBus bus_;
  Pool pool_{2};
  blob::Folder blobs_;
  FixedBulk bulk_;
  stream::ViewRunner views_{store_, bus_};
  Reporting reporting_{store_, keys_, blobs_, bulk_, views_, clock_};
  test::RpcServer server_;
  std::map<std::string, uint64_t> versions_;  // of events, by city and aggregate
};

}  // namespace zwk::reporting
