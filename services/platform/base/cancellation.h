#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>

namespace zwk {

// Says "no longer wanted" to work under way. Copies share the state; a default token is never
// cancelled.
class CancellationToken {
 public:
  CancellationToken() = default;

  bool cancelled() const;

  // Runs `callback` once when cancelled, at once when it already is. The callback must be short and
  // must not take locks held while registering.
  class Registration;
  Registration OnCancel(std::function<void()> callback) const;

 private:
  friend class CancellationSource;
  struct State;
  explicit CancellationToken(std::shared_ptr<State> state) : state_(std::move(state)) {}
  std::shared_ptr<State> state_;
};

// Unregisters when it goes.
class [[nodiscard]] CancellationToken::Registration {
 public:
  Registration() = default;
  Registration(Registration&& other) noexcept;
  Registration& operator=(Registration&& other) noexcept;
  ~Registration();

 private:
  friend class CancellationToken;
  Registration(std::shared_ptr<State> state, uint64_t id) : state_(std::move(state)), id_(id) {}
  void Unregister();
  std::shared_ptr<State> state_;
  uint64_t id_ = 0;
};

class CancellationSource {
 public:
  CancellationSource();
  CancellationToken token() const { return CancellationToken(state_); }
  void Cancel() const;

 private:
  std::shared_ptr<CancellationToken::State> state_;
};

}  // namespace zwk
