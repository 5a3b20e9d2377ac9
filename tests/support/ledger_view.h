#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/stream/view.h"

namespace zwk::test {

// A view that books each event where one can see what a bus did with it: per thing the last version,
// how many there were, and what came when it should not have.
class LedgerView : public stream::View {
 public:
  LedgerView(std::string name, std::string area) : name_(std::move(name)), area_(std::move(area)) {}

  std::string name() const override { return name_; }
  std::vector<std::string> areas() const override { return {area_}; }

  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override {
    ZWK_CO_ASSIGN_OR_RETURN(const auto before, co_await change.Get(event.aggregate));
    uint64_t last = 0;
    if (before) (void)absl::SimpleAtoi(*before, &last);
    if (event.version != last + 1) change.Add("out of order", event.aggregate, 1);
    change.Put(event.aggregate, absl::StrCat(event.version));
    change.Add("events", event.aggregate, 1);
    change.IndexAdd("things", event.aggregate, event.aggregate);
    co_return absl::OkStatus();
  }

  struct Booked {
    std::map<std::string, int64_t> events;  // per thing
    int64_t out_of_order = 0;
    int64_t total() const {
      int64_t sum = 0;
      for (const auto& [thing, count] : events) sum += count;
      return sum;
    }
  };
  static Booked Read(store::Store& store, const std::string& name,
                     const std::string& municipality) {
    const stream::ViewReader reader(store, name);
    Booked booked;
    if (const auto events = SyncWait(reader.Counters(municipality, "events", kNoDeadline));
        events.ok()) {
      booked.events = *events;
    }
    if (const auto wrong = SyncWait(reader.Counters(municipality, "out of order", kNoDeadline));
        wrong.ok()) {
      for (const auto& [thing, count] : *wrong) booked.out_of_order += count;
    }
    return booked;
  }

 private:
  const std::string name_;
  const std::string area_;
};

}  // namespace zwk::test
