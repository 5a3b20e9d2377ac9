#include "participation/city_process/city_process.h"

#include <set>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/neighborhood_key.h"
#include "participation/base/overloaded.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

void TakeMilestones(FieldErrors& errors, v1::CityProcess& process) {
  if (!CheckCount(errors, "city_process.milestones", process.milestones_size(),
                  CityProcess::kMaxMilestones)) {
    return;
  }
  for (int i = 0; i < process.milestones_size(); ++i) {
    v1::Milestone& milestone = *process.mutable_milestones(i);
    const std::string path = absl::StrCat("city_process.milestones[", i, "]");
    Title::Take(errors, path + ".title", *milestone.mutable_title());
    Date::CheckOptional(errors, path + ".due_on", milestone.due_on());
  }
}

void CheckNeighborhoods(FieldErrors& errors, const v1::CityProcess& process) {
  if (!CheckCount(errors, "city_process.neighborhood_keys", process.neighborhood_keys_size(),
                  CityProcess::kMaxNeighborhoods)) {
    return;
  }
  std::set<std::string> keys;
  for (int i = 0; i < process.neighborhood_keys_size(); ++i) {
    const std::string path = absl::StrCat("city_process.neighborhood_keys[", i, "]");
    CheckNeighborhoodKey(errors, path, process.neighborhood_keys(i));
    if (!keys.insert(process.neighborhood_keys(i)).second) {
      errors.Add(path, "stands there already");
    }
  }
}

// Brings the process into the form in which it is kept.
absl::Status Take(v1::CityProcess& process) {
  FieldErrors errors;
  Title::Take(errors, "city_process.name", *process.mutable_name());
  Title::Take(errors, "city_process.owner_unit", *process.mutable_owner_unit());
  TakeMilestones(errors, process);
  CheckNeighborhoods(errors, process);
  return errors.ToStatus();
}

}  // namespace

absl::StatusOr<v1::CityProcessRegistered> CityProcess::Register(
    v1::CityProcessRegistered wanted) const {
  ZWK_RETURN_IF_ERROR(Take(*wanted.mutable_city_process()));
  return wanted;
}

CityProcess::Events CityProcess::Update(v1::CityProcessUpdated wanted) const {
  ZWK_RETURN_IF_ERROR(Take(*wanted.mutable_city_process()));
  if (state.archived()) {
    return WithReason(absl::FailedPreconditionError("the process is archived"), "ARCHIVED");
  }
  KeepUnknown(state, *wanted.mutable_city_process());
  if (Same(wanted.city_process(), state)) return std::vector<CityProcessEvent>{};
  return std::vector<CityProcessEvent>{std::move(wanted)};
}

CityProcess::Events CityProcess::Archive(v1::CityProcessArchived wanted) const {
  if (state.archived()) return std::vector<CityProcessEvent>{};
  return std::vector<CityProcessEvent>{std::move(wanted)};
}

void CityProcess::Apply(const CityProcessEvent& event) {
  std::visit(
      Overloaded{
          [&](const v1::CityProcessRegistered& registered) { state = registered.city_process(); },
          [&](const v1::CityProcessUpdated& updated) { state = updated.city_process(); },
          [&](const v1::CityProcessArchived&) { state.set_archived(true); },
      },
      event);
}

}  // namespace zwk::participation
