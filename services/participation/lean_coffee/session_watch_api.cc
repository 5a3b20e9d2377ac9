#include "participation/lean_coffee/session_watch_api.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/session_answers_api.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr std::chrono::milliseconds kInterval{200};
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
  const bool ballots = !first && !SameBallots(*told->last, *now);
  const bool news = now->seq() > (first ? told->after_seq : told->last->seq());
  told->last = now;
  if (!news && !ballots) co_return look;  // seen before: wait for something newer
  look.news = *now;
  *look.news->mutable_server_time() = ToTimestamp(clock_.Now());
  co_return look;
}

Task<absl::StatusOr<SessionWatch::Picture>> SessionWatch::Look(Caller caller,
                                                               SessionId session_id) {
  const std::string name = absl::StrCat(caller.municipality, "/", session_id.value());
  {
    const std::lock_guard lock(mutex_);
    // Not those of which the number of ballots was told just now: it would be told anew too early.
    if (seen_.size() >= kMostSeen && !seen_.contains(name)) {
      std::erase_if(seen_, [](const auto& one) {
        return !one.second.looking && Steady::now() - one.second.at > 2 * kBallotsInterval;
      });
    }
    Seen& seen = seen_[name];
    const bool fresh = seen.picture != nullptr && Steady::now() - seen.at < kInterval;
    if (fresh || (seen.looking && seen.picture != nullptr)) co_return seen.picture;
    seen.looking = true;
  }
  absl::StatusOr<Picture> taken = co_await Take(std::move(caller), std::move(session_id));
  const std::lock_guard lock(mutex_);
  Seen& seen = seen_[name];
  seen.looking = false;
  if (!taken.ok()) {
    if (absl::IsNotFound(taken.status())) seen_.erase(name);
    co_return taken.status();
  }
  // An older look that comes back later does not take the newer picture away.
  if (seen.picture == nullptr || seen.picture->seq() <= (*taken)->seq()) {
    seen.picture = *taken;
    seen.at = Steady::now();
  }
  co_return seen.picture;
}

Task<absl::StatusOr<SessionWatch::Picture>> SessionWatch::Take(Caller caller,
                                                               SessionId session_id) {
  ZWK_CO_ASSIGN_OR_RETURN(StoredSession session,
                          co_await sessions_.Get(caller, std::move(session_id)));
  ZWK_CO_ASSIGN_OR_RETURN(const VoteProgress progress, co_await ProgressOf(caller, session.value));
  auto picture = std::make_shared<v1::WatchSessionResponse>();
  picture->set_ballots_cast(progress.ballots_cast);
  picture->set_paper_ballots_cast(progress.paper_ballots_cast);
  picture->set_devices_joined(progress.devices_joined);
  ZWK_CO_ASSIGN_OR_RETURN(
      *picture->mutable_session(),
      co_await ShowSessionNow(std::move(caller), rounds_, topics_, std::move(session)));
  picture->set_seq(picture->session().seq());
  co_return Picture(std::move(picture));
}

Task<absl::StatusOr<VoteProgress>> SessionWatch::ProgressOf(Caller caller,
                                                            LeanCoffeeSession session) {
  const std::string name = absl::StrCat(caller.municipality, "/", session.about.session_id.value());
  const bool known = session.results.has_value();  // by everybody
  {
    const std::lock_guard lock(mutex_);
    const Seen& seen = seen_[name];
    const bool told = seen.progress_at != Steady::time_point();
    if (!known && told && Steady::now() - seen.progress_at < kBallotsInterval) {
      co_return seen.progress;
    }
    // Whoever asks meanwhile gets the former: one look a second.
    seen_[name].progress_at = Steady::now();
  }
  ZWK_CO_ASSIGN_OR_RETURN(const VoteProgress progress,
                          co_await voting_.Progress(std::move(caller), std::move(session)));
  const std::lock_guard lock(mutex_);
  seen_[name].progress = progress;
  co_return progress;
}

}  // namespace zwk::participation
