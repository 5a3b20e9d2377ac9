#include "participation/initiative/initiative_use.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "absl/strings/strip.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

// Those of the things that exist.
template <class State, class Event>
Task<absl::StatusOr<std::vector<State>>> FindAll(Repository<State, Event>& repository,
                                                 Caller caller, std::vector<std::string> ids) {
  std::vector<State> all;
  for (const std::string& id : ids) {
    auto found = co_await repository.Load(caller, id);
    if (absl::IsNotFound(found.status())) continue;
    if (!found.ok()) co_return found.status();
    all.push_back(std::move(found->value));
  }
  co_return all;
}

// The ids of one kind.
std::set<std::string> Those(const std::set<std::string>& keys, absl::string_view kind) {
  std::set<std::string> ids;
  for (const std::string& key : keys) {
    absl::string_view id = key;
    if (absl::ConsumePrefix(&id, kind)) ids.emplace(id);
  }
  return ids;
}

template <class Ids>
std::vector<std::string> Copied(const Ids& ids) {
  return {ids.begin(), ids.end()};
}

}  // namespace

// What is looked up is handed to the decision and not refused before it: a repeated request is
// answered, whatever is there by then.

Initiatives::Changed Initiatives::Propose(Caller caller, v1::InitiativeProposed wanted) {
  v1::Initiative& initiative = *wanted.mutable_initiative();
  ZWK_CO_RETURN_IF_ERROR(Initiative::Take(initiative));
  std::vector<std::string> keys;
  AddKeys(keys, "field_of_action", initiative.field_ids());
  AddKeys(keys, "lab", initiative.origin().lab_ids());
  AddKeys(keys, "backlog_entry", initiative.origin().entry_ids());
  ZWK_CO_ASSIGN_OR_RETURN(const std::set<std::string> found,
                          co_await lookup_.Known(caller, std::move(keys)));
  Initiative::Known known;
  known.field_ids = Those(found, "field_of_action/");
  known.lab_ids = Those(found, "lab/");
  known.entry_ids = Those(found, "backlog_entry/");
  InitiativeRepository::Decide decide = [wanted, known](const Initiative& present) {
    return present.Propose(wanted, known);
  };
  co_return co_await initiatives_.Create(caller, initiative.initiative_id(), std::move(decide));
}

Initiatives::Changed Initiatives::Approve(Caller caller, v1::InitiativeApproved wanted,
                                          uint64_t expected_version) {
  std::optional<v1::Decision> decision;
  if (wanted.has_decision()) {
    const v1::DecisionRef& ref = wanted.decision();
    std::vector<std::string> ids = {ref.meeting_id()};
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Meeting> meetings,
                            co_await FindAll(meetings_, caller, std::move(ids)));
    for (const Meeting& meeting : meetings) {
      const v1::Decision* found = meeting.FindDecision(ref.decision_id());
      if (found != nullptr) decision = *found;
    }
  }
  InitiativeRepository::Decide decide = [wanted, decision](const Initiative& present) {
    return present.Approve(wanted, decision);
  };
  co_return co_await initiatives_.Change(caller, wanted.initiative_id(), expected_version,
                                         std::move(decide));
}

Initiatives::Changed Initiatives::Publish(Caller caller, std::string initiative_id,
                                          std::string lessons, uint64_t expected_version) {
  ZWK_CO_ASSIGN_OR_RETURN(const Stored<Initiative> present,
                          co_await initiatives_.Load(caller, initiative_id));
  const v1::Initiative& state = present.value.state;  // its ids never change
  v1::InitiativePublished wanted;
  wanted.set_initiative_id(initiative_id);
  v1::PublishedInitiative& snapshot = *wanted.mutable_snapshot();
  snapshot.set_municipality(caller.municipality);
  snapshot.set_lessons(std::move(lessons));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<FieldOfAction> fields,
                          co_await FindAll(fields_, caller, Copied(state.field_ids())));
  for (const FieldOfAction& field : fields) snapshot.add_field_titles(field.state.title());
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Lab> labs,
                          co_await FindAll(labs_, caller, Copied(state.origin().lab_ids())));
  for (const Lab& lab : labs) {
    const auto& archetypes = snapshot.archetypes();
    if (std::find(archetypes.begin(), archetypes.end(), lab.state.archetype()) ==
        archetypes.end()) {
      snapshot.add_archetypes(lab.state.archetype());
    }
  }
  InitiativeRepository::Decide decide = [wanted](const Initiative& initiative) {
    return initiative.Publish(wanted);
  };
  co_return co_await initiatives_.Change(caller, initiative_id, expected_version,
                                         std::move(decide));
}

}  // namespace zwk::participation
