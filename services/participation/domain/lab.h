#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "participation/meeting/decision.h"

namespace zwk::participation {

enum class LabStatus { kUnspecified, kProposed, kSelected, kProfiling, kThemesAgreed, kRejected };
enum class FindingKind { kUnspecified, kChallenge, kChance, kWorksWell };
enum class FindingSource { kUnspecified, kData, kExpertTalk, kWorkshop, kOnSiteOrganization };

// PROPOSED, SELECTED, ...: as people know it from the proto.
absl::string_view Name(LabStatus status);

struct DecisionRef {
  std::string meeting_id;
  std::string decision_id;

  bool operator==(const DecisionRef&) const = default;
};
struct ProfileRef {
  std::string profile_id;
  uint64_t version = 0;

  bool operator==(const ProfileRef&) const = default;
};
struct ForecastRef {
  std::string forecast_id;
  uint64_t version = 0;
  std::string scenario_id;

  bool operator==(const ForecastRef&) const = default;
};
struct Finding {
  std::string finding_id;
  FindingKind kind = FindingKind::kUnspecified;
  std::string statement;
  FindingSource source = FindingSource::kUnspecified;
  std::string where;
  std::vector<std::string> community_groups;

  bool operator==(const Finding&) const = default;
};
struct Theme {
  std::string title;
  std::string question;
  std::vector<std::string> backlog_entry_ids;
  std::vector<std::string> finding_ids;

  bool operator==(const Theme&) const = default;
};

struct LabProposed {
  std::string lab_id;
  std::string neighborhood_key;
  std::string archetype;
};
// What follows carries the neighborhood, and the themes the pinned versions, for readers of the
// event; the lab fills them in.
struct LabSelected {
  DecisionRef decision;
  std::string neighborhood_key = {};
};
struct LabRejected {
  std::string reason;
  std::string neighborhood_key = {};
};
struct LabReferencesPinned {
  ProfileRef profile;
  ForecastRef forecast;
  std::string neighborhood_key = {};
};
struct FindingAdded {
  Finding finding;
  std::string neighborhood_key = {};
};
struct ThemesAgreed {
  std::vector<Theme> themes;
  DecisionRef decision;
  ProfileRef profile = {};
  ForecastRef forecast = {};
  std::string neighborhood_key = {};
};
using LabEvent = std::variant<LabProposed, LabSelected, LabRejected, LabReferencesPinned,
                              FindingAdded, ThemesAgreed>;

// A model neighborhood on its way from analysis to workshop.
//
// Invariant: it is selected by a decision of the board; themes are agreed by another one, once
// profile and forecast are pinned, and every theme rests on evidence.
//
// What a lab rests on and does not hold itself (decisions, published versions, backlog entries) is
// looked up before and handed in.
struct Lab {
  using Events = absl::StatusOr<std::vector<LabEvent>>;

  Events Propose(LabProposed wanted) const;
  Events Select(LabSelected wanted, const v1::Decision& decision) const;
  Events Reject(LabRejected wanted) const;
  Events PinReferences(LabReferencesPinned wanted, bool profile_published,
                       bool forecast_published) const;
  Events AddFinding(Finding wanted) const;
  // `known_entries`: those of the themes' backlog entries that exist.
  Events AgreeThemes(ThemesAgreed wanted, const v1::Decision& decision,
                     const std::vector<std::string>& known_entries) const;

  void Apply(const LabEvent& event);

  LabProposed about;
  LabStatus status = LabStatus::kUnspecified;
  std::optional<DecisionRef> selected_by;
  std::optional<ProfileRef> profile;
  std::optional<ForecastRef> forecast;
  std::vector<Finding> findings;
  std::vector<Theme> themes;
  std::optional<DecisionRef> themes_agreed_by;
  std::string reject_reason;
};

// Refusals of the shape of themes, before anything is looked up.
absl::Status CheckThemes(const std::vector<Theme>& themes);

}  // namespace zwk::participation
