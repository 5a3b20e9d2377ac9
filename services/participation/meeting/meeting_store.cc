#include "participation/meeting/meeting_store.h"

#include <string>
#include <vector>

#include "participation/meeting/minutes_guard_codec.h"
#include "participation/meeting/vote_guard_codec.h"
#include "platform/base/messages.h"
#include "platform/seal/message_codec.h"

namespace zwk::participation {
namespace {

class MeetingCodec : public seal::MessageCodec<Meeting, MeetingEvent> {
 public:
  using MessageCodec::MessageCodec;
  void Complete(store::Commit& commit, const std::string&, const Meeting&, const Meeting& after,
                const std::vector<MeetingEvent>& events) override {
    for (const MeetingEvent& event : events) {
      const std::string& meeting_id = after.state.meeting_id();
      if (std::holds_alternative<v1::MinutesApproved>(event)) {
        RequireNoOpenVote(commit, meeting_id);
        commit.SetGuard(MinutesGuard(meeting_id), kMinutesApproved);
      } else if (std::holds_alternative<v1::MinutesDraftRequested>(event)) {
        RequireNoOpenVote(commit, meeting_id);
      } else if (std::holds_alternative<v1::MeetingEnded>(event)) {
        RequireNoOpenVote(commit, meeting_id);
        commit.SetGuard(MeetingEndGuard(meeting_id), kMeetingEnded);
      }
    }
  }
};

}  // namespace

std::vector<store::IndexEntry> IndexesOf(const Meeting& meeting) {
  return {{"meetings", FormatTime(ToTime(meeting.state.starts_at()))}};
}

std::unique_ptr<MeetingRepository> KeepMeetings(store::Store& store, seal::KeyRing& keys,
                                                const Clock& clock) {
  return seal::Keep<Meeting, MeetingEvent, MeetingCodec>(store, keys, "meeting", clock);
}

}  // namespace zwk::participation
