#include "reporting/meeting/meeting_view.h"

#include <functional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/base/status_macros.h"
#include "reporting/base/record_store.h"
#include "reporting/meeting/meeting_document.pb.h"
#include "reporting/meeting/meeting_store.h"
#include "zwk/participation/v1/attachment.pb.h"
#include "zwk/participation/v1/field_of_action.pb.h"
#include "zwk/participation/v1/lab.pb.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
#include "zwk/participation/v1/meeting.pb.h"
#include "zwk/participation/v1/municipality.pb.h"
#include "zwk/participation/v1/next_step.pb.h"
#include "zwk/participation/v1/programme.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
using stream::Event;
using stream::ViewChange;
using views::MeetingRecord;
using views::SessionRecord;

std::string MeetingKey(const std::string& id) { return absl::StrCat("meeting/", id); }
std::string SessionKey(const std::string& id) { return absl::StrCat("session/", id); }
std::string ProgrammeKey(const std::string& id) { return absl::StrCat("programme/", id); }
std::string LabKey(const std::string& id) { return absl::StrCat("lab/", id); }

// Replaces the item of the same key, or appends.
template <typename Items, typename Item, typename Same>
void Upsert(Items* items, Item&& item, Same same) {
  for (auto& existing : *items) {
    if (same(existing)) {
      existing = std::forward<Item>(item);
      return;
    }
  }
  *items->Add() = std::forward<Item>(item);
}

// Loads the meeting, lets `edit` change it, keeps it.
Task<absl::Status> EditMeeting(ViewChange& change, std::string meeting_id,
                               std::function<void(MeetingRecord&)> edit) {
  const std::string key = MeetingKey(meeting_id);
  ZWK_CO_ASSIGN_OR_RETURN(MeetingRecord meeting, co_await Read<MeetingRecord>(change, key));
  if (!meeting.has_scheduled()) {
    co_return absl::NotFoundError(absl::StrCat("meeting ", meeting_id, " was never scheduled"));
  }
  edit(meeting);
  change.Put(key, meeting.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> EditSession(ViewChange& change, std::string session_id,
                               std::function<void(SessionRecord&)> edit) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto meeting_id, co_await change.Get(SessionKey(session_id)));
  if (!meeting_id) {
    co_return absl::NotFoundError(absl::StrCat("session ", session_id, " was never created"));
  }
  auto edit_one = [session_id, edit](MeetingRecord& meeting) {
    for (SessionRecord& session : *meeting.mutable_sessions()) {
      if (session.created().session_id() == session_id) edit(session);
    }
  };
  co_return co_await EditMeeting(change, *meeting_id, edit_one);
}

// Handlers that change the record of the meeting or session that the event names. The event lives
// until they are done.
template <typename Edit>
auto InMeeting(Edit edit) {
  return [edit](const auto& event, ViewChange& change) {
    return EditMeeting(change, event.meeting_id(),
                       [edit, &event](MeetingRecord& meeting) { edit(event, meeting); });
  };
}
template <typename Edit>
auto InSession(Edit edit) {
  return [edit](const auto& event, ViewChange& change) {
    return EditSession(change, event.session_id(),
                       [edit, &event](SessionRecord& session) { edit(event, session); });
  };
}

// A part of the event is kept, in the place of an earlier one with the same key.
template <typename Items, typename Part, typename Key>
auto Upserted(Items* (MeetingRecord::*items)(), Part part, Key key) {
  return InMeeting([items, part, key](const auto& event, MeetingRecord& meeting) {
    const auto& wanted = std::invoke(part, event);
    Upsert((meeting.*items)(), wanted,
           [&](const auto& existing) { return key(existing) == key(wanted); });
  });
}

views::RoundRecord* FindRound(SessionRecord& session, const std::string& round_id) {
  for (views::RoundRecord& round : *session.mutable_rounds()) {
    if (round.started().round_id() == round_id) return &round;
  }
  return nullptr;
}

void SetPlanned(const Event& event, MeetingRecord& meeting) {
  meeting.mutable_planned_at()->set_seconds(ToMicros(event.time) / 1'000'000);
}

Task<absl::Status> OnScheduled(const Event& event, pv1::MeetingScheduled scheduled,
                               ViewChange& change) {
  const std::string key = MeetingKey(scheduled.meeting().meeting_id());
  MeetingRecord meeting;
  *meeting.mutable_scheduled() = scheduled.meeting();
  SetPlanned(event, meeting);
  change.Put(key, meeting.SerializeAsString());
  change.IndexAdd(kMeetingsIndex,
                  absl::StrFormat("%012d", scheduled.meeting().starts_at().seconds()), key);
  co_return absl::OkStatus();
}

Task<absl::Status> OnCancelled(const Event& event, const pv1::MeetingCancelled& cancelled,
                               ViewChange& change) {
  return EditMeeting(change, cancelled.meeting_id(), [&event](MeetingRecord& meeting) {
    meeting.set_cancelled(true);
    SetPlanned(event, meeting);
  });
}

Task<absl::Status> OnFieldDefined(pv1::FieldOfActionDefined defined, ViewChange& change) {
  const pv1::FieldOfAction& field = defined.field_of_action();
  const std::string key = ProgrammeKey(field.programme_id());
  ZWK_CO_ASSIGN_OR_RETURN(auto programme, co_await Read<views::ProgrammeRecord>(change, key));
  Upsert(programme.mutable_fields(), field,
         [&](const auto& existing) { return existing.field_id() == field.field_id(); });
  change.Put(key, programme.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnProgrammeCreated(pv1::ProgrammeCreated created, ViewChange& change) {
  const std::string key = ProgrammeKey(created.programme().programme_id());
  ZWK_CO_ASSIGN_OR_RETURN(auto programme, co_await Read<views::ProgrammeRecord>(change, key));
  *programme.mutable_created() = created.programme();
  change.Put(key, programme.SerializeAsString());
  // The page of the city names one programme: the one that came last.
  change.Put("programme", programme.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnDraftRequested(const Event& event, pv1::MinutesDraftRequested request,
                                    ViewChange& change) {
  const std::string key = MeetingKey(request.meeting_id());
  ZWK_CO_ASSIGN_OR_RETURN(MeetingRecord meeting, co_await Read<MeetingRecord>(change, key));
  if (!meeting.has_scheduled()) {
    co_return absl::NotFoundError(
        absl::StrCat("meeting ", request.meeting_id(), " was never scheduled"));
  }
  *meeting.mutable_draft_request() = request;
  change.Put(key, meeting.SerializeAsString());

  views::MinutesMaterial material;
  *material.mutable_meeting() = meeting;
  ZWK_CO_ASSIGN_OR_RETURN(*material.mutable_programme(),
                          co_await Read<views::ProgrammeRecord>(
                              change, ProgrammeKey(meeting.scheduled().programme_id())));
  ZWK_CO_ASSIGN_OR_RETURN(*material.mutable_municipality(),
                          co_await Read<views::MunicipalityRecord>(change, "municipality"));
  for (const auto& decision : meeting.decisions()) {
    for (const std::string& lab_id : decision.lab_ids()) {
      ZWK_CO_ASSIGN_OR_RETURN(const auto neighborhood_key, co_await change.Get(LabKey(lab_id)));
      if (neighborhood_key) (*material.mutable_labs())[lab_id] = *neighborhood_key;
    }
  }
  material.set_position(event.position);
  change.Put(absl::StrCat("draft/", request.meeting_id(), "/", request.draft_number()),
             material.SerializeAsString());
  co_return absl::OkStatus();
}

void OnCity(const pv1::MunicipalityConfigured& configured, ViewChange& change) {
  const pv1::Municipality& city = configured.municipality();
  views::MunicipalityRecord record;
  record.set_name(city.name());
  record.set_default_locale(city.default_locale());
  record.set_timezone(city.timezone());
  change.Put("municipality", record.SerializeAsString());
}

Task<absl::Status> OnFileAttached(pv1::FileAttached attached, ViewChange& change) {
  const pv1::Attachment& file = attached.attachment();
  if (file.meeting_id().empty()) co_return absl::OkStatus();  // a logo of the programme
  const auto keep = Upserted(&MeetingRecord::mutable_attachments, std::identity{},
                             [](const auto& one) { return one.attachment_id(); });
  co_return co_await keep(file, change);
}

Task<absl::Status> OnSessionCreated(pv1::SessionCreated created, ViewChange& change) {
  const pv1::LeanCoffeeSession& session = created.session();
  change.Put(SessionKey(session.session_id()), session.meeting_id());
  auto edit = [&session](MeetingRecord& meeting) {
    *meeting.add_sessions()->mutable_created() = session;
  };
  co_return co_await EditMeeting(change, session.meeting_id(), edit);
}

Task<absl::Status> OnNextStep(pv1::NextStepRecorded recorded, ViewChange& change) {
  const auto keep = Upserted(&MeetingRecord::mutable_next_steps, std::identity{},
                             [](const auto& step) { return step.next_step_id(); });
  co_return co_await keep(recorded.next_step(), change);
}

void OnRoundEnded(const pv1::RoundEnded& ended, SessionRecord& session) {
  if (auto* round = FindRound(session, ended.round_id())) *round->mutable_ended() = ended;
}

}  // namespace

const stream::Handlers<ViewChange>& MeetingsView::Heard() {
  const auto person = [](const auto& part) { return part.person_id(); };
  static const auto heard =
      stream::Handlers<ViewChange>()
          .On<pv1::MunicipalityConfigured>(OnCity)
          .On<pv1::ProgrammeCreated>(OnProgrammeCreated)
          .On<pv1::FieldOfActionDefined>(OnFieldDefined)
          .On<pv1::LabProposed>([](const pv1::LabProposed& proposed, ViewChange& change) {
            change.Put(LabKey(proposed.lab().lab_id()), proposed.lab().neighborhood_key());
          })
          .On<pv1::MeetingScheduled>(OnScheduled)
          .On<pv1::MeetingStarted>(InMeeting([](const auto& started, MeetingRecord& meeting) {
            *meeting.mutable_started_at() = started.started_at();
          }))
          .On<pv1::MeetingEnded>(InMeeting([](const auto& ended, MeetingRecord& meeting) {
            *meeting.mutable_ended_at() = ended.ended_at();
          }))
          .On<pv1::MeetingCancelled>(OnCancelled)
          .On<pv1::AgendaSet>(InMeeting([](const auto& set, MeetingRecord& meeting) {
            *meeting.mutable_agenda() = set.agenda();
          }))
          .On<pv1::MeetingTextSet>(
              Upserted(&MeetingRecord::mutable_texts, &pv1::MeetingTextSet::text,
                       [](const auto& text) { return std::pair(text.key(), text.locale()); }))
          .On<pv1::ModeratorAssigned>(Upserted(&MeetingRecord::mutable_moderators,
                                               &pv1::ModeratorAssigned::moderator, person))
          .On<pv1::MediatorAssigned>(
              Upserted(&MeetingRecord::mutable_mediators, &pv1::MediatorAssigned::mediator, person))
          .On<pv1::AttendanceRecorded>(Upserted(&MeetingRecord::mutable_attendance,
                                                &pv1::AttendanceRecorded::attendance, person))
          .On<pv1::DecisionRecorded>(
              Upserted(&MeetingRecord::mutable_decisions, &pv1::DecisionRecorded::decision,
                       [](const auto& decision) { return decision.decision_id(); }))
          .On<pv1::FileAttached>(OnFileAttached)
          .On<pv1::NextStepRecorded>(OnNextStep)
          .On<pv1::MinutesDraftRequested>(OnDraftRequested)
          .On<pv1::SessionCreated>(OnSessionCreated)
          .On<pv1::TopicSubmitted>(InSession([](const auto& submitted, SessionRecord& session) {
            *session.add_topics() = submitted.topic();
          }))
          .On<pv1::ResultsRevealed>(InSession([](const auto& revealed, SessionRecord& session) {
            *session.mutable_revealed() = revealed;
          }))
          .On<pv1::RoundStarted>(InSession([](const auto& round, SessionRecord& session) {
            *session.add_rounds()->mutable_started() = round;
          }))
          .On<pv1::NoteAdded>(InSession([](const auto& added, SessionRecord& session) {
            if (auto* round = FindRound(session, added.round_id())) {
              *round->add_notes() = added.note();
            }
          }))
          .On<pv1::RoundEnded>(InSession(OnRoundEnded))
          .On<pv1::SessionEnded>(InSession(
              [](const auto& ended, SessionRecord& session) { *session.mutable_ended() = ended; }))
          .On<pv1::SessionCancelled>(
              InSession([](const auto&, SessionRecord& session) { session.set_cancelled(true); }));
  return heard;
}

Task<absl::Status> MeetingsView::On(const Event& event, ViewChange& change) {
  co_return co_await Heard().Handle(event, change);
}

}  // namespace zwk::reporting
