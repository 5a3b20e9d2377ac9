#include "participation/lean_coffee/continue_vote_store.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/session_store.h"
#include "participation/lean_coffee/thumb_codec.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"
#include "platform/store/personal.h"

namespace zwk::participation {
namespace {

using store::Commit;
using store::Prepared;
using store::ReadResult;
using store::ReadSet;

std::string ThumbsOf(const Round& round) {
  return absl::StrCat("thumb/", round.round_id.value(), "/", round.extensions_used);
}

}  // namespace

struct ThumbStore::Putting {
  Caller caller;
  SessionId session_id;
  VoteKeys::Secret secret;
  std::string key;
  Round round;
  v1::Thumb thumb;
  FindRound find;

  absl::StatusOr<Prepared> Put(const ReadResult& read) const {
    ZWK_ASSIGN_OR_RETURN(const LeanCoffeeSession session, SessionIn(session_id, read.documents[0]));
    ZWK_ASSIGN_OR_RETURN(const Round now, find(session));
    if (now.extensions_used != round.extensions_used) {
      return WithReason(absl::AbortedError("the round was extended just now; try again"),
                        "CONCURRENT_CHANGE");
    }
    Commit commit(caller.municipality);
    commit.Require(SessionKey(session_id), read.documents[0].version);
    ZWK_ASSIGN_OR_RETURN(std::string sealed, SealThumb(*secret, key, read.documents[1], thumb));
    commit.Write(key, read.documents[1].version, sealed);
    if (!read.documents[1].exists()) {
      commit.IndexAdd(VoteDocuments(session_id), ThumbsOf(round), key);
    }
    return Prepared{std::move(commit), std::move(sealed)};
  }
};

Task<absl::StatusOr<v1::Thumb>> ThumbStore::Put(Caller caller, SessionId session_id,
                                                v1::Thumb thumb, FindRound find) {
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  ReadSet look;
  look.documents = {SessionKey(session_id)};
  ZWK_CO_ASSIGN_OR_RETURN(
      const ReadResult seen,
      co_await store_.Get(caller.municipality, std::move(look), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const LeanCoffeeSession session,
                          SessionIn(session_id, seen.documents[0]));
  ZWK_CO_ASSIGN_OR_RETURN(Round round, find(session));
  ZWK_CO_ASSIGN_OR_RETURN(const std::string ballot, co_await keys_.BallotOf(caller, session_id));
  caller = store::Personally(std::move(caller), secret->key());
  auto putting = std::make_shared<Putting>(
      Putting{caller, session_id, secret,
              secret->ThumbKey(ballot, round.round_id.value(), round.extensions_used), round, thumb,
              std::move(find)});
  ReadSet reads;
  reads.documents = {SessionKey(session_id), putting->key};
  store::Prepare prepare = [putting](ReadResult read) {
    return store::ReadyTask(putting->Put(read));
  };
  // Nothing where the round was extended since: what was said then does not count any more.
  store::Recall recall = [](const ReadResult& read) { return read.documents[1].bytes; };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string sealed,
      co_await store::TransactPersonally(store_, caller, VoteRequests(session_id), std::move(reads),
                                         std::move(prepare), std::move(recall)));
  if (sealed.empty()) co_return v1::THUMB_UNSPECIFIED;
  co_return OpenThumb(*secret, putting->key, sealed);
}

Task<absl::StatusOr<v1::ContinueVote>> ThumbStore::Count(Caller caller, SessionId session_id,
                                                         Round round) {
  ZWK_CO_ASSIGN_OR_RETURN(const VoteKeys::Secret secret, co_await keys_.Of(caller, session_id));
  v1::ContinueVote vote;
  vote.set_round_id(round.round_id.value());
  vote.set_extensions_used(round.extensions_used);
  store::ScanQuery query;
  query.index = VoteDocuments(session_id);
  query.prefix = ThumbsOf(round);
  query.limit = 500;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(const store::ScanPage page,
                            co_await store_.Scan(caller.municipality, query, caller.deadline));
    for (const store::ScanPage::Item& item : page.items) {
      // Of another count of the round: "1" is how "10" begins.
      if (item.sort_key != query.prefix || !item.document.exists()) continue;
      ZWK_CO_ASSIGN_OR_RETURN(const v1::Thumb thumb,
                              OpenThumb(*secret, item.key, item.document.bytes));
      vote.set_up(vote.up() + (thumb == v1::THUMB_UP));
      vote.set_sideways(vote.sideways() + (thumb == v1::THUMB_SIDEWAYS));
      vote.set_down(vote.down() + (thumb == v1::THUMB_DOWN));
    }
    query.after = page.next;
  } while (!query.after.empty());
  co_return vote;
}

}  // namespace zwk::participation
