#include "participation/lean_coffee/session_watch_api.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/session_answers_api.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr std::chrono::milliseconds kInterval{200};
// Whoever sees the number change at once can tell who has just voted: it is told less often.
constexpr std::chrono::milliseconds kBallotsInterval{1000};
constexpr size_t kMostSeen = 1000;

bool IsOver(const v1::WatchSessionResponse& picture) {
  return picture.session().phase() == v1::SESSION_PHASE_ENDED ||
         picture.session().phase() == v1::SESSION_PHASE_CANCELLED;
}

bool SameBallots(const v1::WatchSessionResponse& a, const v1::WatchSessionResponse& b) {
  return a.ballots_cast() == b.ballots_cast() && a.paper_ballots_cast() == b.paper_ballots_cast() &&
         a.devices_joined() == b.devices_joined();
}

}  // namespace

// What one watcher was told.
struct SessionWatch::Told {
  uint64_t after_seq = 0;
  Picture last;  // nothing yet: then only what is newer than after_seq is news
  Steady::time_point ballots_at;
};

Task<absl::Status> SessionWatch::Watch(Caller caller, SessionId session_id, uint64_t after_seq,
                                       rpc::Writer<v1::WatchSessionResponse>& writer) {
  auto told = std::make_shared<Told>();
  told->after_seq = after_seq;
  rpc::Watched<v1::WatchSessionResponse> watched;
  watched.look = [this, caller, session_id, told] { return Tell(caller, session_id, told); };
  watched.interval = kInterval;
  co_return co_await rpc::Watch(std::move(watched), timers_, caller.cancellation, writer);
}

Task<absl::StatusOr<rpc::Look<v1::WatchSessionResponse>>> SessionWatch::Tell(
    Caller caller, SessionId session_id, std::shared_ptr<Told> told) {
  ZWK_CO_ASSIGN_OR_RETURN(const Picture now,
                          co_await Look(std::move(caller), std::move(session_id)));
  rpc::Look<v1::WatchSessionResponse> look;
  look.ended = IsOver(*now);
  const bool first = told->last == nullptr;
  const bool ballots_may_be_told = Steady::now() - told->ballots_at >= kBallotsInterval;
  const bool ballots = !first && ballots_may_be_told && !SameBallots(*told->last, *now);
  const bool news = now->seq() > (first ? told->after_seq : told->last->seq());
  if (!first && !news && !ballots) co_return look;

  v1::WatchSessionResponse message = *now;
  if (first || ballots) {
    told->ballots_at = Steady::now();
  } else {  // their time has not come
    message.set_ballots_cast(told->last->ballots_cast());
    message.set_paper_ballots_cast(told->last->paper_ballots_cast());
    message.set_devices_joined(told->last->devices_joined());
  }
  told->last = std::make_shared<const v1::WatchSessionResponse>(message);
  if (news || ballots) look.news = std::move(message);  // seen before: wait for something newer
  co_return look;
}

Task<absl::StatusOr<SessionWatch::Picture>> SessionWatch::Look(Caller caller,
                                                               SessionId session_id) {
  const std::string name = absl::StrCat(caller.municipality, "/", session_id.value());
  {
    const std::lock_guard lock(mutex_);
    if (seen_.size() >= kMostSeen && !seen_.contains(name)) seen_.clear();
    Seen& seen = seen_[name];
    const bool fresh = seen.picture != nullptr && Steady::now() - seen.at < kInterval;
    if (fresh || (seen.looking && seen.picture != nullptr)) co_return seen.picture;
    seen.looking = true;
  }
  absl::StatusOr<Picture> taken = co_await Take(std::move(caller), std::move(session_id));
  const std::lock_guard lock(mutex_);
  if (!taken.ok()) {
    seen_.erase(name);
    co_return taken.status();
  }
  Seen& seen = seen_[name];
  seen.looking = false;
  // An older look that comes back later does not take the newer picture away.
  if (seen.picture == nullptr || seen.picture->seq() <= (*taken)->seq()) {
    seen.picture = *taken;
    seen.at = Steady::now();
  }
  co_return seen.picture;
}

Task<absl::StatusOr<SessionWatch::Picture>> SessionWatch::Take(Caller caller,
                                                               SessionId session_id) {
  ZWK_CO_ASSIGN_OR_RETURN(const VoteProgress progress,
                          co_await voting_.Progress(caller, session_id));
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await sessions_.Get(caller, std::move(session_id)));
  auto picture = std::make_shared<v1::WatchSessionResponse>();
  picture->set_seq(session.value.seq);
  picture->set_ballots_cast(progress.ballots_cast);
  picture->set_paper_ballots_cast(progress.paper_ballots_cast);
  picture->set_devices_joined(progress.devices_joined);
  ZWK_CO_ASSIGN_OR_RETURN(*picture->mutable_session(),
                          co_await ShowSession(std::move(caller), rounds_, std::move(session)));
  co_return Picture(std::move(picture));
}

}  // namespace zwk::participation
