#include "participation/lean_coffee/ballot_store.h"

#include <map>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/paper_store.h"
#include "participation/lean_coffee/session_store.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"
#include "platform/store/pages.h"
#include "platform/store/personal.h"

namespace zwk::participation {
namespace {

using store::Commit;
using store::Document;
using store::Prepared;
using store::ReadResult;
using store::ReadSet;

constexpr char kSheets[] = "sheets";

absl::Status Taken(absl::string_view reason, const std::string& message) {
  return WithReason(absl::AlreadyExistsError(message), reason);
}

// The ballot takes the place of the present one, if the vote is still what it was.
absl::StatusOr<std::string> Cast(Commit& commit, const VoteSecret& secret, const VotingRules& rules,
                                 const std::string& key, const Document& present,
                                 const Ballot& before, const CastBallot& after) {
  ZWK_ASSIGN_OR_RETURN(std::string sealed, SealBallot(secret, key, present, after));
  commit.Guard(VotingGuardKey(rules.session_id), rules.guard);
  commit.Write(key, present.version, sealed);
  if (!present.exists()) {
    commit.IndexAdd(VoteDocuments(rules.session_id), after.paper ? kPaperBallots : kBallots, key);
  }
  const int change = (after.ballot.Used() > 0 ? 1 : 0) - (before.Used() > 0 ? 1 : 0);
  if (change != 0) {
    commit.Add(CastCounter(rules.session_id), "cast", change);
    if (after.paper) commit.Add(CastCounter(rules.session_id), "paper", change);
  }
  return sealed;
}

// Whether who is found by what was typed has a sheet.
absl::StatusOr<bool> IsOnPaper(const VoteSecret& secret, const std::string& key,
                               const Document& document) {
  if (!document.exists()) return false;
  ZWK_ASSIGN_OR_RETURN(const KnownParticipant known, OpenParticipant(secret, key, document));
  return known.paper;
}

absl::StatusOr<OwnBallot> OwnOf(const VoteSecret& secret, const VotingRules& rules,
                                const std::string& key, const Document& document) {
  ZWK_ASSIGN_OR_RETURN(const CastBallot cast, OpenBallot(secret, key, document));
  OwnBallot own;
  own.ballot = cast.ballot.Counting(rules);
  own.left = rules.dots_per_participant - own.ballot.Used();
  own.version = document.version;
  own.sheet_ref = cast.sheet_ref;
  return own;
}

}  // namespace

std::string CastCounter(const SessionId& session_id) {
  return absl::StrCat("session/", session_id.value(), "/cast");
}
std::string SheetsKey(const SessionId& session_id) {
  return absl::StrCat("sheets/", session_id.value());
}

absl::Status TooManySheets(const VotingRules& rules) {
  return WithReason(absl::FailedPreconditionError(absl::StrCat(
                        "no more sheets are entered than were handed out: ", rules.paper_sheets)),
                    "TOO_MANY_SHEETS");
}

absl::Status OtherVersion(const Document& present, uint64_t expected_version) {
  return WithDetail(WithReason(absl::AbortedError(absl::StrCat("it has version ", present.version,
                                                               ", not ", expected_version)),
                               "VERSION_MISMATCH"),
                    "current_version", absl::StrCat(present.version));
}

void AddDevice(Commit& commit, const VoteSecret& secret, const SessionId& session_id,
               const KnownParticipant& participant, std::string origin, bool first_so_typed) {
  const std::string by_id = secret.ParticipantKey(participant.participant_id);
  const std::string by_person = secret.PersonKey(participant.person_ref);
  commit.Write(by_id, 0, SealParticipant(secret, by_id, participant));
  commit.Create(by_person, SealParticipant(secret, by_person, participant), std::move(origin));
  std::vector<std::string> keys = {by_id, by_person};
  if (first_so_typed) {
    keys.push_back(secret.TypedPersonKey(participant.person_ref));
    commit.Write(keys.back(), 0, SealParticipant(secret, keys.back(), participant));
  }
  for (const std::string& key : keys) commit.IndexAdd(VoteDocuments(session_id), kPeople, key);
  commit.Add(CastCounter(session_id), "devices", 1);
}

// A vote or a sheet on its way into the box.
struct BallotStore::Voting {
  Caller caller;
  SessionId session_id;
  VoteKeys::Secret secret;
  std::string key;  // of the ballot
  Decide decide;
  Sheet sheet;
  bool paper = false;
  VoteKeys::Rules rules;  // by which it was decided; none where it is a repetition
};

// --- keys ---

Task<absl::StatusOr<std::string>> BallotStore::NewKey(Caller caller, SessionId session_id) {
  return keys_.Make(std::move(caller), std::move(session_id));
}

Task<absl::Status> BallotStore::DestroyKey(Caller caller, SessionId session_id) {
  return keys_.Destroy(std::move(caller), std::move(session_id));
}

// --- participants ---

Task<absl::StatusOr<BallotBox::Joining>> BallotStore::Join(
    Caller caller, SessionId session_id, Joining joining,
    std::function<absl::Status(const LeanCoffeeSession&)> check) {
  if (caller.subject_ref.empty()) {
    co_return absl::UnauthenticatedError("a participant has to say who it is");
  }
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  caller = store::Personally(std::move(caller), secret->key());
  const std::string person = secret->PersonKey(caller.subject_ref);
  const std::string participant = secret->ParticipantKey(joining.participant_id);
  ReadSet reads;
  const std::string typed = secret->TypedPersonKey(caller.subject_ref);
  reads.documents = {SessionKey(session_id), participant, person,
                     secret->BallotKey(joining.participant_id), typed};
  const auto decide = [=](const ReadResult& read) -> absl::StatusOr<Prepared> {
    ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
    Commit commit(caller.municipality);
    if (read.documents[2].exists() &&
        read.documents[2].origin == store::PersonalOrigin(caller, person)) {
      return Prepared{std::move(commit), read.documents[2].bytes};
    }
    ZWK_ASSIGN_OR_RETURN(const bool on_paper, IsOnPaper(*secret, typed, read.documents[4]));
    if (read.documents[2].exists() || on_paper) {
      return Taken("PARTICIPANT_EXISTS", "you are a participant of this session already");
    }
    if (read.documents[1].exists() || read.documents[3].exists())
      return Taken("ID_TAKEN", "the participant_id is taken");
    ZWK_RETURN_IF_ERROR(check(session));
    const KnownParticipant known{joining.participant_id, caller.subject_ref, joining.locale, false};
    AddDevice(commit, *secret, session_id, known, store::PersonalOrigin(caller, person),
              !read.documents[4].exists());
    return Prepared{std::move(commit), SealParticipant(*secret, person, known)};
  };
  store::Prepare prepare = [decide](ReadResult read) { return store::ReadyTask(decide(read)); };
  store::Recall recall = [](const ReadResult& read) { return read.documents[2].bytes; };
  Document document{.version = 1};
  ZWK_CO_ASSIGN_OR_RETURN(
      document.bytes,
      co_await store::TransactPersonally(store_, caller, VoteRequests(session_id), std::move(reads),
                                         std::move(prepare), std::move(recall)));
  ZWK_CO_ASSIGN_OR_RETURN(const KnownParticipant known, OpenParticipant(*secret, person, document));
  co_return Joining{known.participant_id, known.locale};
}

// --- ballots: reads begin with the voting guard and the ballot ---

Task<absl::StatusOr<OwnBallot>> BallotStore::Change(Caller caller, SessionId session_id,
                                                    Decide decide) {
  auto voting = std::make_shared<Voting>();
  ZWK_CO_ASSIGN_OR_RETURN(voting->key, co_await keys_.BallotOf(caller, session_id));
  ZWK_CO_ASSIGN_OR_RETURN(voting->secret, co_await keys_.Of(caller, session_id));
  voting->caller = store::Personally(std::move(caller), voting->secret->key());
  voting->session_id = std::move(session_id);
  voting->decide = std::move(decide);
  ReadSet reads;
  reads.guards = {VotingGuardKey(voting->session_id)};
  reads.documents = {voting->key};
  store::Prepare prepare = [this, voting](ReadResult read) {
    return Voted(voting, std::move(read));
  };
  co_return co_await PutIn(std::move(voting), std::move(reads), std::move(prepare));
}

Task<absl::StatusOr<Prepared>> BallotStore::Voted(std::shared_ptr<Voting> voting, ReadResult read) {
  const Document& present = read.documents[0];
  ZWK_CO_ASSIGN_OR_RETURN(
      voting->rules, co_await keys_.RulesOf(voting->caller, voting->session_id, read.guards[0]));
  ZWK_CO_ASSIGN_OR_RETURN(const CastBallot before,
                          OpenBallot(*voting->secret, voting->key, present));
  ZWK_CO_ASSIGN_OR_RETURN(Ballot after, voting->decide(*voting->rules, before.ballot));
  Commit commit(voting->caller.municipality);
  CastBallot cast{std::move(after), voting->paper, before.sheet_ref, before.participant_id};
  if (voting->paper) {
    cast.participant_id = voting->sheet.participant_id;
    cast.typist = voting->secret->PersonKey(voting->caller.subject_ref);
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string sealed,
      Cast(commit, *voting->secret, *voting->rules, voting->key, present, before.ballot, cast));
  co_return Prepared{std::move(commit), store::PackAnswer(present.version + 1, sealed)};
}

Task<absl::StatusOr<OwnBallot>> BallotStore::PutIn(std::shared_ptr<Voting> voting, ReadSet reads,
                                                   store::Prepare prepare) {
  store::Recall recall = [](const ReadResult& read) {
    return store::PackAnswer(read.documents[0].version, read.documents[0].bytes);
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string answer,
      co_await store::TransactPersonally(store_, voting->caller, VoteRequests(voting->session_id),
                                         std::move(reads), std::move(prepare), std::move(recall)));
  ZWK_CO_ASSIGN_OR_RETURN(const Document document, store::UnpackAnswer(answer));
  if (voting->rules == nullptr) {  // carried out before: as it counts now
    ZWK_CO_ASSIGN_OR_RETURN(voting->rules,
                            co_await keys_.RulesOf(voting->caller, voting->session_id, ""));
  }
  co_return OwnOf(*voting->secret, *voting->rules, voting->key, document);
}

Task<absl::StatusOr<OwnBallot>> BallotStore::Own(Caller caller, SessionId session_id) {
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Rules rules,
                          co_await keys_.RulesOf(caller, session_id, ""));
  if (rules->guard.empty()) keys_.Forget(caller, session_id);
  ZWK_CO_ASSIGN_OR_RETURN(const std::string key, co_await keys_.BallotOf(caller, session_id));
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  ReadSet reads;
  reads.documents = {key};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  co_return OwnOf(*secret, *rules, key, read.documents[0]);
}

// --- sheets of paper: besides, the participant, the sheets, the person where one is named ---

Task<absl::StatusOr<OwnBallot>> BallotStore::Enter(Caller caller, SessionId session_id, Sheet sheet,
                                                   Decide decide) {
  auto voting = std::make_shared<Voting>();
  ZWK_CO_ASSIGN_OR_RETURN(voting->secret, co_await keys_.Of(caller, session_id));
  voting->caller = store::Personally(std::move(caller), voting->secret->key());
  voting->session_id = std::move(session_id);
  voting->key = voting->secret->BallotKey(sheet.participant_id);
  voting->decide = std::move(decide);
  voting->paper = true;
  ReadSet reads;
  reads.guards = {VotingGuardKey(voting->session_id)};
  reads.documents = {voting->key, voting->secret->ParticipantKey(sheet.participant_id),
                     SheetsKey(voting->session_id)};
  if (!sheet.person_ref.empty()) {
    reads.documents.push_back(voting->secret->TypedPersonKey(sheet.person_ref));
  }
  voting->sheet = std::move(sheet);
  store::Prepare prepare = [this, voting](ReadResult read) {
    return Entered(voting, std::move(read));
  };
  const ParticipantId participant_id = voting->sheet.participant_id;
  ZWK_CO_ASSIGN_OR_RETURN(OwnBallot own,
                          co_await PutIn(std::move(voting), std::move(reads), std::move(prepare)));
  own.participant_id = participant_id;
  co_return own;
}

Task<absl::StatusOr<Prepared>> BallotStore::Entered(std::shared_ptr<Voting> voting,
                                                    ReadResult read) {
  const bool first = voting->sheet.expected_version == 0;
  if (first && read.documents[1].exists() &&
      read.documents[1].origin ==
          store::PersonalOrigin(voting->caller,
                                voting->secret->ParticipantKey(voting->sheet.participant_id))) {
    co_return Prepared{Commit(voting->caller.municipality),
                       store::PackAnswer(read.documents[0].version, read.documents[0].bytes)};
  }
  ZWK_CO_RETURN_IF_ERROR(first ? CheckFirstEntry(read) : CheckCorrection(*voting, read));
  ZWK_CO_ASSIGN_OR_RETURN(Prepared prepared, co_await Voted(voting, read));
  if (first) {
    ZWK_CO_RETURN_IF_ERROR(AddSheet(prepared.commit, *voting, read));
  }
  co_return std::move(prepared);
}

absl::Status BallotStore::CheckFirstEntry(const ReadResult& read) {
  if (read.documents[0].exists() || read.documents[1].exists()) {
    return Taken("BALLOT_EXISTS", "this participant has a ballot");
  }
  if (read.documents.size() > 3 && read.documents[3].exists()) {
    return Taken("PERSON_VOTES_ALREADY", "this person has a ballot, on a device or on paper");
  }
  return absl::OkStatus();
}

absl::Status BallotStore::CheckCorrection(const Voting& voting, const ReadResult& read) {
  const Sheet& sheet = voting.sheet;
  const Document& present = read.documents[0];
  ZWK_ASSIGN_OR_RETURN(const CastBallot there, OpenBallot(*voting.secret, voting.key, present));
  if (!there.paper) {
    return absl::NotFoundError(
        absl::StrCat("no sheet of participant '", sheet.participant_id.value(), "'"));
  }
  if (present.version == sheet.expected_version) return absl::OkStatus();
  return OtherVersion(present, sheet.expected_version);
}

absl::Status BallotStore::AddSheet(Commit& commit, const Voting& voting, const ReadResult& read) {
  stored::Sheets sheets;
  ZWK_RETURN_IF_ERROR(ParseStored(read.documents[2].bytes, sheets));
  if (sheets.entered() + sheets.counted() >= voting.rules->paper_sheets) {
    return TooManySheets(*voting.rules);
  }
  const std::string index = VoteDocuments(voting.session_id);
  const std::string counted = SheetsKey(voting.session_id);
  sheets.set_entered(sheets.entered() + 1);
  commit.Write(counted, read.documents[2].version, sheets.SerializeAsString());
  if (!read.documents[2].exists()) commit.IndexAdd(index, kSheets, counted);

  const KnownParticipant known{voting.sheet.participant_id, voting.sheet.person_ref, "", true};
  const auto add = [&](const std::string& key) {
    commit.Create(key, SealParticipant(*voting.secret, key, known),
                  store::PersonalOrigin(voting.caller, key));
    commit.IndexAdd(index, kPeople, key);
  };
  add(voting.secret->ParticipantKey(known.participant_id));
  if (!known.person_ref.empty()) add(voting.secret->TypedPersonKey(known.person_ref));
  return absl::OkStatus();
}

// --- what can be told ---

Task<absl::StatusOr<VoteProgress>> BallotStore::Progress(Caller caller, LeanCoffeeSession session) {
  ReadSet reads;
  reads.counters = {CastCounter(session.about.session_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      ReadResult read, co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  std::map<std::string, int64_t>& cast = read.counters[0];
  VoteProgress progress{cast["cast"], cast["paper"], cast["devices"]};
  if (session.results) {
    progress.ballots_cast = session.results->ballots_cast;
    progress.paper_ballots_cast = session.results->paper_ballots_cast;
  }
  co_return progress;
}

Task<absl::StatusOr<Count>> BallotStore::CountVotes(Caller caller, SessionId session_id,
                                                    std::vector<v1::Topic> topics) {
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  std::vector<CastBallot> ballots;
  store::ScanQuery query;
  query.index = VoteDocuments(session_id);
  query.prefix = kBallots;
  query.limit = 500;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(const store::ScanPage page,
                            co_await store_.Scan(caller.municipality, query, caller.deadline));
    for (const store::ScanPage::Item& item : page.items) {
      ZWK_CO_ASSIGN_OR_RETURN(CastBallot ballot, OpenBallot(*secret, item.key, item.document));
      ballots.push_back(std::move(ballot));
    }
    query.after = page.next;
  } while (!query.after.empty());
  ZWK_CO_ASSIGN_OR_RETURN(const CountedTotals counted,
                          co_await TotalsOf(store_, caller, secret, session_id));
  co_return CountBallots(topics, ballots, counted);
}

// By the key of the ballot.
Task<absl::StatusOr<std::map<std::string, std::string>>> BallotStore::Persons(
    Caller caller, VoteKeys::Secret secret, SessionId session_id) {
  std::map<std::string, std::string> persons;
  store::ScanQuery query;
  query.index = VoteDocuments(session_id);
  query.prefix = kPeople;
  query.limit = 500;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(const store::ScanPage page,
                            co_await store_.Scan(caller.municipality, query, caller.deadline));
    for (const store::ScanPage::Item& item : page.items) {
      ZWK_CO_ASSIGN_OR_RETURN(const KnownParticipant known,
                              OpenParticipant(*secret, item.key, item.document));
      persons[secret->BallotKey(known.participant_id)] = known.person_ref;
    }
    query.after = page.next;
  } while (!query.after.empty());
  co_return persons;
}

Task<absl::StatusOr<NamedBallots>> BallotStore::ListNamed(Caller caller, SessionId session_id,
                                                          int page_size, std::string page_token) {
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Rules rules,
                          co_await keys_.RulesOf(caller, session_id, ""));
  store::ScanQuery query;
  query.index = VoteDocuments(session_id);
  query.prefix = kBallots;
  query.after = std::move(page_token);
  ZWK_CO_ASSIGN_OR_RETURN(query.limit, store::PageLimit(page_size));
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ScanPage page,
      co_await store_.Scan(caller.municipality, std::move(query), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(auto persons, co_await Persons(caller, secret, session_id));
  NamedBallots named{.ballots = {}, .next = page.next};
  for (const store::ScanPage::Item& item : page.items) {
    ZWK_CO_ASSIGN_OR_RETURN(const CastBallot cast, OpenBallot(*secret, item.key, item.document));
    NamedBallot one{persons[item.key], std::nullopt, cast.paper, cast.ballot.Counting(*rules)};
    if (one.ballot.Used() > 0) named.ballots.push_back(std::move(one));
  }
  co_return named;
}

}  // namespace zwk::participation
