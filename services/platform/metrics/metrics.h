// Figures about a running service, scraped by Prometheus. Thin over prometheus-cpp, which is seen
// in metrics.cc only.
//
// Handles are cheap to copy and live as long as the registry: make them once and keep them, making
// one takes a lock. Label values are bounded: never an id, a name or a text of a caller (for
// municipalities take CounterBy).
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

namespace zwk::metrics {

using Labels = std::map<std::string, std::string>;

class Counter {
 public:
  Counter() = default;
  void Add(double amount = 1);  // amount >= 0
  double value() const;

 private:
  friend class Registry;
  prometheus::Counter* counter_ = nullptr;  // a default-made handle counts nothing
};

class Gauge {
 public:
  Gauge() = default;
  void Set(double value);
  void Add(double amount);
  double value() const;

 private:
  friend class Registry;
  prometheus::Gauge* gauge_ = nullptr;
};

class Histogram {
 public:
  Histogram() = default;
  void Observe(double value);

 private:
  friend class Registry;
  prometheus::Histogram* histogram_ = nullptr;
};

// Upper bounds for durations in seconds: 100 us to 10 s.
const std::vector<double>& SecondsBuckets();

class CounterBy;

class Registry {
 public:
  Registry();
  ~Registry();
  Registry(const Registry&) = delete;
  Registry& operator=(const Registry&) = delete;

  // Same name and labels again: the same figure.
  Counter MakeCounter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge MakeGauge(const std::string& name, const std::string& help, const Labels& labels = {});
  Histogram MakeHistogram(const std::string& name, const std::string& help,
                          const Labels& labels = {},
                          const std::vector<double>& buckets = SecondsBuckets());
  // A counter with one label whose values are not known beforehand. Past `limit` values all others
  // count as "other".
  CounterBy MakeCounterBy(const std::string& name, const std::string& help,
                          const std::string& label, size_t limit = 64);

  // Called before each scrape: sets gauges that are measured rather than kept. Stays until the
  // registry ends.
  void BeforeScrape(std::function<void()> measure);

  // Everything in Prometheus' text format.
  std::string Text() const;

 private:
  friend class Exposer;
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

class CounterBy {
 public:
  CounterBy() = default;
  Counter Of(std::string_view value);

 private:
  friend class Registry;
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

// Serves http://<listen>/metrics.
class Exposer {
 public:
  Exposer();
  ~Exposer();
  // `listen` is host:port, port 0 for a free one.
  absl::Status Start(const std::string& listen, Registry& registry);
  int port() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace zwk::metrics
