#pragma once

#include <string>

#include "platform/base/clock.h"
#include "reporting/base/freshness_port.h"
#include "reporting/base/page.h"
#include "reporting/document/document_port.h"
#include "reporting/minutes/minutes_port.h"

namespace zwk::reporting {

// The life of minutes: shown, drafted when participation asks for it, issued once approved.
class MinutesUseCases {
 public:
  MinutesUseCases(MinutesSource& source, Documents& documents, blob::Blobs& blobs,
                  Freshness& freshness, const Clock& clock)
      : source_(source),
        documents_(documents),
        blobs_(blobs),
        freshness_(freshness),
        clock_(clock) {}

  struct Show {
    std::string meeting_id;
    std::string locale;
    std::string format;
    uint64_t version = 0;
  };
  Task<absl::StatusOr<Page>> Handle(Caller caller, Show query);

  // Renders in every language and format, freezes, announces the hash. Harmless when repeated.
  struct Draft {
    std::string meeting_id;
    int draft_number = 0;
  };
  Task<absl::Status> Handle(Caller caller, Draft command);

  struct Issue {
    std::string meeting_id;
    std::string sha256;
  };
  Task<absl::Status> Handle(Caller caller, Issue command);

 private:
  MinutesSource& source_;
  Documents& documents_;
  blob::Blobs& blobs_;
  Freshness& freshness_;
  const Clock& clock_;
};

}  // namespace zwk::reporting
