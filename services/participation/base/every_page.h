#pragma once

#include <string>
#include <utility>

#include "platform/base/caller.h"
#include "platform/base/repository.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"

namespace zwk::participation {

// All of a list, page by page: `take` gets the state of each. `take` outlives the task.
template <class State, class Event, class Take>
Task<absl::Status> ForEach(Repository<State, Event>& repository, Caller caller, std::string index,
                           std::string prefix, Take& take) {
  constexpr int kPage = 100;
  std::string token;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(
        Page<State> page, co_await repository.List(caller, index, prefix, kPage, std::move(token)));
    for (const Stored<State>& stored : page.items) take(stored.value);
    token = std::move(page.next_page_token);
  } while (!token.empty());
  co_return absl::OkStatus();
}

}  // namespace zwk::participation
