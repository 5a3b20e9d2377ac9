#pragma once

#include <string>
#include <vector>

#include "participation/initiative/initiative_port.h"
#include "participation/initiative/transfer.h"

namespace zwk::participation {

struct PageOfTransfers {
  std::vector<v1::Transfer> transfers;
  std::string next_page_token;  // "" on the last page
};

// Transfers between two cities. Each changes what is its own and reads what the other one keeps of
// the same transfer: nothing is delivered, so nothing can be lost or come twice on the way.
class Transfers {
 public:
  Transfers(TransferRepository& transfers, TransferAnswerRepository& answers,
            PublishedInitiatives& published, Cities& cities)
      : transfers_(transfers), answers_(answers), published_(published), cities_(cities) {}

  Task<absl::StatusOr<Stored<Transfer>>> Request(Caller caller, v1::TransferRequested wanted);

  // NOT_FOUND where that city has not asked the caller's.
  Task<absl::StatusOr<Stored<TransferAnswer>>> Accept(Caller caller, v1::TransferAccepted wanted);
  Task<absl::StatusOr<Stored<TransferAnswer>>> Decline(Caller caller, v1::TransferDeclined wanted);

  // With the answer to it. NOT_FOUND where the caller's city is none of the two.
  Task<absl::StatusOr<v1::Transfer>> Get(Caller caller, std::string asking_municipality,
                                         std::string transfer_id);
  Task<absl::StatusOr<PageOfTransfers>> ListOwn(Caller caller, int page_size,
                                                std::string page_token);
  Task<absl::StatusOr<PageOfTransfers>> ListIncoming(Caller caller, int page_size,
                                                     std::string page_token);

 private:
  Task<absl::StatusOr<Stored<Transfer>>> Load(Caller caller, std::string asking_municipality,
                                              std::string transfer_id);
  Task<absl::StatusOr<v1::Transfer>> WithAnswer(Caller caller, Stored<Transfer> transfer);
  Task<absl::StatusOr<Stored<TransferAnswer>>> Answer(
      Caller caller, v1::TransferAnswer about,
      std::function<TransferAnswer::Events(const TransferAnswer&, const v1::Transfer&)> decide);
  Task<absl::Status> AddPage(Caller caller, Page<Transfer> page, PageOfTransfers& to);

  TransferRepository& transfers_;
  TransferAnswerRepository& answers_;
  PublishedInitiatives& published_;
  Cities& cities_;
};

}  // namespace zwk::participation
