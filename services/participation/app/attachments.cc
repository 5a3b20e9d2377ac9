#include "participation/app/attachments.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/picture/picture.h"

namespace zwk::participation {
namespace {

// What is stored of a file. Its first bytes decide whether it is a picture; who says something else
// is told so, and nothing that is called a picture is stored without being cleaned.
absl::StatusOr<std::string> WithoutTraces(const std::string& media_type, std::string bytes) {
  const std::optional<picture::Kind> kind = picture::KindOf(bytes);
  const absl::string_view is = kind ? picture::MediaTypeOf(*kind) : "no picture";
  if (kind ? is != media_type : absl::StartsWith(media_type, "image/")) {
    return WithReason(InvalidField("header.media_type",
                                   absl::StrCat("is '", media_type, "', but the file is ", is)),
                      "MEDIA_TYPE_MISMATCH");
  }
  if (!kind) return bytes;
  absl::StatusOr<picture::CleanPicture> cleaned = picture::Clean(bytes);
  if (!cleaned.ok()) return WithField(cleaned.status(), "chunk");
  return std::move(cleaned->bytes);
}

}  // namespace

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
  if (!bytes.empty()) {
    const bool entered = co_await pool_.Enter();
    if (!entered) {
      co_return WithReason(absl::ResourceExhaustedError("too many files wait to be looked at"),
                           "FILE_QUEUE_FULL");
    }
    ZWK_CO_ASSIGN_OR_RETURN(bytes, WithoutTraces(wanted.media_type, std::move(bytes)));
  }
  wanted.size_bytes = static_cast<int64_t>(bytes.size());
  ZWK_CO_RETURN_IF_ERROR(Attachment{}.Attach(wanted).status());
  ZWK_CO_ASSIGN_OR_RETURN(wanted.sha256,
                          co_await blobs_.Put(caller.municipality, std::move(bytes)));

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
  auto bytes = co_await blobs_.Get(caller.municipality, std::move(sha256));
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
