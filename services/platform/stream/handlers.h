#pragma once

#include <cassert>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "platform/base/task.h"
#include "platform/stream/event.h"

namespace zwk::stream {

// What a view or consumer does with each type of event that it hears, as a table, so that it can
// also say what it hears:
//
//   const Handlers<ViewChange>& MeetingsView::Heard() {
//     static const auto heard = Handlers<ViewChange>()
//                                   .On<pv1::MeetingScheduled>(OnScheduled)
//                                   .On<pv1::SessionCreated>(OnSession);
//     return heard;
//   }
//   Task<absl::Status> MeetingsView::On(const Event& event, ViewChange& change) {
//     co_return co_await Heard().Handle(event, change);
//   }
//
// A handler takes the message and Args, or the event before them; it answers nothing, an
// absl::Status or a Task of one. Message and event live until it is done.
template <typename... Args>
class Handlers {
 public:
  // One handler for a type.
  template <typename Message, typename Handler>
  Handlers& On(Handler handler) {
    const auto call = [handler = std::move(handler)](const Event& event, Args&... args) {
      return Call<Message>(handler, event, args...);
    };
    [[maybe_unused]] const bool first =
        table_.emplace(Message::descriptor()->full_name(), call).second;
    assert(first);
    return *this;
  }

  // OK for what is not heard: it is not for this reader, or newer than its build.
  Task<absl::Status> Handle(const Event& event, Args&... args) const {
    const auto found = table_.find(event.type);
    return found == table_.end() ? Nothing() : found->second(event, args...);
  }

  // Full names of the messages, ascending.
  std::vector<std::string> types() const {
    std::vector<std::string> types;
    for (const auto& [type, handler] : table_) types.push_back(type);
    return types;
  }

 private:
  static Task<absl::Status> Nothing() { co_return absl::OkStatus(); }

  template <typename Message, typename Handler>
  static Task<absl::Status> Call(const Handler& handler, const Event& event, Args&... args) {
    const std::optional<Message> message = Unpack<Message>(event);
    if (!message) co_return absl::OkStatus();  // garbled: the runner parks it
    const auto answer = [&] {
      if constexpr (std::is_invocable_v<const Handler&, const Event&, const Message&, Args&...>) {
        return handler(event, *message, args...);
      } else {
        return handler(*message, args...);
      }
    };
    using Answer = decltype(answer());
    if constexpr (std::is_void_v<Answer>) {
      answer();
      co_return absl::OkStatus();
    } else if constexpr (std::is_same_v<Answer, absl::Status>) {
      co_return answer();
    } else {
      co_return co_await answer();
    }
  }

  std::map<std::string, std::function<Task<absl::Status>(const Event&, Args&...)>> table_;
};

}  // namespace zwk::stream
