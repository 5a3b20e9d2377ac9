#include "platform/picture/picture.h"

#include <utility>

#include "absl/strings/match.h"
#include "platform/base/status_macros.h"
#include "platform/picture/jpeg.h"
#include "platform/picture/png.h"
#include "platform/picture/refusal.h"
#include "platform/picture/webp.h"

namespace zwk::picture {
namespace {

absl::StatusOr<std::string> CleanBytes(Kind kind, absl::string_view bytes) {
  switch (kind) {
    case Kind::kJpeg:
      return CleanJpeg(bytes);
    case Kind::kPng:
      return CleanPng(bytes);
    case Kind::kWebp:
      return CleanWebp(bytes);
  }
  return Refused("UNKNOWN_PICTURE", "is of no known kind");
}

}  // namespace

std::optional<Kind> KindOf(absl::string_view bytes) {
  if (absl::StartsWith(bytes, "\xFF\xD8\xFF")) return Kind::kJpeg;
  if (absl::StartsWith(bytes, "\x89PNG\r\n\x1A\n")) return Kind::kPng;
  if (absl::StartsWith(bytes, "RIFF") && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") {
    return Kind::kWebp;
  }
  return std::nullopt;
}

absl::string_view MediaTypeOf(Kind kind) {
  switch (kind) {
    case Kind::kJpeg:
      return "image/jpeg";
    case Kind::kPng:
      return "image/png";
    case Kind::kWebp:
      return "image/webp";
  }
  return "";
}

absl::StatusOr<CleanPicture> Clean(absl::string_view bytes) {
  const std::optional<Kind> kind = KindOf(bytes);
  if (!kind) return Refused("UNKNOWN_PICTURE", "is no JPEG, PNG or WebP picture");
  ZWK_ASSIGN_OR_RETURN(std::string cleaned, CleanBytes(*kind, bytes));
  return CleanPicture{*kind, std::move(cleaned)};
}

}  // namespace zwk::picture
