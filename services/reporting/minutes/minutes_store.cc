#include "reporting/minutes/minutes_store.h"

#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "reporting/base/page.h"
#include "reporting/base/record_store.h"
#include "reporting/meeting/meeting_document.pb.h"
#include "reporting/meeting/meeting_store.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
using common::v1::Sealed;

// Collects what is sealed under one aggregate, opens it with one look at the key ring, and hands
// each text to where it belongs. An erased one is handed over as nullopt.
class Opener {
 public:
  using Take = std::function<void(std::optional<std::string>)>;

  void Add(const common::v1::Personal& personal, Take take) {
    if (personal.sealed().ciphertext().empty()) return;  // nothing was said
    sealed_.push_back(personal.sealed());
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

Opener::Take Into(std::string& text, bool& erased) {
  return [&text, &erased](std::optional<std::string> opened) {
    erased = !opened.has_value();
    text = std::move(opened).value_or("");
  };
}
Opener::Take IntoPerson(Person& person) { return Into(person.name, person.erased); }

Minutes::Attachment::Kind FromProto(pv1::AttachmentKind kind) {
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

Minutes::Decision::Result FromProto(pv1::DecisionResult result) {
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

Minutes::Decision::Disposition FromProto(pv1::NoteDisposition disposition) {
  switch (disposition) {
    case pv1::NOTE_DISPOSITION_ADOPTED:
      return Minutes::Decision::Disposition::kAdopted;
    case pv1::NOTE_DISPOSITION_TO_BACKLOG:
      return Minutes::Decision::Disposition::kToBacklog;
    default:
      return Minutes::Decision::Disposition::kNoted;
  }
}

Minutes::RoundNote::Kind FromProto(pv1::NoteKind kind) {
  switch (kind) {
    case pv1::NOTE_KIND_DECISION:
      return Minutes::RoundNote::Kind::kDecision;
    case pv1::NOTE_KIND_ACTION:
      return Minutes::RoundNote::Kind::kAction;
    case pv1::NOTE_KIND_QUESTION:
      return Minutes::RoundNote::Kind::kQuestion;
    default:
      return Minutes::RoundNote::Kind::kPoint;
  }
}

struct TopicText {
  std::string title;
  std::string lang;
  bool erased = false;
};
using TopicTexts = std::map<std::string, TopicText>;

bool IsLate(const pv1::Topic& topic) { return topic.status() == pv1::TOPIC_STATUS_LATE; }

// `notes`: by their ids.
std::vector<Minutes::RoundNote> NotesOf(const views::RoundRecord& round, const TopicTexts& notes) {
  std::vector<Minutes::RoundNote> said;
  for (const pv1::RoundNote& note : round.notes()) {
    const TopicText& text = notes.at(note.note_id());
    if (text.title.empty() && !text.erased) continue;
    said.push_back({FromProto(note.kind()), text.title, text.lang, text.erased});
  }
  return said;
}

Minutes::Session FromProto(const views::SessionRecord& record, const TopicTexts& topics,
                           const TopicTexts& notes) {
  const auto text = [&topics](const std::string& id) {
    const auto found = topics.find(id);
    return found == topics.end() ? TopicText{.erased = true} : found->second;
  };
  Minutes::Session session;
  session.recorded = record.created().mode() == pv1::SESSION_MODE_RECORDED;
  session.cards = std::count_if(record.topics().begin(), record.topics().end(),
                                [](const auto& topic) { return !IsLate(topic); });
  const pv1::Results& results = record.revealed().results();
  session.ballots = results.ballots_cast();
  session.paper_ballots = results.paper_ballots_cast();
  session.sheets_counted = results.sheets_counted();
  for (const pv1::TopicTally& tally : results.tallies())
    session.dots_counted += tally.counted_dots();
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
         .notes = NotesOf(round, notes),
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
class Assembly {
 public:
  Assembly(Caller caller, views::MinutesMaterial material, seal::KeyRing& keys,
           Neighborhoods& neighborhoods)
      : caller_(std::move(caller)),
        material_(std::move(material)),
        keys_(keys),
        neighborhoods_(neighborhoods) {}

  Task<absl::StatusOr<MinutesFacts>> Run() {
    Frame();
    People();
    Fields();
    Files();
    Signature();
    ZWK_CO_RETURN_IF_ERROR(co_await Texts());
    ZWK_CO_RETURN_IF_ERROR(co_await Decisions());
    ZWK_CO_RETURN_IF_ERROR(co_await people_.Open(keys_, caller_.municipality, caller_.deadline));
    for (const views::SessionRecord& record : meeting_.sessions()) {
      if (record.cancelled()) continue;
      ZWK_CO_RETURN_IF_ERROR(co_await Session(record));
    }
    for (const pv1::NextStep& step : meeting_.next_steps()) {
      minutes_.next_steps.push_back(
          {step.text(), step.owner(), step.due_earliest(), step.due_latest()});
    }
    MinutesFacts facts;
    if (!minutes_.figures.empty()) {
      ZWK_CO_ASSIGN_OR_RETURN(facts.positions, co_await neighborhoods_.ReadPositions(caller_));
      facts.positions.erase("catalog");
    }
    facts.positions["participation"] = material_.position();
    facts.minutes = std::move(minutes_);
    co_return facts;
  }

 private:
  // Whose meeting, which one, when and where.
  void Frame() {
    const City city = reporting::FromProto(material_.municipality(), caller_.municipality);
    const pv1::Meeting& scheduled = meeting_.scheduled();
    minutes_.meeting_id = scheduled.meeting_id();
    minutes_.municipality_name = city.name;
    minutes_.default_lang = city.default_lang;
    minutes_.funder = material_.programme().created().funder();
    minutes_.project_lead = material_.programme().created().project_lead();
    minutes_.title = scheduled.title();
    minutes_.place = scheduled.place();
    minutes_.recorded = scheduled.mode() == pv1::MEETING_MODE_RECORDED;
    minutes_.start = InZone(
        (meeting_.has_started_at() ? meeting_.started_at() : scheduled.starts_at()).seconds(),
        city.zone);
    if (meeting_.has_ended_at() || scheduled.has_ends_at()) {
      minutes_.end =
          InZone((meeting_.has_ended_at() ? meeting_.ended_at() : scheduled.ends_at()).seconds(),
                 city.zone);
    }
    minutes_.over = meeting_.has_ended_at();
    for (const pv1::AgendaItem& item : meeting_.agenda()) {
      minutes_.agenda.push_back({item.title(), item.minutes()});
    }
  }

  void People() {
    minutes_.participants.resize(meeting_.attendance_size());
    for (int i = 0; i < meeting_.attendance_size(); ++i) {
      const pv1::Attendance& attendance = meeting_.attendance(i);
      Person& person = minutes_.participants[i];
      person.organization = attendance.organization();
      person.consent_public = attendance.consent_public();
      people_.Add(attendance.name(), IntoPerson(person));
    }
    minutes_.moderators.resize(meeting_.moderators_size());
    for (int i = 0; i < meeting_.moderators_size(); ++i) {
      const pv1::Moderator& moderator = meeting_.moderators(i);
      Person& person = minutes_.moderators[i];
      person.organization = moderator.organization();
      person.consent_public = moderator.consent_public();
      people_.Add(moderator.name(), IntoPerson(person));
    }
    minutes_.mediators.resize(meeting_.mediators_size());
    for (int i = 0; i < meeting_.mediators_size(); ++i) {
      const pv1::Mediator& mediator = meeting_.mediators(i);
      minutes_.mediators[i].languages = {mediator.languages().begin(), mediator.languages().end()};
      Person& person = minutes_.mediators[i].person;
      person.consent_public = mediator.consent_public();
      people_.Add(mediator.name(), IntoPerson(person));
    }
  }

  void Fields() {
    std::vector<pv1::FieldOfAction> fields(material_.programme().fields().begin(),
                                           material_.programme().fields().end());
    std::stable_sort(fields.begin(), fields.end(),
                     [](const auto& a, const auto& b) { return a.position() < b.position(); });
    for (const pv1::FieldOfAction& field : fields) {
      minutes_.fields_of_action.push_back(
          {field.title(), {field.aspects().begin(), field.aspects().end()}, field.open_ended()});
    }
  }

  void Files() {
    for (const pv1::Attachment& file : meeting_.attachments()) {
      minutes_.attachments.push_back({FromProto(file.kind()), file.attachment_id(),
                                      file.file_name(), file.alt_text(), file.caption(),
                                      file.sha256()});
    }
  }

  void Signature() {
    const pv1::MinutesSignature& signature = meeting_.draft_request().signature();
    minutes_.signature.place = signature.place();
    minutes_.signature.date = signature.issued_on();
    minutes_.signature.office_lines = {signature.office_lines().begin(),
                                       signature.office_lines().end()};
    people_.Add(signature.signatory(), IntoPerson(minutes_.signature.signatory));
  }

  Task<absl::Status> Texts() {
    std::vector<std::string> figure_keys;
    for (const pv1::MeetingText& text : meeting_.texts()) {
      minutes_.texts.push_back({text.key(), text.locale(), text.markdown()});
      for (std::string& key : FigureKeys(text.markdown())) figure_keys.push_back(std::move(key));
    }
    ZWK_CO_ASSIGN_OR_RETURN(minutes_.figures,
                            co_await neighborhoods_.Figures(caller_, std::move(figure_keys),
                                                            minutes_.municipality_name));
    co_return absl::OkStatus();
  }

  Task<absl::Status> Decisions() {
    minutes_.decisions.resize(meeting_.decisions_size());
    for (int i = 0; i < meeting_.decisions_size(); ++i) {
      const pv1::Decision& recorded = meeting_.decisions(i);
      Minutes::Decision& decision = minutes_.decisions[i];
      decision.subject = recorded.subject();
      decision.proposal = recorded.proposal();
      decision.result = FromProto(recorded.result());
      decision.notes.resize(recorded.notes_size());
      for (int j = 0; j < recorded.notes_size(); ++j) {
        Minutes::Decision::Note& note = decision.notes[j];
        note.disposition = FromProto(recorded.notes(j).disposition());
        people_.Add(recorded.notes(j).text(), Into(note.text, note.erased));
      }
      for (const std::string& lab_id : recorded.lab_ids()) {
        const auto place = material_.labs().find(lab_id);
        if (place == material_.labs().end()) continue;
        ZWK_CO_ASSIGN_OR_RETURN(
            std::string name,
            co_await neighborhoods_.NameOf(caller_, place->second, minutes_.default_lang));
        decision.neighborhoods.push_back(std::move(name));
      }
    }
    co_return absl::OkStatus();
  }

  Task<absl::Status> Session(const views::SessionRecord& record) {
    TopicTexts topics;
    Opener titles;
    for (const pv1::Topic& topic : record.topics()) {
      TopicText& text = topics[topic.topic_id()];
      text.lang = topic.locale();
      titles.Add(topic.title(), Into(text.title, text.erased));
    }
    TopicTexts notes;
    for (const views::RoundRecord& round : record.rounds()) {
      for (const pv1::RoundNote& note : round.notes()) {
        TopicText& text = notes[note.note_id()];
        text.lang = note.locale();
        titles.Add(note.text(), Into(text.title, text.erased));
      }
    }
    ZWK_CO_RETURN_IF_ERROR(co_await titles.Open(keys_, caller_.municipality, caller_.deadline));
    minutes_.sessions.push_back(FromProto(record, topics, notes));
    for (const pv1::LeftoverTopic& leftover : record.ended().leftovers()) {
      const TopicText& text = topics[leftover.topic_id()];
      minutes_.store_1.push_back({.title = text.title,
                                  .lang = text.lang,
                                  .erased = text.erased,
                                  .rank = leftover.rank(),
                                  .dots = leftover.dots(),
                                  .highlighted = leftover.highlighted()});
    }
    for (const pv1::Topic& topic : record.topics()) {
      if (!IsLate(topic)) continue;
      const TopicText& text = topics[topic.topic_id()];
      minutes_.store_2.push_back({.title = text.title, .lang = text.lang, .erased = text.erased});
    }
    co_return absl::OkStatus();
  }

  const Caller caller_;
  const views::MinutesMaterial material_;
  const views::MeetingRecord& meeting_ = material_.meeting();
  seal::KeyRing& keys_;
  Neighborhoods& neighborhoods_;
  Minutes minutes_;
  Opener people_;  // hands what it opens to minutes_
};

}  // namespace

Task<absl::StatusOr<MinutesFacts>> MinutesStore::Now(Caller caller, std::string meeting_id) {
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
  Assembly assembly(std::move(caller), std::move(material), keys_, neighborhoods_);
  co_return co_await assembly.Run();
}

Task<absl::StatusOr<MinutesFacts>> MinutesStore::AsRequested(Caller caller, std::string meeting_id,
                                                             int draft_number) {
  const std::string key = absl::StrCat("draft/", meeting_id, "/", draft_number);
  ZWK_CO_ASSIGN_OR_RETURN(auto material, co_await Read<views::MinutesMaterial>(
                                             view_, caller.municipality, key, caller.deadline));
  if (!material.meeting().has_scheduled()) {
    co_return absl::UnavailableError(
        absl::StrCat("the view has not come to draft ", draft_number, " of meeting ", meeting_id));
  }
  Assembly assembly(std::move(caller), std::move(material), keys_, neighborhoods_);
  co_return co_await assembly.Run();
}

}  // namespace zwk::reporting
