#include "catalog/register/target_group_message.h"

#include "catalog/base/message_fields.h"
#include "catalog/base/newer_fields.h"
#include "catalog/base/target_message.h"

namespace zwk::catalog {

v1::TargetGroup ToProto(const TargetGroup& g) {
  v1::TargetGroup m;
  m.set_target_group_key(g.key);
  m.mutable_labels()->insert(g.labels.begin(), g.labels.end());
  *m.mutable_predicate() = ToProto(g.predicate);
  m.mutable_languages()->Assign(g.languages.begin(), g.languages.end());
  SetOptional(m, &v1::TargetGroup::set_share, g.share);
  m.set_share_source(g.share_source);
  m.set_archived(g.archived);
  AddNewerFields(g.newer, m);
  return m;
}

TargetGroup FromProto(const v1::TargetGroup& m) {
  TargetGroup g;
  g.key = m.target_group_key();
  g.labels.insert(m.labels().begin(), m.labels().end());
  g.predicate = FromProto(m.predicate());
  g.languages.assign(m.languages().begin(), m.languages().end());
  g.share = OptionalOf(m.has_share(), m.share());
  g.share_source = m.share_source();
  g.archived = m.archived();
  g.newer = NewerFieldsOf(m);
  return g;
}

}  // namespace zwk::catalog
