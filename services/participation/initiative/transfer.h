#pragma once

#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/transfer.pb.h"

namespace zwk::participation {

using TransferEvent = std::variant<v1::TransferRequested, v1::TransferWithdrawn>;
using TransferAnswerEvent = std::variant<v1::TransferAccepted, v1::TransferDeclined>;

// That a city asks for what was published.
//
// Invariant: the asking city alone changes it; it can take it back whatever was answered, once.
struct Transfer {
  // Whether this could be asked for, before anything is looked up.
  static absl::Status Take(v1::Transfer& wanted);

  absl::StatusOr<v1::TransferRequested> Request(v1::TransferRequested wanted,
                                                bool is_published) const;
  absl::StatusOr<std::vector<TransferEvent>> Withdraw(v1::TransferWithdrawn wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const TransferEvent& event);

  v1::Transfer state;  // as it is kept
};

// What the city that is asked says.
//
// Invariant: it alone changes it; an answer once given stays.
struct TransferAnswer {
  static constexpr int kMaxPreconditions = 20;

  using Events = absl::StatusOr<std::vector<TransferAnswerEvent>>;

  // `asked`: the transfer as it is at that time. Withdrawing meanwhile is as if it came after the
  // answer, so neither city has to wait for the other.
  Events Accept(v1::TransferAccepted wanted, const v1::Transfer& asked) const;
  Events Decline(v1::TransferDeclined wanted, const v1::Transfer& asked) const;

  void Apply(const TransferAnswerEvent& event);

  v1::TransferAnswer state;  // as it is kept and answered
};

// The transfer as both cities see it. A withdrawal outweighs whatever was answered, and nothing is seen
// of an answer to what was withdrawn: one that is given at the same moment would appear behind it.
v1::Transfer Joined(v1::Transfer transfer, const v1::TransferAnswer& answer);

using TransferRepository = Repository<Transfer, TransferEvent>;
using TransferAnswerRepository = Repository<TransferAnswer, TransferAnswerEvent>;

}  // namespace zwk::participation
