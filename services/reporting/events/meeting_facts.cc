#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "reporting/app/local_time.h"
#include "reporting/events/facts.h"
#include "reporting/events/meetings_view.h"
#include "reporting/events/view_documents.h"
#include "reporting/events/views.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
using common::v1::Sealed;

// Collects what is sealed under one aggregate, opens it with one look at the key ring, and hands
// each text to where it belongs. An erased one is handed over as nullopt.
class Opener {
 public:
  using Take = std::function<void(std::optional<std::string>)>;

  void Add(const Sealed& sealed, Take take) {
    if (sealed.ciphertext().empty()) return;  // nothing was said
    sealed_.push_back(sealed);
    takes_.push_back(std::move(take));
  }
  Task<absl::Status> Open(seal::KeyRing& keys, std::string municipality, Time deadline) {
    if (sealed_.empty()) co_return absl::OkStatus();
    ZWK_CO_ASSIGN_OR_RETURN(auto opened, co_await keys.Open(municipality, sealed_, deadline));
    for (size_t i = 0; i < takes_.size(); ++i) takes_[i](std::move(opened[i]));
    co_return absl::OkStatus();
  }

 private:
  std::vector<Sealed> sealed_;
  std::vector<Take> takes_;
};

Opener::Take IntoPerson(Person& person) {
  return [&person](std::optional<std::string> name) {
    person.erased = !name.has_value();
    person.name = std::move(name).value_or("");
  };
}

Minutes::Attachment::Kind KindOf(pv1::AttachmentKind kind) {
  switch (kind) {
    case pv1::ATTACHMENT_KIND_PHOTO:
      return Minutes::Attachment::Kind::kPhoto;
    case pv1::ATTACHMENT_KIND_PRESENTATION:
      return Minutes::Attachment::Kind::kPresentation;
    case pv1::ATTACHMENT_KIND_LOGO:
      return Minutes::Attachment::Kind::kLogo;
    default:
      return Minutes::Attachment::Kind::kOther;
  }
}

Minutes::Decision::Result ResultOf(pv1::DecisionResult result) {
  switch (result) {
    case pv1::DECISION_RESULT_ADOPTED_WITH_NOTES:
      return Minutes::Decision::Result::kAdoptedWithNotes;
    case pv1::DECISION_RESULT_DEFERRED:
      return Minutes::Decision::Result::kDeferred;
    case pv1::DECISION_RESULT_REJECTED:
      return Minutes::Decision::Result::kRejected;
    default:
      return Minutes::Decision::Result::kAdopted;
  }
}

Minutes::Decision::Disposition DispositionOf(pv1::NoteDisposition disposition) {
  switch (disposition) {
    case pv1::NOTE_DISPOSITION_ADOPTED:
      return Minutes::Decision::Disposition::kAdopted;
    case pv1::NOTE_DISPOSITION_TO_BACKLOG:
      return Minutes::Decision::Disposition::kToBacklog;
    default:
      return Minutes::Decision::Disposition::kNoted;
  }
}

struct TopicText {
  std::string title;
  std::string lang;
  bool erased = false;
};
using TopicTexts = std::map<std::string, TopicText>;

Minutes::Session SessionOf(const views::SessionRecord& record, const TopicTexts& topics) {
  const auto text = [&topics](const std::string& id) {
    const auto found = topics.find(id);
    return found == topics.end() ? TopicText{.erased = true} : found->second;
  };
  Minutes::Session session;
  session.recorded = record.created().mode() == pv1::SESSION_MODE_RECORDED;
  session.cards = std::count_if(record.topics().begin(), record.topics().end(),
                                [](const auto& topic) { return !topic.late(); });
  const pv1::Results& results = record.revealed().results();
  session.ballots = results.ballots_cast();
  session.paper_ballots = results.paper_ballots_cast();
  session.dots = results.dots_total();
  session.round_minutes = record.created().settings().round_seconds() / 60;
  std::set<std::string> discussed;
  for (const views::RoundRecord& round : record.rounds()) {
    if (!round.has_ended()) continue;
    const TopicText topic = text(round.started().topic_id());
    const pv1::RoundOutcome& outcome = round.ended().outcome();
    discussed.insert(round.started().topic_id());
    session.rounds.push_back(
        {.title = topic.title,
         .lang = topic.lang,
         .erased = topic.erased,
         .paragraphs = {outcome.paragraphs().begin(), outcome.paragraphs().end()},
         .paragraphs_lang = outcome.locale(),
         .cut_short = round.ended().cut_short()});
  }
  for (const pv1::TopicTally& tally : results.tallies()) {
    const TopicText topic = text(tally.topic_id());
    session.ranking.push_back({.rank = static_cast<int>(tally.rank()),
                               .title = topic.title,
                               .lang = topic.lang,
                               .erased = topic.erased,
                               .dots = tally.dots(),
                               .discussed = discussed.contains(tally.topic_id())});
  }
  return session;
}

// From the records to the minutes; opens, looks up, and leaves nothing sealed.
Task<absl::StatusOr<MinutesFacts>> Assemble(Caller caller, views::MinutesMaterial material,
                                            seal::KeyRing& keys, NeighborhoodFacts& neighborhoods) {
  const views::MeetingRecord& meeting = material.meeting();
  const pv1::MeetingScheduled& scheduled = meeting.scheduled();
  const std::string meeting_key = absl::StrCat("meeting/", scheduled.meeting_id());
  const views::MunicipalityRecord& city = material.municipality();
  const std::string zone = city.timezone().empty() ? "Europe/Berlin" : city.timezone();

  MinutesFacts facts;
  Minutes& minutes = facts.minutes;
  minutes.meeting_id = scheduled.meeting_id();
  minutes.municipality_name = city.name().empty() ? caller.municipality : city.name();
  minutes.default_lang =
      std::string(Tag(LanguageOf(city.default_locale()).value_or(Language::kGerman)));
  minutes.funder = material.programme().created().funder();
  minutes.project_lead = material.programme().created().project_lead();
  minutes.title = scheduled.title();
  minutes.place = scheduled.place();
  minutes.recorded = scheduled.mode() == pv1::MEETING_MODE_RECORDED;
  minutes.start = InZone(
      (meeting.has_started_at() ? meeting.started_at() : scheduled.starts_at()).seconds(), zone);
  if (meeting.has_ended_at() || scheduled.has_ends_at()) {
    minutes.end =
        InZone((meeting.has_ended_at() ? meeting.ended_at() : scheduled.ends_at()).seconds(), zone);
  }
  minutes.over = meeting.has_ended_at();

  Opener people;
  minutes.participants.resize(meeting.attendance_size());
  for (int i = 0; i < meeting.attendance_size(); ++i) {
    const pv1::AttendanceRecorded& attendance = meeting.attendance(i);
    Person& person = minutes.participants[i];
    person.organization = attendance.organization();
    person.consent_public = attendance.consent_public();
    people.Add(attendance.name(), IntoPerson(person));
  }
  minutes.moderators.resize(meeting.moderators_size());
  for (int i = 0; i < meeting.moderators_size(); ++i) {
    const pv1::ModeratorAssigned& moderator = meeting.moderators(i);
    Person& person = minutes.moderators[i];
    person.organization = moderator.organization();
    person.consent_public = moderator.consent_public();
    people.Add(moderator.name(), IntoPerson(person));
  }
  minutes.mediators.resize(meeting.mediators_size());
  for (int i = 0; i < meeting.mediators_size(); ++i) {
    const pv1::MediatorAssigned& mediator = meeting.mediators(i);
    minutes.mediators[i].languages = {mediator.languages().begin(), mediator.languages().end()};
    Person& person = minutes.mediators[i].person;
    person.consent_public = mediator.consent_public();
    people.Add(mediator.name(), IntoPerson(person));
  }
  std::vector<std::string> figure_keys;
  for (const pv1::MeetingTextSet& text : meeting.texts()) {
    minutes.texts.push_back({text.key(), text.locale(), text.markdown()});
    for (std::string& key : FigureKeys(text.markdown())) figure_keys.push_back(std::move(key));
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      minutes.figures,
      co_await neighborhoods.Figures(caller, std::move(figure_keys), minutes.municipality_name));
  std::vector<pv1::FieldOfAction> fields(material.programme().fields().begin(),
                                         material.programme().fields().end());
  std::stable_sort(fields.begin(), fields.end(),
                   [](const auto& a, const auto& b) { return a.position() < b.position(); });
  for (const pv1::FieldOfAction& field : fields) {
    minutes.fields_of_action.push_back(
        {field.title(), {field.aspects().begin(), field.aspects().end()}, field.open_ended()});
  }
  for (const pv1::Attachment& file : meeting.attachments()) {
    minutes.attachments.push_back({KindOf(file.kind()), file.attachment_id(), file.file_name(),
                                   file.alt_text(), file.caption(), file.sha256()});
  }
  minutes.decisions.resize(meeting.decisions_size());
  for (int i = 0; i < meeting.decisions_size(); ++i) {
    const pv1::DecisionRecorded& recorded = meeting.decisions(i);
    Minutes::Decision& decision = minutes.decisions[i];
    decision.subject = recorded.subject();
    decision.proposal = recorded.proposal();
    decision.result = ResultOf(recorded.result());
    decision.notes.resize(recorded.notes_size());
    for (int j = 0; j < recorded.notes_size(); ++j) {
      Minutes::Decision::Note& note = decision.notes[j];
      note.disposition = DispositionOf(recorded.notes(j).disposition());
      people.Add(recorded.notes(j).text(), [&note](std::optional<std::string> text) {
        note.erased = !text.has_value();
        note.text = std::move(text).value_or("");
      });
    }
    for (const std::string& lab_id : recorded.lab_ids()) {
      const auto place = material.labs().find(lab_id);
      if (place == material.labs().end()) continue;
      ZWK_CO_ASSIGN_OR_RETURN(std::string name, co_await neighborhoods.NameOf(
                                                    caller, place->second, minutes.default_lang));
      decision.neighborhoods.push_back(std::move(name));
    }
  }
  const pv1::MinutesDraftRequested& request = meeting.draft_request();
  minutes.signature.place = request.place();
  minutes.signature.date = request.issued_on();
  minutes.signature.office_lines = {request.office_lines().begin(), request.office_lines().end()};
  people.Add(request.signatory(), IntoPerson(minutes.signature.signatory));
  ZWK_CO_RETURN_IF_ERROR(co_await people.Open(keys, caller.municipality, caller.deadline));

  for (const views::SessionRecord& record : meeting.sessions()) {
    if (record.cancelled()) continue;
    TopicTexts topics;
    Opener titles;
    for (const pv1::TopicSubmitted& topic : record.topics()) {
      TopicText& text = topics[topic.topic_id()];
      text.lang = topic.locale();
      titles.Add(topic.title(), [&text](std::optional<std::string> title) {
        text.erased = !title.has_value();
        text.title = std::move(title).value_or("");
      });
    }
    ZWK_CO_RETURN_IF_ERROR(co_await titles.Open(keys, caller.municipality, caller.deadline));
    minutes.sessions.push_back(SessionOf(record, topics));
    for (const pv1::LeftoverTopic& leftover : record.ended().leftovers()) {
      const TopicText& text = topics[leftover.topic_id()];
      minutes.store_1.push_back({.title = text.title,
                                 .lang = text.lang,
                                 .erased = text.erased,
                                 .rank = leftover.rank(),
                                 .dots = leftover.dots(),
                                 .highlighted = leftover.highlighted()});
    }
    for (const pv1::TopicSubmitted& topic : record.topics()) {
      if (!topic.late()) continue;
      const TopicText& text = topics[topic.topic_id()];
      minutes.store_2.push_back({.title = text.title, .lang = text.lang, .erased = text.erased});
    }
  }
  for (const pv1::NextStep& step : meeting.next_steps()) {
    minutes.next_steps.push_back(
        {step.text(), step.owner(), step.due_earliest(), step.due_latest()});
  }
  if (!minutes.figures.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(facts.positions, co_await neighborhoods.ReadPositions(caller));
    facts.positions.erase("catalog");
  }
  facts.positions["participation"] = material.position();
  co_return facts;
}

}  // namespace

Task<absl::StatusOr<MinutesFacts>> MeetingFacts::Now(Caller caller, std::string meeting_id) {
  views::MinutesMaterial material;
  const std::string key = absl::StrCat("meeting/", meeting_id);
  ZWK_CO_ASSIGN_OR_RETURN(
      *material.mutable_meeting(),
      co_await Read<views::MeetingRecord>(view_, caller.municipality, key, caller.deadline));
  if (!material.meeting().has_scheduled()) {
    co_return absl::NotFoundError(absl::StrCat("no meeting ", meeting_id));
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      *material.mutable_programme(),
      co_await Read<views::ProgrammeRecord>(
          view_, caller.municipality,
          absl::StrCat("programme/", material.meeting().scheduled().programme_id()),
          caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(*material.mutable_municipality(),
                          co_await Read<views::MunicipalityRecord>(
                              view_, caller.municipality, "municipality", caller.deadline));
  for (const auto& decision : material.meeting().decisions()) {
    for (const std::string& lab_id : decision.lab_ids()) {
      ZWK_CO_ASSIGN_OR_RETURN(
          const auto place,
          co_await view_.Get(caller.municipality, absl::StrCat("lab/", lab_id), caller.deadline));
      if (place) (*material.mutable_labs())[lab_id] = *place;
    }
  }
  co_return co_await Assemble(std::move(caller), std::move(material), keys_, neighborhoods_);
}

Task<absl::StatusOr<MinutesFacts>> MeetingFacts::AsRequested(Caller caller, std::string meeting_id,
                                                             int draft_number) {
  const std::string key = absl::StrCat("draft/", meeting_id, "/", draft_number);
  ZWK_CO_ASSIGN_OR_RETURN(auto material, co_await Read<views::MinutesMaterial>(
                                             view_, caller.municipality, key, caller.deadline));
  if (!material.meeting().has_scheduled()) {
    co_return absl::UnavailableError(
        absl::StrCat("the view has not come to draft ", draft_number, " of meeting ", meeting_id));
  }
  co_return co_await Assemble(std::move(caller), std::move(material), keys_, neighborhoods_);
}

}  // namespace zwk::reporting
