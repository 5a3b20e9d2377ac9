#include "participation/app/boards.h"

#include <utility>

namespace zwk::participation {

Task<absl::StatusOr<Stored<Board>>> Boards::Create(Caller caller, std::string board_id,
                                                   BoardCreated wanted) {
  return boards_.Create(std::move(caller), std::move(board_id),
                        [wanted](const Board& board) { return board.Create(wanted); });
}

Task<absl::StatusOr<Stored<Board>>> Boards::AddMember(Caller caller, std::string board_id,
                                                      uint64_t expected_version,
                                                      MemberAdded wanted) {
  return boards_.Change(std::move(caller), std::move(board_id), expected_version,
                        [wanted](const Board& board) { return board.AddMember(wanted); });
}

Task<absl::StatusOr<Stored<Board>>> Boards::EndMembership(Caller caller, std::string board_id,
                                                          uint64_t expected_version,
                                                          MembershipEnded wanted) {
  return boards_.Change(std::move(caller), std::move(board_id), expected_version,
                        [wanted](const Board& board) { return board.EndMembership(wanted); });
}

Task<absl::StatusOr<Stored<Board>>> Boards::Get(Caller caller, std::string board_id) {
  return boards_.Load(std::move(caller), std::move(board_id));
}

Task<absl::StatusOr<Page<Board>>> Boards::List(Caller caller, int page_size,
                                               std::string page_token) {
  return boards_.List(std::move(caller), "boards", "", page_size, std::move(page_token));
}

}  // namespace zwk::participation
