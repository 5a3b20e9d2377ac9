#pragma once

#include "absl/status/status.h"
#include "absl/status/statusor.h"

// Leaves the function (or, in the CO forms, the coroutine) with the status when it is not OK.
//
//   ZWK_ASSIGN_OR_RETURN(const Board board, Parse(bytes));
//   ZWK_CO_RETURN_IF_ERROR(co_await store.Apply(std::move(commit)));
#define ZWK_RETURN_IF_ERROR(expr) ZWK_STATUS_IMPL_(return, expr)
#define ZWK_CO_RETURN_IF_ERROR(expr) ZWK_STATUS_IMPL_(co_return, expr)
#define ZWK_ASSIGN_OR_RETURN(lhs, expr) \
  ZWK_ASSIGN_IMPL_(return, ZWK_CONCAT_(zwk_status_or_, __LINE__), lhs, expr)
#define ZWK_CO_ASSIGN_OR_RETURN(lhs, expr) \
  ZWK_ASSIGN_IMPL_(co_return, ZWK_CONCAT_(zwk_status_or_, __LINE__), lhs, expr)

#define ZWK_CONCAT_INNER_(a, b) a##b
#define ZWK_CONCAT_(a, b) ZWK_CONCAT_INNER_(a, b)

#define ZWK_STATUS_IMPL_(leave, expr)       \
  do {                                      \
    absl::Status zwk_status = (expr);       \
    if (!zwk_status.ok()) leave zwk_status; \
  } while (false)

#define ZWK_ASSIGN_IMPL_(leave, temporary, lhs, expr)       \
  auto temporary = (expr);                                  \
  if (!temporary.ok()) leave std::move(temporary).status(); \
  lhs = *std::move(temporary)
