#include "platform/picture/refusal.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::picture {

absl::Status Refused(absl::string_view reason, absl::string_view why) {
  return WithReason(absl::InvalidArgumentError(absl::StrCat("the picture ", why)), reason);
}

absl::Status Unsound(absl::string_view why) {
  return Refused("UNSOUND_PICTURE", absl::StrCat("is not sound: ", why));
}

absl::Status CheckSize(int64_t width, int64_t height) {
  if (width < 1 || height < 1) return Unsound("it has no size");
  if (width <= kMaxSide && height <= kMaxSide && width * height <= kMaxPixels) {
    return absl::OkStatus();
  }
  return Refused("PICTURE_TOO_LARGE",
                 absl::StrCat("has ", width, " x ", height, " pixels, at most ", kMaxPixels,
                              " in all and ", kMaxSide, " a side are possible"));
}

}  // namespace zwk::picture
