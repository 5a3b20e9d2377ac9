// Figures about a service that are measured rather than kept: views, store, process.
#pragma once

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "platform/base/clock.h"
#include "platform/metrics/metrics.h"
#include "platform/store/redis_store.h"
#include "platform/stream/view_runner.h"

namespace zwk::config {

class Figures {
 public:
  explicit Figures(metrics::Registry& registry) : registry_(registry) {}

  // How far the views are.
  void OfViews(const std::vector<stream::ViewRunner::Lag>& lags, Time now);
  // What the store holds, and what of it is not trimmed yet.
  void OfStore(const store::RedisStore::Figures& store, Time now);
  // Who follows a city's events from outside. Of every city that there is a figure of, also where it is nobody.
  void OfEvents(const std::map<std::string, int>& watching);
  // When its records became files last.
  void OfAuditLog(Time sealed);
  // What waits for the store.
  void OfLanes(const store::RedisStore& store);
  // What the process takes of the machine.
  void OfProcess();

 private:
  void Set(const std::string& name, const std::string& help, double value,
           const metrics::Labels& labels = {});
  // Whether there is a label for it, from now on: there are not too many.
  bool Labelled(const std::string& municipality);

  metrics::Registry& registry_;
  std::mutex mutex_;
  std::set<std::string> municipalities_;  // guarded by mutex_
};

}  // namespace zwk::config
