#pragma once

#include "google/api/httpbody.pb.h"
#include "platform/rpc/server.h"
#include "platform/rpc/service.h"
#include "reporting/app/browse.h"
#include "reporting/app/forecast_pictures.h"
#include "reporting/app/minutes.h"
#include "reporting/app/profiles.h"
#include "zwk/reporting/v1/reporting_service.pb.h"

namespace zwk::reporting {

// zwk.reporting.v1.ReportingService: translates, decides nothing.
class ReportingApi {
 public:
  ReportingApi(MinutesUseCases& minutes, ProfileUseCases& profiles,
               ForecastPictureUseCases& pictures, BrowseUseCases& browse)
      : minutes_(minutes), profiles_(profiles), pictures_(pictures), browse_(browse) {}
  void Register(rpc::Server& server);

 private:
  using HttpBody = google::api::HttpBody;
  Task<absl::StatusOr<HttpBody>> GetMinutes(Caller caller, const v1::GetMinutesRequest& request);
  Task<absl::StatusOr<HttpBody>> GetNeighborhoodProfile(
      Caller caller, const v1::GetNeighborhoodProfileRequest& request);
  Task<absl::StatusOr<v1::PublishProfileResponse>> PublishProfile(
      Caller caller, const v1::PublishProfileRequest& request);
  Task<absl::StatusOr<HttpBody>> GetForecastPicture(Caller caller,
                                                    const v1::GetForecastPictureRequest& request);
  Task<absl::StatusOr<HttpBody>> GetIndexPage(Caller caller,
                                              const v1::GetIndexPageRequest& request);
  Task<absl::StatusOr<v1::ListDocumentsResponse>> ListDocuments(
      Caller caller, const v1::ListDocumentsRequest& request);
  Task<absl::StatusOr<v1::GetDocumentResponse>> GetDocument(Caller caller,
                                                            const v1::GetDocumentRequest& request);
  Task<absl::StatusOr<HttpBody>> GetDocumentContent(Caller caller,
                                                    const v1::GetDocumentContentRequest& request);
  Task<absl::StatusOr<v1::GetUsageFiguresResponse>> GetUsageFigures(
      Caller caller, const v1::GetUsageFiguresRequest& request);

  MinutesUseCases& minutes_;
  ProfileUseCases& profiles_;
  ForecastPictureUseCases& pictures_;
  BrowseUseCases& browse_;
};

}  // namespace zwk::reporting
