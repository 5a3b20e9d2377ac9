#pragma once

#include <string>
#include <utility>

#include "platform/seal/key_ring.h"
#include "platform/stream/view.h"
#include "reporting/minutes/minutes_port.h"
#include "reporting/neighborhood/neighborhood_store.h"

namespace zwk::reporting {

// Reads the meetings view and opens the names whose keys exist.
class MinutesStore : public MinutesSource {
 public:
  MinutesStore(stream::ViewReader meetings, seal::KeyRing& keys, Neighborhoods& neighborhoods)
      : view_(std::move(meetings)), keys_(keys), neighborhoods_(neighborhoods) {}
  Task<absl::StatusOr<MinutesFacts>> Now(Caller caller, std::string meeting_id) override;
  Task<absl::StatusOr<MinutesFacts>> AsRequested(Caller caller, std::string meeting_id,
                                                 int draft_number) override;

 private:
  stream::ViewReader view_;
  seal::KeyRing& keys_;
  Neighborhoods& neighborhoods_;
};

}  // namespace zwk::reporting
