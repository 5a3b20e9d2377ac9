#include "reporting/neighborhood/topics_view.h"

#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "reporting/base/record_store.h"
#include "reporting/neighborhood/neighborhood_document.pb.h"
#include "zwk/participation/v1/lab.pb.h"
#include "zwk/participation/v1/lean_coffee_events.pb.h"
#include "zwk/participation/v1/meeting.pb.h"
#include "zwk/participation/v1/topic_backlog.pb.h"

namespace zwk::reporting {
namespace {

namespace pv1 = ::zwk::participation::v1;
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

void OnTopicSubmitted(const pv1::TopicSubmitted& submitted, ViewChange& change) {
  views::TopicRecord topic;
  topic.set_topic_id(submitted.topic().topic_id());
  topic.set_session_id(submitted.session_id());
  *topic.mutable_title() = submitted.topic().title();
  topic.set_locale(submitted.topic().locale());
  change.Put(absl::StrCat("topic/", topic.topic_id()), topic.SerializeAsString());
}

Task<absl::Status> OnRevealed(pv1::ResultsRevealed revealed, ViewChange& change) {
  const std::string key = absl::StrCat("session/", revealed.session_id());
  ZWK_CO_ASSIGN_OR_RETURN(auto session, co_await Read<views::SessionSummary>(change, key));
  for (const auto& tally : revealed.results().tallies()) {
    (*session.mutable_dots())[tally.topic_id()] = tally.dots();
  }
  change.Put(key, session.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnRoundEnded(pv1::RoundEnded ended, ViewChange& change) {
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

void OnBacklogged(const pv1::TopicBacklogged& backlogged, ViewChange& change) {
  views::EntryRecord entry;
  entry.set_topic_id(backlogged.entry().source_topic_id());
  change.Put(absl::StrCat("entry/", backlogged.entry().entry_id()), entry.SerializeAsString());
}

Task<absl::Status> OnAssigned(pv1::EntryAssigned assigned, ViewChange& change) {
  const std::string& lab_id = assigned.assignment().target().lab_id();
  if (lab_id.empty()) co_return absl::OkStatus();  // cross-cutting
  const std::string entry_key = absl::StrCat("entry/", assigned.entry_id());
  ZWK_CO_ASSIGN_OR_RETURN(auto entry, co_await Read<views::EntryRecord>(change, entry_key));
  ZWK_CO_ASSIGN_OR_RETURN(const auto neighborhood_key,
                          co_await change.Get(absl::StrCat("lab-place/", lab_id)));
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

void OnMeetingScheduled(const pv1::MeetingScheduled& event, ViewChange& change) {
  const pv1::Meeting& scheduled = event.meeting();
  views::MeetingSummary meeting;
  meeting.set_title(scheduled.title());
  *meeting.mutable_starts_at() = scheduled.starts_at();
  change.Put(absl::StrCat("meeting/", scheduled.meeting_id()), meeting.SerializeAsString());
}

void OnSessionCreated(const pv1::SessionCreated& created, ViewChange& change) {
  views::SessionSummary session;
  session.set_meeting_id(created.session().meeting_id());
  change.Put(absl::StrCat("session/", created.session_id()), session.SerializeAsString());
}

void OnRoundStarted(const pv1::RoundStarted& started, ViewChange& change) {
  change.Put(absl::StrCat("round/", started.round_id()), started.topic_id());
}

auto EntryBecomes(views::TopicStatus status) {
  return [status](const auto& event, ViewChange& change) {
    return OnEntryStatus(change, event.entry_id(), status);
  };
}

// Changes the record of the lab that the event names.
template <typename Edit>
auto InLab(Edit edit) {
  return [edit](const auto& event, ViewChange& change) {
    return EditLab(change, event.lab_id(), event.neighborhood_key(),
                   [edit, &event](views::LabRecord& lab) { edit(event, lab); });
  };
}

Task<absl::Status> OnLabProposed(pv1::LabProposed proposed, ViewChange& change) {
  const pv1::Lab& proposal = proposed.lab();
  auto edit = [&proposal](views::LabRecord& lab) {
    lab.set_archetype(proposal.archetype());
    lab.set_status(pv1::LAB_STATUS_PROPOSED);
  };
  co_return co_await EditLab(change, proposal.lab_id(), proposal.neighborhood_key(), edit);
}

auto LabBecomes(pv1::LabStatus status) {
  return InLab([status](const auto&, views::LabRecord& lab) { lab.set_status(status); });
}

}  // namespace

void HearTopics(stream::Handlers<ViewChange>& heard) {
  heard.On<pv1::MeetingScheduled>(OnMeetingScheduled)
      .On<pv1::SessionCreated>(OnSessionCreated)
      .On<pv1::TopicSubmitted>(OnTopicSubmitted)
      .On<pv1::ResultsRevealed>(OnRevealed)
      .On<pv1::RoundStarted>(OnRoundStarted)
      .On<pv1::RoundEnded>(OnRoundEnded)
      .On<pv1::TopicBacklogged>(OnBacklogged)
      .On<pv1::EntryAssigned>(OnAssigned)
      .On<pv1::EntryAddressed>(EntryBecomes(views::TOPIC_STATUS_ADDRESSED))
      .On<pv1::EntryDeclined>(EntryBecomes(views::TOPIC_STATUS_DECLINED))
      .On<pv1::EntryReopened>(EntryBecomes(views::TOPIC_STATUS_OPEN))
      .On<pv1::LabProposed>(OnLabProposed)
      .On<pv1::LabSelected>(LabBecomes(pv1::LAB_STATUS_SELECTED))
      .On<pv1::LabRejected>(LabBecomes(pv1::LAB_STATUS_REJECTED))
      .On<pv1::LabReferencesPinned>(LabBecomes(pv1::LAB_STATUS_PROFILING))
      .On<pv1::FindingAdded>(InLab(
          [](const auto& added, views::LabRecord& lab) { *lab.add_findings() = added.finding(); }))
      .On<pv1::ThemesAgreed>(InLab([](const auto& agreed, views::LabRecord& lab) {
        lab.set_status(pv1::LAB_STATUS_THEMES_AGREED);
        *lab.mutable_themes() = agreed.themes();
      }));
}

}  // namespace zwk::reporting
