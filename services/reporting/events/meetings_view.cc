#include "reporting/events/meetings_view.h"

#include <google/protobuf/util/time_util.h>

#include <functional>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/base/status_macros.h"
#include "reporting/events/view_documents.h"
#include "reporting/events/views.pb.h"
#include "zwk/participation/v1/events.pb.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
#include "zwk/participation/v1/municipality.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
using stream::Event;
using stream::Unpack;
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

// Functions with captures get a name before a coroutine takes them: g++ 12 destroys such
// temporaries of a co_await twice.

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

views::RoundRecord* FindRound(SessionRecord& session, const std::string& round_id) {
  for (views::RoundRecord& round : *session.mutable_rounds()) {
    if (round.started().round_id() == round_id) return &round;
  }
  return nullptr;
}

Task<absl::Status> OnScheduled(ViewChange& change, pv1::MeetingScheduled scheduled) {
  const std::string key = MeetingKey(scheduled.meeting_id());
  MeetingRecord meeting;
  *meeting.mutable_scheduled() = scheduled;
  change.Put(key, meeting.SerializeAsString());
  change.IndexAdd(kMeetingsIndex, absl::StrFormat("%012d", scheduled.starts_at().seconds()), key);
  co_return absl::OkStatus();
}

Task<absl::Status> OnFieldDefined(ViewChange& change, pv1::FieldOfAction field) {
  const std::string key = ProgrammeKey(field.programme_id());
  ZWK_CO_ASSIGN_OR_RETURN(auto programme, co_await Read<views::ProgrammeRecord>(change, key));
  Upsert(programme.mutable_fields(), field,
         [&](const auto& existing) { return existing.field_id() == field.field_id(); });
  change.Put(key, programme.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnProgrammeCreated(ViewChange& change, pv1::Programme created) {
  const std::string key = ProgrammeKey(created.programme_id());
  ZWK_CO_ASSIGN_OR_RETURN(auto programme, co_await Read<views::ProgrammeRecord>(change, key));
  *programme.mutable_created() = created;
  change.Put(key, programme.SerializeAsString());
  // The page of the city names one programme: the one that came last.
  change.Put("programme", programme.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnDraftRequested(ViewChange& change, std::string position,
                                    pv1::MinutesDraftRequested request) {
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
  material.set_position(position);
  change.Put(absl::StrCat("draft/", request.meeting_id(), "/", request.draft_number()),
             material.SerializeAsString());
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::Status> MeetingsView::On(const Event& event, ViewChange& change) {
  if (const auto e = Unpack<pv1::MunicipalityConfigured>(event)) {
    views::MunicipalityRecord record;
    record.set_name(e->municipality().name());
    record.set_default_locale(e->municipality().default_locale());
    record.set_timezone(e->municipality().timezone());
    change.Put("municipality", record.SerializeAsString());
    co_return absl::OkStatus();
  }
  if (const auto e = Unpack<pv1::ProgrammeCreated>(event)) {
    co_return co_await OnProgrammeCreated(change, e->programme());
  }
  if (const auto e = Unpack<pv1::FieldOfActionDefined>(event)) {
    co_return co_await OnFieldDefined(change, e->field_of_action());
  }
  if (const auto e = Unpack<pv1::LabProposed>(event)) {
    change.Put(LabKey(e->lab_id()), e->neighborhood_key());
    co_return absl::OkStatus();
  }
  if (const auto e = Unpack<pv1::MeetingScheduled>(event))
    co_return co_await OnScheduled(change, *e);
  if (const auto e = Unpack<pv1::MeetingStarted>(event)) {
    auto edit = [&](MeetingRecord& meeting) { *meeting.mutable_started_at() = e->started_at(); };
    co_return co_await EditMeeting(change, e->meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::MeetingEnded>(event)) {
    auto edit = [&](MeetingRecord& meeting) { *meeting.mutable_ended_at() = e->ended_at(); };
    co_return co_await EditMeeting(change, e->meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::MeetingCancelled>(event)) {
    auto edit = [](MeetingRecord& meeting) { meeting.set_cancelled(true); };
    co_return co_await EditMeeting(change, e->meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::MeetingTextSet>(event)) {
    auto edit = [&](MeetingRecord& meeting) {
      Upsert(meeting.mutable_texts(), *e, [&](const auto& existing) {
        return existing.key() == e->key() && existing.locale() == e->locale();
      });
    };
    co_return co_await EditMeeting(change, e->meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::ModeratorAssigned>(event)) {
    auto edit = [&](MeetingRecord& meeting) {
      Upsert(meeting.mutable_moderators(), *e,
             [&](const auto& existing) { return existing.person_id() == e->person_id(); });
    };
    co_return co_await EditMeeting(change, e->meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::MediatorAssigned>(event)) {
    auto edit = [&](MeetingRecord& meeting) {
      Upsert(meeting.mutable_mediators(), *e,
             [&](const auto& existing) { return existing.person_id() == e->person_id(); });
    };
    co_return co_await EditMeeting(change, e->meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::AttendanceRecorded>(event)) {
    auto edit = [&](MeetingRecord& meeting) {
      Upsert(meeting.mutable_attendance(), *e,
             [&](const auto& existing) { return existing.person_id() == e->person_id(); });
    };
    co_return co_await EditMeeting(change, e->meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::DecisionRecorded>(event)) {
    auto edit = [&](MeetingRecord& meeting) {
      Upsert(meeting.mutable_decisions(), *e,
             [&](const auto& existing) { return existing.decision_id() == e->decision_id(); });
    };
    co_return co_await EditMeeting(change, e->meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::FileAttached>(event)) {
    const pv1::Attachment& file = e->attachment();
    if (file.meeting_id().empty()) co_return absl::OkStatus();  // a logo of the programme
    auto edit = [&](MeetingRecord& meeting) {
      Upsert(meeting.mutable_attachments(), file, [&](const auto& existing) {
        return existing.attachment_id() == file.attachment_id();
      });
    };
    co_return co_await EditMeeting(change, file.meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::NextStepRecorded>(event)) {
    auto edit = [&](MeetingRecord& meeting) {
      Upsert(meeting.mutable_next_steps(), e->next_step(), [&](const auto& existing) {
        return existing.next_step_id() == e->next_step().next_step_id();
      });
    };
    co_return co_await EditMeeting(change, e->next_step().meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::MinutesDraftRequested>(event)) {
    co_return co_await OnDraftRequested(change, event.position, *e);
  }
  if (const auto e = Unpack<pv1::SessionCreated>(event)) {
    change.Put(SessionKey(e->session_id()), e->meeting_id());
    auto edit = [&](MeetingRecord& meeting) { *meeting.add_sessions()->mutable_created() = *e; };
    co_return co_await EditMeeting(change, e->meeting_id(), edit);
  }
  if (const auto e = Unpack<pv1::TopicSubmitted>(event)) {
    auto edit = [&](SessionRecord& session) { *session.add_topics() = *e; };
    co_return co_await EditSession(change, e->session_id(), edit);
  }
  if (const auto e = Unpack<pv1::ResultsRevealed>(event)) {
    auto edit = [&](SessionRecord& session) { *session.mutable_revealed() = *e; };
    co_return co_await EditSession(change, e->session_id(), edit);
  }
  if (const auto e = Unpack<pv1::RoundStarted>(event)) {
    auto edit = [&](SessionRecord& session) { *session.add_rounds()->mutable_started() = *e; };
    co_return co_await EditSession(change, e->session_id(), edit);
  }
  if (const auto e = Unpack<pv1::RoundEnded>(event)) {
    auto edit = [&](SessionRecord& session) {
      if (auto* round = FindRound(session, e->round_id())) *round->mutable_ended() = *e;
    };
    co_return co_await EditSession(change, e->session_id(), edit);
  }
  if (const auto e = Unpack<pv1::SessionEnded>(event)) {
    auto edit = [&](SessionRecord& session) { *session.mutable_ended() = *e; };
    co_return co_await EditSession(change, e->session_id(), edit);
  }
  if (const auto e = Unpack<pv1::SessionCancelled>(event)) {
    auto edit = [](SessionRecord& session) { session.set_cancelled(true); };
    co_return co_await EditSession(change, e->session_id(), edit);
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::reporting
