#pragma once

#include "participation/app/boards.h"
#include "platform/rpc/service.h"
#include "zwk/participation/v1/participation_service.pb.h"

namespace zwk::participation {

// zwk.participation.v1.ParticipationService: translates, decides nothing. One .cc file per
// aggregate.
class ParticipationApi {
 public:
  struct UseCases {
    Boards& boards;
  };
  explicit ParticipationApi(UseCases use_cases) : use_(use_cases) {}

  // Registers every method of the service.
  void Register(rpc::ServiceMethods service);

  // --- Board ---
  Task<absl::StatusOr<v1::CreateBoardResponse>> CreateBoard(Caller caller,
                                                            const v1::CreateBoardRequest& request);
  Task<absl::StatusOr<v1::GetBoardResponse>> GetBoard(Caller caller,
                                                      const v1::GetBoardRequest& request);
  Task<absl::StatusOr<v1::ListBoardsResponse>> ListBoards(Caller caller,
                                                          const v1::ListBoardsRequest& request);
  Task<absl::StatusOr<v1::AddMemberResponse>> AddMember(Caller caller,
                                                        const v1::AddMemberRequest& request);
  Task<absl::StatusOr<v1::EndMembershipResponse>> EndMembership(
      Caller caller, const v1::EndMembershipRequest& request);

 private:
  UseCases use_;
};

}  // namespace zwk::participation
