#include "participation/api/participation_api.h"

namespace zwk::participation {

void ParticipationApi::Register(rpc::ServiceMethods service) {
  service.Unary("CreateBoard", this, &ParticipationApi::CreateBoard);
  service.Unary("GetBoard", this, &ParticipationApi::GetBoard);
  service.Unary("ListBoards", this, &ParticipationApi::ListBoards);
  service.Unary("AddMember", this, &ParticipationApi::AddMember);
  service.Unary("EndMembership", this, &ParticipationApi::EndMembership);
}

}  // namespace zwk::participation
