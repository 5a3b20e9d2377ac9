#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "participation/domain/board.h"
#include "platform/base/repository.h"

namespace zwk::participation {

using BoardRepository = Repository<Board, BoardEvent>;

// What one can do with boards.
class Boards {
 public:
  explicit Boards(BoardRepository& boards) : boards_(boards) {}

  Task<absl::StatusOr<Stored<Board>>> Create(Caller caller, std::string board_id,
                                             BoardCreated wanted);
  Task<absl::StatusOr<Stored<Board>>> AddMember(Caller caller, std::string board_id,
                                                uint64_t expected_version, MemberAdded wanted);
  Task<absl::StatusOr<Stored<Board>>> EndMembership(Caller caller, std::string board_id,
                                                    uint64_t expected_version,
                                                    MembershipEnded wanted);
  Task<absl::StatusOr<Stored<Board>>> Get(Caller caller, std::string board_id);
  Task<absl::StatusOr<Page<Board>>> List(Caller caller, int page_size, std::string page_token);

 private:
  BoardRepository& boards_;
};

}  // namespace zwk::participation
