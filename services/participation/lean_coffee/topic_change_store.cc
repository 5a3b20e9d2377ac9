#include <map>
#include <memory>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/session_store.h"
#include "participation/lean_coffee/topic_store.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/seal/personal.h"

// What becomes of cards that are there, and what is seen of them.
namespace zwk::participation {
namespace {

using store::Commit;
using store::Document;
using store::Prepared;
using store::ReadResult;
using store::ReadSet;

constexpr size_t kMostOfAnAnswer = 4096;  // what is longer is read again

absl::Status NoTopic(const TopicId& topic_id) {
  return absl::NotFoundError(
      absl::StrCat("no topic ", Quoted(topic_id.value()), " in this session"));
}

std::string NextVotingGuard(const std::string& guard) {
  int64_t withdrawn = 0;
  (void)absl::SimpleAtoi(guard.substr(guard.find('/') + 1), &withdrawn);
  return absl::StrCat("VOTING/", withdrawn + 1);
}

}  // namespace

std::string TopicKey(const SessionId& session_id, absl::string_view topic_id) {
  return absl::StrCat("topic/", session_id.value(), "/", topic_id);
}

std::string TopicIndex(const SessionId& session_id) {
  return absl::StrCat("topics/", session_id.value());
}
std::string TopicCounter(const SessionId& session_id) {
  return absl::StrCat("session/", session_id.value(), "/topics");
}

std::string RememberedTopic(uint64_t version, const std::string& bytes) {
  return store::PackAnswer(version, bytes.size() > kMostOfAnAnswer ? "" : bytes);
}

void MoveTopics(Commit& commit, const SessionId& session_id, v1::TopicStatus status, int64_t by) {
  const TopicRoom room = RoomOf(status);
  if (room.name.empty() || by == 0) return;
  if (by < 0) {
    commit.Add(TopicCounter(session_id), room.name, by);
  } else {
    commit.AddAtMost(TopicCounter(session_id), room.name, by, room.most, room.full);
  }
}

std::string FirstVotingGuard() { return "VOTING/0"; }

void RequireSameTopics(Commit& commit, const SessionId& session_id, int64_t seen) {
  commit.AddAtMost(
      TopicCounter(session_id), "changes", 0, seen,
      WithReason(absl::AbortedError("cards kept changing; try again"), "CONCURRENT_CHANGE"));
}

Task<absl::StatusOr<std::vector<v1::Topic>>> KeptTopics(store::Store& store, Caller caller,
                                                        SessionId session_id) {
  std::vector<v1::Topic> topics;
  store::ScanQuery query;
  query.index = TopicIndex(session_id);
  query.limit = 500;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(const store::ScanPage page,
                            co_await store.Scan(caller.municipality, query, caller.deadline));
    for (const store::ScanPage::Item& item : page.items) {
      ZWK_CO_RETURN_IF_ERROR(ParseStored(item.document.bytes, topics.emplace_back()));
    }
    query.after = page.next;
  } while (!query.after.empty());
  co_return topics;
}

// --- what becomes of cards ---

// Reads: the session, the cards; the board, the vote.
struct TopicStore::Changing {
  Caller caller;
  SessionId session_id;
  std::vector<TopicId> ids;
  Decide decide;
};

Task<absl::StatusOr<v1::Topic>> TopicStore::Change(Caller caller, SessionId session_id,
                                                   std::vector<TopicId> ids, Decide decide) {
  ReadSet reads;
  reads.documents = {SessionKey(session_id)};
  for (const TopicId& id : ids) reads.documents.push_back(TopicKey(session_id, id.value()));
  reads.guards = {BoardGuardKey(session_id), VotingGuardKey(session_id)};
  const std::string first = reads.documents[1];
  auto changing = std::make_shared<Changing>(
      Changing{caller, std::move(session_id), std::move(ids), std::move(decide)});
  store::Prepare prepare = [this, changing](ReadResult read) {
    return Changed(changing, std::move(read));
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      std::string answer,
      co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  co_return co_await Answered(std::move(caller), first, std::move(answer));
}

Task<absl::StatusOr<Prepared>> TopicStore::Changed(std::shared_ptr<Changing> changing,
                                                   ReadResult read) {
  const SessionId& session_id = changing->session_id;
  Commit commit(changing->caller.municipality);
  ZWK_CO_ASSIGN_OR_RETURN(const LeanCoffeeSession session,
                          SessionIn(session_id, read.documents[0]));
  std::vector<v1::Topic> topics;
  for (size_t i = 0; i < changing->ids.size(); ++i) {
    if (!read.documents[i + 1].exists()) co_return NoTopic(changing->ids[i]);
    ZWK_CO_RETURN_IF_ERROR(ParseStored(read.documents[i + 1].bytes, topics.emplace_back()));
  }
  ZWK_CO_ASSIGN_OR_RETURN(const TopicEvent event, changing->decide(session, topics));

  std::map<v1::TopicStatus, int64_t> moved;
  for (size_t i = 0; i < topics.size(); ++i) {
    const Document& document = read.documents[i + 1];
    const v1::TopicStatus before = topics[i].status();
    Apply(event, topics[i]);
    --moved[before];
    ++moved[topics[i].status()];
    topics[i].set_version(document.version + 1);
    commit.Write(TopicKey(session_id, topics[i].topic_id()), document.version,
                 topics[i].SerializeAsString());
  }
  for (const auto& [status, by] : moved) MoveTopics(commit, session_id, status, by);
  commit.Add(TopicCounter(session_id), "changes", 1);
  commit.Guard(BoardGuardKey(session_id), read.guards[0]);
  commit.Guard(VotingGuardKey(session_id), read.guards[1]);
  // A ballot that was decided before cannot be cast any more after a card was withdrawn.
  if (!read.guards[1].empty()) {
    commit.SetGuard(VotingGuardKey(session_id), NextVotingGuard(read.guards[1]));
  }
  const std::string key = TopicKey(session_id, topics[0].topic_id());
  const uint64_t event_version = read.documents[1].event_version;
  std::visit(
      [&](const auto& message) {
        if constexpr (std::is_same_v<std::decay_t<decltype(message)>, RejectedTopic>) {
          EmitMessage(commit, key, event_version, message.told);
        } else {
          EmitMessage(commit, key, event_version, message);
        }
      },
      event);
  commit.At(clock_.Now());
  co_return Prepared{std::move(commit),
                     RememberedTopic(read.documents[1].version + 1, topics[0].SerializeAsString())};
}

// --- looking ---

Task<absl::StatusOr<v1::ListTopicsResponse>> TopicStore::List(Caller caller, SessionId session_id,
                                                              int page_size,
                                                              std::string page_token) {
  store::ScanQuery query;
  query.index = TopicIndex(session_id);
  query.after = std::move(page_token);
  ZWK_CO_ASSIGN_OR_RETURN(query.limit, store::PageLimit(page_size));
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ScanPage page,
      co_await store_.Scan(caller.municipality, std::move(query), caller.deadline));
  v1::ListTopicsResponse response;
  for (const store::ScanPage::Item& item : page.items) {
    ZWK_CO_RETURN_IF_ERROR(ParseStored(item.document.bytes, *response.add_topics()));
  }
  ZWK_CO_RETURN_IF_ERROR(
      co_await seal::OpenAll(keys_, caller.municipality, response, caller.deadline));
  response.set_next_page_token(page.next);
  co_return response;
}

Task<absl::StatusOr<std::vector<v1::Topic>>> TopicStore::Read(Caller caller, SessionId session_id,
                                                              std::vector<TopicId> ids) {
  ReadSet reads;
  for (const TopicId& id : ids) reads.documents.push_back(TopicKey(session_id, id.value()));
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  v1::ListTopicsResponse opened;
  for (const Document& document : read.documents) {
    ZWK_CO_RETURN_IF_ERROR(ParseStored(document.bytes, *opened.add_topics()));
  }
  ZWK_CO_RETURN_IF_ERROR(
      co_await seal::OpenAll(keys_, caller.municipality, opened, caller.deadline));
  co_return std::vector<v1::Topic>(opened.topics().begin(), opened.topics().end());
}

Task<absl::StatusOr<std::vector<v1::Topic>>> TopicStore::All(Caller caller, SessionId session_id) {
  return KeptTopics(store_, std::move(caller), std::move(session_id));
}

Task<absl::StatusOr<std::vector<TopicNumbers>>> TopicStore::Count(
    Caller caller, std::vector<SessionId> session_ids) {
  ReadSet reads;
  for (const SessionId& id : session_ids) reads.counters.push_back(TopicCounter(id));
  ZWK_CO_ASSIGN_OR_RETURN(
      ReadResult read, co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  std::vector<TopicNumbers> numbers;
  for (auto& of : read.counters) {
    numbers.push_back({of["all"], of["accepted"], of["waiting"], of["changes"]});
  }
  co_return numbers;
}

}  // namespace zwk::participation
