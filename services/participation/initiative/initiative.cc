#include "participation/initiative/initiative.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/neighborhood_key.h"
#include "participation/base/overloaded.h"
#include "participation/meeting/decision.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "platform/base/values.h"

namespace zwk::participation {
namespace {

using Ids = google::protobuf::RepeatedPtrField<std::string>;

constexpr int kMaxStages = 3;

absl::Status WrongState(v1::InitiativeStatus status) {
  const std::string name = NameOf(*v1::InitiativeStatus_descriptor(), status);
  return WithDetail(
      WithReason(absl::FailedPreconditionError(absl::StrCat("the initiative is ", name)),
                 "WRONG_STATE"),
      "state", name);
}

absl::Status TooMany(absl::string_view reason, int most, absl::string_view what) {
  return WithReason(
      absl::FailedPreconditionError(absl::StrCat("the initiative has ", most, " ", what)), reason);
}

// Calls `check` with path and value of each.
template <class Check>
void CheckEach(FieldErrors& errors, const std::string& path, const Ids& values, int most,
               Check check) {
  if (!CheckCount(errors, path, values.size(), most)) return;
  std::set<std::string> seen;
  for (int i = 0; i < values.size(); ++i) {
    const std::string at = absl::StrCat(path, "[", i, "]");
    check(at, values[i]);
    if (!seen.insert(values[i]).second) errors.Add(at, "is there twice");
  }
}

void CheckIds(FieldErrors& errors, const std::string& path, const Ids& ids, int most) {
  CheckEach(errors, path, ids, most, [&](const std::string& at, const std::string& id) {
    if (!IsUuid(id)) errors.Add(at, "must be a UUID");
  });
}

void CheckMoney(FieldErrors& errors, const v1::Initiative& initiative) {
  const std::string& currency = initiative.currency();
  if (initiative.budget_minor_units() < 0) {
    errors.Add("initiative.budget_minor_units", "must not be negative");
  }
  if (!Currency::IsValid(currency) && (!currency.empty() || initiative.budget_minor_units() != 0)) {
    errors.Add("initiative.currency", "must be a code such as EUR");
  }
}

void TakeKpis(FieldErrors& errors, v1::Initiative& initiative) {
  if (!CheckCount(errors, "initiative.kpis", initiative.kpis_size(), Initiative::kMaxKpis)) return;
  std::set<std::string> names;
  for (int i = 0; i < initiative.kpis_size(); ++i) {
    v1::Kpi& kpi = *initiative.mutable_kpis(i);
    const std::string path = absl::StrCat("initiative.kpis[", i, "]");
    Title::Take(errors, path + ".name", *kpi.mutable_name());
    Title::TakeOptional(errors, path + ".unit", *kpi.mutable_unit());
    if (!std::isfinite(kpi.target())) errors.Add(path + ".target", "must be a number");
    if (!names.insert(kpi.name()).second) errors.Add(path + ".name", "is there twice");
  }
}

void TakeCoCreation(FieldErrors& errors, v1::CoCreation& co_creation) {
  const std::string path = "initiative.co_creation.";
  Title::TakeOptional(errors, path + "target_group", *co_creation.mutable_target_group());
  if (CheckCount(errors, path + "stages", co_creation.stages_size(), kMaxStages)) {
    std::set<int> seen;
    for (int i = 0; i < co_creation.stages_size(); ++i) {
      const std::string at = absl::StrCat(path, "stages[", i, "]");
      CheckGiven(errors, at, co_creation.stages(i), v1::CoCreationStage_IsValid);
      if (!seen.insert(co_creation.stages(i)).second) errors.Add(at, "is there twice");
    }
  }
  if (co_creation.share_of_decisions_percent() < 0 ||
      co_creation.share_of_decisions_percent() > 100) {
    errors.Add(path + "share_of_decisions_percent", "must be 0 to 100");
  }
}

void CheckKnown(FieldErrors& errors, const std::string& path, const Ids& ids,
                const std::set<std::string>& known, absl::string_view what) {
  for (int i = 0; i < ids.size(); ++i) {
    if (!known.contains(ids[i])) {
      errors.Add(absl::StrCat(path, "[", i, "]"), absl::StrCat("is no ", what, " of the city"));
    }
  }
}

v1::Kpi* FindKpi(v1::Initiative& initiative, const std::string& name) {
  for (v1::Kpi& kpi : *initiative.mutable_kpis()) {
    if (kpi.name() == name) return &kpi;
  }
  return nullptr;
}

void TakeReadings(FieldErrors& errors, const v1::Initiative& initiative,
                  v1::InitiativeUpdate& update) {
  if (!CheckCount(errors, "update.kpi_values", update.kpi_values_size(), Initiative::kMaxKpis)) {
    return;
  }
  std::set<std::string> left;
  for (const v1::Kpi& kpi : initiative.kpis()) left.insert(kpi.name());
  for (int i = 0; i < update.kpi_values_size(); ++i) {
    v1::KpiReading& reading = *update.mutable_kpi_values(i);
    const std::string path = absl::StrCat("update.kpi_values[", i, "]");
    Title::Take(errors, path + ".name", *reading.mutable_name());
    if (left.erase(reading.name()) == 0) {
      errors.Add(path + ".name", "is no KPI of the initiative, or is there twice");
    }
    if (!reading.has_value() || !std::isfinite(reading.value())) {
      errors.Add(path + ".value", "must be a number");
    }
  }
}

void TakeUpdate(FieldErrors& errors, const v1::Initiative& initiative,
                v1::InitiativeUpdate& update) {
  Date::Check(errors, "update.on", update.on());
  Paragraph::TakeOptional(errors, "update.note", *update.mutable_note());
  TakeReadings(errors, initiative, update);
  zwk::CheckKnown(errors, "update.status", update.status(), v1::InitiativeStatus_IsValid);
  if (update.status() == v1::INITIATIVE_STATUS_PROPOSED ||
      update.status() == v1::INITIATIVE_STATUS_APPROVED) {
    errors.Add("update.status", "must be PILOT, EVALUATED, ADOPTED or DISCONTINUED");
  }
  if (update.status() == v1::INITIATIVE_STATUS_DISCONTINUED) {
    Paragraph::Take(errors, "update.reason", *update.mutable_reason());
  } else if (!update.reason().empty()) {
    errors.Add("update.reason", "is for DISCONTINUED alone");
  }
  if (update.note().empty() && update.kpi_values().empty() &&
      update.status() == v1::INITIATIVE_STATUS_UNSPECIFIED) {
    errors.Add("update", "must have a note, values or a step");
  }
}

bool MayBecome(v1::InitiativeStatus from, v1::InitiativeStatus to) {
  switch (to) {
    case v1::INITIATIVE_STATUS_PILOT:
      return from == v1::INITIATIVE_STATUS_APPROVED;
    case v1::INITIATIVE_STATUS_EVALUATED:
      return from == v1::INITIATIVE_STATUS_PILOT;
    case v1::INITIATIVE_STATUS_ADOPTED:
      return from == v1::INITIATIVE_STATUS_EVALUATED;
    case v1::INITIATIVE_STATUS_DISCONTINUED:
      return from == v1::INITIATIVE_STATUS_APPROVED || from == v1::INITIATIVE_STATUS_PILOT ||
             from == v1::INITIATIVE_STATUS_EVALUATED;
    default:
      return false;
  }
}

}  // namespace

absl::Status Initiative::Take(v1::Initiative& wanted) {
  FieldErrors errors;
  Title::Take(errors, "initiative.title", *wanted.mutable_title());
  Paragraph::Take(errors, "initiative.summary", *wanted.mutable_summary());
  CheckIds(errors, "initiative.field_ids", wanted.field_ids(), kMaxFields);
  CheckEach(errors, "initiative.neighborhood_keys", wanted.neighborhood_keys(), kMaxNeighborhoods,
            [&](const std::string& at, const std::string& key) {
              CheckNeighborhoodKey(errors, at, key);
            });
  const std::string origin = "initiative.origin.";
  CheckIds(errors, origin + "entry_ids", wanted.origin().entry_ids(), kMaxOrigins);
  CheckIds(errors, origin + "need_ids", wanted.origin().need_ids(), kMaxOrigins);
  CheckIds(errors, origin + "lab_ids", wanted.origin().lab_ids(), kMaxOrigins);
  CheckIds(errors, origin + "offer_gap_ids", wanted.origin().offer_gap_ids(), kMaxOrigins);
  Title::Take(errors, "initiative.owner_unit", *wanted.mutable_owner_unit());
  CheckMoney(errors, wanted);
  TakeKpis(errors, wanted);
  if (wanted.has_co_creation()) TakeCoCreation(errors, *wanted.mutable_co_creation());
  return errors.ToStatus();
}

absl::StatusOr<v1::InitiativeProposed> Initiative::Propose(v1::InitiativeProposed wanted,
                                                           const Known& known) const {
  v1::Initiative& initiative = *wanted.mutable_initiative();
  ZWK_RETURN_IF_ERROR(Take(initiative));
  FieldErrors errors;
  CheckKnown(errors, "initiative.field_ids", initiative.field_ids(), known.field_ids,
             "field of action");
  CheckKnown(errors, "initiative.origin.entry_ids", initiative.origin().entry_ids(),
             known.entry_ids, "backlog entry");
  CheckKnown(errors, "initiative.origin.lab_ids", initiative.origin().lab_ids(), known.lab_ids,
             "lab");
  if (!errors.empty()) {
    return errors.AttachTo(absl::NotFoundError("the initiative names what is not there"));
  }
  initiative.set_status(v1::INITIATIVE_STATUS_PROPOSED);
  return wanted;
}

Initiative::Events Initiative::Approve(v1::InitiativeApproved wanted,
                                       const std::optional<v1::Decision>& decision) const {
  if (state.status() != v1::INITIATIVE_STATUS_PROPOSED) return WrongState(state.status());
  if (wanted.has_decision() && !decision) {
    return absl::NotFoundError(absl::StrCat("no decision ", Quoted(wanted.decision().decision_id()),
                                            " in a meeting ",
                                            Quoted(wanted.decision().meeting_id())));
  }
  if (decision && !IsAdopted(*decision, v1::DECISION_KIND_ADOPT_INITIATIVE)) {
    return WithReason(
        absl::FailedPreconditionError(absl::StrCat("decision ", Quoted(decision->decision_id()),
                                                   " is no adopted ADOPT_INITIATIVE")),
        "DECISION_DOES_NOT_CARRY");
  }
  return std::vector<InitiativeEvent>{std::move(wanted)};
}

Initiative::Events Initiative::Update(v1::InitiativeUpdated wanted) const {
  v1::InitiativeUpdate& update = *wanted.mutable_update();
  FieldErrors errors;
  TakeUpdate(errors, state, update);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  for (const v1::InitiativeUpdate& present : state.updates()) {
    if (present.update_id() != update.update_id()) continue;
    if (Same(present, update)) return std::vector<InitiativeEvent>{};
    return WithReason(
        absl::AlreadyExistsError(absl::StrCat("there is another update ",
                                              Quoted(update.update_id()), " of this initiative")),
        "UPDATE_EXISTS");
  }
  if (update.status() != v1::INITIATIVE_STATUS_UNSPECIFIED &&
      !MayBecome(state.status(), update.status())) {
    return WrongState(state.status());
  }
  if (state.updates_size() >= kMaxUpdates) {
    return TooMany("TOO_MANY_UPDATES", kMaxUpdates, "updates");
  }
  return std::vector<InitiativeEvent>{std::move(wanted)};
}

Initiative::Events Initiative::Publish(v1::InitiativePublished wanted) const {
  v1::PublishedInitiative& snapshot = *wanted.mutable_snapshot();
  FieldErrors errors;
  Paragraph::TakeOptional(errors, "lessons", *snapshot.mutable_lessons());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (state.status() == v1::INITIATIVE_STATUS_PROPOSED) return WrongState(state.status());
  snapshot.set_initiative_id(state.initiative_id());
  snapshot.set_title(state.title());
  snapshot.set_summary(state.summary());
  snapshot.set_owner_unit(state.owner_unit());
  snapshot.set_status(state.status());
  *snapshot.mutable_kpis() = state.kpis();
  if (state.has_co_creation()) *snapshot.mutable_co_creation() = state.co_creation();
  // What a newer release has written into a part may not be meant for others.
  snapshot.DiscardUnknownFields();
  snapshot.set_snapshot_version(state.published().snapshot_version());
  if (state.has_published() && Same(state.published(), snapshot)) {
    return std::vector<InitiativeEvent>{};
  }
  if (state.snapshots() >= kMaxSnapshots) {
    return TooMany("TOO_MANY_SNAPSHOTS", kMaxSnapshots, "snapshots");
  }
  snapshot.set_snapshot_version(state.snapshots() + 1);
  return std::vector<InitiativeEvent>{std::move(wanted)};
}

Initiative::Events Initiative::Withdraw(v1::PublicationWithdrawn wanted) const {
  FieldErrors errors;
  Paragraph::Take(errors, "reason", *wanted.mutable_reason());
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (!state.has_published()) {
    return WithReason(absl::FailedPreconditionError("nothing of the initiative is published"),
                      "WRONG_STATE");
  }
  wanted.set_last_snapshot_version(state.snapshots());
  return std::vector<InitiativeEvent>{std::move(wanted)};
}

void Initiative::Apply(const InitiativeEvent& event) {
  std::visit(Overloaded{
                 [&](const v1::InitiativeProposed& proposed) { state = proposed.initiative(); },
                 [&](const v1::InitiativeApproved& approved) {
                   state.set_status(v1::INITIATIVE_STATUS_APPROVED);
                   if (approved.has_decision()) *state.mutable_approved_by() = approved.decision();
                 },
                 [&](const v1::InitiativeUpdated& updated) {
                   const v1::InitiativeUpdate& update = *state.add_updates() = updated.update();
                   for (const v1::KpiReading& reading : update.kpi_values()) {
                     v1::Kpi* kpi = FindKpi(state, reading.name());
                     if (kpi == nullptr) continue;
                     v1::KpiValue& value = *kpi->add_values();
                     value.set_on(update.on());
                     value.set_value(reading.value());
                   }
                   if (update.status() != v1::INITIATIVE_STATUS_UNSPECIFIED) {
                     state.set_status(update.status());
                   }
                 },
                 [&](const v1::InitiativePublished& published) {
                   *state.mutable_published() = published.snapshot();
                   state.set_snapshots(published.snapshot().snapshot_version());
                 },
                 [&](const v1::PublicationWithdrawn&) { state.clear_published(); },
             },
             event);
}

std::string Initiative::ListName(v1::InitiativeStatus status, const std::string& field_id,
                                 const std::string& neighborhood_key) {
  return absl::StrCat("initiatives/", static_cast<int>(status), "/", field_id, "/",
                      neighborhood_key);
}

}  // namespace zwk::participation
