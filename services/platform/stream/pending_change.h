#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>

#include "platform/stream/view.h"

namespace zwk::stream {

// Changes that are not stored yet, last word per thing; merging keeps the order of events.
struct PendingChange {
  std::map<std::string, std::optional<std::string>> documents;  // nullopt: deleted
  std::map<std::pair<std::string, std::string>, int64_t> counters;
  std::map<std::tuple<std::string, std::string, std::string>, bool> index;  // true: added

  bool empty() const { return documents.empty() && counters.empty() && index.empty(); }

  void Merge(const PendingChange& later) {
    for (const auto& [key, bytes] : later.documents) documents[key] = bytes;
    for (const auto& [field, delta] : later.counters) counters[field] += delta;
    for (const auto& [entry, added] : later.index) index[entry] = added;
  }
};

// The change of one event, on top of something that can be read.
class EventChange : public ViewChange {
 public:
  // Asynchronous, because On may go on on any thread, also on a lane of the store.
  using Base = std::function<Task<absl::StatusOr<std::optional<std::string>>>(std::string)>;

  explicit EventChange(Base base) : base_(std::move(base)) {}

  Task<absl::StatusOr<std::optional<std::string>>> Get(std::string key) override {
    const auto own = pending.documents.find(key);
    if (own != pending.documents.end()) co_return own->second;
    co_return co_await base_(std::move(key));
  }
  void Put(std::string key, std::string bytes) override {
    pending.documents[std::move(key)] = std::move(bytes);
  }
  void Delete(std::string key) override { pending.documents[std::move(key)] = std::nullopt; }
  void Add(std::string counter, std::string field, int64_t delta) override {
    pending.counters[{std::move(counter), std::move(field)}] += delta;
  }
  void IndexAdd(std::string index, std::string sort_key, std::string document_key) override {
    pending.index[{std::move(index), std::move(sort_key), std::move(document_key)}] = true;
  }
  void IndexRemove(std::string index, std::string sort_key, std::string document_key) override {
    pending.index[{std::move(index), std::move(sort_key), std::move(document_key)}] = false;
  }

  PendingChange pending;

 private:
  Base base_;
};

}  // namespace zwk::stream
