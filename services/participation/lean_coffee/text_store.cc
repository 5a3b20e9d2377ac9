#include "participation/lean_coffee/text_store.h"

#include <utility>

#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/session_store.h"
#include "platform/base/status_macros.h"
#include "platform/seal/personal.h"

namespace zwk::participation {

Task<absl::StatusOr<Texts::Words>> TextStore::Seal(Caller caller, SessionId session_id,
                                                   uint64_t seq, NoteId note_id, std::string text,
                                                   std::string role) {
  Words words;
  const std::string key = SessionKey(session_id);
  ZWK_CO_ASSIGN_OR_RETURN(*words.text.mutable_sealed(),
                          co_await keys_.Seal(caller.municipality, key, seq, note_id.value(),
                                              std::move(text), caller.deadline));
  if (role.empty()) co_return words;
  ZWK_CO_ASSIGN_OR_RETURN(*words.role.mutable_sealed(),
                          co_await keys_.Seal(caller.municipality, key, seq, note_id.value(),
                                              std::move(role), caller.deadline));
  co_return words;
}

Task<absl::StatusOr<std::vector<Texts::Words>>> TextStore::Read(Caller caller, SessionId session_id,
                                                                std::vector<NoteId> ids) {
  std::vector<Words> texts;
  if (ids.empty()) co_return texts;
  store::ReadSet reads;
  for (const NoteId& id : ids) reads.documents.push_back(NoteTextKey(session_id, id));
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  stored::NoteTexts all;  // opened with one look into the key ring
  for (const store::Document& document : read.documents)
    ZWK_CO_RETURN_IF_ERROR(ParseStored(document.bytes, *all.add_texts()));
  ZWK_CO_RETURN_IF_ERROR(co_await seal::OpenAll(keys_, caller.municipality, all, caller.deadline));
  for (stored::NoteText& kept : *all.mutable_texts())
    texts.push_back({std::move(*kept.mutable_text()), std::move(*kept.mutable_role())});
  co_return texts;
}

}  // namespace zwk::participation
