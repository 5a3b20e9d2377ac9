#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/board.pb.h"

namespace zwk::participation {

using BoardEvent = std::variant<v1::BoardCreated, v1::MemberAdded, v1::MembershipEnded>;

// A board of the city.
//
// Invariant: a person is a member once at a time.
//
// Decisions take the event as it is wanted and answer with the events that happen; they change
// nothing. What is so already happens not again.
struct Board {
  static constexpr int kMaxMemberships = 200;
  static constexpr int kMaxFocusGroups = 20;

  absl::StatusOr<v1::BoardCreated> Create(v1::BoardCreated wanted) const;
  absl::StatusOr<std::vector<BoardEvent>> AddMember(v1::MemberAdded wanted) const;
  absl::StatusOr<std::vector<BoardEvent>> EndMembership(v1::MembershipEnded wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const BoardEvent& event);

  // The person's current membership, or else the latest one; nullptr where there is none.
  const v1::Membership* FindMember(const std::string& person_id) const;

  v1::Board state;  // as it is kept and answered
};

using BoardRepository = Repository<Board, BoardEvent>;

}  // namespace zwk::participation
