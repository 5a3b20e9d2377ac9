#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "absl/status/statusor.h"

namespace zwk::participation {

struct ProgrammeCreated {
  std::string programme_id;
  std::string name;
  std::string starts_on;
  std::string ends_on;
  int64_t annual_grant_minor_units = 0;
  std::string currency;
  std::string funder;
  std::string project_lead;
  std::string coordination_office;
};
using ProgrammeEvent = std::variant<ProgrammeCreated>;

// The funded programme a city takes part in.
//
// Invariant: it ends after it starts, and its money has a currency.
struct Programme {
  absl::StatusOr<ProgrammeCreated> Create(ProgrammeCreated wanted) const;
  void Apply(const ProgrammeEvent& event);

  ProgrammeCreated about;
};

struct FieldOfActionDefined {
  std::string field_id;
  std::string programme_id;
  std::string title;
  std::vector<std::string> aspects;
  bool open_ended = false;
  int32_t position = 0;

  bool operator==(const FieldOfActionDefined&) const = default;
};
using FieldOfActionEvent = std::variant<FieldOfActionDefined>;

// A field of action of a programme.
//
// Invariant: it stays in its programme.
struct FieldOfAction {
  absl::StatusOr<std::vector<FieldOfActionEvent>> Define(FieldOfActionDefined wanted) const;
  void Apply(const FieldOfActionEvent& event);

  FieldOfActionDefined definition;
};

}  // namespace zwk::participation
