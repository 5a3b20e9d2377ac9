#include "platform/metrics/metrics.h"

#include <exception>
#include <mutex>
#include <utility>

#include <prometheus/collectable.h>
#include <prometheus/counter.h>
#include <prometheus/exposer.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "absl/strings/str_cat.h"

namespace zwk::metrics {
namespace {

// Collected before the registry, so that what it sets is what is scraped. Has no figures of its
// own.
class Measurements : public prometheus::Collectable {
 public:
  void Add(std::function<void()> measure) {
    const std::lock_guard lock(mutex_);
    measures_.push_back(std::move(measure));
  }
  std::vector<prometheus::MetricFamily> Collect() const override {
    const std::lock_guard lock(mutex_);
    for (const auto& measure : measures_) measure();
    return {};
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::function<void()>> measures_;  // guarded by mutex_
};

}  // namespace

const std::vector<double>& SecondsBuckets() {
  static const std::vector<double> buckets = {0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005,
                                              0.01,   0.025,   0.05,   0.1,   0.25,   0.5,
                                              1,      2.5,     5,      10};
  return buckets;
}

void Counter::Add(double amount) {
  if (counter_ != nullptr) counter_->Increment(amount);
}
double Counter::value() const { return counter_ == nullptr ? 0 : counter_->Value(); }

void Gauge::Set(double value) {
  if (gauge_ != nullptr) gauge_->Set(value);
}
void Gauge::Add(double amount) {
  if (gauge_ == nullptr) return;
  amount >= 0 ? gauge_->Increment(amount) : gauge_->Decrement(-amount);
}
double Gauge::value() const { return gauge_ == nullptr ? 0 : gauge_->Value(); }

void Histogram::Observe(double value) {
  if (histogram_ != nullptr) histogram_->Observe(value);
}

struct Registry::Impl {
  std::shared_ptr<prometheus::Registry> registry = std::make_shared<prometheus::Registry>();
  std::shared_ptr<Measurements> measurements = std::make_shared<Measurements>();
};

Registry::Registry() : impl_(std::make_unique<Impl>()) {}
Registry::~Registry() = default;

Counter Registry::MakeCounter(const std::string& name, const std::string& help,
                              const Labels& labels) {
  Counter counter;
  counter.counter_ =
      &prometheus::BuildCounter().Name(name).Help(help).Register(*impl_->registry).Add(labels);
  return counter;
}

Gauge Registry::MakeGauge(const std::string& name, const std::string& help, const Labels& labels) {
  Gauge gauge;
  gauge.gauge_ =
      &prometheus::BuildGauge().Name(name).Help(help).Register(*impl_->registry).Add(labels);
  return gauge;
}

Histogram Registry::MakeHistogram(const std::string& name, const std::string& help,
                                  const Labels& labels, const std::vector<double>& buckets) {
  Histogram histogram;
  histogram.histogram_ = &prometheus::BuildHistogram()
                              .Name(name)
                              .Help(help)
                              .Register(*impl_->registry)
                              .Add(labels, buckets);
  return histogram;
}

struct CounterBy::Impl {
  std::function<Counter(const std::string& value)> make;
  size_t limit = 0;
  std::mutex mutex;
  std::map<std::string, Counter, std::less<>> counters;  // guarded by mutex
};

Counter CounterBy::Of(std::string_view value) {
  if (impl_ == nullptr) return {};
  const std::lock_guard lock(impl_->mutex);
  auto found = impl_->counters.find(value);
  if (found == impl_->counters.end()) {
    const std::string label = impl_->counters.size() < impl_->limit ? std::string(value) : "other";
    found = impl_->counters.find(label);
    if (found == impl_->counters.end())
      found = impl_->counters.emplace(label, impl_->make(label)).first;
  }
  return found->second;
}

CounterBy Registry::MakeCounterBy(const std::string& name, const std::string& help,
                                  const std::string& label, size_t limit) {
  CounterBy by;
  by.impl_ = std::make_shared<CounterBy::Impl>();
  by.impl_->limit = limit;
  by.impl_->make = [this, name, help, label](const std::string& value) {
    return MakeCounter(name, help, {{label, value}});
  };
  return by;
}

void Registry::BeforeScrape(std::function<void()> measure) {
  impl_->measurements->Add(std::move(measure));
}

std::string Registry::Text() const {
  impl_->measurements->Collect();
  return prometheus::TextSerializer().Serialize(impl_->registry->Collect());
}

namespace {

// Connections that say nothing hold a thread each until the patience ends.
constexpr char kThreads[] = "16";
constexpr char kPatienceMs[] = "5000";

}  // namespace

struct Exposer::Impl {
  std::unique_ptr<prometheus::Exposer> exposer;
};

Exposer::Exposer() : impl_(std::make_unique<Impl>()) {}
Exposer::~Exposer() = default;

absl::Status Exposer::Start(const std::string& listen, Registry& registry) {
  try {  // civetweb's wrapper throws when it cannot listen
    impl_->exposer = std::make_unique<prometheus::Exposer>(std::vector<std::string>{
        "listening_ports", listen, "num_threads", kThreads, "request_timeout_ms", kPatienceMs});
  } catch (const std::exception& error) {
    return absl::UnavailableError(
        absl::StrCat("cannot serve metrics on ", listen, ": ", error.what()));
  }
  impl_->exposer->RegisterCollectable(registry.impl_->measurements);
  impl_->exposer->RegisterCollectable(registry.impl_->registry);
  return absl::OkStatus();
}

int Exposer::port() const {
  if (impl_->exposer == nullptr) return 0;
  const std::vector<int> ports = impl_->exposer->GetListeningPorts();
  return ports.empty() ? 0 : ports.front();
}

}  // namespace zwk::metrics
