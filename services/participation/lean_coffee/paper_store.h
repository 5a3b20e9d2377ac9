#pragma once

#include <memory>
#include <string>

#include "participation/lean_coffee/paper_port.h"
#include "participation/lean_coffee/vote_keys_store.h"
#include "platform/store/documents.h"
#include "platform/store/store.h"

namespace zwk::participation {

// Paper on the store, beside BallotStore:
//
//   counted/<session>                  sealed; dots on cards that were counted by hand
//   ballot/<session>/<name>            of a sheet that came in a table: its name follows from its number
//   sheets/<session>                   how many were entered and counted, of those handed out
class PaperStore : public PaperBox {
 public:
  PaperStore(store::Store& store, VoteKeys& keys) : store_(store), keys_(keys) {}

  Task<absl::StatusOr<EnteredTotals>> EnterTotals(Caller caller, SessionId session_id,
                                                  uint64_t expected_version,
                                                  CheckTotals check) override;
  Task<absl::StatusOr<v1::ImportSheetsResponse>> EnterTable(Caller caller, SessionId session_id,
                                                            SheetTable table,
                                                            bool dry_run) override;
  Task<absl::StatusOr<v1::ListSheetsResponse>> ListSheets(Caller caller, LeanCoffeeSession session,
                                                          int page_size,
                                                          std::string page_token) override;

 private:
  struct Totals;
  struct Importing;
  Task<absl::StatusOr<store::Prepared>> TotalsEntered(std::shared_ptr<Totals> totals,
                                                      store::ReadResult read);
  Task<absl::StatusOr<store::Prepared>> TableEntered(std::shared_ptr<Importing> importing,
                                                     store::ReadResult read);
  static absl::Status AddRow(store::Commit& commit, const Importing& importing,
                             const VotingRules& rules, const store::ReadResult& read, size_t row,
                             const Ballot& ballot, bool& is_new);

  store::Store& store_;
  VoteKeys& keys_;
};

// What was counted by hand; nothing where nothing was.
Task<absl::StatusOr<CountedTotals>> TotalsOf(store::Store& store, Caller caller,
                                             VoteKeys::Secret secret, SessionId session_id);

}  // namespace zwk::participation
