#include "reporting/api/reporting_api.h"

#include <google/protobuf/util/time_util.h>

#include <algorithm>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::reporting {
namespace {

google::api::HttpBody ToBody(Page page) {
  google::api::HttpBody body;
  body.set_content_type(std::move(page.content_type));
  body.set_data(std::move(page.bytes));
  return body;
}

void ToProto(const Positions& positions,
             google::protobuf::RepeatedPtrField<v1::StreamPosition>* into) {
  for (const auto& [area, position] : positions) {
    v1::StreamPosition* stream_position = into->Add();
    stream_position->set_area(area);
    stream_position->set_position(position);
  }
}

v1::Document ToProto(const std::string& document_id, const Document& document, uint64_t version) {
  v1::Document proto;
  proto.set_document_id(document_id);
  proto.set_kind(document.kind() == DocumentKind::kMinutes
                     ? v1::DOCUMENT_KIND_MINUTES
                     : v1::DOCUMENT_KIND_NEIGHBORHOOD_PROFILE);
  proto.set_subject(document.subject());
  const DocumentVersion* found = document.Find(version);
  if (found == nullptr) return proto;
  proto.set_version(found->version);
  proto.set_sha256(found->sha256);
  proto.set_status(found->approved ? v1::DOCUMENT_STATUS_APPROVED : v1::DOCUMENT_STATUS_DRAFT);
  proto.set_locale(found->locale);
  proto.set_template_id(found->template_id);
  proto.set_template_version(found->template_version);
  ToProto(found->positions, proto.mutable_stream_positions());
  for (const Rendition& rendition : found->renditions) {
    v1::Rendition* added = proto.add_renditions();
    added->set_locale(rendition.locale);
    added->set_format(rendition.format);
    added->set_sha256(rendition.sha256);
    added->set_size_bytes(rendition.size_bytes);
  }
  proto.set_title(found->title);
  *proto.mutable_create_time() =
      google::protobuf::util::TimeUtil::MicrosecondsToTimestamp(ToMicros(found->created));
  if (!found->forecast_id.empty()) {
    proto.mutable_forecast()->set_forecast_id(found->forecast_id);
    proto.mutable_forecast()->set_version(found->forecast_version);
  }
  proto.set_synthetic(found->synthetic);
  return proto;
}

absl::Status CheckNeighborhoodKey(const std::string& key) {
  if (key.empty() || key.size() > 32) {
    return InvalidField("neighborhood_key", "must have 1 to 32 characters");
  }
  for (const char c : key) {
    if (!absl::ascii_isalnum(c) && c != '.' && c != '_' && c != '-') {
      return InvalidField("neighborhood_key", "must be of [A-Za-z0-9._-]");
    }
  }
  return absl::OkStatus();
}

// [a-z][a-z0-9_]{0,63}, or nothing.
absl::Status CheckFigureId(const std::string& id) {
  const bool well_formed =
      id.empty() || (id.size() <= 64 && absl::ascii_islower(id[0]) &&
                     std::all_of(id.begin(), id.end(), [](char c) {
                       return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '_';
                     }));
  return well_formed ? absl::OkStatus() : InvalidField("figure_id", "is no name of a figure");
}

absl::Status CheckUuid(const char* field, const std::string& id) {
  return IsUuid(id) ? absl::OkStatus() : InvalidField(field, "must be a UUID in lower case");
}

}  // namespace

void ReportingApi::Register(rpc::Server& server) {
  auto service = server.Service("zwk.reporting.v1.ReportingService");
  service.Unary("GetMinutes", this, &ReportingApi::GetMinutes);
  service.Unary("GetNeighborhoodProfile", this, &ReportingApi::GetNeighborhoodProfile);
  service.Unary("PublishProfile", this, &ReportingApi::PublishProfile);
  service.Unary("GetForecastPicture", this, &ReportingApi::GetForecastPicture);
  service.Unary("GetIndexPage", this, &ReportingApi::GetIndexPage);
  service.Unary("ListDocuments", this, &ReportingApi::ListDocuments);
  service.Unary("GetDocument", this, &ReportingApi::GetDocument);
  service.Unary("GetDocumentContent", this, &ReportingApi::GetDocumentContent);
  service.Unary("GetUsageFigures", this, &ReportingApi::GetUsageFigures);
}

Task<absl::StatusOr<google::api::HttpBody>> ReportingApi::GetMinutes(
    Caller caller, const v1::GetMinutesRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckUuid("meeting_id", request.meeting_id()));
  MinutesUseCases::Show query{request.meeting_id(), request.locale(), request.format(),
                              request.version()};
  ZWK_CO_ASSIGN_OR_RETURN(Page page, co_await minutes_.Handle(std::move(caller), std::move(query)));
  co_return ToBody(std::move(page));
}

Task<absl::StatusOr<google::api::HttpBody>> ReportingApi::GetNeighborhoodProfile(
    Caller caller, const v1::GetNeighborhoodProfileRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckNeighborhoodKey(request.neighborhood_key()));
  ProfileUseCases::Show query{request.neighborhood_key(), request.locale(), request.format(),
                              request.version()};
  ZWK_CO_ASSIGN_OR_RETURN(Page page,
                          co_await profiles_.Handle(std::move(caller), std::move(query)));
  co_return ToBody(std::move(page));
}

Task<absl::StatusOr<v1::PublishProfileResponse>> ReportingApi::PublishProfile(
    Caller caller, const v1::PublishProfileRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckNeighborhoodKey(request.neighborhood_key()));
  if (!request.forecast_id().empty()) {
    ZWK_CO_RETURN_IF_ERROR(CheckUuid("forecast_id", request.forecast_id()));
  }
  ProfileUseCases::Publish command{request.neighborhood_key(), request.forecast_id()};
  ZWK_CO_ASSIGN_OR_RETURN(const auto published,
                          co_await profiles_.Handle(std::move(caller), std::move(command)));
  v1::PublishProfileResponse response;
  *response.mutable_document() = ToProto(published.document_id, published.document, 0);
  co_return response;
}

Task<absl::StatusOr<google::api::HttpBody>> ReportingApi::GetForecastPicture(
    Caller caller, const v1::GetForecastPictureRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckUuid("forecast_id", request.forecast_id()));
  if (!request.neighborhood_key().empty()) {
    ZWK_CO_RETURN_IF_ERROR(CheckNeighborhoodKey(request.neighborhood_key()));
  }
  if (request.picture() != v1::FORECAST_PICTURE_PYRAMID &&
      request.picture() != v1::FORECAST_PICTURE_FAN) {
    co_return InvalidField("picture", "must be a pyramid or a fan");
  }
  ZWK_CO_RETURN_IF_ERROR(CheckFigureId(request.figure_id()));
  ForecastPictureUseCases::Show query{.forecast_id = request.forecast_id(),
                                      .pyramid = request.picture() == v1::FORECAST_PICTURE_PYRAMID,
                                      .neighborhood_key = request.neighborhood_key(),
                                      .figure_id = request.figure_id(),
                                      .locale = request.locale(),
                                      .format = request.format()};
  ZWK_CO_ASSIGN_OR_RETURN(Page page,
                          co_await pictures_.Handle(std::move(caller), std::move(query)));
  co_return ToBody(std::move(page));
}

Task<absl::StatusOr<google::api::HttpBody>> ReportingApi::GetIndexPage(
    Caller caller, const v1::GetIndexPageRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(Page page,
                          co_await browse_.ShowIndex(std::move(caller), request.locale()));
  co_return ToBody(std::move(page));
}

Task<absl::StatusOr<v1::ListDocumentsResponse>> ReportingApi::ListDocuments(
    Caller caller, const v1::ListDocumentsRequest& request) {
  BrowseUseCases::List query{.page_size = request.page_size(), .page_token = request.page_token()};
  switch (request.kind()) {
    case v1::DOCUMENT_KIND_UNSPECIFIED:
      break;
    case v1::DOCUMENT_KIND_MINUTES:
      query.kind = DocumentKind::kMinutes;
      break;
    case v1::DOCUMENT_KIND_NEIGHBORHOOD_PROFILE:
      query.kind = DocumentKind::kNeighborhoodProfile;
      break;
    default:
      co_return InvalidField("kind", absl::StrCat(request.kind(), " is not a kind of document"));
  }
  ZWK_CO_ASSIGN_OR_RETURN(const auto entries,
                          co_await browse_.Handle(std::move(caller), std::move(query)));
  v1::ListDocumentsResponse response;
  for (const auto& entry : entries.entries) {
    *response.add_documents() =
        ToProto(entry.document_id, entry.document, entry.document.versions().size());
  }
  response.set_next_page_token(entries.next_page_token);
  co_return response;
}

Task<absl::StatusOr<v1::GetDocumentResponse>> ReportingApi::GetDocument(
    Caller caller, const v1::GetDocumentRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckUuid("document_id", request.document_id()));
  ZWK_CO_ASSIGN_OR_RETURN(
      const auto entry,
      co_await browse_.Find(std::move(caller), request.document_id(), request.version()));
  v1::GetDocumentResponse response;
  *response.mutable_document() =
      ToProto(entry.document_id, entry.document,
              request.version() > 0 ? request.version() : entry.document.versions().size());
  co_return response;
}

Task<absl::StatusOr<google::api::HttpBody>> ReportingApi::GetDocumentContent(
    Caller caller, const v1::GetDocumentContentRequest& request) {
  ZWK_CO_RETURN_IF_ERROR(CheckUuid("document_id", request.document_id()));
  BrowseUseCases::Content query{request.document_id(), request.version(), request.locale(),
                                request.format()};
  ZWK_CO_ASSIGN_OR_RETURN(Page page, co_await browse_.Handle(std::move(caller), std::move(query)));
  co_return ToBody(std::move(page));
}

Task<absl::StatusOr<v1::GetUsageFiguresResponse>> ReportingApi::GetUsageFigures(
    Caller caller, const v1::GetUsageFiguresRequest&) {
  ZWK_CO_ASSIGN_OR_RETURN(const IndexFacts facts, co_await browse_.UsageFigures(std::move(caller)));
  const Usage& usage = facts.page.usage;
  v1::GetUsageFiguresResponse response;
  v1::UsageFigures& figures = *response.mutable_figures();
  figures.set_meetings(usage.meetings);
  figures.set_sessions(usage.sessions);
  figures.set_cards(usage.cards);
  figures.set_ballots(RoundVoters(usage.ballots));
  figures.set_ballots_rounded_to(kVotersBase);
  figures.set_open_next_steps(usage.open_next_steps);
  figures.set_open_backlog_entries(usage.open_backlog_entries);
  figures.set_offers(usage.offers);
  figures.set_searches(usage.searches);
  figures.set_searches_without_hit(usage.searches_without_hit);
  figures.set_labs(usage.labs);
  figures.set_neighborhoods(usage.neighborhoods);
  figures.set_documents(usage.documents);
  ToProto(facts.positions, response.mutable_stream_positions());
  co_return response;
}

}  // namespace zwk::reporting
