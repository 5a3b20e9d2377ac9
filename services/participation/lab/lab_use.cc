#include "participation/lab/lab_use.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

// What may come later (a publication) is handed to the decision and not refused before it: a repeated
// request is answered, whatever is published by then. A recorded decision never changes, and what
// was found (Lookup) stays.

Task<absl::StatusOr<v1::Decision>> Labs::Find(Caller caller, v1::DecisionRef ref) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting,
                          co_await meetings_.Load(std::move(caller), ref.meeting_id()));
  const v1::Decision* decision = meeting.value.FindDecision(ref.decision_id());
  if (decision == nullptr) {
    co_return absl::NotFoundError(
        absl::StrCat("no decision ", Quoted(ref.decision_id()), " in that meeting"));
  }
  co_return *decision;
}

Labs::Changed Labs::Select(Caller caller, v1::LabSelected wanted, uint64_t expected_version) {
  ZWK_CO_ASSIGN_OR_RETURN(const v1::Decision decision, co_await Find(caller, wanted.decision()));
  LabRepository::Decide decide = [wanted, decision](const Lab& lab) {
    return lab.Select(wanted, decision);
  };
  co_return co_await labs_.Change(caller, wanted.lab_id(), expected_version, std::move(decide));
}

Labs::Changed Labs::PinReferences(Caller caller, v1::LabReferencesPinned wanted,
                                  uint64_t expected_version) {
  ZWK_CO_ASSIGN_OR_RETURN(const bool profile, co_await published_.HasProfile(
                                                  caller, wanted.references().profile_ref()));
  ZWK_CO_ASSIGN_OR_RETURN(const bool forecast, co_await published_.HasForecast(
                                                   caller, wanted.references().forecast_ref()));
  LabRepository::Decide decide = [wanted, profile, forecast](const Lab& lab) {
    return lab.PinReferences(wanted, profile, forecast);
  };
  co_return co_await labs_.Change(caller, wanted.lab_id(), expected_version, std::move(decide));
}

Labs::Changed Labs::AgreeThemes(Caller caller, v1::ThemesAgreed wanted, uint64_t expected_version) {
  ZWK_CO_RETURN_IF_ERROR(Lab::TakeThemes(wanted));
  ZWK_CO_ASSIGN_OR_RETURN(const v1::Decision decision, co_await Find(caller, wanted.decision()));
  std::vector<std::string> entries;
  for (const v1::Theme& theme : wanted.themes()) {
    AddKeys(entries, "backlog_entry", theme.backlog_entry_ids());
  }
  ZWK_CO_RETURN_IF_ERROR(co_await lookup_.Find(caller, std::move(entries)));
  LabRepository::Decide decide = [wanted, decision](const Lab& lab) {
    return lab.AgreeThemes(wanted, decision);
  };
  co_return co_await labs_.Change(caller, wanted.lab_id(), expected_version, std::move(decide));
}

Labs::Changed Labs::LinkCityProcesses(Caller caller, v1::LabCityProcessesLinked wanted,
                                      uint64_t expected_version) {
  std::vector<std::string> processes;
  AddKeys(processes, "city_process", wanted.city_process_ids());
  ZWK_CO_RETURN_IF_ERROR(co_await lookup_.Find(caller, std::move(processes)));
  LabRepository::Decide decide = [wanted](const Lab& lab) { return lab.LinkCityProcesses(wanted); };
  co_return co_await labs_.Change(caller, wanted.lab_id(), expected_version, std::move(decide));
}

}  // namespace zwk::participation
