#pragma once

#include <string>

#include "platform/base/clock.h"
#include "reporting/base/freshness_port.h"
#include "reporting/base/page.h"
#include "reporting/document/document_port.h"
#include "reporting/profile/profile_port.h"

namespace zwk::reporting {

// Profiles are shown as the views know them now, and published for labs to pin.
class ProfileUseCases {
 public:
  ProfileUseCases(ProfileSource& source, Documents& documents, blob::Blobs& blobs,
                  Freshness& freshness, const Clock& clock)
      : source_(source),
        documents_(documents),
        blobs_(blobs),
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
  // What is shown of the neighborhood from now on.
  Task<absl::StatusOr<v1::Document>> Handle(Caller caller, Publish command);

 private:
  // The profile of now as bytes that stay, in all languages.
  Task<absl::StatusOr<v1::Document>> Frozen(Caller caller, Publish command);

  ProfileSource& source_;
  Documents& documents_;
  blob::Blobs& blobs_;
  Freshness& freshness_;
  const Clock& clock_;
};

}  // namespace zwk::reporting
