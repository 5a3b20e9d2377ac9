#include "participation/meeting/minutes_use.h"

#include <utility>

#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::StatusOr<MinutesStanding>> MinutesOfMeetings::Draft(Caller caller,
                                                               uint64_t expected_version,
                                                               v1::MinutesDraftRequested wanted) {
  MeetingRepository::Decide decide = [wanted](const Meeting& meeting) {
    return meeting.DraftMinutes(wanted);
  };
  ZWK_CO_ASSIGN_OR_RETURN(Stored<Meeting> meeting,
                          co_await meetings_.Change(std::move(caller), wanted.meeting_id(),
                                                    expected_version, std::move(decide)));
  co_return MinutesStanding{std::move(meeting), std::nullopt};
}

Task<absl::StatusOr<MinutesStanding>> MinutesOfMeetings::Approve(Caller caller,
                                                                 std::string meeting_id,
                                                                 uint64_t expected_version,
                                                                 std::string sha256) {
  ZWK_CO_ASSIGN_OR_RETURN(const std::optional<v1::MinutesDocument> drafted,
                          co_await drafted_.Latest(caller, meeting_id));
  const Time now = clock_.Now();
  MeetingRepository::Decide decide = [sha256, drafted, now](const Meeting& meeting) {
    return meeting.ApproveMinutes(sha256, drafted, now);
  };
  ZWK_CO_ASSIGN_OR_RETURN(Stored<Meeting> meeting,
                          co_await meetings_.Change(std::move(caller), std::move(meeting_id),
                                                    expected_version, std::move(decide)));
  co_return MinutesStanding{std::move(meeting), std::nullopt};
}

Task<absl::StatusOr<MinutesStanding>> MinutesOfMeetings::Get(Caller caller,
                                                             std::string meeting_id) {
  ZWK_CO_ASSIGN_OR_RETURN(Stored<Meeting> meeting, co_await meetings_.Load(caller, meeting_id));
  ZWK_CO_ASSIGN_OR_RETURN(std::optional<v1::MinutesDocument> drafted,
                          co_await drafted_.Latest(std::move(caller), std::move(meeting_id)));
  // Whoever asked for another draft waits for that one.
  if (drafted && drafted->draft_number() != meeting.value.state.draft_number()) drafted.reset();
  co_return MinutesStanding{std::move(meeting), std::move(drafted)};
}

}  // namespace zwk::participation
