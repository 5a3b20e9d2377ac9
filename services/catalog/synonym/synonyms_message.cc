#include "catalog/synonym/synonyms_message.h"

#include "catalog/base/newer_fields.h"

namespace zwk::catalog {

v1::Synonyms ToProto(const Synonyms& s) {
  v1::Synonyms m;
  m.set_synonyms_key(s.key);
  m.set_language(s.language);
  m.mutable_words()->Assign(s.words.begin(), s.words.end());
  m.set_archived(s.archived);
  AddNewerFields(s.newer, m);
  return m;
}

Synonyms FromProto(const v1::Synonyms& m) {
  Synonyms s;
  s.key = m.synonyms_key();
  s.language = m.language();
  s.words.assign(m.words().begin(), m.words().end());
  s.archived = m.archived();
  s.newer = NewerFieldsOf(m);
  return s;
}

}  // namespace zwk::catalog
