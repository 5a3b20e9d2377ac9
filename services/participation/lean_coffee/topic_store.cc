#include "participation/lean_coffee/topic_store.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/refusal.h"
#include "participation/lean_coffee/session_store.h"
#include "participation/meeting/minutes_guard_codec.h"
#include "platform/base/status_macros.h"
#include "platform/seal/personal.h"

namespace zwk::participation {
namespace {

using store::Commit;
using store::Document;
using store::Prepared;
using store::ReadResult;
using store::ReadSet;

constexpr size_t kRoomOfAuthor = 64;

// The guard that names the topic with this number; "" where it has none that could be.
std::string CardGuard(const SessionId& session_id, v1::Topic& topic) {
  FieldErrors told_by_the_decision;
  TakePaperRef(told_by_the_decision, "", topic);
  if (topic.paper_ref().empty() || !told_by_the_decision.ToStatus().ok()) return "";
  return absl::StrCat("card/", session_id.value(), "/", topic.paper_ref());
}

}  // namespace

// --- a new card ---

// Reads: the session, the card, its author's other cards; the board, the number on the card.
struct TopicStore::Submission {
  Caller caller;
  SessionId session_id;
  v1::Topic wanted;
  Put decide;
  std::string card_guard;
  VoteKeys::Secret secret;  // none: nobody is asked who wrote it
  std::string author_key;
  int64_t number = 0;

  absl::Status CountAuthor(Commit& commit, const LeanCoffeeSession& session,
                           const Document& document) const;
};

// A person writes so many cards, at once or one after the other.
absl::Status TopicStore::Submission::CountAuthor(Commit& commit, const LeanCoffeeSession& session,
                                                 const Document& document) const {
  stored::Author author;
  if (document.exists()) {
    ZWK_ASSIGN_OR_RETURN(const std::string bytes,
                         secret->Open(author_key, document.bytes, kRoomOfAuthor));
    ZWK_RETURN_IF_ERROR(ParseStored(bytes, author));
  }
  const int most = session.about.settings.cards_per_participant;
  if (author.cards() >= most) {
    return Refuse("TOO_MANY_CARDS", absl::StrCat("you have ", author.cards(),
                                                 " cards on the board, allowed are ", most));
  }
  author.set_cards(author.cards() + 1);
  commit.Write(author_key, document.version,
               secret->Seal(author_key, author.SerializeAsString(), kRoomOfAuthor));
  if (!document.exists()) commit.IndexAdd(VoteDocuments(session_id), "author", author_key);
  return absl::OkStatus();
}

Task<absl::StatusOr<v1::Topic>> TopicStore::Submit(Caller caller, SessionId session_id,
                                                   v1::Topic wanted, Put decide) {
  auto submission = std::make_shared<Submission>();
  const std::string key = TopicKey(session_id, wanted.topic_id());
  ReadSet reads;
  reads.documents = {SessionKey(session_id), key};
  reads.guards = {BoardGuardKey(session_id)};
  if (wanted.source() == v1::TOPIC_SOURCE_DEVICE) {  // scribes and moderators write for others
    absl::StatusOr<VoteKeys::Secret> secret = co_await votes_.Of(caller, session_id);
    // After the end there is no key: then it was carried out before, or is refused below.
    if (!secret.ok() && ReasonOf(secret.status()) != "WRONG_PHASE") co_return secret.status();
    if (secret.ok()) {
      submission->secret = *std::move(secret);
      submission->author_key = submission->secret->AuthorKey(caller.subject_ref);
      reads.documents.push_back(submission->author_key);
    }
  }
  submission->card_guard = CardGuard(session_id, wanted);
  if (!submission->card_guard.empty()) reads.guards.push_back(submission->card_guard);
  submission->caller = caller;
  submission->session_id = session_id;
  submission->wanted = std::move(wanted);
  submission->decide = std::move(decide);
  store::Prepare prepare = [this, submission](ReadResult read) {
    return Submitted(submission, std::move(read));
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      std::string answer,
      co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  co_return co_await Answered(std::move(caller), key, std::move(answer));
}

Task<absl::StatusOr<Prepared>> TopicStore::Submitted(std::shared_ptr<Submission> submission,
                                                     ReadResult read) {
  const Caller& caller = submission->caller;
  const SessionId& session_id = submission->session_id;
  const Document& present = read.documents[1];
  Commit commit(caller.municipality);
  ZWK_CO_ASSIGN_OR_RETURN(const LeanCoffeeSession session,
                          SessionIn(session_id, read.documents[0]));
  if (present.exists() && !present.origin.empty() && present.origin == caller.request.fingerprint) {
    co_return Prepared{std::move(commit), RememberedTopic(present.version, present.bytes)};
  }
  ZWK_CO_ASSIGN_OR_RETURN(v1::TopicSubmitted submitted, submission->decide(session));
  // Without the key nobody could count whose cards these are.
  if (submission->wanted.source() == v1::TOPIC_SOURCE_DEVICE && submission->secret == nullptr &&
      session.phase < SessionPhase::kEnded) {
    co_return session.WrongPhase("one whose votes were not deleted");
  }
  const v1::TopicStatus status = submitted.topic().status();
  if (present.exists()) {
    co_return IdTaken(
        absl::StrCat("there is another topic ", Quoted(submitted.topic().topic_id())));
  }
  if (!submission->card_guard.empty() && !read.guards[1].empty()) {
    co_return WithReason(absl::AlreadyExistsError(absl::StrCat(
                             "card ", Quoted(submitted.topic().paper_ref()), " is on the board")),
                         "PAPER_REF_TAKEN");
  }
  if (submission->secret != nullptr && status != v1::TOPIC_STATUS_LATE) {
    ZWK_CO_RETURN_IF_ERROR(submission->CountAuthor(commit, session, read.documents[2]));
  }
  if (submission->number == 0) {
    ZWK_CO_ASSIGN_OR_RETURN(submission->number, co_await FetchNumbers(caller, session_id, 1));
  }
  submitted.mutable_topic()->set_submission_seq(submission->number);
  commit.Guard(BoardGuardKey(session_id), read.guards[0]);
  if (status == v1::TOPIC_STATUS_LATE) {
    RequireOpenMinutes(commit, session.about.meeting_id, "MEETING_CLOSED");
  }
  MoveTopics(commit, session_id, status, 1);
  for (const char* of_all : {"all", "changes"}) commit.Add(TopicCounter(session_id), of_all, 1);
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string bytes,
      co_await Keep(commit, caller, std::move(submitted), present.event_version));
  co_return Prepared{std::move(commit), RememberedTopic(1, bytes)};
}

Task<absl::StatusOr<int64_t>> TopicStore::FetchNumbers(Caller caller, SessionId session_id,
                                                       int64_t count) {
  Commit commit(caller.municipality);
  commit.Add(TopicCounter(session_id), "number", count);
  ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                          co_await store_.Apply(std::move(commit), caller.deadline));
  co_return outcome.counts.at(0) - count + 1;
}

// Event and document are the same sealed card.
Task<absl::StatusOr<std::string>> TopicStore::Keep(Commit& commit, const Caller& caller,
                                                   v1::TopicSubmitted submitted,
                                                   uint64_t event_version) {
  const SessionId session_id(submitted.session_id());
  const std::string key = TopicKey(session_id, submitted.topic().topic_id());
  ZWK_CO_RETURN_IF_ERROR(co_await seal::SealAll(keys_, caller.municipality, key, 1, submitted));
  std::string bytes = submitted.topic().SerializeAsString();
  commit.Create(key, bytes, caller.request.fingerprint);
  commit.IndexAdd(TopicIndex(session_id),
                  absl::StrFormat("%09d", submitted.topic().submission_seq()), key);
  EmitMessage(commit, key, event_version, submitted);
  if (const std::string guard = CardGuard(session_id, *submitted.mutable_topic()); !guard.empty()) {
    commit.Guard(guard, "");
    commit.SetGuard(guard, submitted.topic().topic_id());
  }
  commit.At(clock_.Now());
  // Without the caller's trace: it would be the same on all cards of somebody.
  co_return bytes;
}

Task<absl::StatusOr<v1::Topic>> TopicStore::Answered(Caller caller, std::string key,
                                                     std::string answer) {
  ZWK_CO_ASSIGN_OR_RETURN(Document document, store::UnpackAnswer(answer));
  if (document.bytes.empty()) {
    ReadSet reads;
    reads.documents = {std::move(key)};
    ZWK_CO_ASSIGN_OR_RETURN(
        const ReadResult read,
        co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
    document = read.documents[0];
  }
  v1::Topic topic;
  ZWK_CO_RETURN_IF_ERROR(ParseStored(document.bytes, topic));
  ZWK_CO_RETURN_IF_ERROR(
      co_await seal::OpenAll(keys_, caller.municipality, topic, caller.deadline));
  co_return topic;
}

// --- many new cards ---

// Reads: the session, the cards; the board, the numbers on the cards; how many there are.
struct TopicStore::Importing {
  Caller caller;
  SessionId session_id;
  std::vector<v1::Topic> cards;
  std::vector<size_t> guard_at;  // of each card, 0: it has none
  bool dry_run = false;
  Import decide;
  int64_t first_number = 0;
  size_t numbers = 0;

  std::vector<LeanCoffeeSession::ImportRow> Rows(const ReadResult& read) const {
    std::vector<LeanCoffeeSession::ImportRow> rows;
    for (size_t i = 0; i < cards.size(); ++i) {
      rows.push_back({cards[i], guard_at[i] > 0 ? read.guards[guard_at[i]] : "",
                      read.documents[i + 1].exists()});
    }
    return rows;
  }
};

Task<absl::StatusOr<v1::ImportCardsResponse>> TopicStore::SubmitAll(Caller caller,
                                                                    SessionId session_id,
                                                                    std::vector<v1::Topic> cards,
                                                                    bool dry_run, Import decide) {
  auto importing = std::make_shared<Importing>();
  ReadSet reads;
  reads.documents = {SessionKey(session_id)};
  reads.guards = {BoardGuardKey(session_id)};
  reads.counters = {TopicCounter(session_id)};
  for (v1::Topic& card : cards) {
    card.set_source(card.source() == v1::TOPIC_SOURCE_UNSPECIFIED ? v1::TOPIC_SOURCE_PAPER
                                                                  : card.source());
    const std::string guard = CardGuard(session_id, card);
    importing->guard_at.push_back(guard.empty() ? 0 : reads.guards.size());
    if (!guard.empty()) reads.guards.push_back(guard);
    reads.documents.push_back(TopicKey(session_id, card.topic_id()));
  }
  importing->caller = caller;
  importing->session_id = session_id;
  importing->cards = std::move(cards);
  importing->dry_run = dry_run;
  importing->decide = std::move(decide);
  std::string answer;
  if (dry_run) {
    ZWK_CO_ASSIGN_OR_RETURN(
        ReadResult read,
        co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
    ZWK_CO_ASSIGN_OR_RETURN(const Prepared prepared, co_await Imported(importing, std::move(read)));
    answer = prepared.answer;
  } else {
    store::Prepare prepare = [this, importing](ReadResult read) {
      return Imported(importing, std::move(read));
    };
    ZWK_CO_ASSIGN_OR_RETURN(
        answer, co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  }
  v1::ImportCardsResponse response;
  ZWK_CO_RETURN_IF_ERROR(ParseStored(answer, response));
  co_return response;
}

Task<absl::StatusOr<Prepared>> TopicStore::Imported(std::shared_ptr<Importing> importing,
                                                    ReadResult read) {
  const Caller& caller = importing->caller;
  const SessionId& session_id = importing->session_id;
  Commit commit(caller.municipality);
  ZWK_CO_ASSIGN_OR_RETURN(const LeanCoffeeSession session,
                          SessionIn(session_id, read.documents[0]));
  const std::vector<LeanCoffeeSession::ImportRow> rows = importing->Rows(read);
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<v1::TopicSubmitted> submitted,
                          importing->decide(session, rows));
  v1::ImportCardsResponse answer;
  answer.set_dry_run(importing->dry_run);
  answer.set_imported(static_cast<int>(submitted.size()));
  answer.set_already_there(static_cast<int>(rows.size() - submitted.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    v1::CardResult& one = *answer.add_results();
    one.set_row(static_cast<int>(i) + 1);
    one.set_paper_ref(rows[i].card.paper_ref());
    one.set_topic_id(rows[i].there.empty() ? rows[i].card.topic_id() : rows[i].there);
    one.set_outcome(rows[i].there.empty() ? v1::CARD_OUTCOME_IMPORTED
                                          : v1::CARD_OUTCOME_ALREADY_THERE);
  }
  commit.Guard(BoardGuardKey(session_id), read.guards[0]);
  if (submitted.empty()) co_return Prepared{std::move(commit), answer.SerializeAsString()};
  const v1::TopicStatus status = submitted[0].topic().status();
  const int64_t count = static_cast<int64_t>(submitted.size());
  const TopicRoom room = RoomOf(status);
  if (read.counters[0][room.name] + count > room.most) co_return room.full;
  if (importing->dry_run) co_return Prepared{std::move(commit), answer.SerializeAsString()};
  if (importing->numbers < submitted.size()) {
    ZWK_CO_ASSIGN_OR_RETURN(importing->first_number,
                            co_await FetchNumbers(caller, session_id, count));
    importing->numbers = submitted.size();
  }
  for (size_t i = 0; i < submitted.size(); ++i) {
    v1::TopicSubmitted one = submitted[i];
    one.mutable_topic()->set_submission_seq(importing->first_number + static_cast<int64_t>(i));
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const auto& other) {
      return other.card.topic_id() == one.topic().topic_id();
    });
    const uint64_t event_version = read.documents[1 + (row - rows.begin())].event_version;
    ZWK_CO_RETURN_IF_ERROR((co_await Keep(commit, caller, std::move(one), event_version)).status());
  }
  MoveTopics(commit, session_id, status, count);
  for (const char* of_all : {"all", "changes"}) {
    commit.Add(TopicCounter(session_id), of_all, count);
  }
  co_return Prepared{std::move(commit), answer.SerializeAsString()};
}

}  // namespace zwk::participation
