#include "participation/lean_coffee/session_store.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/lean_coffee/lean_coffee_documents.pb.h"
#include "participation/lean_coffee/session_event_codec.h"
#include "participation/lean_coffee/topic_store.h"
#include "participation/meeting/minutes_guard_codec.h"
#include "participation/meeting/vote_guard_codec.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

// The one of this place. What a newer release has put there stays.
template <class M>
M* At(google::protobuf::RepeatedPtrField<M>* all, int i) {
  return i < all->size() ? all->Mutable(i) : all->Add();
}

void Keep(const SessionSettings& settings, stored::SessionSettings* kept) {
  kept->set_dots_per_participant(settings.dots_per_participant);
  kept->set_max_dots_per_topic(settings.max_dots_per_topic);
  kept->set_round_seconds(settings.round_seconds);
  kept->set_extension_seconds(settings.extension_seconds);
  kept->set_max_extensions(settings.max_extensions);
  kept->set_planned_rounds(settings.planned_rounds);
  kept->set_ballot_mode(static_cast<int>(settings.ballot_mode));
  kept->set_join_mode(static_cast<int>(settings.join_mode));
  kept->mutable_languages()->Assign(settings.languages.begin(), settings.languages.end());
  kept->set_cards_per_participant(settings.cards_per_participant);
}

SessionSettings Settings(const stored::SessionSettings& kept) {
  return {kept.dots_per_participant(),
          kept.max_dots_per_topic(),
          kept.round_seconds(),
          kept.extension_seconds(),
          kept.max_extensions(),
          kept.planned_rounds(),
          static_cast<BallotMode>(kept.ballot_mode()),
          static_cast<JoinMode>(kept.join_mode()),
          {kept.languages().begin(), kept.languages().end()},
          kept.cards_per_participant()};
}

void Keep(const Round& round, stored::Round* kept) {
  kept->set_round_id(round.round_id.value());
  kept->set_ordinal(round.ordinal);
  kept->set_topic_id(round.topic_id.value());
  kept->set_status(static_cast<int>(round.status));
  kept->set_started_at(ToMicros(round.started_at));
  kept->set_deadline(ToMicros(round.deadline));
  kept->set_ended_at(ToMicros(round.ended_at));
  kept->set_extensions_used(round.extensions_used);
  kept->set_cut_short(round.cut_short);
  kept->set_skip_reason(round.skip_reason);
  int i = 0;
  for (const RoundNote& note : round.notes) {
    stored::Note* one = At(kept->mutable_notes(), i++);
    one->set_note_id(note.note_id.value());
    one->set_kind(static_cast<int>(note.kind));
    one->set_locale(note.locale);
    one->set_author_role(note.author_role);
    one->set_origin(note.origin);
  }
  kept->mutable_paragraphs()->Assign(round.outcome.paragraphs.begin(),
                                     round.outcome.paragraphs.end());
  kept->mutable_field_ids()->Assign(round.outcome.field_ids.begin(), round.outcome.field_ids.end());
  kept->mutable_neighborhood_keys()->Assign(round.outcome.neighborhood_keys.begin(),
                                            round.outcome.neighborhood_keys.end());
  kept->set_outcome_locale(round.outcome.locale);
  kept->set_origin(round.origin);
}

Round RoundOf(const stored::Round& kept) {
  Round round;
  round.round_id = RoundId(kept.round_id());
  round.ordinal = kept.ordinal();
  round.topic_id = TopicId(kept.topic_id());
  round.status = static_cast<RoundStatus>(kept.status());
  round.started_at = FromMicros(kept.started_at());
  round.deadline = FromMicros(kept.deadline());
  round.ended_at = FromMicros(kept.ended_at());
  round.extensions_used = kept.extensions_used();
  round.cut_short = kept.cut_short();
  round.skip_reason = kept.skip_reason();
  for (const stored::Note& one : kept.notes()) {
    round.notes.push_back({NoteId(one.note_id()), static_cast<NoteKind>(one.kind()), one.locale(),
                           one.author_role(), one.origin()});
  }
  round.outcome = {{kept.paragraphs().begin(), kept.paragraphs().end()},
                   {kept.field_ids().begin(), kept.field_ids().end()},
                   {kept.neighborhood_keys().begin(), kept.neighborhood_keys().end()},
                   kept.outcome_locale()};
  round.origin = kept.origin();
  return round;
}

using KeptTallies = google::protobuf::RepeatedPtrField<stored::Results::Tally>;

void Keep(const std::vector<TopicTally>& tallies, KeptTallies* kept) {
  int i = 0;
  for (const TopicTally& tally : tallies) {
    stored::Results::Tally* one = At(kept, i++);
    one->set_topic_id(tally.topic_id.value());
    one->set_submission_seq(tally.submission_seq);
    one->set_dots(tally.dots);
    one->set_voters(tally.voters);
    one->set_rank(tally.rank);
    one->set_order(tally.order);
    one->set_tie_broken_by(tally.tie_broken_by);
    one->set_counted_dots(tally.counted_dots);
  }
}

std::vector<TopicTally> TalliesOf(const KeptTallies& kept) {
  std::vector<TopicTally> tallies;
  for (const stored::Results::Tally& one : kept) {
    tallies.push_back({TopicId(one.topic_id()), one.submission_seq(), one.dots(), one.voters(),
                       one.rank(), one.order(), one.tie_broken_by(), one.counted_dots()});
  }
  return tallies;
}

void Keep(const Results& results, stored::Results* kept) {
  Keep(results.tallies, kept->mutable_tallies());
  kept->set_ballots_cast(results.ballots_cast);
  kept->set_paper_ballots_cast(results.paper_ballots_cast);
  kept->set_dots_total(results.dots_total);
  kept->set_sheets_counted(results.sheets_counted);
  kept->set_result_hash(results.result_hash);
  kept->set_revealed_at(ToMicros(results.revealed_at));
  kept->set_withheld(results.withheld);
}

Results ResultsOf(const stored::Results& kept) {
  Results results;
  results.tallies = TalliesOf(kept.tallies());
  results.ballots_cast = kept.ballots_cast();
  results.paper_ballots_cast = kept.paper_ballots_cast();
  results.dots_total = kept.dots_total();
  results.sheets_counted = kept.sheets_counted();
  results.result_hash = kept.result_hash();
  results.revealed_at = FromMicros(kept.revealed_at());
  results.withheld = kept.withheld();
  return results;
}

}  // namespace

std::string ToStored(const LeanCoffeeSession& session) {
  stored::Session kept;
  kept.ParseFromString(session.kept);  // read before, or empty
  kept.set_session_id(session.about.session_id.value());
  kept.set_meeting_id(session.about.meeting_id);
  kept.set_mode(static_cast<int>(session.about.mode));
  Keep(session.about.settings, kept.mutable_settings());
  kept.set_created_by(session.about.created_by);
  kept.set_repeats(session.about.repeats.value());
  kept.set_min_secret_participants(session.about.min_secret_participants);
  kept.set_sealed_ballot_key(session.about.sealed_ballot_key);
  kept.set_created_at(ToMicros(session.about.at));
  kept.set_phase(static_cast<int>(session.phase));
  kept.set_last_step(ToMicros(session.last_step));
  kept.set_seq(session.seq);
  kept.set_paper_sheets(session.paper_sheets);
  if (session.results) Keep(*session.results, kept.mutable_results());
  Keep(session.unranked, kept.mutable_unranked());
  int i = 0;  // rounds are only ever added
  for (const Round& round : session.rounds) Keep(round, At(kept.mutable_rounds(), i++));
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, LeanCoffeeSession& session) {
  stored::Session kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  session.kept = bytes;
  session.about.session_id = SessionId(kept.session_id());
  session.about.meeting_id = kept.meeting_id();
  session.about.mode = static_cast<SessionMode>(kept.mode());
  session.about.settings = Settings(kept.settings());
  session.about.created_by = kept.created_by();
  session.about.repeats = SessionId(kept.repeats());
  session.about.min_secret_participants = kept.min_secret_participants();
  session.about.sealed_ballot_key = kept.sealed_ballot_key();
  session.about.at = FromMicros(kept.created_at());
  session.phase = static_cast<SessionPhase>(kept.phase());
  session.last_step = FromMicros(kept.last_step());
  session.seq = kept.seq();
  session.paper_sheets = kept.paper_sheets();
  if (kept.has_results()) session.results = ResultsOf(kept.results());
  session.unranked = TalliesOf(kept.unranked());
  for (const stored::Round& one : kept.rounds()) session.rounds.push_back(RoundOf(one));
  return absl::OkStatus();
}

Task<absl::StatusOr<std::string>> SessionCodec::Encode(store::Place,
                                                       const LeanCoffeeSession& session) {
  co_return ToStored(session);
}

Task<absl::StatusOr<LeanCoffeeSession>> SessionCodec::Decode(store::Place, std::string bytes) {
  LeanCoffeeSession session;
  ZWK_CO_RETURN_IF_ERROR(FromStored(bytes, session));
  co_return session;
}

Task<absl::StatusOr<store::EncodedEvent>> SessionCodec::EncodeEvent(store::Place place,
                                                                    const SessionEvent& event) {
  EventMessage message = ToMessage(place.key.substr(place.key.find('/') + 1), event);
  co_return store::EncodedEvent{std::move(message.type), std::move(message.data)};
}

std::vector<store::IndexEntry> SessionCodec::Indexes(const LeanCoffeeSession& session) {
  const std::string created = FormatTime(session.about.at);
  return {{absl::StrCat("sessions/", session.about.meeting_id), created}, {"sessions", created}};
}

std::string SessionKey(const SessionId& session_id) {
  return absl::StrCat("session/", session_id.value());
}

std::string VotingGuardKey(const SessionId& session_id) {
  return absl::StrCat("session/", session_id.value(), "/vote");
}

std::string BoardGuardKey(const SessionId& session_id) {
  return absl::StrCat("session/", session_id.value(), "/board");
}

std::string NoteTextKey(const SessionId& session_id, const NoteId& note_id) {
  return absl::StrCat("note_text/", session_id.value(), "/", note_id.value());
}

void SessionCodec::Complete(store::Commit& commit, const std::string&,
                            const LeanCoffeeSession& before, const LeanCoffeeSession& after,
                            const std::vector<SessionEvent>& events) {
  const SessionId& session_id = after.about.session_id;
  const std::string meeting_vote = MeetingVoteGuard(after.about.meeting_id);
  for (const SessionEvent& event : events) {
    if (std::holds_alternative<SessionCreated>(event)) {
      RequireOpenMinutes(commit, after.about.meeting_id, "MEETING_CLOSED");
    } else if (const auto* opened = std::get_if<VotingOpened>(&event)) {
      RequireNoOpenVote(commit, after.about.meeting_id);
      RequireOpenMinutes(commit, after.about.meeting_id, "MEETING_CLOSED");
      if (after.about.mode == SessionMode::kLive) {
        RequireMeetingGoesOn(commit, after.about.meeting_id);
      }
      commit.SetGuard(meeting_vote, session_id.value());
      commit.SetGuard(VotingGuardKey(session_id), FirstVotingGuard());
      RequireSameTopics(commit, session_id, opened->seen);
    } else if (const auto* added = std::get_if<NoteAdded>(&event)) {
      stored::NoteText text;
      *text.mutable_text() = added->text;
      if (added->role.has_sealed()) *text.mutable_role() = added->role;
      commit.Write(NoteTextKey(session_id, added->note_id), 0, text.SerializeAsString());
    }
  }
  if (before.BoardGuard() != after.BoardGuard()) {
    commit.SetGuard(BoardGuardKey(session_id), after.BoardGuard());
  }
  if (before.phase == SessionPhase::kVoting && after.phase != SessionPhase::kVoting) {
    commit.SetGuard(VotingGuardKey(session_id), "");
    commit.SetGuard(meeting_vote, "");
  }
}

}  // namespace zwk::participation
