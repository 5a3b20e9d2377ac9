#include "participation/lab/lab_api.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/ids_api.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"

namespace zwk::participation {
namespace {

void CheckDecision(FieldErrors& errors, const v1::DecisionRef& decision) {
  rpc::CheckId(errors, "decision.meeting_id", decision.meeting_id());
  rpc::CheckId(errors, "decision.decision_id", decision.decision_id());
}

struct LabApi {
  Labs& labs;
  LabRepository& kept;

  Task<absl::StatusOr<v1::ProposeLabResponse>> Propose(Caller caller,
                                                       const v1::ProposeLabRequest& request) {
    FieldErrors errors;
    v1::LabProposed wanted;
    v1::Lab& proposed = *wanted.mutable_lab() = request.lab();
    proposed.set_lab_id(rpc::NewId(errors, "lab.lab_id", proposed.lab_id(), caller));
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    LabRepository::Decide decide = [wanted](const Lab& lab) { return lab.Propose(wanted); };
    co_return co_await rpc::Answer(&v1::ProposeLabResponse::mutable_lab,
                                   kept.Create(caller, proposed.lab_id(), std::move(decide)));
  }

  Task<absl::StatusOr<v1::SelectLabResponse>> Select(Caller caller,
                                                     const v1::SelectLabRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "lab_id", request.lab_id());
    CheckDecision(errors, request.decision());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::LabSelected wanted;
    wanted.set_lab_id(request.lab_id());
    *wanted.mutable_decision() = request.decision();
    co_return co_await rpc::Answer(&v1::SelectLabResponse::mutable_lab,
                                   labs.Select(caller, wanted, request.expected_version()));
  }

  Task<absl::StatusOr<v1::RejectLabResponse>> Reject(Caller caller,
                                                     const v1::RejectLabRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "lab_id", request.lab_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::LabRejected wanted;
    wanted.set_lab_id(request.lab_id());
    wanted.set_reason(request.reason());
    LabRepository::Decide decide = [wanted](const Lab& lab) { return lab.Reject(wanted); };
    co_return co_await rpc::Answer(
        &v1::RejectLabResponse::mutable_lab,
        kept.Change(caller, request.lab_id(), request.expected_version(), std::move(decide)));
  }

  Task<absl::StatusOr<v1::PinLabReferencesResponse>> PinReferences(
      Caller caller, const v1::PinLabReferencesRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "lab_id", request.lab_id());
    rpc::CheckId(errors, "references.profile_ref.profile_id",
                 request.references().profile_ref().profile_id());
    rpc::CheckId(errors, "references.forecast_ref.forecast_id",
                 request.references().forecast_ref().forecast_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::LabReferencesPinned wanted;
    wanted.set_lab_id(request.lab_id());
    *wanted.mutable_references() = request.references();
    co_return co_await rpc::Answer(&v1::PinLabReferencesResponse::mutable_lab,
                                   labs.PinReferences(caller, wanted, request.expected_version()));
  }

  Task<absl::StatusOr<v1::AddFindingResponse>> AddFinding(Caller caller,
                                                          const v1::AddFindingRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "lab_id", request.lab_id());
    v1::FindingAdded wanted;
    wanted.set_lab_id(request.lab_id());
    v1::Finding& finding = *wanted.mutable_finding() = request.finding();
    finding.set_finding_id(rpc::NewId(errors, "finding.finding_id", finding.finding_id(), caller));
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    LabRepository::Decide decide = [wanted](const Lab& lab) { return lab.AddFinding(wanted); };
    ZWK_CO_ASSIGN_OR_RETURN(
        v1::AddFindingResponse answer,
        co_await rpc::Answer(
            &v1::AddFindingResponse::mutable_lab,
            kept.Change(caller, request.lab_id(), request.expected_version(), std::move(decide))));
    answer.set_finding_id(finding.finding_id());
    co_return answer;
  }

  Task<absl::StatusOr<v1::AgreeThemesResponse>> AgreeThemes(Caller caller,
                                                            const v1::AgreeThemesRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "lab_id", request.lab_id());
    CheckDecision(errors, request.decision());
    for (int i = 0; i < std::min(request.themes_size(), Lab::kMaxThemes); ++i) {
      const std::string path = absl::StrCat("themes[", i, "]");
      CheckIds(errors, path + ".backlog_entry_ids", request.themes(i).backlog_entry_ids(),
               Lab::kMaxEvidence);
      CheckIds(errors, path + ".finding_ids", request.themes(i).finding_ids(), Lab::kMaxEvidence);
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::ThemesAgreed wanted;
    wanted.set_lab_id(request.lab_id());
    *wanted.mutable_themes() = request.themes();
    *wanted.mutable_decision() = request.decision();
    co_return co_await rpc::Answer(&v1::AgreeThemesResponse::mutable_lab,
                                   labs.AgreeThemes(caller, wanted, request.expected_version()));
  }

  Task<absl::StatusOr<v1::LinkLabCityProcessesResponse>> LinkCityProcesses(
      Caller caller, const v1::LinkLabCityProcessesRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "lab_id", request.lab_id());
    CheckIds(errors, "city_process_ids", request.city_process_ids(), Lab::kMaxCityProcesses);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    v1::LabCityProcessesLinked wanted;
    wanted.set_lab_id(request.lab_id());
    *wanted.mutable_city_process_ids() = request.city_process_ids();
    co_return co_await rpc::Answer(
        &v1::LinkLabCityProcessesResponse::mutable_lab,
        labs.LinkCityProcesses(caller, wanted, request.expected_version()));
  }

  Task<absl::StatusOr<v1::GetLabResponse>> Get(Caller caller, const v1::GetLabRequest& request) {
    return rpc::Get(&v1::GetLabResponse::mutable_lab, kept, std::move(caller), "lab_id",
                    request.lab_id());
  }

  Task<absl::StatusOr<v1::ListLabsResponse>> List(Caller caller,
                                                  const v1::ListLabsRequest& request) {
    return rpc::List(&v1::ListLabsResponse::add_labs, kept, std::move(caller), "labs", request);
  }
};

}  // namespace

void ServeLabs(rpc::ServiceMethods methods, Labs& labs, LabRepository& kept) {
  auto api = std::make_shared<LabApi>(LabApi{labs, kept});
  methods.Unary("ProposeLab", api, &LabApi::Propose);
  methods.Unary("SelectLab", api, &LabApi::Select);
  methods.Unary("RejectLab", api, &LabApi::Reject);
  methods.Unary("PinLabReferences", api, &LabApi::PinReferences);
  methods.Unary("AddFinding", api, &LabApi::AddFinding);
  methods.Unary("AgreeThemes", api, &LabApi::AgreeThemes);
  methods.Unary("LinkLabCityProcesses", api, &LabApi::LinkCityProcesses);
  methods.Unary("GetLab", api, &LabApi::Get);
  methods.Unary("ListLabs", api, &LabApi::List);
}

}  // namespace zwk::participation
