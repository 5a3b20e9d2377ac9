#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/lean_coffee/session.h"
#include "participation/lean_coffee/stored_codec.h"
#include "platform/store/documents.h"

// How a session is kept.
namespace zwk::participation {

std::string ToStored(const LeanCoffeeSession& session);
absl::Status FromStored(const std::string& bytes, LeanCoffeeSession& session);

// Keys around a session.
std::string SessionKey(const SessionId& session_id);      // the document
std::string VotingGuardKey(const SessionId& session_id);  // VotingRules::guard
std::string BoardGuardKey(const SessionId& session_id);   // LeanCoffeeSession::BoardGuard
std::string NoteTextKey(const SessionId& session_id, const NoteId& note_id);

// Beside the document: the words of new notes, sealed already (Texts), and the guards of the vote and
// of the cards.
class SessionCodec : public store::Codec<LeanCoffeeSession, SessionEvent> {
 public:
  Task<absl::StatusOr<std::string>> Encode(store::Place place,
                                           const LeanCoffeeSession& session) override;
  Task<absl::StatusOr<LeanCoffeeSession>> Decode(store::Place place, std::string bytes) override;
  Task<absl::StatusOr<store::EncodedEvent>> EncodeEvent(store::Place place,
                                                        const SessionEvent& event) override;
  std::vector<store::IndexEntry> Indexes(const LeanCoffeeSession& session) override;
  void Complete(store::Commit& commit, const std::string& key, const LeanCoffeeSession& before,
                const LeanCoffeeSession& after, const std::vector<SessionEvent>& events) override;
};

}  // namespace zwk::participation
