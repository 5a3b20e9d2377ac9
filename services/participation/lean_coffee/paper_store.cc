#include "participation/lean_coffee/paper_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/ballot_codec.h"
#include "participation/lean_coffee/ballot_store.h"
#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/session_store.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/store/pages.h"
#include "platform/store/personal.h"

namespace zwk::participation {
namespace {

using store::Commit;
using store::Document;
using store::Prepared;
using store::ReadResult;
using store::ReadSet;

std::string CountedKey(const SessionId& session_id) {
  return absl::StrCat("counted/", session_id.value());
}

absl::Status OfRow(absl::string_view reason, const SheetTable::Row& row, absl::string_view what) {
  return WithDetail(
      WithReason(absl::AlreadyExistsError(absl::StrCat("row ", row.number, ", sheet ",
                                                       Quoted(row.sheet_ref), ": ", what)),
                 reason),
      "row", absl::StrCat(row.number));
}

// How many sheets were entered and counted changes together with what they say.
void WriteSheets(Commit& commit, const SessionId& session_id, const Document& present,
                 const stored::Sheets& sheets) {
  const std::string key = SheetsKey(session_id);
  commit.Write(key, present.version, sheets.SerializeAsString());
  if (!present.exists()) commit.IndexAdd(VoteDocuments(session_id), "sheets", key);
}

}  // namespace

// --- dots that were counted by hand: reads are the vote, the count, the sheets ---

struct PaperStore::Totals {
  Caller caller;
  SessionId session_id;
  VoteKeys::Secret secret;
  uint64_t expected_version = 0;
  CheckTotals check;
};

Task<absl::StatusOr<EnteredTotals>> PaperStore::EnterTotals(Caller caller, SessionId session_id,
                                                            uint64_t expected_version,
                                                            CheckTotals check) {
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  caller = store::Personally(std::move(caller), secret->key());
  auto totals = std::make_shared<Totals>(
      Totals{caller, session_id, secret, expected_version, std::move(check)});
  const std::string key = CountedKey(session_id);
  ReadSet reads;
  reads.guards = {VotingGuardKey(session_id)};
  reads.documents = {key, SheetsKey(session_id)};
  store::Prepare prepare = [this, totals](ReadResult read) {
    return TotalsEntered(totals, std::move(read));
  };
  store::Recall recall = [](const ReadResult& read) {
    return store::PackAnswer(read.documents[0].version, read.documents[0].bytes);
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string answer,
      co_await store::TransactPersonally(store_, caller, VoteRequests(session_id), std::move(reads),
                                         std::move(prepare), std::move(recall)));
  ZWK_CO_ASSIGN_OR_RETURN(const Document document, store::UnpackAnswer(answer));
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Rules rules,
                          co_await keys_.RulesOf(std::move(caller), session_id, ""));
  ZWK_CO_ASSIGN_OR_RETURN(EnteredTotals entered, OpenTotals(*secret, key, document));
  std::erase_if(entered.counted.dots,
                [&](const auto& total) { return !rules->IsOpenForDots(total.first); });
  co_return entered;
}

Task<absl::StatusOr<Prepared>> PaperStore::TotalsEntered(std::shared_ptr<Totals> totals,
                                                         ReadResult read) {
  const SessionId& session_id = totals->session_id;
  const std::string key = CountedKey(session_id);
  const Document& present = read.documents[0];
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Rules rules,
                          co_await keys_.RulesOf(totals->caller, session_id, read.guards[0]));
  ZWK_CO_ASSIGN_OR_RETURN(const CountedTotals counted, totals->check(*rules));
  if (totals->expected_version != 0 && totals->expected_version != present.version) {
    co_return OtherVersion(present, totals->expected_version);
  }
  stored::Sheets sheets;
  ZWK_CO_RETURN_IF_ERROR(ParseStored(read.documents[1].bytes, sheets));
  if (sheets.entered() + counted.sheets > rules->paper_sheets) co_return TooManySheets(*rules);
  const int more = counted.sheets - sheets.counted();
  sheets.set_counted(counted.sheets);

  Commit commit(totals->caller.municipality);
  commit.Guard(VotingGuardKey(session_id), rules->guard);
  ZWK_CO_ASSIGN_OR_RETURN(const std::string sealed,
                          SealTotals(*totals->secret, key, present, counted));
  commit.Write(key, present.version, sealed);
  if (!present.exists()) commit.IndexAdd(VoteDocuments(session_id), "sheets", key);
  WriteSheets(commit, session_id, read.documents[1], sheets);
  if (more != 0) {
    for (const char* told : {"cast", "paper"}) commit.Add(CastCounter(session_id), told, more);
  }
  co_return Prepared{std::move(commit), store::PackAnswer(present.version + 1, sealed)};
}

Task<absl::StatusOr<CountedTotals>> TotalsOf(store::Store& store, Caller caller,
                                             VoteKeys::Secret secret, SessionId session_id) {
  const std::string key = CountedKey(session_id);
  ReadSet reads;
  reads.documents = {key};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store.Get(caller.municipality, std::move(reads), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(EnteredTotals entered, OpenTotals(*secret, key, read.documents[0]));
  co_return std::move(entered.counted);
}

// --- tables: reads are the vote, the sheets, for each row its ballot and its person ---

struct PaperStore::Importing {
  Caller caller;
  SessionId session_id;
  VoteKeys::Secret secret;
  SheetTable table;
  std::vector<ParticipantId> participants;  // one for each row
  bool dry_run = false;

  const Document& BallotIn(const ReadResult& read, size_t row) const {
    return read.documents[1 + 2 * row];
  }
  const Document& PersonIn(const ReadResult& read, size_t row) const {
    return read.documents[2 + 2 * row];
  }
  // That the person of a row, where one is named, has no ballot but this very sheet, and the sheet nobody
  // else's: otherwise a sheet would be left out that somebody has handed in.
  absl::Status CheckPerson(const ReadResult& read, size_t row) const {
    const SheetTable::Row& typed = table.rows[row];
    if (typed.person_ref.empty()) return absl::OkStatus();
    const Document& person = PersonIn(read, row);
    if (person.exists()) {
      const std::string key = secret->TypedPersonKey(typed.person_ref);
      ZWK_ASSIGN_OR_RETURN(const KnownParticipant known, OpenParticipant(*secret, key, person));
      if (known.participant_id == participants[row]) return absl::OkStatus();
      return OfRow("PERSON_VOTES_ALREADY", typed,
                   "this person has a ballot, on a device or on paper");
    }
    if (!BallotIn(read, row).exists()) return absl::OkStatus();
    return OfRow("BALLOT_EXISTS", typed, "is entered for somebody else, or for nobody by name");
  }
  std::string Typist() const { return secret->PersonKey(caller.subject_ref); }
  // What was entered by this very request.
  bool IsMine(const ReadResult& read, size_t row) const {
    const std::string key = secret->BallotKey(participants[row]);
    return BallotIn(read, row).origin == store::PersonalOrigin(caller, key);
  }
  // In the words of the answer; of rows that are there, unless `is_new`.
  absl::StatusOr<std::string> Answer(const ReadResult& read,
                                     const std::function<bool(size_t)>& is_new,
                                     const std::vector<Ballot>& ballots) const {
    v1::ImportSheetsResponse answer;
    answer.set_dry_run(dry_run);
    for (size_t i = 0; i < table.rows.size(); ++i) {
      v1::SheetRow& row = *answer.add_rows();
      row.set_row(table.rows[i].number);
      row.set_sheet_ref(table.rows[i].sheet_ref);
      const bool entered = is_new(i);
      row.set_outcome(entered ? v1::SHEET_OUTCOME_ENTERED : v1::SHEET_OUTCOME_UNCHANGED);
      answer.set_entered(answer.entered() + entered);
      if (!ballots.empty()) {
        row.set_used(ballots[i].Used());
        continue;
      }
      ZWK_ASSIGN_OR_RETURN(
          const CastBallot cast,
          OpenBallot(*secret, secret->BallotKey(participants[i]), BallotIn(read, i)));
      row.set_used(cast.ballot.Used());
    }
    return answer.SerializeAsString();
  }
};

Task<absl::StatusOr<v1::ImportSheetsResponse>> PaperStore::EnterTable(Caller caller,
                                                                      SessionId session_id,
                                                                      SheetTable table,
                                                                      bool dry_run) {
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  caller = store::Personally(std::move(caller), secret->key());
  auto importing = std::make_shared<Importing>(
      Importing{caller, session_id, secret, std::move(table), {}, dry_run});
  ReadSet reads;
  reads.guards = {VotingGuardKey(session_id)};
  reads.documents = {SheetsKey(session_id)};
  for (const SheetTable::Row& row : importing->table.rows) {
    importing->participants.push_back(secret->SheetParticipant(row.sheet_ref));
    reads.documents.push_back(secret->BallotKey(importing->participants.back()));
    // Where nobody is named, that of nobody, who never is there.
    reads.documents.push_back(secret->TypedPersonKey(row.person_ref));
  }
  store::Prepare prepare = [this, importing](ReadResult read) {
    return TableEntered(importing, std::move(read));
  };
  v1::ImportSheetsResponse response;
  std::string answer;
  if (dry_run) {
    ZWK_CO_ASSIGN_OR_RETURN(
        ReadResult read,
        co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
    ZWK_CO_ASSIGN_OR_RETURN(Prepared decided, co_await prepare(std::move(read)));
    answer = std::move(decided.answer);
  } else {
    store::Recall recall = [importing](const ReadResult& read) {
      return importing->Answer(read, [&](size_t row) { return importing->IsMine(read, row); }, {});
    };
    ZWK_CO_ASSIGN_OR_RETURN(answer, co_await store::TransactPersonally(
                                        store_, caller, VoteRequests(session_id), std::move(reads),
                                        std::move(prepare), std::move(recall)));
  }
  ZWK_CO_RETURN_IF_ERROR(ParseStored(answer, response));
  co_return response;
}

Task<absl::StatusOr<Prepared>> PaperStore::TableEntered(std::shared_ptr<Importing> importing,
                                                        ReadResult read) {
  const SessionId& session_id = importing->session_id;
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Rules rules,
                          co_await keys_.RulesOf(importing->caller, session_id, read.guards[0]));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Ballot> ballots, importing->table.FillIn(*rules));
  stored::Sheets sheets;
  ZWK_CO_RETURN_IF_ERROR(ParseStored(read.documents[0].bytes, sheets));
  Commit commit(importing->caller.municipality);
  commit.Guard(VotingGuardKey(session_id), rules->guard);
  int entered = 0, cast = 0;
  std::vector<bool> are_new;
  for (size_t i = 0; i < ballots.size(); ++i) {
    bool is_new = false;
    ZWK_CO_RETURN_IF_ERROR(AddRow(commit, *importing, *rules, read, i, ballots[i], is_new));
    are_new.push_back(is_new);
    entered += is_new;
    cast += is_new && ballots[i].Used() > 0;
  }
  sheets.set_entered(sheets.entered() + entered);
  if (entered > 0 && sheets.entered() + sheets.counted() > rules->paper_sheets) {
    co_return TooManySheets(*rules);
  }
  if (entered > 0) WriteSheets(commit, session_id, read.documents[0], sheets);
  if (cast > 0) {
    for (const char* told : {"cast", "paper"}) commit.Add(CastCounter(session_id), told, cast);
  }
  const std::function<bool(size_t)> is_new = [&](size_t row) { return are_new[row]; };
  ZWK_CO_ASSIGN_OR_RETURN(std::string answer, importing->Answer(read, is_new, ballots));
  co_return Prepared{std::move(commit), std::move(answer)};
}

absl::Status PaperStore::AddRow(Commit& commit, const Importing& importing,
                                const VotingRules& rules, const ReadResult& read, size_t row,
                                const Ballot& ballot, bool& is_new) {
  const SheetTable::Row& typed = importing.table.rows[row];
  const VoteSecret& secret = *importing.secret;
  const std::string key = secret.BallotKey(importing.participants[row]);
  const Document& present = importing.BallotIn(read, row);
  ZWK_ASSIGN_OR_RETURN(const CastBallot there, OpenBallot(secret, key, present));
  if (present.exists()) {
    // Whether these are its dots, and whose it is, is told to who typed it and knows: anybody else could try all dots
    // there are, one table after the other.
    if (there.typist != importing.Typist() || there.ballot.Counting(rules) != ballot) {
      return OfRow("BALLOT_EXISTS", typed, "is entered; correct it, or leave out the row");
    }
    return importing.CheckPerson(read, row);
  }
  is_new = true;
  // Nor is it told whether a person has voted to who hands in no sheet of that person.
  if (importing.dry_run) return absl::OkStatus();
  ZWK_RETURN_IF_ERROR(importing.CheckPerson(read, row));
  const CastBallot cast{ballot, true, typed.sheet_ref, importing.participants[row],
                        importing.Typist()};
  ZWK_ASSIGN_OR_RETURN(std::string sealed, SealBallot(secret, key, present, cast));
  commit.Create(key, std::move(sealed), store::PersonalOrigin(importing.caller, key));
  commit.IndexAdd(VoteDocuments(importing.session_id), kPaperBallots, key);
  if (typed.person_ref.empty()) return absl::OkStatus();
  const std::string person = secret.TypedPersonKey(typed.person_ref);
  const KnownParticipant known{importing.participants[row], typed.person_ref, "", true};
  commit.Create(person, SealParticipant(secret, person, known),
                store::PersonalOrigin(importing.caller, person));
  commit.IndexAdd(VoteDocuments(importing.session_id), kPeople, person);
  return absl::OkStatus();
}

// --- looking ---

Task<absl::StatusOr<v1::ListSheetsResponse>> PaperStore::ListSheets(Caller caller,
                                                                    LeanCoffeeSession session,
                                                                    int page_size,
                                                                    std::string page_token) {
  const SessionId session_id = session.about.session_id;
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Rules rules,
                          co_await keys_.RulesOf(caller, session_id, ""));
  store::ScanQuery query;
  query.index = VoteDocuments(session_id);
  query.prefix = kPaperBallots;
  query.after = std::move(page_token);
  ZWK_CO_ASSIGN_OR_RETURN(query.limit, store::PageLimit(page_size));
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ScanPage page,
      co_await store_.Scan(caller.municipality, std::move(query), caller.deadline));
  v1::ListSheetsResponse answer;
  for (const store::ScanPage::Item& item : page.items) {
    ZWK_CO_ASSIGN_OR_RETURN(const CastBallot cast, OpenBallot(*secret, item.key, item.document));
    v1::Sheet& sheet = *answer.add_sheets();
    sheet.set_participant_id(cast.participant_id.value());
    sheet.set_sheet_ref(cast.sheet_ref);
    sheet.set_used(cast.ballot.Counting(*rules).Used());
    sheet.set_version(item.document.version);
  }
  ReadSet reads;
  reads.documents = {SheetsKey(session_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  stored::Sheets sheets;
  ZWK_CO_RETURN_IF_ERROR(ParseStored(read.documents[0].bytes, sheets));
  answer.set_next_page_token(page.next);
  answer.set_handed_out(session.paper_sheets);
  answer.set_entered(sheets.entered());
  answer.set_counted(sheets.counted());
  co_return answer;
}

}  // namespace zwk::participation
