#pragma once

#include <cstdint>
#include <string>

#include "participation/base/lookup_port.h"
#include "participation/initiative/initiative.h"
#include "participation/lab/lab.h"
#include "participation/meeting/meeting.h"
#include "participation/programme/field_of_action.h"

namespace zwk::participation {

// The steps of an initiative that rest on what others know.
class Initiatives {
 public:
  using Changed = Task<absl::StatusOr<Stored<Initiative>>>;

  Initiatives(InitiativeRepository& initiatives, FieldOfActionRepository& fields,
              LabRepository& labs, MeetingRepository& meetings, Lookup& lookup)
      : initiatives_(initiatives),
        fields_(fields),
        labs_(labs),
        meetings_(meetings),
        lookup_(lookup) {}

  Changed Propose(Caller caller, v1::InitiativeProposed wanted);
  Changed Approve(Caller caller, v1::InitiativeApproved wanted, uint64_t expected_version);
  Changed Publish(Caller caller, std::string initiative_id, std::string lessons,
                  uint64_t expected_version);

 private:
  InitiativeRepository& initiatives_;
  FieldOfActionRepository& fields_;
  LabRepository& labs_;
  MeetingRepository& meetings_;
  Lookup& lookup_;
};

}  // namespace zwk::participation
