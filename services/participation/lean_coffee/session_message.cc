#include "participation/lean_coffee/session_message.h"

#include "platform/base/messages.h"

namespace zwk::participation {
namespace {

void Say(const SessionSettings& settings, v1::SessionSettings* message) {
  message->set_dots_per_participant(settings.dots_per_participant);
  message->set_max_dots_per_topic(settings.max_dots_per_topic);
  message->set_round_seconds(settings.round_seconds);
  message->set_extension_seconds(settings.extension_seconds);
  message->set_max_extensions(settings.max_extensions);
  message->set_planned_rounds(settings.planned_rounds);
  message->set_ballot_mode(static_cast<v1::BallotMode>(settings.ballot_mode));
  message->set_join_mode(static_cast<v1::JoinMode>(settings.join_mode));
  message->mutable_languages()->Assign(settings.languages.begin(), settings.languages.end());
  message->set_cards_per_participant(settings.cards_per_participant);
}

}  // namespace

void Say(const SessionCreated& about, v1::LeanCoffeeSession& message) {
  message.set_session_id(about.session_id.value());
  message.set_meeting_id(about.meeting_id);
  message.set_mode(static_cast<v1::SessionMode>(about.mode));
  Say(about.settings, message.mutable_settings());
  message.set_created_by(about.created_by);
  *message.mutable_created_at() = ToTimestamp(about.at);
  message.set_repeats_session_id(about.repeats.value());
  message.set_min_secret_participants(about.min_secret_participants);
}

void Say(const RoundOutcome& outcome, v1::RoundOutcome* message) {
  message->mutable_paragraphs()->Assign(outcome.paragraphs.begin(), outcome.paragraphs.end());
  message->mutable_field_ids()->Assign(outcome.field_ids.begin(), outcome.field_ids.end());
  message->mutable_neighborhood_keys()->Assign(outcome.neighborhood_keys.begin(),
                                               outcome.neighborhood_keys.end());
  message->set_locale(outcome.locale);
}

void Say(const SessionId& session_id, const Results& results, v1::Results* message) {
  message->set_session_id(session_id.value());
  for (const TopicTally& tally : results.tallies) {
    v1::TopicTally* one = message->add_tallies();
    one->set_topic_id(tally.topic_id.value());
    one->set_submission_seq(tally.submission_seq);
    one->set_dots(tally.dots);
    // Of dots on cards it is not known how many people gave them: then the voters of all others say little.
    if (results.sheets_counted == 0) one->set_voters(tally.voters);
    one->set_counted_dots(tally.counted_dots);
    one->set_rank(tally.rank);
    one->set_order(tally.order);
    one->set_tie_broken_by(tally.tie_broken_by);
  }
  message->set_ballots_cast(results.ballots_cast);
  message->set_paper_ballots_cast(results.paper_ballots_cast);
  message->set_dots_total(results.dots_total);
  message->set_voters_shown(!results.withheld && results.sheets_counted == 0);
  message->set_sheets_counted(results.sheets_counted);
  message->set_withheld(results.withheld);
  message->set_result_hash(results.result_hash);
  *message->mutable_revealed_at() = ToTimestamp(results.revealed_at);
}

}  // namespace zwk::participation
