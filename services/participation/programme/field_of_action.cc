#include "participation/programme/field_of_action.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {

absl::StatusOr<std::vector<FieldOfActionEvent>> FieldOfAction::Define(
    v1::FieldOfActionDefined wanted) const {
  v1::FieldOfAction& field = *wanted.mutable_field_of_action();
  FieldErrors errors;
  Title::Take(errors, "field_of_action.title", *field.mutable_title());
  if (CheckCount(errors, "field_of_action.aspects", field.aspects_size(), kMaxAspects)) {
    for (int i = 0; i < field.aspects_size(); ++i) {
      Title::Take(errors, absl::StrCat("field_of_action.aspects[", i, "]"),
                  *field.mutable_aspects(i));
    }
  }
  if (field.position() < 1 || field.position() > 100) {
    errors.Add("field_of_action.position", "must be 1 to 100");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (!state.programme_id().empty() && state.programme_id() != field.programme_id()) {
    return WithReason(absl::FailedPreconditionError(
                          absl::StrCat("field of action '", field.field_id(),
                                       "' belongs to programme '", state.programme_id(), "'")),
                      "FIELD_OF_OTHER_PROGRAMME");
  }
  KeepUnknown(state, field);
  if (Same(field, state)) return std::vector<FieldOfActionEvent>{};
  return std::vector<FieldOfActionEvent>{std::move(wanted)};
}

void FieldOfAction::Apply(const FieldOfActionEvent& event) {
  state = std::get<v1::FieldOfActionDefined>(event).field_of_action();
}

}  // namespace zwk::participation
