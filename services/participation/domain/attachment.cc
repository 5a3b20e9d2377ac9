#include "participation/domain/attachment.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "participation/domain/text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

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

}  // namespace

absl::Status Attachment::CheckHeader(const FileAttached& wanted) {
  FieldErrors errors;
  if (wanted.meeting_id.empty() == wanted.programme_id.empty()) {
    errors.Add("header.subject", "must be a meeting or a programme");
  }
  if (wanted.kind == AttachmentKind::kUnspecified) errors.Add("header.kind", "must be given");
  CheckText(errors, "header.file_name", wanted.file_name, kTitle);
  if (absl::StrContains(wanted.file_name, "/")) errors.Add("header.file_name", "must be no path");
  CheckText(errors, "header.alt_text", wanted.alt_text, kParagraph);
  CheckText(errors, "header.caption", wanted.caption, kOptionalParagraph);
  const bool is_picture = wanted.kind == AttachmentKind::kPhoto ||
                          wanted.kind == AttachmentKind::kLogo ||
                          absl::StartsWith(wanted.media_type, "image/");
  if (!IsMediaType(wanted.media_type)) {
    errors.Add("header.media_type", "must be a media type such as image/jpeg");
  } else if (is_picture && !CanBeCleaned(wanted.media_type)) {
    errors.Add("header.media_type", "of a picture must be image/jpeg, image/png or image/webp");
  }
  return errors.ToStatus();
}

absl::StatusOr<FileAttached> Attachment::Attach(FileAttached wanted) const {
  ZWK_RETURN_IF_ERROR(CheckHeader(wanted));
  if (wanted.size_bytes < 1) return InvalidField("chunk", "there are no bytes");
  if (wanted.size_bytes > kMaxBytes) {
    return WithReason(InvalidField("chunk", absl::StrCat("more than ", kMaxBytes, " bytes")),
                      "TOO_LARGE");
  }
  return wanted;
}

void Attachment::Apply(const AttachmentEvent& event) { about = std::get<FileAttached>(event); }

}  // namespace zwk::participation
