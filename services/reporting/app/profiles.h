#pragma once

#include <string>

#include "platform/base/clock.h"
#include "reporting/app/ports.h"

namespace zwk::reporting {

// Profiles are shown as the views know them now, and published for labs to pin.
class ProfileUseCases {
 public:
  ProfileUseCases(ProfileSource& source, Documents& documents, Archive& archive,
                  Freshness& freshness, const Clock& clock)
      : source_(source),
        documents_(documents),
        archive_(archive),
        freshness_(freshness),
        clock_(clock) {}

  struct Show {
    std::string neighborhood_key;
    std::string locale;
    std::string format;
    uint64_t version = 0;
  };
  Task<absl::StatusOr<Page>> Handle(Caller caller, Show query);

  struct Publish {
    std::string neighborhood_key;
    std::string forecast_id;  // empty: any
  };
  struct PublishedProfile {
    std::string document_id;
    Document document;
  };
  Task<absl::StatusOr<PublishedProfile>> Handle(Caller caller, Publish command);

 private:
  // The profile of now as bytes that stay, in all languages.
  Task<absl::StatusOr<DocumentVersion>> Frozen(Caller caller, Publish command);

  ProfileSource& source_;
  Documents& documents_;
  Archive& archive_;
  Freshness& freshness_;
  const Clock& clock_;
};

}  // namespace zwk::reporting
