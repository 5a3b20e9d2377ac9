#pragma once

#include "catalog/base/record_codec.h"
#include "catalog/synonym/synonyms.h"
#include "zwk/catalog/v1/synonyms.pb.h"

namespace zwk::catalog {

// Documents synonyms/<key>.
class StoredSynonyms {
 public:
  StoredSynonyms(store::Store& store, const Clock& clock);
  ~StoredSynonyms();

 private:
  RecordCodec<Synonyms, v1::Synonyms> codec_;

 public:
  store::Documents<Record<Synonyms>, Recorded<Synonyms>> repository;
};

}  // namespace zwk::catalog
