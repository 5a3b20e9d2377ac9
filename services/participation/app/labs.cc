#include "participation/app/labs.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::StatusOr<Stored<Lab>>> Labs::Change(Caller caller, Target target,
                                               LabRepository::Decide decide) {
  return labs_.Change(std::move(caller), std::move(target.lab_id), target.expected_version,
                      std::move(decide));
}

Task<absl::StatusOr<BoardDecision>> Labs::Find(Caller caller, DecisionRef ref) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Meeting> meeting,
                          co_await meetings_.Load(std::move(caller), ref.meeting_id));
  const BoardDecision* decision = meeting.value.FindDecision(ref.decision_id);
  if (decision == nullptr) {
    co_return absl::NotFoundError(
        absl::StrCat("no decision ", Quoted(ref.decision_id), " in that meeting"));
  }
  co_return *decision;
}

Task<absl::StatusOr<Stored<Lab>>> Labs::Propose(Caller caller, LabProposed wanted) {
  const std::string id = wanted.lab_id;
  return labs_.Create(std::move(caller), id,
                      [wanted](const Lab& lab) { return lab.Propose(wanted); });
}

Task<absl::StatusOr<Stored<Lab>>> Labs::Select(Caller caller, Target target, LabSelected wanted) {
  // A recorded decision never changes, so that it can be read before.
  ZWK_CO_ASSIGN_OR_RETURN(const BoardDecision decision, co_await Find(caller, wanted.decision));
  LabRepository::Decide decide = [wanted, decision](const Lab& lab) {
    return lab.Select(wanted, decision);
  };
  co_return co_await Change(std::move(caller), std::move(target), std::move(decide));
}

Task<absl::StatusOr<Stored<Lab>>> Labs::Reject(Caller caller, Target target, LabRejected wanted) {
  return Change(std::move(caller), std::move(target),
                [wanted](const Lab& lab) { return lab.Reject(wanted); });
}

Task<absl::StatusOr<Stored<Lab>>> Labs::PinReferences(Caller caller, Target target,
                                                      LabReferencesPinned wanted) {
  ZWK_CO_ASSIGN_OR_RETURN(const bool profile,
                          co_await published_.HasProfile(caller, wanted.profile));
  ZWK_CO_ASSIGN_OR_RETURN(const bool forecast,
                          co_await published_.HasForecast(caller, wanted.forecast));
  LabRepository::Decide decide = [wanted, profile, forecast](const Lab& lab) {
    return lab.PinReferences(wanted, profile, forecast);
  };
  co_return co_await Change(std::move(caller), std::move(target), std::move(decide));
}

Task<absl::StatusOr<Stored<Lab>>> Labs::AddFinding(Caller caller, Target target, Finding wanted) {
  return Change(std::move(caller), std::move(target),
                [wanted](const Lab& lab) { return lab.AddFinding(wanted); });
}

Task<absl::StatusOr<Stored<Lab>>> Labs::AgreeThemes(Caller caller, Target target,
                                                    ThemesAgreed wanted) {
  ZWK_CO_RETURN_IF_ERROR(CheckThemes(wanted.themes));
  ZWK_CO_ASSIGN_OR_RETURN(const BoardDecision decision, co_await Find(caller, wanted.decision));
  std::vector<std::string> entries;
  for (const Theme& theme : wanted.themes) {
    entries.insert(entries.end(), theme.backlog_entry_ids.begin(), theme.backlog_entry_ids.end());
  }
  // Backlog entries are closed, never removed: what is known stays known.
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> known,
                          co_await backlog_.Known(caller, std::move(entries)));
  LabRepository::Decide decide = [wanted, decision, known](const Lab& lab) {
    return lab.AgreeThemes(wanted, decision, known);
  };
  co_return co_await Change(std::move(caller), std::move(target), std::move(decide));
}

Task<absl::StatusOr<Stored<Lab>>> Labs::Get(Caller caller, std::string lab_id) {
  return labs_.Load(std::move(caller), std::move(lab_id));
}

Task<absl::StatusOr<Page<Lab>>> Labs::List(Caller caller, int page_size, std::string page_token) {
  return labs_.List(std::move(caller), "labs", "", page_size, std::move(page_token));
}

}  // namespace zwk::participation
