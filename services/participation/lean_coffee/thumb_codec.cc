#include "participation/lean_coffee/thumb_codec.h"

#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/stored_codec.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

absl::StatusOr<stored::Thumb> OpenedThumb(const VoteSecret& secret, const std::string& key,
                                          const std::string& sealed) {
  ZWK_ASSIGN_OR_RETURN(const std::string bytes, secret.Open(key, sealed, kRoomOfThumb));
  stored::Thumb kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  return kept;
}

}  // namespace

absl::StatusOr<std::string> SealThumb(const VoteSecret& secret, const std::string& key,
                                      const store::Document& present, v1::Thumb thumb) {
  stored::Thumb kept;
  if (present.exists()) {
    ZWK_ASSIGN_OR_RETURN(kept, OpenedThumb(secret, key, present.bytes));
  }
  kept.set_thumb(thumb);
  return secret.Seal(key, kept.SerializeAsString(), kRoomOfThumb);
}

absl::StatusOr<v1::Thumb> OpenThumb(const VoteSecret& secret, const std::string& key,
                                    const std::string& sealed) {
  ZWK_ASSIGN_OR_RETURN(const stored::Thumb kept, OpenedThumb(secret, key, sealed));
  return static_cast<v1::Thumb>(kept.thumb());
}

}  // namespace zwk::participation
