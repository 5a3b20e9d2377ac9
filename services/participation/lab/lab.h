#pragma once

#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/decision.pb.h"
#include "zwk/participation/v1/lab.pb.h"

namespace zwk::participation {

using LabEvent =
    std::variant<v1::LabProposed, v1::LabSelected, v1::LabRejected, v1::LabReferencesPinned,
                 v1::FindingAdded, v1::ThemesAgreed, v1::LabCityProcessesLinked>;

// A model neighborhood on its way from analysis to workshop.
//
// Invariant: it is selected by a decision of the board; themes are agreed by another one, once
// profile and forecast are pinned, and every theme rests on evidence.
//
// What a lab rests on and does not hold itself (decisions, published versions) is looked up before
// and handed in; that backlog entries and city processes are there is known by then. What an event
// tells beside what is wanted (the neighborhood, the references under the themes) the lab fills in.
struct Lab {
  static constexpr int kMaxFindings = 200;
  static constexpr int kMaxCommunityGroups = 20;
  static constexpr int kMaxThemes = 3;
  static constexpr int kMaxEvidence = 20;
  static constexpr int kMaxCityProcesses = 20;

  using Events = absl::StatusOr<std::vector<LabEvent>>;

  absl::StatusOr<v1::LabProposed> Propose(v1::LabProposed wanted) const;
  Events Select(v1::LabSelected wanted, const v1::Decision& decision) const;
  Events Reject(v1::LabRejected wanted) const;
  Events PinReferences(v1::LabReferencesPinned wanted, bool profile_published,
                       bool forecast_published) const;
  Events AddFinding(v1::FindingAdded wanted) const;
  Events AgreeThemes(v1::ThemesAgreed wanted, const v1::Decision& decision) const;
  Events LinkCityProcesses(v1::LabCityProcessesLinked wanted) const;

  // The themes in the form in which they are kept; refuses their shape before anything is looked up.
  static absl::Status TakeThemes(v1::ThemesAgreed& wanted);

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const LabEvent& event);

  v1::Lab state;  // as it is kept and answered
};

using LabRepository = Repository<Lab, LabEvent>;

}  // namespace zwk::participation
