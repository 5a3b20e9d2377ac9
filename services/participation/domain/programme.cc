#include "participation/domain/programme.h"

#include <algorithm>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "participation/domain/text.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

absl::StatusOr<ProgrammeCreated> Programme::Create(ProgrammeCreated wanted) const {
  FieldErrors errors;
  CheckText(errors, "name", wanted.name, kTitle);
  CheckDate(errors, "starts_on", wanted.starts_on, true);
  CheckDate(errors, "ends_on", wanted.ends_on, true);
  if (wanted.ends_on < wanted.starts_on) errors.Add("ends_on", "is before starts_on");
  if (wanted.annual_grant_minor_units < 0) {
    errors.Add("annual_grant_minor_units", "must not be negative");
  }
  const bool currency = wanted.currency.size() == 3 &&
                        std::all_of(wanted.currency.begin(), wanted.currency.end(),
                                    [](unsigned char c) { return absl::ascii_isupper(c); });
  if (!currency) errors.Add("currency", "must be a code such as EUR");
  CheckText(errors, "funder", wanted.funder, kOptionalTitle);
  CheckText(errors, "project_lead", wanted.project_lead, kOptionalTitle);
  CheckText(errors, "coordination_office", wanted.coordination_office, kOptionalTitle);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return wanted;
}

void Programme::Apply(const ProgrammeEvent& event) { about = std::get<ProgrammeCreated>(event); }

absl::StatusOr<std::vector<FieldOfActionEvent>> FieldOfAction::Define(
    FieldOfActionDefined wanted) const {
  FieldErrors errors;
  CheckText(errors, "title", wanted.title, kTitle);
  if (wanted.aspects.size() > 40) errors.Add("aspects", "at most 40");
  for (size_t i = 0; i < wanted.aspects.size(); ++i) {
    CheckText(errors, absl::StrCat("aspects[", i, "]"), wanted.aspects[i], kTitle);
  }
  if (wanted.position < 1 || wanted.position > 100) errors.Add("position", "must be 1 to 100");
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (!definition.programme_id.empty() && definition.programme_id != wanted.programme_id) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("field of action ", Quoted(wanted.field_id),
                                       " belongs to programme ", Quoted(definition.programme_id))),
                      "FIELD_OF_OTHER_PROGRAMME");
  }
  if (wanted == definition) return std::vector<FieldOfActionEvent>{};
  return std::vector<FieldOfActionEvent>{std::move(wanted)};
}

void FieldOfAction::Apply(const FieldOfActionEvent& event) {
  definition = std::get<FieldOfActionDefined>(event);
}

}  // namespace zwk::participation
