#include "participation/lean_coffee/ballot_store.h"

#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/ballot_key.h"
#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/session_store.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/store/personal.h"

namespace zwk::participation {
namespace {

using store::Commit;
using store::Document;
using store::Prepared;
using store::ReadResult;
using store::ReadSet;

constexpr int kDevice = 1, kPaper = 2;  // v1.ParticipantChannel
constexpr size_t kMostFound = 100;      // sessions remembered

std::string BallotDocument(const SessionId& session_id, const std::string& ballot_key) {
  return absl::StrCat("ballot/", session_id.value(), "/", ballot_key);
}
std::string BallotIndex(const SessionId& session_id) {
  return absl::StrCat("ballots/", session_id.value());
}
std::string TallyCounter(const SessionId& session_id) {
  return absl::StrCat("session/", session_id.value(), "/tally");
}
std::string CastCounter(const SessionId& session_id) {
  return absl::StrCat("session/", session_id.value(), "/cast");
}
std::string ParticipantKey(const SessionId& session_id, const ParticipantId& participant_id) {
  return absl::StrCat("participant/", session_id.value(), "/", participant_id.value());
}
std::string PersonKey(const SessionId& session_id, const std::string& person_ref) {
  return absl::StrCat("person/", session_id.value(), "/", person_ref);
}
// Records of what people asked for: they go with the key.
std::string Requests(const SessionId& session_id) {
  return absl::StrCat("session/", session_id.value(), "/votes");
}
// The subject under which a session's key is sealed: erasing it is the end of the key.
std::string KeySubject(const SessionId& session_id) {
  return absl::StrCat("ballots/", session_id.value());
}

absl::Status NoSession(const SessionId& session_id) {
  return absl::NotFoundError(absl::StrCat("no session ", Quoted(session_id.value())));
}
absl::Status NotJoined() {
  return WithReason(absl::NotFoundError("you have not joined this session"), "NOT_JOINED");
}
absl::Status Anonymous() {
  return absl::UnauthenticatedError("a participant has to say who it is");
}
absl::Status Taken(absl::string_view reason, const std::string& message) {
  return WithReason(absl::AlreadyExistsError(message), reason);
}

absl::StatusOr<LeanCoffeeSession> SessionIn(const SessionId& session_id, const Document& document) {
  if (!document.exists()) return NoSession(session_id);
  LeanCoffeeSession session;
  ZWK_RETURN_IF_ERROR(FromStored(document.bytes, session));
  return session;
}

absl::StatusOr<Ballot> BallotIn(const Document& document) {
  stored::Ballot kept;
  ZWK_RETURN_IF_ERROR(ParseStored(document.bytes, kept));
  Ballot ballot;
  for (const auto& one : kept.allocations()) {
    ballot.allocations[TopicId(one.topic_id())] = one.dots();
  }
  return ballot;
}

stored::Ballot Keep(const Ballot& ballot, bool paper) {
  stored::Ballot kept;
  for (const auto& [topic_id, dots] : ballot.allocations) {
    stored::Ballot::Allocation* one = kept.add_allocations();
    one->set_topic_id(topic_id.value());
    one->set_dots(dots);
  }
  kept.set_paper(paper);
  return kept;
}

std::string Answer(const LeanCoffeeSession& session, const Ballot& counting, uint64_t version,
                   const ParticipantId& participant_id) {
  stored::BallotAnswer answer;
  *answer.mutable_ballot() = Keep(counting, false);
  answer.set_version(version);
  answer.set_left(session.about.settings.dots_per_participant - counting.Used());
  answer.set_participant_id(participant_id.value());
  return answer.SerializeAsString();
}

// The ballot as it is. Reads begin with the session and the ballot.
absl::StatusOr<std::string> Present(const SessionId& session_id, const ReadResult& read,
                                    const ParticipantId& participant_id) {
  ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
  ZWK_ASSIGN_OR_RETURN(const Ballot ballot, BallotIn(read.documents[1]));
  return Answer(session, ballot.Counting(session), read.documents[1].version, participant_id);
}

absl::StatusOr<OwnBallot> ReadAnswer(const std::string& bytes) {
  stored::BallotAnswer answer;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, answer));
  OwnBallot own;
  for (const auto& one : answer.ballot().allocations()) {
    own.ballot.allocations[TopicId(one.topic_id())] = one.dots();
  }
  own.left = answer.left();
  own.version = answer.version();
  own.participant_id = ParticipantId(answer.participant_id());
  return own;
}

// The ballot takes the place of the present one, if the vote is still what it was.
void Cast(Commit& commit, const LeanCoffeeSession& session, const std::string& ballot_key,
          const Document& present, const Ballot& before, const Ballot& after, bool paper) {
  const SessionId& session_id = session.about.session_id;
  const std::string key = BallotDocument(session_id, ballot_key);
  commit.Guard(VotingGuardKey(session_id), session.VotingGuard());
  commit.Write(key, present.version, Keep(after, paper).SerializeAsString());
  if (!present.exists()) commit.IndexAdd(BallotIndex(session_id), ballot_key, key);
  const TallyChange change = ChangeOf(before, after);
  for (const TallyChange::OfTopic& topic : change.topics) {
    if (topic.dots != 0) {
      commit.Add(TallyCounter(session_id), absl::StrCat("d/", topic.topic_id.value()), topic.dots);
    }
    if (topic.voters != 0) {
      commit.Add(TallyCounter(session_id), absl::StrCat("v/", topic.topic_id.value()),
                 topic.voters);
    }
  }
  if (change.ballots_cast != 0) {
    commit.Add(CastCounter(session_id), "cast", change.ballots_cast);
    if (paper) commit.Add(CastCounter(session_id), "paper", change.ballots_cast);
  }
}

int64_t Field(const std::map<std::string, int64_t>& counter, const std::string& field) {
  const auto found = counter.find(field);
  return found == counter.end() ? 0 : found->second;
}

stored::Participant Participant(const ParticipantId& participant_id, const std::string& person_ref,
                                int channel, const std::string& locale) {
  stored::Participant participant;
  participant.set_participant_id(participant_id.value());
  participant.set_person_ref(person_ref);
  participant.set_channel(channel);
  participant.set_locale(locale);
  return participant;
}

// --- sheets of paper: the session, the ballot, the participant, the person where one is named ---

absl::Status CheckFirstEntry(const ReadResult& read) {
  if (read.documents[2].exists() || read.documents[1].exists()) {
    return Taken("BALLOT_EXISTS", "this participant has a ballot");
  }
  if (read.documents.size() > 3 && read.documents[3].exists()) {
    return Taken("PERSON_VOTES_ALREADY", "this person has a ballot, on a device or on paper");
  }
  return absl::OkStatus();
}

absl::Status CheckCorrection(const BallotBox::Sheet& sheet, const Document& present,
                             const Document& participant) {
  stored::Participant known;
  ZWK_RETURN_IF_ERROR(ParseStored(participant.bytes, known));
  if (known.channel() != kPaper || !present.exists()) {
    return absl::NotFoundError(
        absl::StrCat("no sheet of participant '", sheet.participant_id.value(), "'"));
  }
  if (present.version == sheet.expected_version) return absl::OkStatus();
  return WithDetail(
      WithReason(absl::AbortedError(absl::StrCat("the ballot has version ", present.version,
                                                 ", not ", sheet.expected_version)),
                 "VERSION_MISMATCH"),
      "current_version", absl::StrCat(present.version));
}

void AddSheet(Commit& commit, const SessionId& session_id, const BallotBox::Sheet& sheet,
              const std::string& origin) {
  const std::string bytes =
      Participant(sheet.participant_id, sheet.person_ref, kPaper, "").SerializeAsString();
  commit.Create(ParticipantKey(session_id, sheet.participant_id), bytes, origin);
  if (!sheet.person_ref.empty()) commit.Write(PersonKey(session_id, sheet.person_ref), 0, bytes);
}

}  // namespace

// --- keys ---

Task<absl::StatusOr<std::string>> BallotStore::NewKey(Caller caller, SessionId session_id) {
  const absl::StatusOr<common::v1::Sealed> sealed =
      co_await keys_.Seal(caller.municipality, SessionKey(session_id), 0, KeySubject(session_id),
                          RandomBytes(32), caller.deadline);
  // The session exists and is over; whoever creates it again is answered with it.
  if (ReasonOf(sealed.status()) == "SUBJECT_ERASED") co_return std::string();
  if (!sealed.ok()) co_return sealed.status();
  co_return sealed->SerializeAsString();
}

Task<absl::Status> BallotStore::DestroyKey(Caller caller, SessionId session_id) {
  ZWK_CO_RETURN_IF_ERROR(
      co_await keys_.EraseSubject(caller.municipality, KeySubject(session_id), caller.deadline));
  {
    const std::lock_guard lock(mutex_);
    found_.erase(absl::StrCat(caller.municipality, "/", session_id.value()));
  }
  Commit commit(caller.municipality);
  commit.ForgetRequests(Requests(session_id));
  co_return (co_await store_.Apply(std::move(commit), caller.deadline)).status();
}

Task<absl::StatusOr<std::string>> BallotStore::KeyOf(Caller caller, SessionId session_id) {
  const std::string name = absl::StrCat(caller.municipality, "/", session_id.value());
  {
    const std::lock_guard lock(mutex_);
    const auto found = found_.find(name);
    if (found != found_.end()) co_return found->second.session_key;
  }
  ReadSet reads;
  reads.documents = {SessionKey(session_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const LeanCoffeeSession session,
                          SessionIn(session_id, read.documents[0]));
  std::vector<common::v1::Sealed> sealed(1);
  if (!sealed[0].ParseFromString(session.about.sealed_ballot_key)) {
    co_return absl::DataLossError("the key of a session cannot be read");
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      auto opened, co_await keys_.Open(caller.municipality, std::move(sealed), caller.deadline));
  if (!opened[0]) co_return session.WrongPhase("one before the session's end");
  const std::lock_guard lock(mutex_);
  if (found_.size() >= kMostFound) found_.clear();
  found_[name].session_key = *opened[0];
  co_return *std::move(opened[0]);
}

Task<absl::StatusOr<BallotStore::OwnKeys>> BallotStore::KeysOfCaller(Caller caller,
                                                                     SessionId session_id) {
  if (caller.subject_ref.empty()) co_return Anonymous();
  const std::string name = absl::StrCat(caller.municipality, "/", session_id.value());
  {
    const std::lock_guard lock(mutex_);
    const auto found = found_.find(name);
    if (found != found_.end()) {
      const auto own = found->second.ballot_keys.find(caller.subject_ref);
      if (own != found->second.ballot_keys.end()) {
        co_return OwnKeys{found->second.session_key, own->second};
      }
    }
  }
  ReadSet reads;
  reads.documents = {SessionKey(session_id), PersonKey(session_id, caller.subject_ref)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  if (!read.documents[0].exists()) co_return NoSession(session_id);
  if (!read.documents[1].exists()) co_return NotJoined();
  stored::Participant participant;
  ZWK_CO_RETURN_IF_ERROR(ParseStored(read.documents[1].bytes, participant));
  // A sheet of paper is the scribe's to change.
  if (participant.channel() != kDevice) co_return NotJoined();
  OwnKeys keys;
  ZWK_CO_ASSIGN_OR_RETURN(keys.session_key, co_await KeyOf(caller, session_id));
  keys.ballot_key = BallotKey(keys.session_key, participant.participant_id());
  const std::lock_guard lock(mutex_);
  const auto found = found_.find(name);
  if (found != found_.end()) found->second.ballot_keys[caller.subject_ref] = keys.ballot_key;
  co_return keys;
}

// --- participants ---

Task<absl::StatusOr<BallotBox::Joining>> BallotStore::Join(
    Caller caller, SessionId session_id, Joining joining,
    std::function<absl::Status(const LeanCoffeeSession&)> check) {
  if (caller.subject_ref.empty()) co_return Anonymous();
  ZWK_CO_ASSIGN_OR_RETURN(const std::string session_key, co_await KeyOf(caller, session_id));
  caller = store::Personally(std::move(caller), session_key);
  ReadSet reads;
  reads.documents = {SessionKey(session_id), ParticipantKey(session_id, joining.participant_id),
                     PersonKey(session_id, caller.subject_ref)};
  const auto decide = [=](const ReadResult& read) -> absl::StatusOr<Prepared> {
    ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
    Commit commit(caller.municipality);
    if (read.documents[2].exists() && read.documents[2].origin == caller.request.fingerprint) {
      return Prepared{std::move(commit), read.documents[2].bytes};
    }
    if (read.documents[2].exists()) {
      return Taken("PARTICIPANT_EXISTS", "you are a participant of this session already");
    }
    if (read.documents[1].exists()) return Taken("ID_TAKEN", "the participant_id is taken");
    ZWK_RETURN_IF_ERROR(check(session));
    const std::string bytes =
        Participant(joining.participant_id, caller.subject_ref, kDevice, joining.locale)
            .SerializeAsString();
    commit.Write(ParticipantKey(session_id, joining.participant_id), 0, bytes);
    commit.Create(PersonKey(session_id, caller.subject_ref), bytes, caller.request.fingerprint);
    commit.Add(CastCounter(session_id), "devices", 1);
    return Prepared{std::move(commit), bytes};
  };
  store::Prepare prepare = [decide](ReadResult read) { return store::ReadyTask(decide(read)); };
  store::Recall recall = [](const ReadResult& read) { return read.documents[2].bytes; };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string bytes,
      co_await store::TransactPersonally(store_, caller, Requests(session_id), std::move(reads),
                                         std::move(prepare), std::move(recall)));
  stored::Participant participant;
  ZWK_CO_RETURN_IF_ERROR(ParseStored(bytes, participant));
  co_return Joining{ParticipantId(participant.participant_id()), participant.locale()};
}

// --- ballots ---

Task<absl::StatusOr<OwnBallot>> BallotStore::Change(Caller caller, SessionId session_id,
                                                    Decide decide) {
  ZWK_CO_ASSIGN_OR_RETURN(const OwnKeys keys, co_await KeysOfCaller(caller, session_id));
  caller = store::Personally(std::move(caller), keys.session_key);
  ReadSet reads;
  reads.documents = {SessionKey(session_id), BallotDocument(session_id, keys.ballot_key)};
  const auto vote = [=](const ReadResult& read) -> absl::StatusOr<Prepared> {
    ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
    const Document& present = read.documents[1];
    ZWK_ASSIGN_OR_RETURN(const Ballot before, BallotIn(present));
    ZWK_ASSIGN_OR_RETURN(const Ballot after, decide(session, before));
    Commit commit(caller.municipality);
    Cast(commit, session, keys.ballot_key, present, before, after, false);
    return Prepared{std::move(commit), Answer(session, after, present.version + 1, {})};
  };
  store::Prepare prepare = [vote](ReadResult read) { return store::ReadyTask(vote(read)); };
  store::Recall recall = [session_id](const ReadResult& read) {
    return Present(session_id, read, {});
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string answer,
      co_await store::TransactPersonally(store_, caller, Requests(session_id), std::move(reads),
                                         std::move(prepare), std::move(recall)));
  co_return ReadAnswer(answer);
}

Task<absl::StatusOr<OwnBallot>> BallotStore::Own(Caller caller, SessionId session_id) {
  ZWK_CO_ASSIGN_OR_RETURN(const OwnKeys keys, co_await KeysOfCaller(caller, session_id));
  ReadSet reads;
  reads.documents = {SessionKey(session_id), BallotDocument(session_id, keys.ballot_key)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const std::string answer, Present(session_id, read, {}));
  co_return ReadAnswer(answer);
}

Task<absl::StatusOr<OwnBallot>> BallotStore::Enter(Caller caller, SessionId session_id, Sheet sheet,
                                                   Decide decide) {
  ZWK_CO_ASSIGN_OR_RETURN(const std::string session_key, co_await KeyOf(caller, session_id));
  caller = store::Personally(std::move(caller), session_key);
  const std::string ballot_key = BallotKey(session_key, sheet.participant_id.value());
  ReadSet reads;
  reads.documents = {SessionKey(session_id), BallotDocument(session_id, ballot_key),
                     ParticipantKey(session_id, sheet.participant_id)};
  if (!sheet.person_ref.empty()) {
    reads.documents.push_back(PersonKey(session_id, sheet.person_ref));
  }
  store::Recall recall = [session_id, sheet](const ReadResult& read) {
    return Present(session_id, read, sheet.participant_id);
  };
  const auto enter = [=](const ReadResult& read) -> absl::StatusOr<Prepared> {
    ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
    const Document& present = read.documents[1];
    const Document& participant = read.documents[2];
    Commit commit(caller.municipality);
    if (sheet.expected_version != 0) {
      ZWK_RETURN_IF_ERROR(CheckCorrection(sheet, present, participant));
    } else if (participant.exists() && participant.origin == caller.request.fingerprint) {
      ZWK_ASSIGN_OR_RETURN(std::string answer, recall(read));
      return Prepared{std::move(commit), std::move(answer)};
    } else {
      ZWK_RETURN_IF_ERROR(CheckFirstEntry(read));
      AddSheet(commit, session_id, sheet, caller.request.fingerprint);
    }
    ZWK_ASSIGN_OR_RETURN(const Ballot before, BallotIn(present));
    ZWK_ASSIGN_OR_RETURN(const Ballot after, decide(session, before));
    Cast(commit, session, ballot_key, present, before, after, true);
    return Prepared{std::move(commit),
                    Answer(session, after, present.version + 1, sheet.participant_id)};
  };
  store::Prepare prepare = [enter](ReadResult read) { return store::ReadyTask(enter(read)); };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string answer,
      co_await store::TransactPersonally(store_, caller, Requests(session_id), std::move(reads),
                                         std::move(prepare), std::move(recall)));
  co_return ReadAnswer(answer);
}

// --- what can be told ---

Task<absl::StatusOr<VoteProgress>> BallotStore::Progress(Caller caller, SessionId session_id) {
  ReadSet reads;
  reads.counters = {CastCounter(session_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  const auto& cast = read.counters[0];
  co_return VoteProgress{Field(cast, "cast"), Field(cast, "paper"), Field(cast, "devices")};
}

Task<absl::StatusOr<SessionId>> BallotStore::VotingSession(Caller caller, std::string meeting_id) {
  ReadSet reads;
  reads.guards = {MeetingVoteKey(meeting_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      ReadResult read, co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  co_return SessionId(std::move(read.guards[0]));
}

Task<absl::StatusOr<Count>> BallotStore::CountVotes(Caller caller, LeanCoffeeSession session) {
  const SessionId session_id = session.about.session_id;
  ReadSet reads;
  reads.counters = {TallyCounter(session_id), CastCounter(session_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  Count count;
  for (const Topic& topic : session.topics) {
    if (topic.status != TopicStatus::kAccepted) continue;
    count.topics.push_back({topic.topic_id, topic.submission_seq,
                            Field(read.counters[0], absl::StrCat("d/", topic.topic_id.value())),
                            Field(read.counters[0], absl::StrCat("v/", topic.topic_id.value()))});
  }
  count.ballots_cast = Field(read.counters[1], "cast");
  count.paper_ballots_cast = Field(read.counters[1], "paper");
  if (session.withdrawn_while_voting == 0) co_return count;

  // A ballot whose dots all lay on withdrawn topics is none any more, and only the ballots know.
  count.ballots_cast = count.paper_ballots_cast = 0;
  store::ScanQuery query;
  query.index = BallotIndex(session_id);
  query.limit = 500;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(const store::ScanPage page,
                            co_await store_.Scan(caller.municipality, query, caller.deadline));
    for (const store::ScanPage::Item& item : page.items) {
      ZWK_CO_ASSIGN_OR_RETURN(const Ballot ballot, BallotIn(item.document));
      if (ballot.Counting(session).Used() == 0) continue;
      stored::Ballot kept;
      ZWK_CO_RETURN_IF_ERROR(ParseStored(item.document.bytes, kept));
      ++count.ballots_cast;
      if (kept.paper()) ++count.paper_ballots_cast;
    }
    query.after = page.next;
  } while (!query.after.empty());
  co_return count;
}

}  // namespace zwk::participation
