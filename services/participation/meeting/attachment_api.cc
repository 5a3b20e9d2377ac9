#include "participation/meeting/attachment_api.h"

#include <memory>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/answer.h"
#include "platform/rpc/upload.h"

namespace zwk::participation {
namespace {

// What a download that nobody reads holds in memory.
constexpr int64_t kChunk = 64'000;

absl::StatusOr<v1::FileAttached> Wanted(const Caller& caller,
                                        const v1::UploadAttachmentHeader& header) {
  FieldErrors errors;
  v1::FileAttached wanted;
  v1::Attachment& attachment = *wanted.mutable_attachment() = header.attachment();
  attachment.set_attachment_id(
      rpc::NewId(errors, "header.attachment.attachment_id", attachment.attachment_id(), caller));
  if (attachment.has_meeting_id()) {
    rpc::CheckId(errors, "header.attachment.meeting_id", attachment.meeting_id());
  }
  if (attachment.has_programme_id()) {
    rpc::CheckId(errors, "header.attachment.programme_id", attachment.programme_id());
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  // Before the first byte: nobody uploads 20 MiB to learn that the description is missing.
  ZWK_RETURN_IF_ERROR(Attachment::CheckDescription(attachment));
  return wanted;
}

struct AttachmentApi {
  AttachmentRepository& attachments;
  Attachments& files;

  Task<absl::StatusOr<v1::UploadAttachmentResponse>> Upload(
      Caller, rpc::Reader<v1::UploadAttachmentRequest>& reader) {
    rpc::Upload upload(reader, Attachment::kMaxBytes);
    ZWK_CO_ASSIGN_OR_RETURN(const v1::UploadAttachmentHeader header, co_await upload.ReadHeader());
    ZWK_CO_ASSIGN_OR_RETURN(v1::FileAttached wanted, Wanted(upload.header_caller(), header));
    ZWK_CO_ASSIGN_OR_RETURN(std::string bytes, co_await upload.ReadAll());
    auto attached = files.Attach(upload.caller(), std::move(wanted), std::move(bytes));
    co_return co_await rpc::Answer(&v1::UploadAttachmentResponse::mutable_attachment,
                                   std::move(attached));
  }

  Task<absl::StatusOr<v1::GetAttachmentResponse>> Get(Caller caller,
                                                      const v1::GetAttachmentRequest& request) {
    return rpc::Get(&v1::GetAttachmentResponse::mutable_attachment, attachments, std::move(caller),
                    "attachment_id", request.attachment_id());
  }

  Task<absl::StatusOr<v1::ListAttachmentsResponse>> List(
      Caller caller, const v1::ListAttachmentsRequest& request) {
    FieldErrors errors;
    std::string subject;
    if (request.has_meeting_id()) {
      rpc::CheckId(errors, "meeting_id", subject = request.meeting_id());
    } else if (request.has_programme_id()) {
      rpc::CheckId(errors, "programme_id", subject = request.programme_id());
    } else {
      errors.Add("subject", "must be a meeting or a programme");
    }
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    const std::string prefix = subject + "/";
    co_return co_await rpc::List(&v1::ListAttachmentsResponse::add_attachments, attachments,
                                 std::move(caller), "attachments", request, prefix);
  }

  Task<absl::Status> Download(Caller caller, const v1::DownloadAttachmentRequest& request,
                              rpc::Writer<google::api::HttpBody>& writer) {
    FieldErrors errors;
    rpc::CheckId(errors, "attachment_id", request.attachment_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Attachment> attachment,
                            co_await attachments.Load(caller, request.attachment_id()));
    const v1::Attachment& state = attachment.value.state;
    ZWK_CO_RETURN_IF_ERROR(co_await files.Check(caller, state.sha256()));
    for (int64_t at = 0; at < state.size_bytes(); at += kChunk) {
      ZWK_CO_ASSIGN_OR_RETURN(std::string bytes,
                              co_await files.ReadPart(caller, state.sha256(), at, kChunk));
      google::api::HttpBody part;
      part.set_content_type(state.media_type());
      part.set_data(std::move(bytes));
      const bool heard = co_await writer.Write(part);
      if (!heard) co_return absl::CancelledError("nobody listens any more");
    }
    co_return absl::OkStatus();
  }
};

}  // namespace

void ServeAttachments(rpc::ServiceMethods methods, AttachmentRepository& attachments,
                      Attachments& files) {
  auto api = std::make_shared<AttachmentApi>(AttachmentApi{attachments, files});
  methods.ClientStream("UploadAttachment", api, &AttachmentApi::Upload);
  methods.Unary("GetAttachment", api, &AttachmentApi::Get);
  methods.Unary("ListAttachments", api, &AttachmentApi::List);
  methods.ServerStream("DownloadAttachment", api, &AttachmentApi::Download);
}

}  // namespace zwk::participation
