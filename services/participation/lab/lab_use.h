#pragma once

#include <cstdint>

#include "participation/base/lookup_port.h"
#include "participation/lab/lab.h"
#include "participation/lab/lab_port.h"
#include "participation/meeting/meeting.h"

namespace zwk::participation {

// The steps of a lab that rest on what others know.
class Labs {
 public:
  using Changed = Task<absl::StatusOr<Stored<Lab>>>;

  Labs(LabRepository& labs, MeetingRepository& meetings, PublishedVersions& published,
       Lookup& lookup)
      : labs_(labs), meetings_(meetings), published_(published), lookup_(lookup) {}

  Changed Select(Caller caller, v1::LabSelected wanted, uint64_t expected_version);
  Changed PinReferences(Caller caller, v1::LabReferencesPinned wanted, uint64_t expected_version);
  Changed AgreeThemes(Caller caller, v1::ThemesAgreed wanted, uint64_t expected_version);
  Changed LinkCityProcesses(Caller caller, v1::LabCityProcessesLinked wanted,
                            uint64_t expected_version);

 private:
  // NOT_FOUND if there is no such meeting or no such decision in it.
  Task<absl::StatusOr<v1::Decision>> Find(Caller caller, v1::DecisionRef ref);

  LabRepository& labs_;
  MeetingRepository& meetings_;
  PublishedVersions& published_;
  Lookup& lookup_;
};

}  // namespace zwk::participation
