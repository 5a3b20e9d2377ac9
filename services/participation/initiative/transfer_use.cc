#include "participation/initiative/transfer_use.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

// To read what another city keeps of a transfer with the caller's. Never to change anything.
Caller In(const std::string& municipality, const Caller& caller) {
  Caller reader = caller;
  reader.municipality = municipality;
  reader.request = {};
  return reader;
}

std::string AnswerId(const std::string& asking_municipality, const std::string& transfer_id) {
  return absl::StrCat(asking_municipality, "/", transfer_id);
}

}  // namespace

// What is looked up is handed to the decision and not refused before it: a repeated request is
// answered, whatever is published or withdrawn by then.

Task<absl::StatusOr<Stored<Transfer>>> Transfers::Request(Caller caller,
                                                          v1::TransferRequested wanted) {
  v1::Transfer& transfer = *wanted.mutable_transfer();
  transfer.set_asking_municipality(caller.municipality);
  ZWK_CO_RETURN_IF_ERROR(Transfer::Take(transfer));
  const v1::SnapshotRef& snapshot = transfer.snapshot();
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::optional<v1::PublishedInitiative> found,
      co_await published_.Find(snapshot.municipality(), snapshot.initiative_id(),
                               snapshot.snapshot_version(), caller.deadline));
  const bool is_published = found.has_value();
  TransferRepository::Decide decide = [wanted, is_published](const Transfer& present) {
    return present.Request(wanted, is_published);
  };
  co_return co_await transfers_.Create(caller, transfer.transfer_id(), std::move(decide));
}

Task<absl::StatusOr<Stored<Transfer>>> Transfers::Load(Caller caller,
                                                       std::string asking_municipality,
                                                       std::string transfer_id) {
  Caller reader = In(asking_municipality, caller);
  ZWK_CO_ASSIGN_OR_RETURN(Stored<Transfer> transfer,
                          co_await transfers_.Load(std::move(reader), transfer_id));
  if (asking_municipality != caller.municipality &&
      transfer.value.state.snapshot().municipality() != caller.municipality) {
    co_return absl::NotFoundError(absl::StrCat("no transfer ", Quoted(transfer_id)));
  }
  co_return transfer;
}

Task<absl::StatusOr<v1::Transfer>> Transfers::WithAnswer(Caller caller, Stored<Transfer> transfer) {
  v1::Transfer& state = transfer.value.state;
  state.set_version(transfer.version);
  Caller reader = In(state.snapshot().municipality(), caller);
  auto answer = co_await answers_.Load(std::move(reader),
                                       AnswerId(state.asking_municipality(), state.transfer_id()));
  if (absl::IsNotFound(answer.status())) co_return std::move(state);
  if (!answer.ok()) co_return answer.status();
  answer->value.state.set_version(answer->version);
  co_return Joined(std::move(state), answer->value.state);
}

Task<absl::StatusOr<v1::Transfer>> Transfers::Get(Caller caller, std::string asking_municipality,
                                                  std::string transfer_id) {
  ZWK_CO_ASSIGN_OR_RETURN(
      Stored<Transfer> transfer,
      co_await Load(caller, std::move(asking_municipality), std::move(transfer_id)));
  co_return co_await WithAnswer(std::move(caller), std::move(transfer));
}

Task<absl::StatusOr<Stored<TransferAnswer>>> Transfers::Answer(
    Caller caller, v1::TransferAnswer about,
    std::function<TransferAnswer::Events(const TransferAnswer&, const v1::Transfer&)> answer) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Transfer> asked,
                          co_await Load(caller, about.asking_municipality(), about.transfer_id()));
  // Of two in the same city the one that asks may see it too, but is the one that is asked as well.
  if (asked.value.state.snapshot().municipality() != caller.municipality) {
    co_return absl::NotFoundError(
        absl::StrCat("nobody asks this city by a transfer ", Quoted(about.transfer_id())));
  }
  const v1::Transfer transfer = asked.value.state;
  TransferAnswerRepository::Decide decide = [answer, transfer](const TransferAnswer& present) {
    return answer(present, transfer);
  };
  co_return co_await answers_.Put(
      caller, AnswerId(about.asking_municipality(), about.transfer_id()), std::move(decide));
}

Task<absl::StatusOr<Stored<TransferAnswer>>> Transfers::Accept(Caller caller,
                                                               v1::TransferAccepted wanted) {
  return Answer(std::move(caller), wanted.answer(),
                [wanted](const TransferAnswer& present, const v1::Transfer& asked) {
                  return present.Accept(wanted, asked);
                });
}

Task<absl::StatusOr<Stored<TransferAnswer>>> Transfers::Decline(Caller caller,
                                                                v1::TransferDeclined wanted) {
  return Answer(std::move(caller), wanted.answer(),
                [wanted](const TransferAnswer& present, const v1::Transfer& asked) {
                  return present.Decline(wanted, asked);
                });
}

Task<absl::Status> Transfers::AddPage(Caller caller, Page<Transfer> page, PageOfTransfers& to) {
  for (Stored<Transfer>& item : page.items) {
    ZWK_CO_ASSIGN_OR_RETURN(v1::Transfer transfer, co_await WithAnswer(caller, std::move(item)));
    to.transfers.push_back(std::move(transfer));
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<PageOfTransfers>> Transfers::ListOwn(Caller caller, int page_size,
                                                         std::string page_token) {
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<Transfer> page,
      co_await transfers_.List(caller, "transfers", "", page_size, std::move(page_token)));
  PageOfTransfers answer;
  answer.next_page_token = std::move(page.next_page_token);
  ZWK_CO_RETURN_IF_ERROR(co_await AddPage(caller, std::move(page), answer));
  co_return answer;
}

// A token is the city in which to go on, and where in its list.
Task<absl::StatusOr<PageOfTransfers>> Transfers::ListIncoming(Caller caller, int page_size,
                                                              std::string page_token) {
  std::pair<std::string, std::string> place = absl::StrSplit(page_token, absl::MaxSplits('.', 1));
  if (!page_token.empty() &&
      (!IsMunicipalityId(place.first) || page_token.size() == place.first.size())) {
    co_return InvalidField("page_token", "does not belong to this list");
  }
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> cities,
                          co_await cities_.From(place.first, caller.deadline));
  const std::string list = absl::StrCat("transfers_of/", caller.municipality);
  PageOfTransfers answer;
  for (const std::string& city : cities) {
    const int room = page_size - static_cast<int>(answer.transfers.size());
    std::string cursor = city == place.first ? place.second : "";
    if (room == 0) {
      answer.next_page_token = absl::StrCat(city, ".");
      break;
    }
    ZWK_CO_ASSIGN_OR_RETURN(
        Page<Transfer> page,
        co_await transfers_.List(In(city, caller), list, "", room, std::move(cursor)));
    const std::string next = page.next_page_token;
    ZWK_CO_RETURN_IF_ERROR(co_await AddPage(caller, std::move(page), answer));
    if (!next.empty()) {
      answer.next_page_token = absl::StrCat(city, ".", next);
      break;
    }
  }
  co_return answer;
}

}  // namespace zwk::participation
