#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "participation/domain/person.h"

namespace zwk::participation {

enum class BoardKind { kUnspecified, kAdvisory, kSteeringGroup };
enum class Capacity { kUnspecified, kPolitical, kAdministration, kInterestGroup, kExpert };

struct Member {
  std::string person_id;
  PersonText name;
  std::string organization;
  Capacity capacity = Capacity::kUnspecified;
  std::vector<std::string> focus_groups;
  std::string valid_from;
  std::string valid_to;  // last day; "" = open

  bool operator==(const Member&) const = default;
};

struct BoardCreated {
  std::string board_id;
  std::string name;
  BoardKind kind = BoardKind::kUnspecified;
  std::string purpose;
  int32_t meetings_per_year = 0;
};
struct MemberAdded {
  Member member;
};
struct MembershipEnded {
  std::string person_id;
  std::string valid_to;
};
using BoardEvent = std::variant<BoardCreated, MemberAdded, MembershipEnded>;

// A board of the city.
//
// Invariant: a person is a member once at a time.
//
// Decisions take the event as it is wanted and answer with the events that happen; they change
// nothing. What is so already happens not again.
struct Board {
  static constexpr size_t kMaxMemberships = 200;

  absl::StatusOr<BoardCreated> Create(BoardCreated wanted) const;
  absl::StatusOr<std::vector<BoardEvent>> AddMember(MemberAdded wanted) const;
  absl::StatusOr<std::vector<BoardEvent>> EndMembership(MembershipEnded wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const BoardEvent& event);

  // The person's current membership, or else the latest one; nullptr where there is none.
  const Member* FindMember(const std::string& person_id) const;

  BoardCreated about;
  std::vector<Member> members;
};

}  // namespace zwk::participation
