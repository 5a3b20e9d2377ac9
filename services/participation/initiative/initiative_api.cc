#include "participation/initiative/initiative_api.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/neighborhood_key.h"
#include "participation/initiative/words.h"
#include "platform/base/ids.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

struct InitiativeApi {
  Initiatives& initiatives;
  InitiativeRepository& kept;
  PublishedInitiatives& published;

  Task<absl::StatusOr<v1::ProposeInitiativeResponse>> Propose(
      Caller caller, const v1::ProposeInitiativeRequest& request) {
    FieldErrors errors;
    v1::InitiativeProposed wanted;
    v1::Initiative& initiative = *wanted.mutable_initiative() = request.initiative();
    initiative.set_initiative_id(
        rpc::NewId(errors, "initiative.initiative_id", initiative.initiative_id(), caller));
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::Answer(&v1::ProposeInitiativeResponse::mutable_initiative,
                                   initiatives.Propose(caller, wanted));
  }

  Task<absl::StatusOr<v1::ApproveInitiativeResponse>> Approve(
      Caller caller, const v1::ApproveInitiativeRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "initiative_id", request.initiative_id());
    v1::InitiativeApproved wanted;
    wanted.set_initiative_id(request.initiative_id());
    if (request.has_decision()) {
      rpc::CheckId(errors, "decision.meeting_id", request.decision().meeting_id());
      rpc::CheckId(errors, "decision.decision_id", request.decision().decision_id());
      *wanted.mutable_decision() = request.decision();
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::Answer(&v1::ApproveInitiativeResponse::mutable_initiative,
                                   initiatives.Approve(caller, wanted, request.expected_version()));
  }

  Task<absl::StatusOr<v1::UpdateInitiativeResponse>> Update(
      Caller caller, const v1::UpdateInitiativeRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "initiative_id", request.initiative_id());
    v1::InitiativeUpdated wanted;
    wanted.set_initiative_id(request.initiative_id());
    v1::InitiativeUpdate& update = *wanted.mutable_update() = request.update();
    update.set_update_id(rpc::NewId(errors, "update.update_id", update.update_id(), caller));
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    InitiativeRepository::Decide decide = [wanted](const Initiative& initiative) {
      return initiative.Update(wanted);
    };
    ZWK_CO_ASSIGN_OR_RETURN(
        v1::UpdateInitiativeResponse answer,
        co_await rpc::Answer(&v1::UpdateInitiativeResponse::mutable_initiative,
                             kept.Change(caller, request.initiative_id(),
                                         request.expected_version(), std::move(decide))));
    answer.set_update_id(update.update_id());
    co_return answer;
  }

  Task<absl::StatusOr<v1::GetInitiativeResponse>> Get(Caller caller,
                                                      const v1::GetInitiativeRequest& request) {
    return rpc::Get(&v1::GetInitiativeResponse::mutable_initiative, kept, std::move(caller),
                    "initiative_id", request.initiative_id());
  }

  Task<absl::StatusOr<v1::ListInitiativesResponse>> List(
      Caller caller, const v1::ListInitiativesRequest& request) {
    FieldErrors errors;
    CheckKnown(errors, "status", request.status(), v1::InitiativeStatus_IsValid);
    if (!request.field_id().empty()) rpc::CheckId(errors, "field_id", request.field_id());
    if (!request.neighborhood_key().empty()) {
      CheckNeighborhoodKey(errors, "neighborhood_key", request.neighborhood_key());
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    const std::string list =
        Initiative::ListName(request.status(), request.field_id(), request.neighborhood_key());
    co_return co_await rpc::List(&v1::ListInitiativesResponse::add_initiatives, kept,
                                 std::move(caller), list, request);
  }

  Task<absl::StatusOr<v1::PublishInitiativeResponse>> Publish(
      Caller caller, const v1::PublishInitiativeRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "initiative_id", request.initiative_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await rpc::Answer(
        &v1::PublishInitiativeResponse::mutable_initiative,
        initiatives.Publish(caller, request.initiative_id(), request.lessons(),
                            request.expected_version()));
  }

  Task<absl::StatusOr<v1::WithdrawPublicationResponse>> Withdraw(
      Caller caller, const v1::WithdrawPublicationRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "initiative_id", request.initiative_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::PublicationWithdrawn wanted;
    wanted.set_initiative_id(request.initiative_id());
    wanted.set_reason(request.reason());
    InitiativeRepository::Decide decide = [wanted](const Initiative& initiative) {
      return initiative.Withdraw(wanted);
    };
    co_return co_await rpc::Answer(&v1::WithdrawPublicationResponse::mutable_initiative,
                                   kept.Change(caller, request.initiative_id(),
                                               request.expected_version(), std::move(decide)));
  }

  Task<absl::StatusOr<v1::SearchPublishedInitiativesResponse>> Search(
      Caller caller, const v1::SearchPublishedInitiativesRequest& request) {
    FieldErrors errors;
    PublishedSearch search;
    search.words = TakeBeginnings(errors, "words", request.words());
    search.field_title = TakeBeginnings(errors, "field_title", request.field_title());
    search.archetype = TakeBeginnings(errors, "archetype", request.archetype());
    search.page_size = rpc::PageSize(errors, request.page_size());
    search.page_token = request.page_token();
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(PublishedPage page,
                            co_await published.Search(std::move(search), caller.deadline));
    v1::SearchPublishedInitiativesResponse answer;
    for (v1::PublishedInitiative& one : page.initiatives) {
      *answer.add_initiatives() = std::move(one);
    }
    answer.set_next_page_token(std::move(page.next_page_token));
    co_return answer;
  }

  Task<absl::StatusOr<v1::GetPublishedInitiativeResponse>> GetPublished(
      Caller caller, const v1::GetPublishedInitiativeRequest& request) {
    FieldErrors errors;
    if (!IsMunicipalityId(request.municipality())) {
      errors.Add("municipality", "must be the id of a municipality");
    }
    rpc::CheckId(errors, "initiative_id", request.initiative_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(std::optional<v1::PublishedInitiative> found,
                            co_await published.Find(request.municipality(), request.initiative_id(),
                                                    request.snapshot_version(), caller.deadline));
    if (!found) {
      co_return absl::NotFoundError(absl::StrCat("nothing is published of an initiative ",
                                                 Quoted(request.initiative_id()), " there"));
    }
    v1::GetPublishedInitiativeResponse answer;
    *answer.mutable_initiative() = *std::move(found);
    co_return answer;
  }
};

}  // namespace

void ServeInitiatives(rpc::ServiceMethods methods, Initiatives& initiatives,
                      InitiativeRepository& kept, PublishedInitiatives& published) {
  auto api = std::make_shared<InitiativeApi>(InitiativeApi{initiatives, kept, published});
  methods.Unary("ProposeInitiative", api, &InitiativeApi::Propose);
  methods.Unary("ApproveInitiative", api, &InitiativeApi::Approve);
  methods.Unary("UpdateInitiative", api, &InitiativeApi::Update);
  methods.Unary("GetInitiative", api, &InitiativeApi::Get);
  methods.Unary("ListInitiatives", api, &InitiativeApi::List);
  methods.Unary("PublishInitiative", api, &InitiativeApi::Publish);
  methods.Unary("WithdrawPublication", api, &InitiativeApi::Withdraw);
  methods.Unary("SearchPublishedInitiatives", api, &InitiativeApi::Search);
  methods.Unary("GetPublishedInitiative", api, &InitiativeApi::GetPublished);
}

}  // namespace zwk::participation
