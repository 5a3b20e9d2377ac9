#pragma once

#include <string>
#include <utility>

#include "platform/seal/key_ring.h"
#include "platform/stream/view.h"
#include "reporting/neighborhood/neighborhood_store.h"
#include "reporting/profile/profile_port.h"

namespace zwk::reporting {

// Reads the neighborhoods view and opens the titles of topics whose keys exist.
class ProfileStore : public ProfileSource {
 public:
  ProfileStore(stream::ViewReader neighborhoods, stream::ViewReader meetings, seal::KeyRing& keys,
               Neighborhoods& areas)
      : view_(std::move(neighborhoods)),
        meetings_(std::move(meetings)),
        keys_(keys),
        areas_(areas) {}
  Task<absl::StatusOr<ProfileFacts>> Now(Caller caller, std::string neighborhood_key) override;

 private:
  // Parts of a profile whose key and name are known.
  Task<absl::Status> AddPeople(Caller caller, NeighborhoodProfile& profile);
  Task<absl::Status> AddGaps(Caller caller, NeighborhoodProfile& profile);
  Task<absl::Status> AddTopics(Caller caller, std::string zone, NeighborhoodProfile& profile);

  stream::ViewReader view_;
  stream::ViewReader meetings_;
  seal::KeyRing& keys_;
  Neighborhoods& areas_;
};

}  // namespace zwk::reporting
