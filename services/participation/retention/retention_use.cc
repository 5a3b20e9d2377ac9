#include "participation/retention/retention_use.h"

#include <algorithm>
#include <map>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/every_page.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::participation {
namespace {

constexpr std::chrono::seconds kPatience{60};  // of a city in a round
constexpr char kInPart[] = "/in-part";         // some of its cards are in use still

// Named on the list of erasures; its key is "erased" once all texts are gone, so that nobody looks again.
std::string TextsOf(const std::string& id) { return absl::StrCat("texts/", id); }

}  // namespace

// Those that can be destroyed.
Task<absl::StatusOr<std::vector<std::string>>> Retention::WithKey(
    Caller caller, std::vector<std::string> subjects) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<PersonKeys::State> states,
      co_await parts_.keys.StatesOf(caller.municipality, subjects, caller.deadline));
  std::vector<std::string> with_key;
  for (size_t i = 0; i < subjects.size(); ++i) {
    if (states[i] == PersonKeys::State::kThere) with_key.push_back(std::move(subjects[i]));
  }
  co_return with_key;
}

Task<absl::Status> Retention::DeletePeople(Caller caller, PeopleSeen seen, Periods periods,
                                           Gone& gone) {
  std::vector<std::string> expired = seen.Expired(periods, parts_.clock.Now());
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> people,
                          co_await WithKey(caller, std::move(expired)));
  for (const std::string& person_id : people) {
    if (gone.people == kMost) {
      gone.more = true;
      break;
    }
    ZWK_CO_RETURN_IF_ERROR(co_await parts_.persons.EraseExpired(caller, person_id));
    ++gone.people;
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Retention::DeleteVotes(Caller caller, std::vector<SessionId> abandoned,
                                          Gone& gone) {
  std::vector<std::string> subjects;
  for (const SessionId& session_id : abandoned) subjects.push_back(VoteKeySubject(session_id));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> keys,
                          co_await WithKey(caller, std::move(subjects)));
  for (const SessionId& session_id : abandoned) {
    if (std::find(keys.begin(), keys.end(), VoteKeySubject(session_id)) == keys.end()) continue;
    if (gone.votes == kMost) {
      gone.more = true;
      break;
    }
    ZWK_CO_RETURN_IF_ERROR(co_await parts_.ballots.DestroyKey(caller, session_id));
    ++gone.votes;
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::set<std::string>>> Retention::StillInUse(Caller caller,
                                                                  std::string session_id) {
  std::set<std::string> topics;
  const auto take = [&](const BacklogEntry& entry) {
    const v1::BacklogStatus status = entry.state.status();
    if (status != v1::BACKLOG_STATUS_ADDRESSED && status != v1::BACKLOG_STATUS_DECLINED)
      topics.insert(entry.state.source_topic_id());
  };
  const std::string all =
      BacklogList(v1::BACKLOG_ORIGIN_UNSPECIFIED, v1::BACKLOG_STATUS_UNSPECIFIED);
  const std::string of_session = session_id + "/";
  ZWK_CO_RETURN_IF_ERROR(
      co_await ForEach(parts_.backlog, std::move(caller), all, of_session, take));
  co_return topics;
}

Task<absl::Status> Retention::DeleteTextsOf(Caller caller, Worded worded, Gone& gone) {
  std::set<std::string> in_use;
  if (worded.session) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<v1::Topic> topics,
                            co_await parts_.topics.All(caller, SessionId(worded.id)));
    ZWK_CO_ASSIGN_OR_RETURN(in_use, co_await StillInUse(caller, worded.id));
    for (const v1::Topic& topic : topics) {
      if (!in_use.contains(topic.topic_id())) worded.texts.push_back(topic.topic_id());
    }
  }
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<std::string> texts,
                          co_await WithKey(caller, std::move(worded.texts)));
  if (texts.empty() && !in_use.empty()) co_return absl::OkStatus();
  gone.texts += static_cast<int>(texts.size());
  std::string of = TextsOf(worded.id);
  if (!in_use.empty()) absl::StrAppend(&of, kInPart);
  co_return co_await parts_.keys.DestroyTexts(caller.municipality, std::move(of), std::move(texts),
                                              parts_.clock.Now(), caller.deadline);
}

Task<absl::Status> Retention::DeleteTexts(Caller caller, std::vector<Worded> over, Gone& gone) {
  std::vector<std::string> names;
  for (const Worded& worded : over) names.push_back(TextsOf(worded.id));
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<PersonKeys::State> states,
      co_await parts_.keys.StatesOf(caller.municipality, std::move(names), caller.deadline));
  for (size_t i = 0; i < over.size(); ++i) {
    if (states[i] == PersonKeys::State::kErased) continue;  // in a round before
    if (gone.texts >= kMost) {
      gone.more = true;
      break;
    }
    ZWK_CO_RETURN_IF_ERROR(co_await DeleteTextsOf(caller, std::move(over[i]), gone));
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<Retention::Gone>> Retention::Run(std::string municipality) {
  Caller caller;
  caller.municipality = municipality;
  caller.deadline = SystemClock().Now() + kPatience;
  const Time now = parts_.clock.Now();
  ZWK_CO_ASSIGN_OR_RETURN(
      const RetentionRounds::Turn turn,
      co_await parts_.rounds.Take(municipality, now, now + kBetweenRounds, caller.deadline));
  Gone gone;
  if (turn.ours) {
    ZWK_CO_ASSIGN_OR_RETURN(gone, co_await Delete(caller, now));
  }
  gone.done = turn.done;
  if (!turn.ours || gone.more) co_return gone;
  ZWK_CO_RETURN_IF_ERROR(
      co_await parts_.rounds.Done(std::move(municipality), now, caller.deadline));
  gone.done = now;
  co_return gone;
}

Task<absl::StatusOr<Retention::Gone>> Retention::Delete(Caller caller, Time now) {
  const absl::StatusOr<Stored<Municipality>> city =
      co_await parts_.municipalities.Load(caller, caller.municipality);
  if (!city.ok() && !absl::IsNotFound(city.status())) co_return city.status();
  const Periods periods = city.ok() ? Periods::Of(city->value.state.retention_days()) : Periods();

  PeopleSeen seen;
  std::vector<SessionId> abandoned;
  std::vector<Worded> over;
  std::map<std::string, std::string> held_on;  // meetings are read before their sessions
  const auto see_board = [&](const Board& board) { seen.See(board.state); };
  const auto see_meeting = [&](const Meeting& meeting) {
    seen.See(meeting.state);
    const std::string last_day = LastDayOf(meeting.state);
    held_on[meeting.state.meeting_id()] = last_day;
    if (!IsOver(last_day, periods.texts, now)) return;
    Worded worded{meeting.state.meeting_id(), false, {}};
    for (const v1::Decision& decision : meeting.state.decisions()) {
      for (const v1::CardNote& note : decision.notes()) worded.texts.push_back(note.note_id());
    }
    if (!worded.texts.empty()) over.push_back(std::move(worded));
  };
  const auto see_session = [&](const LeanCoffeeSession& session) {
    if (IsAbandoned(session, held_on[session.about.meeting_id], periods, now))
      abandoned.push_back(session.about.session_id);
    if (!AreWordsOver(session, periods, now)) return;
    Worded worded{session.about.session_id.value(), true, {}};
    for (const Round& round : session.rounds) {
      for (const RoundNote& note : round.notes) worded.texts.push_back(note.note_id.value());
    }
    over.push_back(std::move(worded));
  };
  if (periods.of_people())
    ZWK_CO_RETURN_IF_ERROR(co_await ForEach(parts_.boards, caller, "boards", "", see_board));
  ZWK_CO_RETURN_IF_ERROR(co_await ForEach(parts_.meetings, caller, "meetings", "", see_meeting));
  ZWK_CO_RETURN_IF_ERROR(co_await ForEach(parts_.sessions, caller, "sessions", "", see_session));

  Gone gone;
  ZWK_CO_RETURN_IF_ERROR(co_await DeleteVotes(caller, std::move(abandoned), gone));
  ZWK_CO_RETURN_IF_ERROR(co_await DeletePeople(caller, std::move(seen), periods, gone));
  ZWK_CO_RETURN_IF_ERROR(co_await DeleteTexts(caller, std::move(over), gone));
  co_return gone;
}

}  // namespace zwk::participation
