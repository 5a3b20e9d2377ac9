#pragma once

#include <optional>
#include <string>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

// Pictures as people may see them: what a picture shows stays, what it tells beside that (place,
// camera, author, time, thumbnails, texts, further pictures and videos in the same file) goes.
namespace zwk::picture {

// The formats that browsers show and that bring no scripts along.
enum class Kind { kJpeg, kPng, kWebp };

// By the first bytes, whatever anybody says the file is.
std::optional<Kind> KindOf(absl::string_view bytes);
absl::string_view MediaTypeOf(Kind kind);

struct CleanPicture {
  Kind kind;
  std::string bytes;
};

// Every pixel is as it was. Beside the pixels stays what is needed to show them, written anew:
// size and resolution, the colors' meaning (of an ICC profile the numbers, without its texts), and
// of EXIF the orientation. What is known to be needed stays, everything else goes.
//
// INVALID_ARGUMENT, UNKNOWN_PICTURE: the bytes are no JPEG, PNG or WebP.
// INVALID_ARGUMENT, UNSOUND_PICTURE: they cannot be read to their end, or something comes after it; of
// a WebP also within its data (where it has transparency of its own, not within that).
// Behind a JPEG cameras put previews and videos: these go.
// INVALID_ARGUMENT, PICTURE_TOO_LARGE: its size asks for more time or memory than a picture gets.
// UNSUPPORTED_PICTURE: browsers would not show it, or it moves.
//
// Takes up to some seconds and 300 MB for the largest picture: belongs on a pool.
absl::StatusOr<CleanPicture> Clean(absl::string_view bytes);

}  // namespace zwk::picture
