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
      if (std::holds_alternative<v1::MinutesApproved>(event)) {
        commit.SetGuard(MinutesGuard(after.state.meeting_id()), kMinutesApproved);
      } else if (std::holds_alternative<v1::MeetingEnded>(event)) {
        RequireNoOpenVote(commit, after.state.meeting_id());
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
