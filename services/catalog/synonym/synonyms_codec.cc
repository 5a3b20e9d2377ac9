#include "catalog/synonym/synonyms_codec.h"

#include "catalog/base/record_codec.h"
#include "catalog/synonym/synonyms_message.h"

namespace zwk::catalog {

store::EncodedEvent EventOf(const Recorded<Synonyms>& event, uint64_t version) {
  if (event.change == RecordChange::kArchived) {
    return Showing(&v1::SynonymsArchived::mutable_synonyms, ToProto(event.after), version);
  }
  return Showing(&v1::SynonymsDefined::mutable_synonyms, ToProto(event.after), version);
}

}  // namespace zwk::catalog
