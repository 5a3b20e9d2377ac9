#pragma once

#include <string>
#include <vector>

#include "participation/meeting/minutes_guard.h"
#include "participation/store/lab_store.h"
#include "participation/store/meeting_store.h"

namespace zwk::participation {

// Approval closes the record of the meeting for everybody.
class MeetingCodec : public SealedCodec<Meeting, MeetingEvent> {
 public:
  using SealedCodec::SealedCodec;
  void Complete(store::Commit& commit, const std::string&, const Meeting&, const Meeting& after,
                const std::vector<MeetingEvent>& events) override {
    for (const MeetingEvent& event : events) {
      if (std::holds_alternative<MinutesApproved>(event)) {
        commit.SetGuard(MinutesGuard(after.about.meeting_id), kMinutesApproved);
      }
    }
  }
};

// The aggregates around the meeting, each with its codec, on one store.
class Repositories {
 public:
  Repositories(store::Store& store, Sealer& sealer, const Clock& clock)
      : meeting_codec_(sealer),
        lab_codec_(sealer),
        meetings(store, meeting_codec_, "meeting", clock),
        labs(store, lab_codec_, "lab", clock) {}

 private:
  MeetingCodec meeting_codec_;
  SealedCodec<Lab, LabEvent> lab_codec_;

 public:
  store::Documents<Meeting, MeetingEvent> meetings;
  store::Documents<Lab, LabEvent> labs;
};

}  // namespace zwk::participation
