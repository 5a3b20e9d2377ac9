#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "platform/store/store.h"
#include "platform/stream/event.h"

namespace zwk::stream {

// What one event does to a view. Kept back until the position moves with it in one commit, so an
// event that is delivered twice counts once. Keys are the view's own ("meeting/<id>"); the same key
// in two municipalities is two things.
class ViewChange {
 public:
  virtual ~ViewChange() = default;

  // The view's document, with what this and earlier events of the batch have put.
  virtual Task<absl::StatusOr<std::optional<std::string>>> Get(std::string key) = 0;

  // More than 64 documents of one event become visible in parts, in the order of their keys, before
  // the position moves.
  virtual void Put(std::string key, std::string bytes) = 0;
  virtual void Delete(std::string key) = 0;
  virtual void Add(std::string counter, std::string field, int64_t delta) = 0;
  virtual void IndexAdd(std::string index, std::string sort_key, std::string document_key) = 0;
  virtual void IndexRemove(std::string index, std::string sort_key, std::string document_key) = 0;
};

// A read model of other services' (or one's own) events. Belongs to the consuming service and is
// kept in its own store; read it with ViewReader.
//
// On() is called for every event of the areas, those of one aggregate in order, by one thread per
// view; other types than the known ones are answered OK. Its error says what happens:
// - UNAVAILABLE, DEADLINE_EXCEEDED, RESOURCE_EXHAUSTED, ABORTED, CANCELLED: tried again, everything
//   behind it in the partition waits (say so when a claim check cannot be fetched yet);
// - anything else: the event cannot be applied. Its aggregate is parked (later events of it wait
//   behind), the event goes to the dead stream with its cause, others go on. See
//   ViewRunner::Redrive.
class View {
 public:
  virtual ~View() = default;
  virtual std::string name() const = 0;  // stable: part of stored keys
  virtual std::vector<std::string> areas() const = 0;
  virtual Task<absl::Status> On(const Event& event, ViewChange& change) = 0;
};

// Something to be done once for an event (a process manager: SessionEnded -> backlog entries).
// At least once: the position moves on after success, so what On does must be harmless when
// repeated: commands with request id UuidFromName(event.id). Errors as for a view.
class Consumer {
 public:
  virtual ~Consumer() = default;
  virtual std::string name() const = 0;
  virtual std::vector<std::string> areas() const = 0;
  virtual Task<absl::Status> On(const Event& event) = 0;
};

// Reads a view by its name, always in its live generation.
class ViewReader {
 public:
  ViewReader(store::Store& store, std::string view) : store_(store), view_(std::move(view)) {}

  Task<absl::StatusOr<std::optional<std::string>>> Get(std::string municipality, std::string key,
                                                       Time deadline) const;
  // One snapshot; in the order of `keys`.
  Task<absl::StatusOr<std::vector<std::optional<std::string>>>> GetMany(
      std::string municipality, std::vector<std::string> keys, Time deadline) const;

  struct Item {
    std::string sort_key;
    std::string key;
    std::string bytes;
  };
  struct Items {
    std::vector<Item> items;
    std::string next;  // for `after`; "" on the last page
  };
  Task<absl::StatusOr<Items>> Scan(std::string municipality, std::string index, std::string prefix,
                                   std::string after, int limit, Time deadline) const;
  // All pages in one; for lists that are known to be short (at most 10,000, then
  // RESOURCE_EXHAUSTED).
  Task<absl::StatusOr<std::vector<Item>>> ScanAll(std::string municipality, std::string index,
                                                  std::string prefix, Time deadline) const;
  Task<absl::StatusOr<std::map<std::string, int64_t>>> Counters(std::string municipality,
                                                                std::string counter,
                                                                Time deadline) const;

 private:
  store::Store& store_;
  std::string view_;
};

}  // namespace zwk::stream
