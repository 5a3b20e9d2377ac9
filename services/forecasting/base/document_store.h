// Single documents and short lists, where nothing has to be decided together.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_format.h"
#include "platform/base/caller.h"
#include "platform/base/clock.h"
#include "platform/base/pool.h"
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

// Reads documents some dozens at a time, and hands each to `take` with its place in `keys`, off the
// lane; what `take` refuses ends it. So nobody else waits for a whole city.
template <class Take>
Task<absl::Status> ReadInRuns(store::Store& store, Pool& pool, Caller caller,
                              std::vector<std::string> keys, Take take) {
  constexpr size_t kAtOnce = 64;
  for (size_t i = 0; i < keys.size(); i += kAtOnce) {
    const size_t end = std::min(i + kAtOnce, keys.size());
    store::ReadSet reads;
    for (size_t k = i; k < end; ++k) reads.documents.push_back(keys[k]);
    ZWK_CO_ASSIGN_OR_RETURN(
        const store::ReadResult read,
        co_await store.Get(caller.municipality, std::move(reads), caller.deadline));
    co_await pool.Enter();  // a full pool only makes it slower
    for (size_t k = i; k < end; ++k) {
      ZWK_CO_RETURN_IF_ERROR(take(k, read.documents[k - i]));
    }
  }
  co_return absl::OkStatus();
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
