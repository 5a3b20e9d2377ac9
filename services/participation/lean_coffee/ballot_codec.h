#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "participation/lean_coffee/ballot.h"
#include "participation/lean_coffee/paper_port.h"
#include "participation/lean_coffee/vote_secret_codec.h"
#include "platform/store/store.h"

// Participants and ballots as they are kept: sealed with the session's key, each kind of one length.
namespace zwk::participation {

// What the longest of its kind needs.
inline constexpr size_t kRoomOfParticipant = 512;
inline constexpr size_t kRoomOfBallot = 1536;
inline constexpr size_t kRoomOfTotals = 32'768;

struct KnownParticipant {
  ParticipantId participant_id;
  std::string person_ref;
  std::string locale;
  bool paper = false;
};
std::string SealParticipant(const VoteSecret& secret, const std::string& key,
                            const KnownParticipant& participant);
// NOT_FOUND if there is none.
absl::StatusOr<KnownParticipant> OpenParticipant(const VoteSecret& secret, const std::string& key,
                                                 const store::Document& document);

// What takes the place of `present`; what a newer release has put there stays.
absl::StatusOr<std::string> SealBallot(const VoteSecret& secret, const std::string& key,
                                       const store::Document& present, const CastBallot& ballot);
// What does not exist is an empty one.
absl::StatusOr<CastBallot> OpenBallot(const VoteSecret& secret, const std::string& key,
                                      const store::Document& document);

// Dots that were counted by hand; likewise.
absl::StatusOr<std::string> SealTotals(const VoteSecret& secret, const std::string& key,
                                       const store::Document& present,
                                       const CountedTotals& counted);
absl::StatusOr<EnteredTotals> OpenTotals(const VoteSecret& secret, const std::string& key,
                                         const store::Document& document);

}  // namespace zwk::participation
