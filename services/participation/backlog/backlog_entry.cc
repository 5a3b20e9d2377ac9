#include "participation/backlog/backlog_entry.h"

#include <algorithm>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "participation/base/overloaded.h"
#include "participation/lean_coffee/text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::participation {
namespace {

absl::Status CheckReason(const std::string& reason, size_t least) {
  FieldErrors errors;
  CheckText(errors, "reason", reason, {least, 500, false});
  return errors.ToStatus();
}

}  // namespace

std::string BacklogEntryId(const SessionId& session_id, const TopicId& topic_id) {
  return UuidFromName(absl::StrCat("backlog/", session_id.value(), "/", topic_id.value()));
}

absl::string_view StatusName(BacklogStatus status) {
  switch (status) {
    case BacklogStatus::kUnspecified:
      return "UNSPECIFIED";
    case BacklogStatus::kOpen:
      return "OPEN";
    case BacklogStatus::kAssigned:
      return "ASSIGNED";
    case BacklogStatus::kAddressed:
      return "ADDRESSED";
    case BacklogStatus::kDeclined:
      return "DECLINED";
  }
  return "";
}

absl::Status BacklogEntry::CheckPending() const {
  if (status == BacklogStatus::kOpen || status == BacklogStatus::kAssigned) return absl::OkStatus();
  return WithReason(absl::FailedPreconditionError(absl::StrCat("the entry is ", StatusName(status),
                                                               ", needed is OPEN or ASSIGNED")),
                    "ENTRY_CLOSED");
}

absl::StatusOr<EntryAssigned> BacklogEntry::Assign(EntryAssigned wanted) const {
  FieldErrors errors;
  if (wanted.target.lab_id.empty() == !wanted.target.cross_cutting) {
    errors.Add("target", "must be one lab, or all of them");
  }
  CheckText(errors, "reason", wanted.reason, {0, 500, false});
  if (wanted.field_ids.size() > 50) errors.Add("field_ids", "at most 50");
  for (size_t i = 0; i < wanted.field_ids.size(); ++i) {
    CheckText(errors, absl::StrCat("field_ids[", i, "]"), wanted.field_ids[i], {1, 64, false});
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(CheckPending());
  if (assignments.size() >= kMaxAssignments) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("the entry has ", kMaxAssignments, " assignments")),
                      "TOO_MANY_ASSIGNMENTS");
  }
  return wanted;
}

absl::StatusOr<EntryAddressed> BacklogEntry::MarkAddressed(EntryAddressed wanted) const {
  ZWK_RETURN_IF_ERROR(CheckReason(wanted.reason, 1));
  ZWK_RETURN_IF_ERROR(CheckPending());
  return wanted;
}

absl::StatusOr<EntryDeclined> BacklogEntry::Decline(EntryDeclined wanted) const {
  ZWK_RETURN_IF_ERROR(CheckReason(wanted.reason, 1));
  ZWK_RETURN_IF_ERROR(CheckPending());
  return wanted;
}

absl::StatusOr<EntryReopened> BacklogEntry::Reopen(EntryReopened wanted) const {
  ZWK_RETURN_IF_ERROR(CheckReason(wanted.reason, 1));
  if (CheckPending().ok()) {
    return WithReason(
        absl::FailedPreconditionError(
            absl::StrCat("the entry is ", StatusName(status), ", needed is ADDRESSED or DECLINED")),
        "ENTRY_OPEN");
  }
  return wanted;
}

void BacklogEntry::Apply(const BacklogEvent& event) {
  std::visit(
      Overloaded{
          [&](const TopicBacklogged& e) { about = e; },
          [&](const EntryAssigned& e) {
            status = BacklogStatus::kAssigned;
            assignments.push_back(e);
            for (const std::string& field_id : e.field_ids) {
              if (std::find(field_ids.begin(), field_ids.end(), field_id) == field_ids.end()) {
                field_ids.push_back(field_id);
              }
            }
            if (!e.reason.empty()) reason = e.reason;
          },
          [&](const EntryAddressed& e) {
            status = BacklogStatus::kAddressed;
            reason = e.reason;
          },
          [&](const EntryDeclined& e) {
            status = BacklogStatus::kDeclined;
            reason = e.reason;
          },
          [&](const EntryReopened& e) {
            status = BacklogStatus::kOpen;
            reason = e.reason;
          },
      },
      event);
}

}  // namespace zwk::participation
