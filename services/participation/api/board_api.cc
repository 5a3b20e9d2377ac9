#include <utility>

#include "participation/api/participation_api.h"
#include "participation/api/translate.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

void ToProto(const Stored<Board>& stored, v1::Board& message) {
  const Board& board = stored.value;
  message.set_board_id(board.about.board_id);
  message.set_name(board.about.name);
  message.set_kind(static_cast<v1::BoardKind>(board.about.kind));
  message.set_purpose(board.about.purpose);
  message.set_meetings_per_year(board.about.meetings_per_year);
  for (const Member& member : board.members) {
    v1::Membership& one = *message.add_members();
    one.set_person_id(member.person_id);
    ShowName(member.name, one);
    one.set_organization(member.organization);
    one.set_capacity(static_cast<v1::Capacity>(member.capacity));
    one.mutable_focus_groups()->Assign(member.focus_groups.begin(), member.focus_groups.end());
    one.set_valid_from(member.valid_from);
    one.set_valid_to(member.valid_to);
  }
  message.set_version(stored.version);
}

}  // namespace

Task<absl::StatusOr<v1::CreateBoardResponse>> ParticipationApi::CreateBoard(
    Caller caller, const v1::CreateBoardRequest& request) {
  FieldErrors errors;
  const std::string board_id = NewId(errors, "board_id", request.board_id(), caller);
  BoardCreated wanted{
      .board_id = board_id,
      .name = request.name(),
      .kind = Known<BoardKind>(errors, "kind", request.kind(), v1::BoardKind_IsValid),
      .purpose = request.purpose(),
      .meetings_per_year = request.meetings_per_year()};
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Board> board,
                          co_await use_.boards.Create(std::move(caller), board_id, wanted));
  v1::CreateBoardResponse answer;
  ToProto(board, *answer.mutable_board());
  co_return answer;
}

Task<absl::StatusOr<v1::GetBoardResponse>> ParticipationApi::GetBoard(
    Caller caller, const v1::GetBoardRequest& request) {
  FieldErrors errors;
  CheckId(errors, "board_id", request.board_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Board> board,
                          co_await use_.boards.Get(std::move(caller), request.board_id()));
  v1::GetBoardResponse answer;
  ToProto(board, *answer.mutable_board());
  co_return answer;
}

Task<absl::StatusOr<v1::ListBoardsResponse>> ParticipationApi::ListBoards(
    Caller caller, const v1::ListBoardsRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<Board> page,
      co_await use_.boards.List(std::move(caller), request.page_size(), request.page_token()));
  v1::ListBoardsResponse answer;
  for (const Stored<Board>& board : page.items) {
    ToProto(board, *answer.add_boards());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::StatusOr<v1::AddMemberResponse>> ParticipationApi::AddMember(
    Caller caller, const v1::AddMemberRequest& request) {
  FieldErrors errors;
  CheckId(errors, "board_id", request.board_id());
  Member member;
  member.person_id = NewId(errors, "person_id", request.person_id(), caller);
  member.name = PersonText(member.person_id, request.name());
  member.organization = request.organization();
  member.capacity = Known<Capacity>(errors, "capacity", request.capacity(), v1::Capacity_IsValid);
  member.focus_groups = {request.focus_groups().begin(), request.focus_groups().end()};
  member.valid_from = request.valid_from();
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  const std::string person_id = member.person_id;
  // Not as a temporary in the call: g++ 12 copies aggregates there bit by bit into the coroutine's
  // frame.
  MemberAdded added{std::move(member)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Board> board,
      co_await use_.boards.AddMember(std::move(caller), request.board_id(),
                                     request.expected_version(), std::move(added)));
  v1::AddMemberResponse answer;
  ToProto(board, *answer.mutable_board());
  answer.set_person_id(person_id);
  co_return answer;
}

Task<absl::StatusOr<v1::EndMembershipResponse>> ParticipationApi::EndMembership(
    Caller caller, const v1::EndMembershipRequest& request) {
  FieldErrors errors;
  CheckId(errors, "board_id", request.board_id());
  CheckId(errors, "person_id", request.person_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  MembershipEnded wanted{request.person_id(), request.valid_to()};
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Board> board,
                          co_await use_.boards.EndMembership(std::move(caller), request.board_id(),
                                                             request.expected_version(), wanted));
  v1::EndMembershipResponse answer;
  ToProto(board, *answer.mutable_board());
  co_return answer;
}

}  // namespace zwk::participation
