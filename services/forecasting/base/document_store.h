// Single documents and short lists, where nothing has to be decided together.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "platform/base/caller.h"
#include "platform/base/clock.h"
#include "platform/base/status_macros.h"
#include "platform/store/store.h"

namespace zwk::forecasting {

// Whatever was there before.
inline Task<absl::Status> PutDocument(store::Store& store, Caller caller, std::string key,
                                      std::string bytes) {
  store::Commit commit(caller.municipality);
  commit.Write(std::move(key), store::Commit::kAnyVersion, std::move(bytes));
  const absl::StatusOr<store::Outcome> outcome =
      co_await store.Apply(std::move(commit), caller.deadline);
  co_return outcome.status();
}

// Empty where there is none.
inline Task<absl::StatusOr<std::string>> ReadDocument(store::Store& store, Caller caller,
                                                      std::string key) {
  store::ReadSet reads;
  reads.documents.push_back(std::move(key));
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult read,
      co_await store.Get(caller.municipality, std::move(reads), caller.deadline));
  co_return std::move(read.documents[0].bytes);
}

// Orders an index by time, the newest first.
inline std::string NewestFirst(Time time) {
  return absl::StrFormat("%019d", std::numeric_limits<int64_t>::max() - ToMicros(time));
}

// Ids (what follows the '/' of the key) of the first 500 documents of an index.
inline Task<absl::StatusOr<std::vector<std::string>>> IdsOfIndex(store::Store& store, Caller caller,
                                                                 std::string index) {
  std::vector<std::string> ids;
  store::ScanQuery query;
  query.index = std::move(index);
  query.limit = 500;
  query.with_bytes = false;
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ScanPage page,
      co_await store.Scan(caller.municipality, std::move(query), caller.deadline));
  for (const store::ScanPage::Item& item : page.items) {
    ids.push_back(item.key.substr(item.key.find('/') + 1));
  }
  co_return ids;
}

}  // namespace zwk::forecasting
