#pragma once

#include <string>
#include <utility>

#include "participation/board/board.h"
#include "participation/lean_coffee/lean_coffee_port.h"
#include "participation/meeting/meeting.h"
#include "participation/programme/municipality.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

// What sessions want to know of the aggregates around them.
class MeetingSurroundings : public Surroundings {
 public:
  MeetingSurroundings(MeetingRepository& meetings, BoardRepository& boards,
                      MunicipalityRepository& municipalities)
      : meetings_(meetings), boards_(boards), municipalities_(municipalities) {}

  Task<absl::StatusOr<OfMeeting>> Meeting(Caller caller, std::string meeting_id) override {
    ZWK_CO_ASSIGN_OR_RETURN(const auto meeting,
                            co_await meetings_.Load(std::move(caller), std::move(meeting_id)));
    co_return OfMeeting{meeting.value.state.status() == v1::MEETING_STATUS_CANCELLED,
                        meeting.value.state.status() == v1::MEETING_STATUS_MINUTES_APPROVED};
  }

  Task<absl::StatusOr<int>> MinSecretParticipants(Caller caller) override {
    const std::string municipality = caller.municipality;
    const auto settings = co_await municipalities_.Load(std::move(caller), municipality);
    if (absl::IsNotFound(settings.status())) {  // who was never configured has the defaults
      co_return Municipality::Defaults().min_secret_participants();
    }
    if (!settings.ok()) co_return settings.status();
    co_return settings->value.state.min_secret_participants();
  }

  Task<absl::StatusOr<Names>> MemberNames(Caller caller, std::string meeting_id) override {
    Names names;
    ZWK_CO_ASSIGN_OR_RETURN(const auto meeting,
                            co_await meetings_.Load(caller, std::move(meeting_id)));
    const std::string board_id = meeting.value.state.board_id();
    if (board_id.empty()) co_return names;  // of a lab
    ZWK_CO_ASSIGN_OR_RETURN(const auto board, co_await boards_.Load(std::move(caller), board_id));
    for (const v1::Membership& member : board.value.state.members()) {
      names[member.person_id()] = member.name();
    }
    co_return names;
  }

 private:
  MeetingRepository& meetings_;
  BoardRepository& boards_;
  MunicipalityRepository& municipalities_;
};

}  // namespace zwk::participation
