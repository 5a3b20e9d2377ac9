#include "catalog/base/target_message.h"

#include <cmath>

#include "catalog/base/message_fields.h"

namespace zwk::catalog {

v1::AgeRange ToProto(const AgeRange& age) {
  v1::AgeRange message;
  message.set_from(age.from);
  if (std::isfinite(age.to)) message.set_to(age.to);
  return message;
}

AgeRange FromProto(const v1::AgeRange& message) {
  AgeRange age;
  age.from = message.from();
  if (message.has_to()) age.to = message.to();
  return age;
}

v1::TargetPredicate ToProto(const TargetPredicate& p) {
  v1::TargetPredicate m;
  if (!p.age.everybody()) *m.mutable_age() = ToProto(p.age);
  AddNumbers(p.sexes, m.mutable_sexes());
  AddNumbers(p.migrations, m.mutable_migrations());
  m.mutable_countries()->Assign(p.countries.begin(), p.countries.end());
  AddNumbers(p.disabilities, m.mutable_disabilities());
  AddNumbers(p.families, m.mutable_families());
  m.mutable_life_situations()->Assign(p.life_situations.begin(), p.life_situations.end());
  return m;
}

TargetPredicate FromProto(const v1::TargetPredicate& m) {
  TargetPredicate p;
  if (m.has_age()) p.age = FromProto(m.age());
  p.sexes = EnumsOf<Sex>(m.sexes());
  p.migrations = EnumsOf<Migration>(m.migrations());
  p.countries.insert(m.countries().begin(), m.countries().end());
  p.disabilities = EnumsOf<Disability>(m.disabilities());
  p.families = EnumsOf<Family>(m.families());
  p.life_situations.insert(m.life_situations().begin(), m.life_situations().end());
  return p;
}

}  // namespace zwk::catalog
