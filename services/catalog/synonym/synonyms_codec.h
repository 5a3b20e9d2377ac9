#pragma once

#include "catalog/base/record.h"
#include "catalog/synonym/synonyms.h"
#include "platform/store/documents.h"

namespace zwk::catalog {

store::EncodedEvent EventOf(const Recorded<Synonyms>& event, uint64_t version);

}  // namespace zwk::catalog
