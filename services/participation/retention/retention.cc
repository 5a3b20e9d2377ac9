#include "participation/retention/retention.h"

#include <algorithm>

#include "platform/base/messages.h"

namespace zwk::participation {
namespace {

constexpr char kNeverEnding[] = "9999-12-31";

int Shorter(int one, int other) {
  if (one == 0 || other == 0) return std::max(one, other);
  return std::min(one, other);
}

bool IsClosed(const LeanCoffeeSession& session) {
  return session.phase == SessionPhase::kEnded || session.phase == SessionPhase::kCancelled;
}

}  // namespace

Periods Periods::Of(const v1::RetentionDays& said) {
  Periods periods;
  periods.members = said.pii();
  periods.guests = said.attendance() > 0 ? said.attendance() : said.pii();
  periods.texts = said.texts();
  const int votes = Shorter(said.access_codes(), said.ballots());
  if (votes > 0) periods.votes = votes;
  return periods;
}

std::string DayOf(Time time) { return FormatTime(time).substr(0, 10); }

std::string LastDayOf(const v1::Meeting& meeting) { return DayOf(ToTime(meeting.ends_at())); }

bool IsOver(const std::string& day, int days, Time now) {
  return days > 0 && day < DayOf(now - std::chrono::hours(24) * days);
}

void PeopleSeen::See(const std::string& person_id, const std::string& day, bool member) {
  if (person_id.empty()) return;
  Seen& seen = people_[person_id];
  seen.last_day = std::max(seen.last_day, day);
  seen.member |= member;
}

void PeopleSeen::See(const v1::Board& board) {
  for (const v1::Membership& member : board.members())
    See(member.person_id(), member.valid_to().empty() ? kNeverEnding : member.valid_to(), true);
}

void PeopleSeen::See(const v1::Meeting& meeting) {
  const std::string day = LastDayOf(meeting);
  const auto see = [&](const auto& people) {
    for (const auto& one : people) See(one.person_id(), day, false);
  };
  see(meeting.moderators());
  see(meeting.mediators());
  see(meeting.attendance());
}

std::vector<std::string> PeopleSeen::Expired(const Periods& periods, Time now) const {
  std::vector<std::string> expired;
  for (const auto& [person_id, seen] : people_) {
    if (IsOver(seen.last_day, seen.member ? periods.members : periods.guests, now))
      expired.push_back(person_id);
  }
  return expired;
}

bool IsAbandoned(const LeanCoffeeSession& session, const std::string& held_on,
                 const Periods& periods, Time now) {
  const std::string last_step = DayOf(std::max(session.last_step, session.about.at));
  return session.about.mode != SessionMode::kRecorded && !IsClosed(session) &&
         IsOver(std::max(last_step, held_on), periods.votes, now);
}

bool AreWordsOver(const LeanCoffeeSession& session, const Periods& periods, Time now) {
  return IsClosed(session) && IsOver(DayOf(session.last_step), periods.texts, now);
}

}  // namespace zwk::participation
