#pragma once

#include <functional>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/store/store.h"

namespace zwk::store {

// 50 unless said, at most 500; INVALID_ARGUMENT, field page_size, below zero.
absl::StatusOr<int> PageLimit(int page_size);

// What a document of a page says.
template <typename State>
using ReadItem = std::function<Task<absl::StatusOr<Stored<State>>>(ScanPage::Item)>;

// Which page of an index.
struct PageQuery {
  std::string index;
  std::string prefix;  // of the sort key
  int size = 0;        // see PageLimit
  std::string token;   // next_page_token of the page before
};

// A page of an index, each document as `read` says it. What an index names and is gone is passed over.
template <typename State>
Task<absl::StatusOr<Page<State>>> ReadPage(Store& store, Caller caller, PageQuery asked,
                                           ReadItem<State> read) {
  ScanQuery query;
  query.index = std::move(asked.index);
  query.prefix = std::move(asked.prefix);
  query.after = std::move(asked.token);
  ZWK_CO_ASSIGN_OR_RETURN(query.limit, PageLimit(asked.size));
  ZWK_CO_ASSIGN_OR_RETURN(ScanPage scanned, co_await store.Scan(caller.municipality,
                                                                std::move(query), caller.deadline));
  Page<State> page;
  page.next_page_token = std::move(scanned.next);
  for (ScanPage::Item& item : scanned.items) {
    if (!item.document.exists()) continue;
    ZWK_CO_ASSIGN_OR_RETURN(Stored<State> stored, co_await read(std::move(item)));
    page.items.push_back(std::move(stored));
  }
  co_return page;
}

}  // namespace zwk::store
