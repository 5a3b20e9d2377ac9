#include "participation/store/board_store.h"

#include <utility>

#include "participation/store/documents.pb.h"

namespace zwk::participation {

std::vector<PersonText*> PeopleIn(Board& board) {
  std::vector<PersonText*> people;
  for (Member& member : board.members) people.push_back(&member.name);
  return people;
}

std::string ToStored(const Board& board) {
  stored::Board kept;
  kept.set_board_id(board.about.board_id);
  kept.set_name(board.about.name);
  kept.set_kind(static_cast<int>(board.about.kind));
  kept.set_purpose(board.about.purpose);
  kept.set_meetings_per_year(board.about.meetings_per_year);
  for (const Member& member : board.members) {
    stored::Member& one = *kept.add_members();
    one.set_person_id(member.person_id);
    *one.mutable_name() = ToSealed(member.name);
    one.set_organization(member.organization);
    one.set_capacity(static_cast<int>(member.capacity));
    one.mutable_focus_groups()->Assign(member.focus_groups.begin(), member.focus_groups.end());
    one.set_valid_from(member.valid_from);
    one.set_valid_to(member.valid_to);
  }
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, Board& board) {
  stored::Board kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  board.about = {kept.board_id(), kept.name(), static_cast<BoardKind>(kept.kind()), kept.purpose(),
                 kept.meetings_per_year()};
  for (const stored::Member& one : kept.members()) {
    board.members.push_back({.person_id = one.person_id(),
                             .name = FromSealed(one.name()),
                             .organization = one.organization(),
                             .capacity = static_cast<Capacity>(one.capacity()),
                             .focus_groups = {one.focus_groups().begin(), one.focus_groups().end()},
                             .valid_from = one.valid_from(),
                             .valid_to = one.valid_to()});
  }
  return absl::OkStatus();
}

std::vector<store::IndexEntry> IndexesOf(const Board& board) {
  return {{"boards", board.about.name}};
}

}  // namespace zwk::participation
