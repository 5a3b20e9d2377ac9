#include <algorithm>
#include <utility>

#include "participation/api/participation_api.h"
#include "participation/api/translate.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

constexpr size_t kChunk = 256 << 10;

void ToProto(const Stored<Attachment>& stored, v1::Attachment& message) {
  const FileAttached& about = stored.value.about;
  message.set_attachment_id(about.attachment_id);
  if (!about.meeting_id.empty()) message.set_meeting_id(about.meeting_id);
  if (!about.programme_id.empty()) message.set_programme_id(about.programme_id);
  message.set_kind(static_cast<v1::AttachmentKind>(about.kind));
  message.set_file_name(about.file_name);
  message.set_media_type(about.media_type);
  message.set_alt_text(about.alt_text);
  message.set_caption(about.caption);
  message.set_sha256(about.sha256);
  message.set_size_bytes(about.size_bytes);
  message.set_version(stored.version);
}

absl::StatusOr<FileAttached> FromProto(const Caller& caller, const v1::AttachmentHeader& header) {
  FieldErrors errors;
  if (header.has_meeting_id()) CheckId(errors, "header.meeting_id", header.meeting_id());
  if (header.has_programme_id()) CheckId(errors, "header.programme_id", header.programme_id());
  FileAttached wanted{
      .attachment_id = NewId(errors, "header.attachment_id", header.attachment_id(), caller),
      .meeting_id = header.meeting_id(),
      .programme_id = header.programme_id(),
      .kind =
          Known<AttachmentKind>(errors, "header.kind", header.kind(), v1::AttachmentKind_IsValid),
      .file_name = header.file_name(),
      .media_type = header.media_type(),
      .alt_text = header.alt_text(),
      .caption = header.caption()};
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  // Before the first byte: nobody uploads 20 MiB to learn that the description is missing.
  ZWK_RETURN_IF_ERROR(Attachment::CheckHeader(wanted));
  return wanted;
}

}  // namespace

Task<absl::StatusOr<v1::UploadAttachmentResponse>> ParticipationApi::UploadAttachment(
    Caller, rpc::Reader<v1::UploadAttachmentRequest>& reader) {
  std::optional<v1::UploadAttachmentRequest> part = co_await reader.Read();
  ZWK_CO_RETURN_IF_ERROR(reader.status());
  if (!part || !part->has_header()) co_return InvalidField("header", "must come first");
  ZWK_CO_ASSIGN_OR_RETURN(FileAttached wanted, FromProto(reader.caller(), part->header()));

  std::string bytes;
  while (true) {
    part = co_await reader.Read();
    if (!part) break;
    if (part->has_header()) co_return InvalidField("header", "must come once");
    if (bytes.size() + part->chunk().size() > Attachment::kMaxBytes) {
      co_return WithReason(
          InvalidField("chunk", absl::StrCat("more than ", Attachment::kMaxBytes, " bytes")),
          "TOO_LARGE");
    }
    bytes += part->chunk();
  }
  ZWK_CO_RETURN_IF_ERROR(reader.status());

  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Attachment> attachment,
      co_await use_.attachments.Attach(reader.caller(), std::move(wanted), std::move(bytes)));
  v1::UploadAttachmentResponse answer;
  ToProto(attachment, *answer.mutable_attachment());
  co_return answer;
}

Task<absl::StatusOr<v1::GetAttachmentResponse>> ParticipationApi::GetAttachment(
    Caller caller, const v1::GetAttachmentRequest& request) {
  FieldErrors errors;
  CheckId(errors, "attachment_id", request.attachment_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Attachment> attachment,
      co_await use_.attachments.Get(std::move(caller), request.attachment_id()));
  v1::GetAttachmentResponse answer;
  ToProto(attachment, *answer.mutable_attachment());
  co_return answer;
}

Task<absl::StatusOr<v1::ListAttachmentsResponse>> ParticipationApi::ListAttachments(
    Caller caller, const v1::ListAttachmentsRequest& request) {
  FieldErrors errors;
  std::string subject_id;
  if (request.has_meeting_id()) {
    CheckId(errors, "meeting_id", subject_id = request.meeting_id());
  } else if (request.has_programme_id()) {
    CheckId(errors, "programme_id", subject_id = request.programme_id());
  } else {
    errors.Add("subject", "must be a meeting or a programme");
  }
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(Page<Attachment> page, co_await use_.attachments.List(
                                                     std::move(caller), std::move(subject_id),
                                                     request.page_size(), request.page_token()));
  v1::ListAttachmentsResponse answer;
  for (const Stored<Attachment>& attachment : page.items) {
    ToProto(attachment, *answer.add_attachments());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::Status> ParticipationApi::DownloadAttachment(
    Caller caller, const v1::DownloadAttachmentRequest& request,
    rpc::Writer<google::api::HttpBody>& writer) {
  FieldErrors errors;
  CheckId(errors, "attachment_id", request.attachment_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Attachment> attachment,
                          co_await use_.attachments.Get(caller, request.attachment_id()));
  const FileAttached about = attachment.value.about;
  ZWK_CO_ASSIGN_OR_RETURN(const std::string bytes,
                          co_await use_.attachments.Read(std::move(caller), about.sha256));
  for (size_t at = 0; at < bytes.size(); at += kChunk) {
    google::api::HttpBody part;
    part.set_content_type(about.media_type);
    part.set_data(bytes.substr(at, kChunk));
    const bool heard = co_await writer.Write(part);
    if (!heard) co_return absl::CancelledError("nobody listens any more");
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::participation
