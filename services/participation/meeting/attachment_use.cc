#include "participation/meeting/attachment_use.h"

#include <optional>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
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
    return WithReason(InvalidField("header.attachment.media_type",
                                   absl::StrCat("is '", media_type, "', but the file is ", is)),
                      "MEDIA_TYPE_MISMATCH");
  }
  if (!kind) return bytes;
  absl::StatusOr<picture::CleanPicture> cleaned = picture::Clean(bytes);
  if (!cleaned.ok()) return WithField(cleaned.status(), "chunk");
  return std::move(cleaned->bytes);
}

}  // namespace

Task<absl::StatusOr<Stored<Attachment>>> Attachments::Attach(Caller caller, v1::FileAttached wanted,
                                                             std::string bytes) {
  v1::Attachment& attachment = *wanted.mutable_attachment();
  absl::Status open;
  if (attachment.has_meeting_id()) {
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting,
                            co_await meetings_.Load(caller, attachment.meeting_id()));
    open = meeting.value.CheckOpen();
  } else {
    ZWK_CO_RETURN_IF_ERROR((co_await programmes_.Load(caller, attachment.programme_id())).status());
  }
  if (!bytes.empty()) {
    const bool entered = co_await pool_.Enter();
    if (!entered) {
      co_return WithReason(absl::ResourceExhaustedError("too many files wait to be looked at"),
                           "FILE_QUEUE_FULL");
    }
    ZWK_CO_ASSIGN_OR_RETURN(bytes, WithoutTraces(attachment.media_type(), std::move(bytes)));
  }
  attachment.set_size_bytes(static_cast<int64_t>(bytes.size()));
  ZWK_CO_RETURN_IF_ERROR(Attachment{}.Attach(wanted).status());
  ZWK_CO_ASSIGN_OR_RETURN(const std::string sha256,
                          co_await blobs_.Put(caller.municipality, std::move(bytes)));
  attachment.set_sha256(sha256);

  const std::string id = attachment.attachment_id();
  // Refused in the decision and not before it: a repeated request is answered, whatever the meeting
  // has become since.
  AttachmentRepository::Decide decide =
      [wanted, open](const Attachment& present) -> absl::StatusOr<Decision<AttachmentEvent>> {
    ZWK_RETURN_IF_ERROR(open);
    ZWK_ASSIGN_OR_RETURN(v1::FileAttached attached, present.Attach(wanted));
    return Decision<AttachmentEvent>(std::move(attached));
  };
  co_return co_await attachments_.Create(std::move(caller), id, std::move(decide));
}

Task<absl::Status> Attachments::Check(Caller caller, std::string sha256) {
  const absl::Status good = co_await blobs_.Check(caller.municipality, std::move(sha256));
  // The attachment exists, so its bytes have to.
  if (absl::IsNotFound(good)) co_return absl::DataLossError("the bytes are gone");
  co_return good;
}

Task<absl::StatusOr<std::string>> Attachments::ReadPart(Caller caller, std::string sha256,
                                                        int64_t at, int64_t most) {
  return blobs_.GetPart(caller.municipality, std::move(sha256), at, most);
}

}  // namespace zwk::participation
