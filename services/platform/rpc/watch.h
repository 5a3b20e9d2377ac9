// One loop for every server stream that tells how a thing changes.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/cancellation.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/base/timers.h"
#include "platform/rpc/service.h"

namespace zwk::rpc {

// What a look at the thing came to.
template <class Response>
struct Look {
  std::optional<Response> news;  // nothing: it is as it was told last
  bool ended = false;            // it will not change any more
};

template <class Response>
struct Watched {
  // Looks at the thing; one look at a time.
  std::function<Task<absl::StatusOr<Look<Response>>>()> look;
  // Set at the next change after this call; asked before each look, so that no change is missed.
  // Not given: nobody tells, and it is looked at in intervals.
  std::function<OneShot<bool>()> next = {};
  // Looked at again after this at the latest: another process may have made the change.
  std::chrono::milliseconds interval{1000};
};

// Goes on after the change, when nobody waits any more, or after `most`.
Task<void> UntilChanged(OneShot<bool> changed, Timers& timers, CancellationToken cancellation,
                        std::chrono::milliseconds most);

// Tells the thing as it is and then each change, until it has ended (OK), a look is refused, or
// nobody listens any more.
template <class Response>
Task<absl::Status> Watch(Watched<Response> watched, Timers& timers, CancellationToken cancellation,
                         Writer<Response>& writer) {
  while (!cancellation.cancelled()) {
    const OneShot<bool> changed = watched.next ? watched.next() : OneShot<bool>();
    ZWK_CO_ASSIGN_OR_RETURN(const Look<Response> look, co_await watched.look());
    if (look.news) {
      const bool heard = co_await writer.Write(*look.news);
      if (!heard) co_return absl::OkStatus();
    }
    if (look.ended) co_return absl::OkStatus();
    co_await UntilChanged(changed, timers, cancellation, watched.interval);
  }
  co_return absl::CancelledError("nobody listens any more");
}

}  // namespace zwk::rpc
