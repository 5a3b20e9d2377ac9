#pragma once

#include "participation/app/attachments.h"
#include "participation/app/municipalities.h"
#include "participation/app/programmes.h"
#include "platform/rpc/service.h"
#include "zwk/participation/v1/participation_service.pb.h"

namespace zwk::participation {

// zwk.participation.v1.ParticipationService: translates, decides nothing. One .cc file per
// aggregate; refusals and meaning of each method are in the proto.
class ParticipationApi {
 public:
  struct UseCases {
    Municipalities& municipalities;
    Programmes& programmes;
    Attachments& attachments;
  };
  explicit ParticipationApi(UseCases use_cases) : use_(use_cases) {}

  // Registers every method of the service.
  void Register(rpc::ServiceMethods service);

  // --- Municipality ---
  Task<absl::StatusOr<v1::ConfigureMunicipalityResponse>> ConfigureMunicipality(
      Caller caller, const v1::ConfigureMunicipalityRequest& request);
  Task<absl::StatusOr<v1::GetMunicipalityResponse>> GetMunicipality(
      Caller caller, const v1::GetMunicipalityRequest& request);

  // --- Programme ---
  Task<absl::StatusOr<v1::CreateProgrammeResponse>> CreateProgramme(
      Caller caller, const v1::CreateProgrammeRequest& request);
  Task<absl::StatusOr<v1::GetProgrammeResponse>> GetProgramme(
      Caller caller, const v1::GetProgrammeRequest& request);
  Task<absl::StatusOr<v1::ListProgrammesResponse>> ListProgrammes(
      Caller caller, const v1::ListProgrammesRequest& request);
  Task<absl::StatusOr<v1::DefineFieldOfActionResponse>> DefineFieldOfAction(
      Caller caller, const v1::DefineFieldOfActionRequest& request);
  Task<absl::StatusOr<v1::GetFieldOfActionResponse>> GetFieldOfAction(
      Caller caller, const v1::GetFieldOfActionRequest& request);
  Task<absl::StatusOr<v1::ListFieldsOfActionResponse>> ListFieldsOfAction(
      Caller caller, const v1::ListFieldsOfActionRequest& request);

  // --- Attachments ---
  Task<absl::StatusOr<v1::UploadAttachmentResponse>> UploadAttachment(
      Caller caller, rpc::Reader<v1::UploadAttachmentRequest>& reader);
  Task<absl::StatusOr<v1::GetAttachmentResponse>> GetAttachment(
      Caller caller, const v1::GetAttachmentRequest& request);
  Task<absl::StatusOr<v1::ListAttachmentsResponse>> ListAttachments(
      Caller caller, const v1::ListAttachmentsRequest& request);
  Task<absl::Status> DownloadAttachment(Caller caller, const v1::DownloadAttachmentRequest& request,
                                        rpc::Writer<google::api::HttpBody>& writer);

 private:
  UseCases use_;
};

}  // namespace zwk::participation
