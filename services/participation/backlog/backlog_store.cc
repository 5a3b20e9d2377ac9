#include "participation/backlog/backlog_store.h"

#include "absl/strings/str_format.h"
#include "participation/backlog/backlog_documents.pb.h"
#include "participation/backlog/backlog_use.h"

namespace zwk::participation {

std::vector<PersonText*> PeopleIn(BacklogEntry&) { return {}; }

std::string ToStored(const BacklogEntry& entry) {
  stored::BacklogEntry kept;
  const TopicBacklogged& about = entry.about;
  kept.set_entry_id(about.entry_id);
  kept.set_origin(static_cast<int>(about.origin));
  kept.set_session_id(about.session_id.value());
  kept.set_meeting_id(about.meeting_id);
  kept.set_topic_id(about.topic_id.value());
  kept.set_dots(about.dots);
  kept.set_rank(about.rank);
  kept.set_place(about.place);
  kept.set_highlighted(about.highlighted);
  kept.set_created_at(ToMicros(about.at));
  kept.set_status(static_cast<int>(entry.status));
  kept.mutable_field_ids()->Assign(entry.field_ids.begin(), entry.field_ids.end());
  kept.set_reason(entry.reason);
  for (const EntryAssigned& assigned : entry.assignments) {
    stored::BacklogEntry::Assignment* one = kept.add_assignments();
    one->set_lab_id(assigned.target.lab_id);
    one->set_cross_cutting(assigned.target.cross_cutting);
    one->set_assigned_by(assigned.assigned_by);
    one->set_assigned_at(ToMicros(assigned.at));
    one->set_reason(assigned.reason);
    one->mutable_field_ids()->Assign(assigned.field_ids.begin(), assigned.field_ids.end());
  }
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, BacklogEntry& entry) {
  stored::BacklogEntry kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  entry.about.entry_id = kept.entry_id();
  entry.about.origin = static_cast<BacklogOrigin>(kept.origin());
  entry.about.session_id = SessionId(kept.session_id());
  entry.about.meeting_id = kept.meeting_id();
  entry.about.topic_id = TopicId(kept.topic_id());
  entry.about.dots = kept.dots();
  entry.about.rank = kept.rank();
  entry.about.place = kept.place();
  entry.about.highlighted = kept.highlighted();
  entry.about.at = FromMicros(kept.created_at());
  entry.status = static_cast<BacklogStatus>(kept.status());
  entry.field_ids = {kept.field_ids().begin(), kept.field_ids().end()};
  entry.reason = kept.reason();
  for (const stored::BacklogEntry::Assignment& one : kept.assignments()) {
    entry.assignments.push_back({{one.lab_id(), one.cross_cutting()},
                                 one.assigned_by(),
                                 one.reason(),
                                 {one.field_ids().begin(), one.field_ids().end()},
                                 FromMicros(one.assigned_at())});
  }
  return absl::OkStatus();
}

std::vector<store::IndexEntry> IndexesOf(const BacklogEntry& entry) {
  const std::string place =
      absl::StrFormat("%s/%08d", entry.about.session_id.value(), entry.about.place);
  constexpr auto kAnyOrigin = BacklogOrigin::kUnspecified;
  constexpr auto kAnyStatus = BacklogStatus::kUnspecified;
  return {{Backlog::ListName(kAnyOrigin, kAnyStatus), place},
          {Backlog::ListName(entry.about.origin, kAnyStatus), place},
          {Backlog::ListName(kAnyOrigin, entry.status), place},
          {Backlog::ListName(entry.about.origin, entry.status), place}};
}

}  // namespace zwk::participation
