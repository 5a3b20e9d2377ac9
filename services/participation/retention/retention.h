#pragma once

#include <map>
#include <string>
#include <vector>

#include "participation/lean_coffee/session.h"
#include "platform/base/clock.h"
#include "zwk/participation/v1/board.pb.h"
#include "zwk/participation/v1/meeting.pb.h"
#include "zwk/participation/v1/municipality.pb.h"

namespace zwk::participation {

// After how many days what need not stay goes; 0: it stays.
//
// Names and words stay until somebody says otherwise: that cannot be taken back, and most offices have to offer to an
// archive first. A vote has no such reason to wait: its session was abandoned.
struct Periods {
  static constexpr int kVotesUnlessSaid = 90;

  int members = 0;  // names of members of boards
  int guests = 0;   // names of others who took part in meetings
  int texts = 0;    // words of cards and notes
  int votes = kVotesUnlessSaid;

  bool of_people() const { return members > 0 || guests > 0; }

  static Periods Of(const v1::RetentionDays& said);
};

// "2026-01-31"; the day of the clock in UTC, which is exact enough for periods of days.
std::string DayOf(Time time);

// On which it was held.
std::string LastDayOf(const v1::Meeting& meeting);

// So many whole days have passed since that day.
bool IsOver(const std::string& day, int days, Time now);

// The people of a city, and the last day on which each had to do with a board or meeting.
class PeopleSeen {
 public:
  void See(const v1::Board& board);
  void See(const v1::Meeting& meeting);

  // Whose period is over, in the order of their ids.
  std::vector<std::string> Expired(const Periods& periods, Time now) const;

 private:
  struct Seen {
    std::string last_day;
    bool member = false;
  };
  void See(const std::string& person_id, const std::string& day, bool member);

  std::map<std::string, Seen> people_;
};

// Nobody will end it any more: neither it nor its meeting, which is held on that day ("" where nobody knows), had anything
// since. Cards come long before a meeting. Sessions that a scribe records afterwards tell no time of their own: they are waited for.
bool IsAbandoned(const LeanCoffeeSession& session, const std::string& held_on,
                 const Periods& periods, Time now);
// The words of its cards and notes have been there long enough.
bool AreWordsOver(const LeanCoffeeSession& session, const Periods& periods, Time now);

}  // namespace zwk::participation
