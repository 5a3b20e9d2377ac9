#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "catalog/base/checks.h"
#include "platform/base/errors.h"
#include "platform/base/repository.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {

enum class RecordChange : uint8_t { kCreated, kChanged, kArchived };

// What happened to an entry of a register, with everything as it is afterwards.
template <class T>
struct Recorded {
  T after;
  RecordChange change = RecordChange::kCreated;
};

inline absl::Status RefuseArchived(const std::string& what) {
  return WithReason(absl::FailedPreconditionError(what + " is archived"), "ARCHIVED");
}

// An entry of a register: its whole content changes at once, its events carry it.
//
// Invariant: what is archived never changes. `T` has `archived` and `newer` (newer_fields.h), which
// are ours, and a Take (checks.h).
template <class T>
struct Record {
  using Events = std::vector<Recorded<T>>;

  T value;
  bool exists = false;

  // No event when nothing would change.
  absl::StatusOr<Events> Replace(T wanted) const {
    ZWK_RETURN_IF_ERROR(Validate(wanted));  // and brings it into the form in which it is kept
    if (value.archived) return RefuseArchived("the entry");
    wanted.archived = false;
    wanted.newer = value.newer;
    if (exists && value == wanted) return Events{};
    return Events{{std::move(wanted), exists ? RecordChange::kChanged : RecordChange::kCreated}};
  }
  absl::StatusOr<Events> Archive() const {
    if (value.archived) return RefuseArchived("the entry");
    T after = value;
    after.archived = true;
    return Events{{std::move(after), RecordChange::kArchived}};
  }

  void Apply(const Recorded<T>& event) {
    value = event.after;
    exists = true;
  }
};

template <class T>
using RecordRepository = Repository<Record<T>, Recorded<T>>;
template <class T>
using Kept = absl::StatusOr<Stored<Record<T>>>;

}  // namespace zwk::catalog
