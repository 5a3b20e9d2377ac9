#include "catalog/synonym/synonyms_store.h"

#include "catalog/synonym/synonyms_codec.h"
#include "catalog/synonym/synonyms_message.h"

namespace zwk::catalog {

StoredSynonyms::StoredSynonyms(store::Store& store, const Clock& clock)
    : codec_("synonyms", &FromProto), repository(store, codec_, "synonyms", clock) {}

StoredSynonyms::~StoredSynonyms() = default;

}  // namespace zwk::catalog
