#include "participation/app/attachments.h"

#include <utility>

#include "platform/base/hash.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::StatusOr<Stored<Attachment>>> Attachments::Attach(Caller caller, FileAttached wanted,
                                                             std::string bytes) {
  ZWK_CO_RETURN_IF_ERROR(Attachment::CheckHeader(wanted));
  absl::Status open;
  if (!wanted.meeting_id.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting,
                            co_await meetings_.Load(caller, wanted.meeting_id));
    open = meeting.value.CheckOpen();
  } else {
    ZWK_CO_RETURN_IF_ERROR((co_await programmes_.Load(caller, wanted.programme_id)).status());
  }
  bytes = WithoutMetadata(wanted.media_type, std::move(bytes));
  wanted.size_bytes = static_cast<int64_t>(bytes.size());
  ZWK_CO_RETURN_IF_ERROR(Attachment{}.Attach(wanted).status());
  ZWK_CO_ASSIGN_OR_RETURN(wanted.sha256,
                          co_await files_.Put(caller.municipality, std::move(bytes)));

  // The request's fingerprint covers the header alone; with the hash it covers the bytes too.
  caller.request.fingerprint = Sha256Hex(caller.request.fingerprint + wanted.sha256);
  const std::string id = wanted.attachment_id;
  AttachmentRepository::Decide decide =
      [wanted, open](const Attachment& attachment) -> absl::StatusOr<Decision<AttachmentEvent>> {
    ZWK_RETURN_IF_ERROR(open);
    ZWK_ASSIGN_OR_RETURN(FileAttached attached, attachment.Attach(wanted));
    return Decision<AttachmentEvent>(std::move(attached));
  };
  co_return co_await attachments_.Create(std::move(caller), id, std::move(decide));
}

Task<absl::StatusOr<Stored<Attachment>>> Attachments::Get(Caller caller,
                                                          std::string attachment_id) {
  return attachments_.Load(std::move(caller), std::move(attachment_id));
}

Task<absl::StatusOr<std::string>> Attachments::Read(Caller caller, std::string sha256) {
  auto bytes = co_await files_.Get(caller.municipality, std::move(sha256));
  // The attachment exists, so its bytes have to.
  if (absl::IsNotFound(bytes.status())) co_return absl::DataLossError("the bytes are gone");
  co_return std::move(bytes);
}

Task<absl::StatusOr<Page<Attachment>>> Attachments::List(Caller caller, std::string subject_id,
                                                         int page_size, std::string page_token) {
  // Sort keys are <meeting or programme id>/<file name>.
  return attachments_.List(std::move(caller), "attachments", std::move(subject_id) + "/", page_size,
                           std::move(page_token));
}

}  // namespace zwk::participation
