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

// Formats that browsers show and that bring no scripts along.
bool IsPicture(absl::string_view media_type) {
  return media_type == "image/jpeg" || media_type == "image/png" || media_type == "image/webp";
}

uint32_t BigEndian(absl::string_view bytes, size_t at, int count) {
  uint32_t value = 0;
  for (int i = 0; i < count; ++i) value = value << 8 | static_cast<uint8_t>(bytes[at + i]);
  return value;
}

// JPEG: segments FF xx length... up to the scan (FF DA). APP1 (EXIF, XMP), APP13 (IPTC) and
// comments go.
std::string WithoutJpegMetadata(std::string bytes) {
  if (!absl::StartsWith(bytes, "\xFF\xD8")) return bytes;
  std::string kept = bytes.substr(0, 2);
  size_t at = 2;
  while (at + 4 <= bytes.size() && bytes[at] == '\xFF') {
    const uint8_t marker = static_cast<uint8_t>(bytes[at + 1]);
    if (marker == 0xDA) return kept + bytes.substr(at);
    const size_t length = 2 + BigEndian(bytes, at + 2, 2);
    if (length < 4 || at + length > bytes.size()) return bytes;
    const bool metadata = marker == 0xE1 || marker == 0xED || marker == 0xFE;
    if (!metadata) kept.append(bytes, at, length);
    at += length;
  }
  return bytes;
}

// PNG: chunks length, type, data, CRC. Text, time and EXIF chunks go.
std::string WithoutPngMetadata(std::string bytes) {
  constexpr absl::string_view kSignature("\x89PNG\r\n\x1A\n", 8);
  if (!absl::StartsWith(bytes, kSignature)) return bytes;
  std::string kept(kSignature);
  size_t at = kSignature.size();
  while (at + 12 <= bytes.size()) {
    const size_t length = size_t{12} + BigEndian(bytes, at, 4);
    if (at + length > bytes.size()) return bytes;
    const std::string type = bytes.substr(at + 4, 4);
    const bool metadata =
        type == "eXIf" || type == "tEXt" || type == "iTXt" || type == "zTXt" || type == "tIME";
    if (!metadata) kept.append(bytes, at, length);
    at += length;
    if (type == "IEND") return kept;
  }
  return bytes;
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
  const bool shown = wanted.kind == AttachmentKind::kPhoto || wanted.kind == AttachmentKind::kLogo;
  if (!IsMediaType(wanted.media_type)) {
    errors.Add("header.media_type", "must be a media type such as image/jpeg");
  } else if (shown && !IsPicture(wanted.media_type)) {
    errors.Add("header.media_type",
               "of a photo or logo must be image/jpeg, image/png or image/webp");
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

std::string WithoutMetadata(const std::string& media_type, std::string bytes) {
  if (media_type == "image/jpeg") return WithoutJpegMetadata(std::move(bytes));
  if (media_type == "image/png") return WithoutPngMetadata(std::move(bytes));
  return bytes;
}

}  // namespace zwk::participation
