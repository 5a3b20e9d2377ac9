#include "reporting/events/participation_topics.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "reporting/events/view_documents.h"
#include "reporting/events/views.pb.h"
#include "zwk/participation/v1/events.pb.h"
#include "zwk/participation/v1/lab.pb.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
using stream::Event;
using stream::Unpack;
using stream::ViewChange;

Task<absl::Status> EditLab(ViewChange& change, std::string lab_id, std::string neighborhood_key,
                           std::function<void(views::LabRecord&)> edit) {
  const std::string key = absl::StrCat("lab/", neighborhood_key);
  ZWK_CO_ASSIGN_OR_RETURN(auto lab, co_await Read<views::LabRecord>(change, key));
  lab.set_lab_id(lab_id);
  lab.set_neighborhood_key(neighborhood_key);
  edit(lab);
  change.Put(key, lab.SerializeAsString());
  change.Put(absl::StrCat("lab-place/", lab_id), neighborhood_key);
  co_return absl::OkStatus();
}

// The topic becomes one of the neighborhood's, or changes there.
Task<absl::Status> EditTopic(ViewChange& change, std::string neighborhood_key, std::string topic_id,
                             std::function<void(views::TopicRecord&)> edit) {
  const std::string key = absl::StrCat("topics/", neighborhood_key);
  ZWK_CO_ASSIGN_OR_RETURN(auto topics, co_await Read<views::TopicsRecord>(change, key));
  views::TopicRecord* found = nullptr;
  for (views::TopicRecord& topic : *topics.mutable_topics()) {
    if (topic.topic_id() == topic_id) found = &topic;
  }
  if (found == nullptr) {
    ZWK_CO_ASSIGN_OR_RETURN(
        auto topic, co_await Read<views::TopicRecord>(change, absl::StrCat("topic/", topic_id)));
    if (topic.topic_id().empty()) co_return absl::OkStatus();  // from before this view's events
    ZWK_CO_ASSIGN_OR_RETURN(
        const auto session,
        co_await Read<views::SessionSummary>(change, absl::StrCat("session/", topic.session_id())));
    topic.set_meeting_id(session.meeting_id());
    if (const auto dots = session.dots().find(topic_id); dots != session.dots().end()) {
      topic.set_dots(dots->second);
    }
    found = topics.add_topics();
    *found = topic;
  }
  edit(*found);
  change.Put(key, topics.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnTopicSubmitted(ViewChange& change, pv1::TopicSubmitted submitted) {
  views::TopicRecord topic;
  topic.set_topic_id(submitted.topic_id());
  topic.set_session_id(submitted.session_id());
  *topic.mutable_title() = submitted.title();
  topic.set_locale(submitted.locale());
  change.Put(absl::StrCat("topic/", submitted.topic_id()), topic.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnRevealed(ViewChange& change, pv1::ResultsRevealed revealed) {
  const std::string key = absl::StrCat("session/", revealed.session_id());
  ZWK_CO_ASSIGN_OR_RETURN(auto session, co_await Read<views::SessionSummary>(change, key));
  for (const auto& tally : revealed.results().tallies()) {
    (*session.mutable_dots())[tally.topic_id()] = tally.dots();
  }
  change.Put(key, session.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnRoundEnded(ViewChange& change, pv1::RoundEnded ended) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto topic_id,
                          co_await change.Get(absl::StrCat("round/", ended.round_id())));
  if (!topic_id) co_return absl::OkStatus();
  auto edit = [&ended](views::TopicRecord& topic) {
    topic.set_status(views::TOPIC_STATUS_DISCUSSED);
    *topic.mutable_outcome() = ended.outcome();
  };
  for (const std::string& key : ended.outcome().neighborhood_keys()) {
    ZWK_CO_RETURN_IF_ERROR(co_await EditTopic(change, key, *topic_id, edit));
  }
  co_return absl::OkStatus();
}

Task<absl::Status> OnBacklogged(ViewChange& change, pv1::TopicBacklogged backlogged) {
  views::EntryRecord entry;
  entry.set_topic_id(backlogged.topic_id());
  change.Put(absl::StrCat("entry/", backlogged.entry_id()), entry.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnAssigned(ViewChange& change, pv1::EntryAssigned assigned) {
  if (assigned.target().lab_id().empty()) co_return absl::OkStatus();  // cross-cutting
  const std::string entry_key = absl::StrCat("entry/", assigned.entry_id());
  ZWK_CO_ASSIGN_OR_RETURN(auto entry, co_await Read<views::EntryRecord>(change, entry_key));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto neighborhood_key,
      co_await change.Get(absl::StrCat("lab-place/", assigned.target().lab_id())));
  if (!neighborhood_key || entry.topic_id().empty()) co_return absl::OkStatus();
  bool known = false;
  for (const std::string& key : entry.neighborhood_keys()) known |= key == *neighborhood_key;
  if (!known) entry.add_neighborhood_keys(*neighborhood_key);
  change.Put(entry_key, entry.SerializeAsString());
  auto edit = [&assigned](views::TopicRecord& topic) {
    topic.set_entry_id(assigned.entry_id());
    topic.set_status(views::TOPIC_STATUS_ASSIGNED);
  };
  co_return co_await EditTopic(change, *neighborhood_key, entry.topic_id(), edit);
}

Task<absl::Status> OnEntryStatus(ViewChange& change, std::string entry_id,
                                 views::TopicStatus status) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto entry, co_await Read<views::EntryRecord>(
                                                change, absl::StrCat("entry/", entry_id)));
  auto edit = [status](views::TopicRecord& topic) { topic.set_status(status); };
  for (const std::string& key : entry.neighborhood_keys()) {
    ZWK_CO_RETURN_IF_ERROR(co_await EditTopic(change, key, entry.topic_id(), edit));
  }
  co_return absl::OkStatus();
}

}  // namespace

Task<absl::Status> OnParticipation(const Event& event, ViewChange& change) {
  if (const auto e = Unpack<pv1::MeetingScheduled>(event)) {
    views::MeetingSummary meeting;
    meeting.set_title(e->title());
    *meeting.mutable_starts_at() = e->starts_at();
    change.Put(absl::StrCat("meeting/", e->meeting_id()), meeting.SerializeAsString());
  }
  if (const auto e = Unpack<pv1::SessionCreated>(event)) {
    views::SessionSummary session;
    session.set_meeting_id(e->meeting_id());
    change.Put(absl::StrCat("session/", e->session_id()), session.SerializeAsString());
  }
  if (const auto e = Unpack<pv1::TopicSubmitted>(event)) {
    co_return co_await OnTopicSubmitted(change, *e);
  }
  if (const auto e = Unpack<pv1::ResultsRevealed>(event)) co_return co_await OnRevealed(change, *e);
  if (const auto e = Unpack<pv1::RoundStarted>(event)) {
    change.Put(absl::StrCat("round/", e->round_id()), e->topic_id());
  }
  if (const auto e = Unpack<pv1::RoundEnded>(event)) co_return co_await OnRoundEnded(change, *e);
  if (const auto e = Unpack<pv1::TopicBacklogged>(event)) {
    co_return co_await OnBacklogged(change, *e);
  }
  if (const auto e = Unpack<pv1::EntryAssigned>(event)) co_return co_await OnAssigned(change, *e);
  if (const auto e = Unpack<pv1::EntryAddressed>(event)) {
    co_return co_await OnEntryStatus(change, e->entry_id(), views::TOPIC_STATUS_ADDRESSED);
  }
  if (const auto e = Unpack<pv1::EntryDeclined>(event)) {
    co_return co_await OnEntryStatus(change, e->entry_id(), views::TOPIC_STATUS_DECLINED);
  }
  if (const auto e = Unpack<pv1::EntryReopened>(event)) {
    co_return co_await OnEntryStatus(change, e->entry_id(), views::TOPIC_STATUS_OPEN);
  }
  if (const auto e = Unpack<pv1::LabProposed>(event)) {
    auto edit = [&e](views::LabRecord& lab) {
      lab.set_archetype(e->lab().archetype());
      lab.set_status(pv1::LAB_STATUS_PROPOSED);
    };
    co_return co_await EditLab(change, e->lab().lab_id(), e->lab().neighborhood_key(), edit);
  }
  if (const auto e = Unpack<pv1::LabSelected>(event)) {
    auto edit = [](views::LabRecord& lab) { lab.set_status(pv1::LAB_STATUS_SELECTED); };
    co_return co_await EditLab(change, e->lab_id(), e->neighborhood_key(), edit);
  }
  if (const auto e = Unpack<pv1::LabRejected>(event)) {
    auto edit = [](views::LabRecord& lab) { lab.set_status(pv1::LAB_STATUS_REJECTED); };
    co_return co_await EditLab(change, e->lab_id(), e->neighborhood_key(), edit);
  }
  if (const auto e = Unpack<pv1::LabReferencesPinned>(event)) {
    auto edit = [](views::LabRecord& lab) { lab.set_status(pv1::LAB_STATUS_PROFILING); };
    co_return co_await EditLab(change, e->lab_id(), e->neighborhood_key(), edit);
  }
  if (const auto e = Unpack<pv1::FindingAdded>(event)) {
    auto edit = [&e](views::LabRecord& lab) { *lab.add_findings() = e->finding(); };
    co_return co_await EditLab(change, e->lab_id(), e->neighborhood_key(), edit);
  }
  if (const auto e = Unpack<pv1::ThemesAgreed>(event)) {
    auto edit = [&e](views::LabRecord& lab) {
      lab.set_status(pv1::LAB_STATUS_THEMES_AGREED);
      *lab.mutable_themes() = e->themes();
    };
    co_return co_await EditLab(change, e->lab_id(), e->neighborhood_key(), edit);
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::reporting
