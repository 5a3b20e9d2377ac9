#pragma once

#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/decision.pb.h"
#include "zwk/participation/v1/initiative.pb.h"

namespace zwk::participation {

using InitiativeEvent =
    std::variant<v1::InitiativeProposed, v1::InitiativeApproved, v1::InitiativeUpdated,
                 v1::InitiativePublished, v1::PublicationWithdrawn>;

// What a city tries out.
//
// Invariant: it goes one way, from the proposal to what becomes of it, and nothing that was written
// down on the way is changed. Other cities see its snapshots, which hold what is named in Publish
// and nothing else.
//
// What it names and does not hold itself is looked up before and handed in.
struct Initiative {
  static constexpr int kMaxFields = 5;
  static constexpr int kMaxNeighborhoods = 10;
  static constexpr int kMaxOrigins = 20;
  static constexpr int kMaxKpis = 20;
  static constexpr int kMaxUpdates = 200;
  static constexpr int kMaxSnapshots = 100;

  using Events = absl::StatusOr<std::vector<InitiativeEvent>>;

  // Those of the ids of an initiative that exist.
  struct Known {
    std::set<std::string> field_ids, entry_ids, lab_ids;
  };

  // In the form in which it is kept; refuses its shape before anything is looked up.
  static absl::Status Take(v1::Initiative& wanted);

  absl::StatusOr<v1::InitiativeProposed> Propose(v1::InitiativeProposed wanted,
                                                 const Known& known) const;
  // `decision`: the one that is named, if it is there.
  Events Approve(v1::InitiativeApproved wanted, const std::optional<v1::Decision>& decision) const;
  Events Update(v1::InitiativeUpdated wanted) const;
  // The wanted snapshot says what the initiative does not: the city, lessons, titles of fields of
  // action, archetypes.
  Events Publish(v1::InitiativePublished wanted) const;
  Events Withdraw(v1::PublicationWithdrawn wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const InitiativeEvent& event);

  // The list that holds the initiatives of a status, a field of action and a neighborhood; each may
  // be left open.
  static std::string ListName(v1::InitiativeStatus status, const std::string& field_id,
                              const std::string& neighborhood_key);

  v1::Initiative state;  // as it is kept and answered
};

using InitiativeRepository = Repository<Initiative, InitiativeEvent>;

}  // namespace zwk::participation
