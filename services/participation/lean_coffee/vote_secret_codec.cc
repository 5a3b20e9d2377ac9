#include "participation/lean_coffee/vote_secret_codec.h"

#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "platform/base/mac.h"
#include "platform/base/uuid.h"
#include "platform/seal/aead.h"

namespace zwk::participation {

std::string VoteSecret::Name(absl::string_view kind, absl::string_view what) const {
  const absl::string_view zero("\0", 1);
  return absl::StrCat(kind, "/", session_id_.value(), "/",
                      HmacSha256Hex(key_, absl::StrCat("zwk ", kind, zero, what)));
}

std::string VoteSecret::PersonKey(absl::string_view subject_ref) const {
  return Name("person", subject_ref);
}
std::string VoteSecret::TypedPersonKey(absl::string_view person_ref) const {
  return Name("typed", absl::AsciiStrToLower(person_ref));
}
std::string VoteSecret::ParticipantKey(const ParticipantId& participant_id) const {
  return Name("participant", participant_id.value());
}
std::string VoteSecret::BallotKey(const ParticipantId& participant_id) const {
  return Name("ballot", participant_id.value());
}

std::string VoteSecret::AuthorKey(absl::string_view person_ref) const {
  return Name("author", person_ref);
}

std::string VoteSecret::ThumbKey(absl::string_view ballot, absl::string_view round_id,
                                 int count) const {
  return Name("thumb", absl::StrCat(ballot, " ", round_id, " ", count));
}

ParticipantId VoteSecret::SheetParticipant(absl::string_view sheet_ref) const {
  return ParticipantId(UuidFromName(Name("sheet", sheet_ref)));
}

std::string VoteSecret::Seal(const std::string& document, absl::string_view bytes,
                             size_t room) const {
  return seal::EncryptPadded(key_, bytes, room, seal::Context({municipality_, document}));
}

absl::StatusOr<std::string> VoteSecret::Open(const std::string& document, const std::string& sealed,
                                             size_t room) const {
  std::optional<std::string> bytes =
      seal::DecryptPadded(key_, sealed, room, seal::Context({municipality_, document}));
  if (bytes) return *std::move(bytes);
  return absl::DataLossError("what is sealed with the key of a session cannot be opened");
}

}  // namespace zwk::participation
