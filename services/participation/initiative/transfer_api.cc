#include "participation/initiative/transfer_api.h"

#include <memory>
#include <utility>

#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

// Which transfer an answer is about.
template <class Request>
v1::TransferAnswer TakeAnswer(FieldErrors& errors, const Request& request) {
  v1::TransferAnswer answer;
  if (!IsMunicipalityId(request.asking_municipality())) {
    errors.Add("asking_municipality", "must be the id of a municipality");
  }
  rpc::CheckId(errors, "transfer_id", request.transfer_id());
  answer.set_asking_municipality(request.asking_municipality());
  answer.set_transfer_id(request.transfer_id());
  return answer;
}

struct TransferApi {
  Transfers& transfers;
  TransferRepository& kept;

  Task<absl::StatusOr<v1::RequestTransferResponse>> Request(
      Caller caller, const v1::RequestTransferRequest& request) {
    FieldErrors errors;
    v1::TransferRequested wanted;
    v1::Transfer& transfer = *wanted.mutable_transfer() = request.transfer();
    transfer.set_transfer_id(
        rpc::NewId(errors, "transfer.transfer_id", transfer.transfer_id(), caller));
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::Answer(&v1::RequestTransferResponse::mutable_transfer,
                                   transfers.Request(caller, wanted));
  }

  Task<absl::StatusOr<v1::WithdrawTransferResponse>> Withdraw(
      Caller caller, const v1::WithdrawTransferRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "transfer_id", request.transfer_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::TransferWithdrawn wanted;
    wanted.set_transfer_id(request.transfer_id());
    wanted.set_reason(request.reason());
    TransferRepository::Decide decide = [wanted](const Transfer& transfer) {
      return transfer.Withdraw(wanted);
    };
    co_return co_await rpc::Answer(
        &v1::WithdrawTransferResponse::mutable_transfer,
        kept.Change(caller, request.transfer_id(), request.expected_version(), std::move(decide)));
  }

  Task<absl::StatusOr<v1::AcceptTransferResponse>> Accept(
      Caller caller, const v1::AcceptTransferRequest& request) {
    FieldErrors errors;
    v1::TransferAccepted wanted;
    *wanted.mutable_answer() = TakeAnswer(errors, request);
    *wanted.mutable_answer()->mutable_preconditions() = request.preconditions();
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::Answer(&v1::AcceptTransferResponse::mutable_answer,
                                   transfers.Accept(caller, wanted));
  }

  Task<absl::StatusOr<v1::DeclineTransferResponse>> Decline(
      Caller caller, const v1::DeclineTransferRequest& request) {
    FieldErrors errors;
    v1::TransferDeclined wanted;
    *wanted.mutable_answer() = TakeAnswer(errors, request);
    wanted.mutable_answer()->set_reason(request.reason());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::Answer(&v1::DeclineTransferResponse::mutable_answer,
                                   transfers.Decline(caller, wanted));
  }

  Task<absl::StatusOr<v1::GetTransferResponse>> Get(Caller caller,
                                                    const v1::GetTransferRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "transfer_id", request.transfer_id());
    std::string asking = request.asking_municipality();
    if (asking.empty()) asking = caller.municipality;
    if (!IsMunicipalityId(asking)) {
      errors.Add("asking_municipality", "must be the id of a municipality");
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::GetTransferResponse answer;
    ZWK_CO_ASSIGN_OR_RETURN(*answer.mutable_transfer(),
                            co_await transfers.Get(caller, asking, request.transfer_id()));
    co_return answer;
  }

  Task<absl::StatusOr<v1::ListTransfersResponse>> List(Caller caller,
                                                       const v1::ListTransfersRequest& request) {
    FieldErrors errors;
    const int page_size = rpc::PageSize(errors, request.page_size());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    auto listed = request.incoming()
                      ? transfers.ListIncoming(caller, page_size, request.page_token())
                      : transfers.ListOwn(caller, page_size, request.page_token());
    ZWK_CO_ASSIGN_OR_RETURN(PageOfTransfers page, co_await std::move(listed));
    v1::ListTransfersResponse answer;
    for (v1::Transfer& transfer : page.transfers) *answer.add_transfers() = std::move(transfer);
    answer.set_next_page_token(std::move(page.next_page_token));
    co_return answer;
  }
};

}  // namespace

void ServeTransfers(rpc::ServiceMethods methods, Transfers& transfers, TransferRepository& kept) {
  auto api = std::make_shared<TransferApi>(TransferApi{transfers, kept});
  methods.Unary("RequestTransfer", api, &TransferApi::Request);
  methods.Unary("WithdrawTransfer", api, &TransferApi::Withdraw);
  methods.Unary("AcceptTransfer", api, &TransferApi::Accept);
  methods.Unary("DeclineTransfer", api, &TransferApi::Decline);
  methods.Unary("GetTransfer", api, &TransferApi::Get);
  methods.Unary("ListTransfers", api, &TransferApi::List);
}

}  // namespace zwk::participation
