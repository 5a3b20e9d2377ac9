#pragma once

#include <cstdint>
#include <string>

#include "participation/initiative/initiative.h"
#include "participation/lab/lab.h"
#include "participation/lab/lab_port.h"
#include "participation/meeting/meeting.h"
#include "participation/programme/field_of_action.h"

namespace zwk::participation {

// The steps of an initiative that rest on what others know.
class Initiatives {
 public:
  using Changed = Task<absl::StatusOr<Stored<Initiative>>>;

  Initiatives(InitiativeRepository& initiatives, FieldOfActionRepository& fields,
              BacklogLookup& backlog, LabRepository& labs, MeetingRepository& meetings)
      : initiatives_(initiatives),
        fields_(fields),
        backlog_(backlog),
        labs_(labs),
        meetings_(meetings) {}

  Changed Propose(Caller caller, v1::InitiativeProposed wanted);
  Changed Approve(Caller caller, v1::InitiativeApproved wanted, uint64_t expected_version);
  Changed Publish(Caller caller, std::string initiative_id, std::string lessons,
                  uint64_t expected_version);

 private:
  InitiativeRepository& initiatives_;
  FieldOfActionRepository& fields_;
  BacklogLookup& backlog_;
  LabRepository& labs_;
  MeetingRepository& meetings_;
};

}  // namespace zwk::participation
