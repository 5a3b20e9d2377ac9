#pragma once

#include "participation/lean_coffee/lean_coffee_port.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// The words of notes: a document each, sealed with the session as aggregate, so that the sealed text of
// the event and of the document are the same bytes.
class TextStore : public Texts {
 public:
  TextStore(store::Store& store, seal::KeyRing& keys) : store_(store), keys_(keys) {}

  Task<absl::StatusOr<Words>> Seal(Caller caller, SessionId session_id, uint64_t seq,
                                   NoteId note_id, std::string text, std::string role) override;
  Task<absl::StatusOr<std::vector<Words>>> Read(Caller caller, SessionId session_id,
                                                std::vector<NoteId> ids) override;

 private:
  store::Store& store_;
  seal::KeyRing& keys_;
};

}  // namespace zwk::participation
