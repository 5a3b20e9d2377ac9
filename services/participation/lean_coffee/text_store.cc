#include "participation/lean_coffee/text_store.h"

#include <utility>

#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/session_store.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

using common::v1::Personal;

Task<absl::StatusOr<Personal>> TextStore::Seal(Caller caller, SessionId session_id, uint64_t seq,
                                               NoteId note_id, std::string text) {
  Personal sealed;
  ZWK_CO_ASSIGN_OR_RETURN(*sealed.mutable_sealed(),
                          co_await keys_.Seal(caller.municipality, SessionKey(session_id), seq,
                                              note_id.value(), std::move(text), caller.deadline));
  co_return sealed;
}

Task<absl::StatusOr<std::vector<Personal>>> TextStore::Read(Caller caller, SessionId session_id,
                                                            std::vector<NoteId> ids) {
  std::vector<Personal> texts;
  if (ids.empty()) co_return texts;
  store::ReadSet reads;
  for (const NoteId& id : ids) reads.documents.push_back(NoteTextKey(session_id, id));
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  std::vector<common::v1::Sealed> sealed;
  for (const store::Document& document : read.documents) {
    stored::NoteText kept;
    ZWK_CO_RETURN_IF_ERROR(ParseStored(document.bytes, kept));
    sealed.push_back(kept.text().sealed());
    texts.push_back(std::move(*kept.mutable_text()));
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      auto opened, co_await keys_.Open(caller.municipality, std::move(sealed), caller.deadline));
  for (size_t i = 0; i < texts.size(); ++i) {
    texts[i].set_text(opened[i].value_or(""));
    texts[i].set_erased(!opened[i].has_value());
  }
  co_return texts;
}

}  // namespace zwk::participation
