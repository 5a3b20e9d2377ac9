#include "participation/board/board.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/overloaded.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {

absl::StatusOr<v1::BoardCreated> Board::Create(v1::BoardCreated wanted) const {
  v1::Board& board = *wanted.mutable_board();
  FieldErrors errors;
  Title::Take(errors, "board.name", *board.mutable_name());
  Paragraph::TakeOptional(errors, "board.purpose", *board.mutable_purpose());
  CheckGiven(errors, "board.kind", board.kind(), v1::BoardKind_IsValid);
  if (board.meetings_per_year() < 0 || board.meetings_per_year() > 52) {
    errors.Add("board.meetings_per_year", "must be 0 to 52");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return wanted;
}

absl::StatusOr<std::vector<BoardEvent>> Board::AddMember(v1::MemberAdded wanted) const {
  v1::Membership& member = *wanted.mutable_member();
  FieldErrors errors;
  PersonName::Take(errors, "member.name.text", *member.mutable_name()->mutable_text());
  Title::Take(errors, "member.organization", *member.mutable_organization());
  CheckGiven(errors, "member.capacity", member.capacity(), v1::Capacity_IsValid);
  if (CheckCount(errors, "member.focus_groups", member.focus_groups_size(), kMaxFocusGroups)) {
    for (int i = 0; i < member.focus_groups_size(); ++i) {
      Title::Take(errors, absl::StrCat("member.focus_groups[", i, "]"),
                  *member.mutable_focus_groups(i));
    }
  }
  Date::Check(errors, "member.valid_from", member.valid_from());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());

  for (const v1::Membership& present : state.members()) {
    if (present.person_id() != member.person_id()) continue;
    if (Same(present, member)) return std::vector<BoardEvent>{};
    // ISO dates compare as text.
    if (present.valid_to().empty() || member.valid_from() <= present.valid_to()) {
      return WithReason(absl::AlreadyExistsError(absl::StrCat("person '", member.person_id(),
                                                              "' is a member at that time")),
                        "MEMBER_EXISTS");
    }
  }
  if (state.members_size() >= kMaxMemberships) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("the board has ", kMaxMemberships, " memberships")),
                      "TOO_MANY_MEMBERS");
  }
  return std::vector<BoardEvent>{std::move(wanted)};
}

absl::StatusOr<std::vector<BoardEvent>> Board::EndMembership(v1::MembershipEnded wanted) const {
  FieldErrors errors;
  Date::Check(errors, "valid_to", wanted.valid_to());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  const v1::Membership* member = FindMember(wanted.person_id());
  if (member == nullptr) {
    return absl::NotFoundError(absl::StrCat("no member '", wanted.person_id(), "' in this board"));
  }
  if (member->valid_to() == wanted.valid_to()) return std::vector<BoardEvent>{};
  if (!member->valid_to().empty()) {
    return absl::NotFoundError(
        absl::StrCat("'", wanted.person_id(), "' is no current member of this board"));
  }
  if (wanted.valid_to() < member->valid_from()) {
    return InvalidField("valid_to", absl::StrCat("is before valid_from ", member->valid_from()));
  }
  return std::vector<BoardEvent>{std::move(wanted)};
}

void Board::Apply(const BoardEvent& event) {
  std::visit(Overloaded{
                 [&](const v1::BoardCreated& created) { state = created.board(); },
                 [&](const v1::MemberAdded& added) { *state.add_members() = added.member(); },
                 [&](const v1::MembershipEnded& ended) {
                   for (v1::Membership& member : *state.mutable_members()) {
                     if (member.person_id() == ended.person_id() && member.valid_to().empty()) {
                       member.set_valid_to(ended.valid_to());
                     }
                   }
                 },
             },
             event);
}

const v1::Membership* Board::FindMember(const std::string& person_id) const {
  const v1::Membership* found = nullptr;
  for (const v1::Membership& member : state.members()) {
    if (member.person_id() != person_id) continue;
    if (found == nullptr || member.valid_to().empty() ||
        (!found->valid_to().empty() && member.valid_from() > found->valid_from())) {
      found = &member;
    }
  }
  return found;
}

}  // namespace zwk::participation
