#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "participation/lean_coffee/vote_secret_codec.h"
#include "platform/store/store.h"
#include "zwk/participation/v1/continue_vote.pb.h"

// What somebody says to going on with a round, as it is kept: sealed with the session's key, of one length.
namespace zwk::participation {

inline constexpr size_t kRoomOfThumb = 32;

// What takes the place of `present`; what a newer release has put there stays.
absl::StatusOr<std::string> SealThumb(const VoteSecret& secret, const std::string& key,
                                      const store::Document& present, v1::Thumb thumb);
absl::StatusOr<v1::Thumb> OpenThumb(const VoteSecret& secret, const std::string& key,
                                    const std::string& sealed);

}  // namespace zwk::participation
