#include "participation/initiative/transfer.h"

#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/neighborhood_key.h"
#include "participation/base/overloaded.h"
#include "platform/base/errors.h"
#include "platform/base/ids.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

absl::Status WrongState(v1::TransferStatus status) {
  const std::string name = NameOf(*v1::TransferStatus_descriptor(), status);
  return WithDetail(
      WithReason(absl::FailedPreconditionError(absl::StrCat("the transfer is ", name)),
                 "WRONG_STATE"),
      "state", name);
}

// What is so already happens not again.
template <class Answered>
TransferAnswer::Events Answer(const v1::TransferAnswer& present, Answered wanted,
                              const v1::Transfer& asked) {
  if (present.status() != v1::TRANSFER_STATUS_UNSPECIFIED) {
    if (Same(present, wanted.answer())) return std::vector<TransferAnswerEvent>{};
    return WrongState(present.status());
  }
  if (asked.status() != v1::TRANSFER_STATUS_REQUESTED) return WrongState(asked.status());
  return std::vector<TransferAnswerEvent>{std::move(wanted)};
}

}  // namespace

absl::Status Transfer::Take(v1::Transfer& wanted) {
  const v1::SnapshotRef& snapshot = wanted.snapshot();
  FieldErrors errors;
  if (!IsMunicipalityId(snapshot.municipality())) {
    errors.Add("transfer.snapshot.municipality", "must be the id of a municipality");
  }
  if (!IsUuid(snapshot.initiative_id())) {
    errors.Add("transfer.snapshot.initiative_id", "must be a UUID");
  }
  if (snapshot.snapshot_version() == 0) {
    errors.Add("transfer.snapshot.snapshot_version", "must be given");
  }
  const bool within_city = snapshot.municipality() == wanted.asking_municipality();
  if (within_city || !wanted.neighborhood_key().empty()) {
    CheckNeighborhoodKey(errors, "transfer.neighborhood_key", wanted.neighborhood_key());
  }
  Paragraph::TakeOptional(errors, "transfer.purpose", *wanted.mutable_purpose());
  return errors.ToStatus();
}

absl::StatusOr<v1::TransferRequested> Transfer::Request(v1::TransferRequested wanted,
                                                        bool is_published) const {
  ZWK_RETURN_IF_ERROR(Take(*wanted.mutable_transfer()));
  const v1::SnapshotRef& snapshot = wanted.transfer().snapshot();
  if (!is_published) {
    return absl::NotFoundError(absl::StrCat("no snapshot ", snapshot.snapshot_version(),
                                            " of an initiative ", Quoted(snapshot.initiative_id()),
                                            " is published there"));
  }
  wanted.mutable_transfer()->set_status(v1::TRANSFER_STATUS_REQUESTED);
  return wanted;
}

absl::StatusOr<std::vector<TransferEvent>> Transfer::Withdraw(v1::TransferWithdrawn wanted) const {
  FieldErrors errors;
  Paragraph::Take(errors, "reason", *wanted.mutable_reason());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (state.status() == v1::TRANSFER_STATUS_WITHDRAWN) {
    if (state.withdraw_reason() == wanted.reason()) return std::vector<TransferEvent>{};
    return WrongState(state.status());
  }
  return std::vector<TransferEvent>{std::move(wanted)};
}

void Transfer::Apply(const TransferEvent& event) {
  std::visit(Overloaded{
                 [&](const v1::TransferRequested& requested) { state = requested.transfer(); },
                 [&](const v1::TransferWithdrawn& withdrawn) {
                   state.set_status(v1::TRANSFER_STATUS_WITHDRAWN);
                   state.set_withdraw_reason(withdrawn.reason());
                 },
             },
             event);
}

TransferAnswer::Events TransferAnswer::Accept(v1::TransferAccepted wanted,
                                              const v1::Transfer& asked) const {
  v1::TransferAnswer& answer = *wanted.mutable_answer();
  FieldErrors errors;
  if (CheckCount(errors, "preconditions", answer.preconditions_size(), kMaxPreconditions)) {
    for (int i = 0; i < answer.preconditions_size(); ++i) {
      Title::Take(errors, absl::StrCat("preconditions[", i, "]"), *answer.mutable_preconditions(i));
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  answer.set_status(v1::TRANSFER_STATUS_ACCEPTED);
  return Answer(state, std::move(wanted), asked);
}

TransferAnswer::Events TransferAnswer::Decline(v1::TransferDeclined wanted,
                                               const v1::Transfer& asked) const {
  v1::TransferAnswer& answer = *wanted.mutable_answer();
  FieldErrors errors;
  Paragraph::Take(errors, "reason", *answer.mutable_reason());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  answer.set_status(v1::TRANSFER_STATUS_DECLINED);
  return Answer(state, std::move(wanted), asked);
}

void TransferAnswer::Apply(const TransferAnswerEvent& event) {
  std::visit([&](const auto& answered) { state = answered.answer(); }, event);
}

v1::Transfer Joined(v1::Transfer transfer, const v1::TransferAnswer& answer) {
  if (transfer.status() == v1::TRANSFER_STATUS_WITHDRAWN) return transfer;
  transfer.set_status(answer.status());
  *transfer.mutable_answer() = answer;
  return transfer;
}

}  // namespace zwk::participation
