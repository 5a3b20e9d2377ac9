#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "platform/base/task.h"

namespace zwk::forecasting {

// Wakes those who watch a run when it changes.
class RunSignals {
 public:
  // Hears of one run, from its making to its end.
  class Listener {
   public:
    Listener(RunSignals& signals, std::string run) : signals_(signals), run_(std::move(run)) {
      const std::lock_guard lock(signals_.mutex_);
      signals_.listeners_[run_].insert(this);
    }
    ~Listener() {
      const std::lock_guard lock(signals_.mutex_);
      const auto found = signals_.listeners_.find(run_);
      found->second.erase(this);
      if (found->second.empty()) signals_.listeners_.erase(found);
    }
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    // Set at the next change after this call. Ask first, read then: so no change is missed.
    OneShot<bool> Next() {
      const std::lock_guard lock(signals_.mutex_);
      return next_ = OneShot<bool>();
    }

   private:
    friend class RunSignals;
    RunSignals& signals_;
    const std::string run_;
    OneShot<bool> next_;  // guarded by signals_.mutex_
  };

  std::shared_ptr<Listener> Listen(const std::string& municipality, const std::string& id) {
    return std::make_shared<Listener>(*this, NameOf(municipality, id));
  }

  void Changed(const std::string& municipality, const std::string& id) {
    std::vector<OneShot<bool>> wake;
    {
      const std::lock_guard lock(mutex_);
      const auto found = listeners_.find(NameOf(municipality, id));
      if (found == listeners_.end()) return;
      for (const Listener* listener : found->second) wake.push_back(listener->next_);
    }
    for (const OneShot<bool>& one : wake) one.Set(true);
  }

 private:
  static std::string NameOf(const std::string& municipality, const std::string& id) {
    return municipality + "/" + id;
  }

  std::mutex mutex_;
  std::map<std::string, std::set<Listener*>> listeners_;  // by run; guarded by mutex_
};

}  // namespace zwk::forecasting
