#include "participation/events/board_events.h"

#include "participation/domain/overloaded.h"
#include "participation/events/sealer.h"
#include "zwk/participation/v1/events.pb.h"

namespace zwk::participation {

std::vector<PersonText*> PeopleIn(BoardEvent& event) {
  if (auto* added = std::get_if<MemberAdded>(&event)) return {&added->member.name};
  return {};
}

EventMessage ToMessage(const std::string& board_id, const BoardEvent& event) {
  return std::visit(Overloaded{
                        [&](const BoardCreated& created) {
                          v1::BoardCreated message;
                          message.set_board_id(board_id);
                          message.set_name(created.name);
                          message.set_kind(Same<v1::BoardKind>(created.kind));
                          message.set_purpose(created.purpose);
                          message.set_meetings_per_year(created.meetings_per_year);
                          return Publish(message);
                        },
                        [&](const MemberAdded& added) {
                          v1::MemberAdded message;
                          message.set_board_id(board_id);
                          message.set_person_id(added.member.person_id);
                          *message.mutable_name() = ToSealed(added.member.name);
                          message.set_organization(added.member.organization);
                          message.set_capacity(Same<v1::Capacity>(added.member.capacity));
                          message.mutable_focus_groups()->Assign(added.member.focus_groups.begin(),
                                                                 added.member.focus_groups.end());
                          message.set_valid_from(added.member.valid_from);
                          return Publish(message);
                        },
                        [&](const MembershipEnded& ended) {
                          v1::MembershipEnded message;
                          message.set_board_id(board_id);
                          message.set_person_id(ended.person_id);
                          message.set_valid_to(ended.valid_to);
                          return Publish(message);
                        },
                    },
                    event);
}

}  // namespace zwk::participation
