#include "platform/config/figures.h"

#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>

namespace zwk::config {
namespace {

constexpr size_t kMaxMunicipalityLabels = 64;

double Seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

void Figures::Set(const std::string& name, const std::string& help, double value,
                  const metrics::Labels& labels) {
  registry_.MakeGauge(name, help, labels).Set(value);
}

bool Figures::Labelled(const std::string& municipality) {
  const std::lock_guard lock(mutex_);
  if (municipalities_.contains(municipality)) return true;
  if (municipalities_.size() >= kMaxMunicipalityLabels) return false;
  municipalities_.insert(municipality);
  return true;
}

void Figures::OfViews(const std::vector<stream::ViewRunner::Lag>& lags, Time now) {
  for (const stream::ViewRunner::Lag& lag : lags) {
    if (!Labelled(lag.partition.municipality)) continue;
    const metrics::Labels labels = {{"view", lag.view},
                                    {"area", lag.partition.area},
                                    {"municipality", lag.partition.municipality}};
    Set("zwk_view_applied_events", "Events applied since the start of the process.",
        static_cast<double>(lag.applied), labels);
    Set("zwk_view_parked_aggregates", "Aggregates that wait for a redrive.",
        static_cast<double>(lag.parked), labels);
    Set("zwk_view_waiting", "1 while a gap or a retry holds the partition up.", lag.waiting ? 1 : 0,
        labels);
    Set("zwk_view_lag_seconds", "Age of the oldest event that waits to be applied.",
        Seconds(lag.BehindBy(now)), labels);
    Set("zwk_view_lag_events", "Events read that wait to be applied; there may be more.",
        static_cast<double>(lag.pending), labels);
    Set("zwk_view_last_event_timestamp_seconds", "Time of the last event applied.",
        static_cast<double>(ToMicros(lag.last_event)) / 1e6, labels);
  }
}

void Figures::OfStore(const store::RedisStore::Figures& store, Time now) {
  Set("zwk_store_memory_bytes", "Memory that Redis has in use.",
      static_cast<double>(store.memory_bytes));
  Set("zwk_store_memory_limit_bytes", "What it may use at most; 0: all there is.",
      static_cast<double>(store.memory_limit_bytes));
  Set("zwk_store_file_bytes", "Size of its append-only file.",
      static_cast<double>(store.file_bytes));
  Set("zwk_store_delayed_syncs", "Syncs of that file that had to wait, since Redis started.",
      static_cast<double>(store.delayed_syncs));
  for (const auto& outbox : store.outboxes) {
    if (!Labelled(outbox.municipality)) continue;
    const metrics::Labels labels = {{"municipality", outbox.municipality}};
    Set("zwk_outbox_events", "Events of this service that the store still holds.",
        static_cast<double>(outbox.events), labels);
    Set("zwk_outbox_age_seconds", "Age of the oldest of them.",
        outbox.events == 0 ? 0 : std::max(0.0, Seconds(now - outbox.oldest)), labels);
  }
}

void Figures::OfAuditLog(Time sealed) {
  Set("zwk_audit_sealed_timestamp_seconds", "When the records of the audit log were sealed last.",
      static_cast<double>(ToMicros(sealed)) / 1e6);
}

void Figures::OfLanes(const store::RedisStore& store) {
  const auto set = [this](const store::RedisStore::Waiting& waiting, const std::string& kind) {
    Set("zwk_store_waiting_calls", "Calls that wait to be sent to the store.",
        static_cast<double>(waiting.calls), {{"kind", kind}});
    Set("zwk_store_waiting_bytes", "What they would send.", static_cast<double>(waiting.bytes),
        {{"kind", kind}});
  };
  set(store.WaitingCommits(), "commit");
  set(store.WaitingReads(), "read");
}

void Figures::OfEvents(const std::map<std::string, int>& watching) {
  for (const auto& [municipality, streams] : watching) Labelled(municipality);
  std::set<std::string> cities;
  {
    const std::lock_guard lock(mutex_);
    cities = municipalities_;
  }
  for (const std::string& municipality : cities) {
    const auto found = watching.find(municipality);
    Set("zwk_event_streams", "Streams of events that are open to those outside.",
        found == watching.end() ? 0 : found->second, {{"municipality", municipality}});
  }
}

void Figures::OfProcess() {
  std::ifstream file("/proc/self/stat");
  std::string line;
  std::getline(file, line);
  const size_t name_end = line.rfind(')');
  if (name_end == std::string::npos) return;
  // From the state on, which proc(5) counts as the third.
  std::istringstream rest(line.substr(name_end + 1));
  const std::vector<std::string> fields(std::istream_iterator<std::string>(rest), {});
  if (fields.size() < 22) return;
  const auto field = [&fields](size_t number) { return std::stod(fields[number - 3]); };
  const auto ticks = static_cast<double>(sysconf(_SC_CLK_TCK));
  metrics::Counter cpu =
      registry_.MakeCounter("process_cpu_seconds_total", "CPU time of the process.");
  cpu.Add(std::max(0.0, (field(14) + field(15)) / ticks - cpu.value()));
  Set("process_threads", "Its threads.", field(20));
  Set("process_virtual_memory_bytes", "Its address space.", field(23));
  Set("process_resident_memory_bytes", "Memory it has in use.",
      field(24) * static_cast<double>(sysconf(_SC_PAGESIZE)));
  std::error_code refused;
  const std::filesystem::directory_iterator descriptors("/proc/self/fd", refused);
  if (!refused) {
    Set("process_open_fds", "Its open files and connections.",
        static_cast<double>(std::distance(begin(descriptors), end(descriptors))));
  }
}

}  // namespace zwk::config
