#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/store/store.h"

namespace zwk::test {

// Passes everything on to another store. Tests override what is to go differently.
class ForwardingStore : public store::Store {
 public:
  explicit ForwardingStore(store::Store& store) : store_(store) {}

  Task<absl::StatusOr<store::Outcome>> Apply(store::Commit commit, Time deadline) override {
    return store_.Apply(std::move(commit), deadline);
  }
  Task<absl::StatusOr<store::ReadResult>> Get(std::string municipality, store::ReadSet reads,
                                              Time deadline) override {
    return store_.Get(std::move(municipality), std::move(reads), deadline);
  }
  Task<absl::StatusOr<store::ScanPage>> Scan(std::string municipality, store::ScanQuery query,
                                             Time deadline) override {
    return store_.Scan(std::move(municipality), std::move(query), deadline);
  }
  Task<absl::StatusOr<std::vector<store::TailEntry>>> Tail(std::string municipality,
                                                           std::string after, int limit,
                                                           Time deadline) override {
    return store_.Tail(std::move(municipality), std::move(after), limit, deadline);
  }
  Task<absl::StatusOr<std::vector<std::string>>> Municipalities(Time deadline) override {
    return store_.Municipalities(deadline);
  }
  Task<absl::Status> CheckWritable(Time deadline) override {
    return store_.CheckWritable(deadline);
  }

 private:
  store::Store& store_;
};

}  // namespace zwk::test
