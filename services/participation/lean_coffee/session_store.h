#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "participation/lean_coffee/sealed_codec.h"
#include "participation/lean_coffee/session.h"
#include "participation/lean_coffee/session_event_codec.h"

// How a session is kept; see SealedCodec.
namespace zwk::participation {

std::vector<PersonText*> PeopleIn(LeanCoffeeSession& session);
std::string ToStored(const LeanCoffeeSession& session);
absl::Status FromStored(const std::string& bytes, LeanCoffeeSession& session);
std::vector<store::IndexEntry> IndexesOf(const LeanCoffeeSession& session);

// Keys around a session.
std::string SessionKey(const SessionId& session_id);      // the document
std::string VotingGuardKey(const SessionId& session_id);  // LeanCoffeeSession::VotingGuard
std::string TextKey(const SessionId& session_id, const std::string& id);
std::string TopicIndex(const SessionId& session_id);

// Beside the document: the words of new cards and notes, and the guards of the vote.
class SessionCodec : public SealedCodec<LeanCoffeeSession, SessionEvent> {
 public:
  using SealedCodec::SealedCodec;

  void Complete(store::Commit& commit, const std::string& key, const LeanCoffeeSession& before,
                const LeanCoffeeSession& after, const std::vector<SessionEvent>& events) override;
};

}  // namespace zwk::participation
