#include "participation/lean_coffee/text_store.h"

#include <algorithm>
#include <utility>

#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/session_store.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"

namespace zwk::participation {

Task<absl::StatusOr<WrittenText>> TextStore::Seal(Caller caller, SessionId session_id, uint64_t seq,
                                                  std::string id, CardText words) {
  WrittenText text;
  for (const auto& [said, part] :
       {std::pair(&words.title, &text.title), std::pair(&words.body, &text.body)}) {
    if (said->empty()) continue;
    ZWK_CO_ASSIGN_OR_RETURN(*part->mutable_sealed(),
                            co_await keys_.Seal(caller.municipality, SessionKey(session_id), seq,
                                                id, *said, caller.deadline));
  }
  co_return text;
}

Task<absl::StatusOr<std::vector<WrittenText>>> TextStore::Read(Caller caller, SessionId session_id,
                                                               std::vector<std::string> ids) {
  std::vector<WrittenText> texts(ids.size());
  if (ids.empty()) co_return texts;
  store::ReadSet reads;
  for (const std::string& id : ids) reads.documents.push_back(TextKey(session_id, id));
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));

  std::vector<common::v1::Personal*> parts;
  std::vector<common::v1::Sealed> sealed;
  for (size_t i = 0; i < ids.size(); ++i) {
    stored::Text kept;
    ZWK_CO_RETURN_IF_ERROR(ParseStored(read.documents[i].bytes, kept));
    texts[i] = {std::move(*kept.mutable_title()), std::move(*kept.mutable_body())};
    for (common::v1::Personal* part : {&texts[i].title, &texts[i].body}) {
      if (!part->has_sealed()) continue;
      parts.push_back(part);
      sealed.push_back(part->sealed());
    }
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      auto opened, co_await keys_.Open(caller.municipality, std::move(sealed), caller.deadline));
  for (size_t i = 0; i < parts.size(); ++i) {
    parts[i]->set_text(opened[i].value_or(""));
    parts[i]->set_erased(!opened[i].has_value());
  }
  co_return texts;
}

Task<absl::StatusOr<Texts::PageOfIds>> TextStore::ListTopics(Caller caller, SessionId session_id,
                                                             int page_size,
                                                             std::string page_token) {
  store::ScanQuery query;
  query.index = TopicIndex(session_id);
  query.after = std::move(page_token);
  ZWK_CO_ASSIGN_OR_RETURN(query.limit, store::PageLimit(page_size));
  query.with_bytes = false;
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ScanPage scanned,
      co_await store_.Scan(caller.municipality, std::move(query), caller.deadline));
  PageOfIds page;
  page.next_page_token = std::move(scanned.next);
  for (const store::ScanPage::Item& item : scanned.items) {
    page.ids.push_back(item.key.substr(item.key.rfind('/') + 1));
  }
  co_return page;
}

}  // namespace zwk::participation
