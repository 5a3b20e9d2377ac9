#include "participation/meeting/attachment.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

// On any system that somebody may save it on.
bool IsPath(absl::string_view name) {
  return name == "." || name == ".." || name.find_first_of("/\\") != absl::string_view::npos;
}

// type/subtype, lower case, no parameters.
bool IsMediaType(absl::string_view text) {
  const size_t slash = text.find('/');
  if (slash == absl::string_view::npos || slash == 0 || slash + 1 == text.size()) return false;
  return text.size() <= 100 && std::count(text.begin(), text.end(), '/') == 1 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) {
           return absl::ascii_islower(c) || absl::ascii_isdigit(c) || strchr("/.+-", c) != nullptr;
         });
}

// The pictures that are taken, whatever they are for: these are cleaned before they are stored.
bool CanBeCleaned(absl::string_view media_type) {
  return media_type == "image/jpeg" || media_type == "image/png" || media_type == "image/webp";
}

absl::Status TakeDescription(v1::Attachment& attachment) {
  FieldErrors errors;
  if (attachment.meeting_id().empty() && attachment.programme_id().empty()) {
    errors.Add("header.attachment.subject", "must be a meeting or a programme");
  }
  CheckGiven(errors, "header.attachment.kind", attachment.kind(), v1::AttachmentKind_IsValid);
  Title::Take(errors, "header.attachment.file_name", *attachment.mutable_file_name());
  if (IsPath(attachment.file_name())) {
    errors.Add("header.attachment.file_name", "must be no path");
  }
  Paragraph::Take(errors, "header.attachment.alt_text", *attachment.mutable_alt_text());
  Paragraph::TakeOptional(errors, "header.attachment.caption", *attachment.mutable_caption());
  const std::string& media_type = attachment.media_type();
  const bool is_picture = attachment.kind() == v1::ATTACHMENT_KIND_PHOTO ||
                          attachment.kind() == v1::ATTACHMENT_KIND_LOGO ||
                          absl::StartsWith(media_type, "image/");
  if (!IsMediaType(media_type)) {
    errors.Add("header.attachment.media_type", "must be a media type such as image/jpeg");
  } else if (is_picture && !CanBeCleaned(media_type)) {
    errors.Add("header.attachment.media_type",
               "of a picture must be image/jpeg, image/png or image/webp");
  }
  return errors.ToStatus();
}

}  // namespace

absl::Status Attachment::CheckDescription(v1::Attachment attachment) {
  return TakeDescription(attachment);
}

absl::StatusOr<v1::FileAttached> Attachment::Attach(v1::FileAttached wanted) const {
  ZWK_RETURN_IF_ERROR(TakeDescription(*wanted.mutable_attachment()));
  const int64_t size = wanted.attachment().size_bytes();
  if (size < 1) return InvalidField("chunk", "there are no bytes");
  if (size > kMaxBytes) {
    return FileTooLarge(absl::StrCat("more than ", kMaxBytes, " bytes"));
  }
  return wanted;
}

void Attachment::Apply(const AttachmentEvent& event) {
  state = std::get<v1::FileAttached>(event).attachment();
}

}  // namespace zwk::participation
