#pragma once

#include <cstddef>
#include <string>
#include <utility>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "participation/lean_coffee/ids.h"

namespace zwk::participation {

// How a session keeps what depends on a person or on a ballot: names are HMACs, contents are sealed,
// both under the session's key, each kind of them by itself. Without the key nobody can find the
// document of a person, tell which ballot belongs to whom, or read one; with the key gone nobody can
// any more.
class VoteSecret {
 public:
  VoteSecret(std::string municipality, SessionId session_id, std::string key)
      : municipality_(std::move(municipality)),
        session_id_(std::move(session_id)),
        key_(std::move(key)) {}

  const std::string& key() const { return key_; }

  // Keys of documents. Who logs in is found by the exact subject alone: two that differ only in the case
  // of letters are two people. A scribe types in any case, so that paper is compared without it; whoever
  // is found like that is told to vote already, and nothing else of it is used.
  std::string PersonKey(absl::string_view subject_ref) const;
  std::string TypedPersonKey(absl::string_view person_ref) const;
  std::string ParticipantKey(const ParticipantId& participant_id) const;
  std::string BallotKey(const ParticipantId& participant_id) const;
  std::string AuthorKey(absl::string_view person_ref) const;
  // What somebody says to going on with a round, in its nth count.
  std::string ThumbKey(absl::string_view ballot, absl::string_view round_id, int count) const;

  // Who is nobody but the sheet with this number.
  ParticipantId SheetParticipant(absl::string_view sheet_ref) const;

  // Bound to the document. What has `room` is of one length, whatever it says.
  std::string Seal(const std::string& document, absl::string_view bytes, size_t room) const;
  // DATA_LOSS if it was changed or belongs elsewhere.
  absl::StatusOr<std::string> Open(const std::string& document, const std::string& sealed,
                                   size_t room) const;

 private:
  std::string Name(absl::string_view kind, absl::string_view what) const;

  std::string municipality_;
  SessionId session_id_;
  std::string key_;
};

}  // namespace zwk::participation
