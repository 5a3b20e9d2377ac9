#include "participation/domain/board.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/domain/overloaded.h"
#include "participation/domain/text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

absl::StatusOr<BoardCreated> Board::Create(BoardCreated wanted) const {
  FieldErrors errors;
  CheckText(errors, "name", wanted.name, kTitle);
  CheckText(errors, "purpose", wanted.purpose, kOptionalParagraph);
  if (wanted.kind == BoardKind::kUnspecified) errors.Add("kind", "must be given");
  if (wanted.meetings_per_year < 0 || wanted.meetings_per_year > 52) {
    errors.Add("meetings_per_year", "must be 0 to 52");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return wanted;
}

absl::StatusOr<std::vector<BoardEvent>> Board::AddMember(MemberAdded wanted) const {
  const Member& member = wanted.member;
  FieldErrors errors;
  CheckText(errors, "name", member.name.text.value_or(""), kTitle);
  CheckText(errors, "organization", member.organization, kTitle);
  if (member.capacity == Capacity::kUnspecified) errors.Add("capacity", "must be given");
  if (member.focus_groups.size() > 20) errors.Add("focus_groups", "at most 20");
  for (size_t i = 0; i < member.focus_groups.size(); ++i) {
    CheckText(errors, absl::StrCat("focus_groups[", i, "]"), member.focus_groups[i], kTitle);
  }
  CheckDate(errors, "valid_from", member.valid_from, true);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());

  for (const Member& present : members) {
    if (present == member) return std::vector<BoardEvent>{};
    // ISO dates compare as text.
    if (present.person_id == member.person_id &&
        (present.valid_to.empty() || member.valid_from <= present.valid_to)) {
      return WithReason(absl::AlreadyExistsError(absl::StrCat("person ", Quoted(member.person_id),
                                                              " is a member at that time")),
                        "MEMBER_EXISTS");
    }
  }
  if (members.size() >= kMaxMemberships) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("the board has ", kMaxMemberships, " memberships")),
                      "TOO_MANY_MEMBERS");
  }
  return std::vector<BoardEvent>{std::move(wanted)};
}

absl::StatusOr<std::vector<BoardEvent>> Board::EndMembership(MembershipEnded wanted) const {
  FieldErrors errors;
  CheckDate(errors, "valid_to", wanted.valid_to, true);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  const Member* member = FindMember(wanted.person_id);
  if (member == nullptr) {
    return absl::NotFoundError(
        absl::StrCat("no member ", Quoted(wanted.person_id), " in this board"));
  }
  if (member->valid_to == wanted.valid_to) return std::vector<BoardEvent>{};
  if (!member->valid_to.empty()) {
    return absl::NotFoundError(
        absl::StrCat(Quoted(wanted.person_id), " is no current member of this board"));
  }
  if (wanted.valid_to < member->valid_from) {
    return InvalidField("valid_to", absl::StrCat("is before valid_from ", member->valid_from));
  }
  return std::vector<BoardEvent>{std::move(wanted)};
}

void Board::Apply(const BoardEvent& event) {
  std::visit(Overloaded{
                 [&](const BoardCreated& created) { about = created; },
                 [&](const MemberAdded& added) { members.push_back(added.member); },
                 [&](const MembershipEnded& ended) {
                   for (Member& member : members) {
                     if (member.person_id == ended.person_id && member.valid_to.empty()) {
                       member.valid_to = ended.valid_to;
                     }
                   }
                 },
             },
             event);
}

const Member* Board::FindMember(const std::string& person_id) const {
  const Member* found = nullptr;
  for (const Member& member : members) {
    if (member.person_id != person_id) continue;
    if (found == nullptr || member.valid_to.empty() ||
        (!found->valid_to.empty() && member.valid_from > found->valid_from)) {
      found = &member;
    }
  }
  return found;
}

}  // namespace zwk::participation
