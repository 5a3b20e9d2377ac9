#pragma once

#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/stream/view.h"

namespace zwk::reporting {

// A view's document as a message; an empty one where there is none yet.
template <typename M>
Task<absl::StatusOr<M>> Read(stream::ViewChange& change, std::string key) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto bytes, co_await change.Get(key));
  M message;
  if (bytes && !message.ParseFromString(*bytes)) {
    co_return absl::DataLossError(absl::StrCat("view document ", key, " cannot be read"));
  }
  co_return message;
}

template <typename M>
Task<absl::StatusOr<M>> Read(const stream::ViewReader& view, std::string municipality,
                             std::string key, Time deadline) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto bytes,
                          co_await view.Get(std::move(municipality), key, deadline));
  M message;
  if (bytes && !message.ParseFromString(*bytes)) {
    co_return absl::DataLossError(absl::StrCat("view document ", key, " cannot be read"));
  }
  co_return message;
}

}  // namespace zwk::reporting
