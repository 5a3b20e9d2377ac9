#include "participation/programme/programme.h"

#include <string>

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {
absl::StatusOr<v1::ProgrammeCreated> Programme::Create(v1::ProgrammeCreated wanted) const {
  v1::Programme& programme = *wanted.mutable_programme();
  FieldErrors errors;
  Title::Take(errors, "programme.name", *programme.mutable_name());
  Date::Check(errors, "programme.starts_on", programme.starts_on());
  Date::Check(errors, "programme.ends_on", programme.ends_on());
  // ISO dates compare as text.
  if (programme.ends_on() < programme.starts_on()) {
    errors.Add("programme.ends_on", "is before starts_on");
  }
  if (programme.annual_grant_minor_units() < 0) {
    errors.Add("programme.annual_grant_minor_units", "must not be negative");
  }
  if (!Currency::IsValid(programme.currency())) {
    errors.Add("programme.currency", "must be a code such as EUR");
  }
  Title::TakeOptional(errors, "programme.funder", *programme.mutable_funder());
  Title::TakeOptional(errors, "programme.project_lead", *programme.mutable_project_lead());
  Title::TakeOptional(errors, "programme.coordination_office",
                      *programme.mutable_coordination_office());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return wanted;
}

void Programme::Apply(const ProgrammeEvent& event) {
  state = std::get<v1::ProgrammeCreated>(event).programme();
}

}  // namespace zwk::participation
