#pragma once

#include <cstdint>

#include "participation/lab/lab.h"
#include "participation/lab/lab_port.h"

namespace zwk::participation {

// The steps of a lab that rest on what others know.
class Labs {
 public:
  using Changed = Task<absl::StatusOr<Stored<Lab>>>;

  Labs(LabRepository& labs, BoardDecisions& decisions, PublishedVersions& published,
       BacklogLookup& backlog)
      : labs_(labs), decisions_(decisions), published_(published), backlog_(backlog) {}

  Changed Select(Caller caller, v1::LabSelected wanted, uint64_t expected_version);
  Changed PinReferences(Caller caller, v1::LabReferencesPinned wanted, uint64_t expected_version);
  Changed AgreeThemes(Caller caller, v1::ThemesAgreed wanted, uint64_t expected_version);

 private:
  LabRepository& labs_;
  BoardDecisions& decisions_;
  PublishedVersions& published_;
  BacklogLookup& backlog_;
};

}  // namespace zwk::participation
