#include "participation/board/board_api.h"

#include <memory>
#include <utility>

#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

struct BoardApi {
  BoardRepository& boards;

  Task<absl::StatusOr<v1::CreateBoardResponse>> Create(Caller caller,
                                                       const v1::CreateBoardRequest& request) {
    FieldErrors errors;
    v1::BoardCreated wanted;
    *wanted.mutable_board() = request.board();
    const std::string board_id =
        rpc::NewId(errors, "board.board_id", request.board().board_id(), caller);
    wanted.mutable_board()->set_board_id(board_id);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    BoardRepository::Decide decide = [wanted](const Board& board) { return board.Create(wanted); };
    co_return co_await rpc::Answer(&v1::CreateBoardResponse::mutable_board,
                                   boards.Create(caller, board_id, std::move(decide)));
  }

  Task<absl::StatusOr<v1::GetBoardResponse>> Get(Caller caller,
                                                 const v1::GetBoardRequest& request) {
    return rpc::Get(&v1::GetBoardResponse::mutable_board, boards, std::move(caller), "board_id",
                    request.board_id());
  }

  Task<absl::StatusOr<v1::ListBoardsResponse>> List(Caller caller,
                                                    const v1::ListBoardsRequest& request) {
    return rpc::List(&v1::ListBoardsResponse::add_boards, boards, std::move(caller), "boards",
                     request);
  }

  Task<absl::StatusOr<v1::AddMemberResponse>> AddMember(Caller caller,
                                                        const v1::AddMemberRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "board_id", request.board_id());
    v1::MemberAdded wanted;
    wanted.set_board_id(request.board_id());
    v1::Membership& member = *wanted.mutable_member() = request.member();
    member.set_person_id(rpc::NewId(errors, "member.person_id", member.person_id(), caller));
    member.mutable_name()->mutable_sealed()->set_subject_ref(member.person_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    BoardRepository::Decide decide = [wanted](const Board& board) {
      return board.AddMember(wanted);
    };
    ZWK_CO_ASSIGN_OR_RETURN(
        v1::AddMemberResponse answer,
        co_await rpc::Answer(&v1::AddMemberResponse::mutable_board,
                             boards.Change(caller, request.board_id(), request.expected_version(),
                                           std::move(decide))));
    answer.set_person_id(member.person_id());
    co_return answer;
  }

  Task<absl::StatusOr<v1::EndMembershipResponse>> EndMembership(
      Caller caller, const v1::EndMembershipRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "board_id", request.board_id());
    rpc::CheckId(errors, "person_id", request.person_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::MembershipEnded wanted;
    wanted.set_board_id(request.board_id());
    wanted.set_person_id(request.person_id());
    wanted.set_valid_to(request.valid_to());
    BoardRepository::Decide decide = [wanted](const Board& board) {
      return board.EndMembership(wanted);
    };
    co_return co_await rpc::Answer(
        &v1::EndMembershipResponse::mutable_board,
        boards.Change(caller, request.board_id(), request.expected_version(), std::move(decide)));
  }
};

}  // namespace

void ServeBoards(rpc::ServiceMethods methods, BoardRepository& boards) {
  auto api = std::make_shared<BoardApi>(BoardApi{boards});
  methods.Unary("CreateBoard", api, &BoardApi::Create);
  methods.Unary("GetBoard", api, &BoardApi::Get);
  methods.Unary("ListBoards", api, &BoardApi::List);
  methods.Unary("AddMember", api, &BoardApi::AddMember);
  methods.Unary("EndMembership", api, &BoardApi::EndMembership);
}

}  // namespace zwk::participation
