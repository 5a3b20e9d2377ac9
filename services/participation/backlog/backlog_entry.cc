#include "participation/backlog/backlog_entry.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/overloaded.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

absl::Status WrongState(v1::BacklogStatus status, absl::string_view needed,
                        absl::string_view reason) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        "the entry is ", NameOf(*v1::BacklogStatus_descriptor(), status),
                        ", needed is ", needed)),
                    reason);
}

absl::Status Closed(v1::BacklogStatus status) {
  return WrongState(status, "OPEN or ASSIGNED", "ENTRY_CLOSED");
}

absl::Status TakeReason(std::string& reason) {
  FieldErrors errors;
  Paragraph::Take(errors, "reason", reason);
  return errors.ToStatus();
}

bool NamesALab(const v1::BacklogTarget& target) {
  return target.has_lab_id() ? !target.lab_id().empty() : target.cross_cutting();
}

// Said before in the same words, whoever said it and when.
bool SaysTheSame(v1::BacklogAssignment a, v1::BacklogAssignment b) {
  for (v1::BacklogAssignment* one : {&a, &b}) {
    one->clear_assigned_by();
    one->clear_assigned_at();
  }
  return Same(a, b);
}

void AddMissing(const google::protobuf::RepeatedPtrField<std::string>& ids,
                google::protobuf::RepeatedPtrField<std::string>& known) {
  for (const std::string& id : ids) {
    if (std::find(known.begin(), known.end(), id) == known.end()) *known.Add() = id;
  }
}

}  // namespace

std::string BacklogEntryId(const std::string& session_id, const std::string& topic_id) {
  return UuidFromName(absl::StrCat("backlog/", session_id, "/", topic_id));
}

std::string BacklogList(v1::BacklogOrigin origin, v1::BacklogStatus status) {
  return absl::StrCat("backlog/", static_cast<int>(origin), "/", static_cast<int>(status));
}

bool BacklogEntry::IsClosed() const {
  return state.status() != v1::BACKLOG_STATUS_OPEN && state.status() != v1::BACKLOG_STATUS_ASSIGNED;
}

absl::StatusOr<v1::TopicBacklogged> BacklogEntry::File(v1::TopicBacklogged wanted) const {
  v1::BacklogEntry& entry = *wanted.mutable_entry();
  entry.set_entry_id(BacklogEntryId(entry.source_session_id(), entry.source_topic_id()));
  entry.set_status(v1::BACKLOG_STATUS_OPEN);
  return wanted;
}

BacklogEntry::Events BacklogEntry::Assign(v1::EntryAssigned wanted) const {
  v1::BacklogAssignment& assignment = *wanted.mutable_assignment();
  FieldErrors errors;
  if (!NamesALab(assignment.target())) {
    errors.Add("assignment.target", "must be one lab, or all of them");
  }
  Paragraph::TakeOptional(errors, "assignment.reason", *assignment.mutable_reason());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (IsClosed()) return Closed(state.status());
  if (state.status() == v1::BACKLOG_STATUS_ASSIGNED) {
    for (const v1::BacklogAssignment& present : state.assignments()) {
      if (SaysTheSame(present, assignment)) return std::vector<BacklogEvent>{};
    }
  }
  if (state.assignments_size() >= kMaxAssignments) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("the entry has ", kMaxAssignments, " assignments")),
                      "TOO_MANY_ASSIGNMENTS");
  }
  return std::vector<BacklogEvent>{std::move(wanted)};
}

BacklogEntry::Events BacklogEntry::MarkAddressed(v1::EntryAddressed wanted) const {
  ZWK_RETURN_IF_ERROR(TakeReason(*wanted.mutable_reason()));
  if (IsClosed()) return Closed(state.status());
  return std::vector<BacklogEvent>{std::move(wanted)};
}

BacklogEntry::Events BacklogEntry::Decline(v1::EntryDeclined wanted) const {
  ZWK_RETURN_IF_ERROR(TakeReason(*wanted.mutable_reason()));
  if (IsClosed()) return Closed(state.status());
  return std::vector<BacklogEvent>{std::move(wanted)};
}

BacklogEntry::Events BacklogEntry::Reopen(v1::EntryReopened wanted) const {
  ZWK_RETURN_IF_ERROR(TakeReason(*wanted.mutable_reason()));
  if (!IsClosed()) return WrongState(state.status(), "ADDRESSED or DECLINED", "ENTRY_OPEN");
  return std::vector<BacklogEvent>{std::move(wanted)};
}

void BacklogEntry::Apply(const BacklogEvent& event) {
  const auto becomes = [this](v1::BacklogStatus status, const std::string& reason) {
    state.set_status(status);
    if (!reason.empty()) state.set_reason(reason);
  };
  std::visit(Overloaded{
                 [&](const v1::TopicBacklogged& backlogged) { state = backlogged.entry(); },
                 [&](const v1::EntryAssigned& assigned) {
                   const v1::BacklogAssignment& assignment = assigned.assignment();
                   *state.add_assignments() = assignment;
                   AddMissing(assignment.field_ids(), *state.mutable_field_ids());
                   AddMissing(assignment.city_process_ids(), *state.mutable_city_process_ids());
                   becomes(v1::BACKLOG_STATUS_ASSIGNED, assignment.reason());
                 },
                 [&](const v1::EntryAddressed& addressed) {
                   becomes(v1::BACKLOG_STATUS_ADDRESSED, addressed.reason());
                 },
                 [&](const v1::EntryDeclined& declined) {
                   becomes(v1::BACKLOG_STATUS_DECLINED, declined.reason());
                 },
                 [&](const v1::EntryReopened& reopened) {
                   becomes(v1::BACKLOG_STATUS_OPEN, reopened.reason());
                 },
             },
             event);
}

}  // namespace zwk::participation
