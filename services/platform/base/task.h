#pragma once

#include <atomic>
#include <condition_variable>
#include <coroutine>
#include <cstdlib>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

namespace zwk {

template <class T>
class Task;

namespace internal {

// One exchange decides who goes on: the awaiting coroutine, when the child has finished before the
// await suspended, or the child, when it finishes later. Symmetric transfer would be shorter, but
// g++ 12 turns it into a tail call only at -O2 without sanitizers, and loops over tasks that finish
// at once then overflow the stack.
class TaskPromiseBase {
 public:
  std::suspend_always initial_suspend() noexcept { return {}; }

  struct Final {
    bool await_ready() noexcept { return false; }
    template <class Promise>
    void await_suspend(std::coroutine_handle<Promise> self) noexcept {
      // The frame may be gone as soon as the continuation runs: nothing of it is touched
      // afterwards.
      std::coroutine_handle<> continuation = self.promise().continuation_;
      if (self.promise().rendezvous_.exchange(true, std::memory_order_acq_rel))
        continuation.resume();
    }
    void await_resume() noexcept {}
  };
  Final final_suspend() noexcept { return {}; }

  [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }

  void set_continuation(std::coroutine_handle<> continuation) { continuation_ = continuation; }

  // True when the other side has been here before.
  bool Meet() { return rendezvous_.exchange(true, std::memory_order_acq_rel); }

 private:
  std::coroutine_handle<> continuation_;
  std::atomic<bool> rendezvous_{false};
};

template <class T>
class TaskPromise : public TaskPromiseBase {
 public:
  Task<T> get_return_object();
  template <class U>
  void return_value(U&& value) {
    value_.emplace(std::forward<U>(value));
  }
  T Take() { return std::move(*value_); }

 private:
  std::optional<T> value_;
};

template <>
class TaskPromise<void> : public TaskPromiseBase {
 public:
  Task<void> get_return_object();
  void return_void() {}
  void Take() {}
};

}  // namespace internal

// A coroutine that starts when it is awaited and is awaited once.
//
// Parameters of a coroutine that are used after a co_await are taken by value; no lambda with
// captures is a coroutine (the captures die with the lambda, not with the frame).
template <class T>
class [[nodiscard]] Task {
 public:
  using promise_type = internal::TaskPromise<T>;
  using Handle = std::coroutine_handle<promise_type>;
  using value_type = T;

  explicit Task(Handle handle) : handle_(handle) {}
  Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Task& operator=(Task&& other) noexcept {
    if (this != &other) {
      if (handle_) handle_.destroy();
      handle_ = std::exchange(other.handle_, nullptr);
    }
    return *this;
  }
  Task(const Task&) = delete;
  ~Task() {
    if (handle_) handle_.destroy();
  }

  auto operator co_await() && noexcept {
    struct Awaiter {
      Handle handle;
      bool await_ready() noexcept { return false; }
      bool await_suspend(std::coroutine_handle<> awaiting) {
        handle.promise().set_continuation(awaiting);
        handle.resume();
        return !handle.promise().Meet();
      }
      T await_resume() { return handle.promise().Take(); }
    };
    return Awaiter{handle_};
  }

 private:
  Handle handle_;
};

namespace internal {

template <class T>
Task<T> TaskPromise<T>::get_return_object() {
  return Task<T>(std::coroutine_handle<TaskPromise<T>>::from_promise(*this));
}

inline Task<void> TaskPromise<void>::get_return_object() {
  return Task<void>(std::coroutine_handle<TaskPromise<void>>::from_promise(*this));
}

// Owns itself: frees its frame when the body has ended.
struct Detached {
  struct promise_type {
    Detached get_return_object() { return {}; }
    std::suspend_never initial_suspend() noexcept { return {}; }
    std::suspend_never final_suspend() noexcept { return {}; }
    void return_void() {}
    [[noreturn]] void unhandled_exception() noexcept { std::terminate(); }
  };
};

template <class T, class Done>
Detached RunDetached(Task<T> task, Done done) {
  if constexpr (std::is_void_v<T>) {
    co_await std::move(task);
    done();
  } else {
    done(co_await std::move(task));
  }
}

}  // namespace internal

// Starts the task on this thread; `done(T)` (or `done()`) is called once, on whichever thread it
// ends.
template <class T, class Done>
void Spawn(Task<T> task, Done done) {
  internal::RunDetached(std::move(task), std::move(done));
}

inline void Spawn(Task<void> task) {
  internal::RunDetached(std::move(task), [] {});
}

// Blocks this thread until the task has ended. For main(), tests and command lines; never on a lane
// or pool.
template <class T>
T SyncWait(Task<T> task) {
  std::mutex mutex;
  std::condition_variable ended;
  std::conditional_t<std::is_void_v<T>, bool, std::optional<T>> result{};  // guarded by mutex
  bool done = false;                                                       // guarded by mutex
  auto finish = [&](auto&&... value) {
    const std::lock_guard lock(mutex);
    if constexpr (sizeof...(value) > 0) result.emplace(std::forward<decltype(value)>(value)...);
    done = true;
    ended.notify_one();  // under the lock: the waiter destroys the condition variable right after
  };
  Spawn(std::move(task), finish);
  std::unique_lock lock(mutex);
  ended.wait(lock, [&] { return done; });
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}

// A value that one thread sets once and one coroutine awaits: the bridge from callbacks to
// coroutines. Copies share the value.
template <class T>
class OneShot {
 public:
  OneShot() : state_(std::make_shared<State>()) {}

  // Resumes the waiting coroutine on this thread. Only the first call counts; returns whether it
  // did.
  bool Set(T value) const {
    if (state_->taken.exchange(true, std::memory_order_acq_rel)) return false;
    state_->value.emplace(std::move(value));
    const std::shared_ptr<State> keep = state_;
    if (keep->rendezvous.exchange(true, std::memory_order_acq_rel)) keep->waiter.resume();
    return true;
  }

  auto operator co_await() const noexcept {
    struct Awaiter {
      std::shared_ptr<State> state;
      bool await_ready() noexcept { return false; }
      bool await_suspend(std::coroutine_handle<> awaiting) {
        // The setter may resume and destroy this frame right after the exchange: use a copy.
        const std::shared_ptr<State> keep = state;
        keep->waiter = awaiting;
        return !keep->rendezvous.exchange(true, std::memory_order_acq_rel);
      }
      T await_resume() { return std::move(*state->value); }
    };
    return Awaiter{state_};
  }

 private:
  struct State {
    std::atomic<bool> taken{false};
    std::atomic<bool> rendezvous{false};
    std::coroutine_handle<> waiter;
    std::optional<T> value;
  };
  std::shared_ptr<State> state_;
};

// Starts all tasks at once and answers when the last has ended; results in the order of the tasks.
template <class T>
Task<std::vector<T>> WhenAll(std::vector<Task<T>> tasks) {
  struct State {
    std::vector<std::optional<T>> results;
    std::atomic<size_t> left;
    OneShot<bool> all;
  };
  auto state = std::make_shared<State>();
  state->results.resize(tasks.size());
  state->left = tasks.size() + 1;
  const auto one_less = [](const std::shared_ptr<State>& s) {
    if (s->left.fetch_sub(1, std::memory_order_acq_rel) == 1) s->all.Set(true);
  };
  for (size_t i = 0; i < tasks.size(); ++i) {
    Spawn(std::move(tasks[i]), [state, i, one_less](T result) {
      state->results[i].emplace(std::move(result));
      one_less(state);
    });
  }
  one_less(state);
  co_await state->all;
  std::vector<T> results;
  results.reserve(state->results.size());
  for (std::optional<T>& result : state->results) results.push_back(std::move(*result));
  co_return results;
}

}  // namespace zwk
