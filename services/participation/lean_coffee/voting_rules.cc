#include "participation/lean_coffee/voting_rules.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

VotingRules VotingRules::Of(const LeanCoffeeSession& session) {
  VotingRules rules;
  rules.session_id = session.about.session_id;
  rules.guard = session.VotingGuard();
  rules.wrong_phase = session.WrongPhase("VOTING");
  rules.dots_per_participant = session.about.settings.dots_per_participant;
  rules.max_dots_per_topic = session.about.settings.max_dots_per_topic;
  rules.paper_sheets = session.paper_sheets;
  for (const Topic& topic : session.topics) {
    (topic.status == TopicStatus::kAccepted ? rules.open : rules.shut).insert(topic.topic_id);
  }
  return rules;
}

absl::Status VotingRules::CheckVoting() const {
  return guard.empty() ? wrong_phase : absl::OkStatus();
}

absl::Status VotingRules::CheckVotable(const TopicId& topic_id) const {
  if (!open.contains(topic_id) && !shut.contains(topic_id)) {
    return absl::NotFoundError(
        absl::StrCat("no topic ", Quoted(topic_id.value()), " in this session"));
  }
  ZWK_RETURN_IF_ERROR(CheckVoting());
  if (open.contains(topic_id)) return absl::OkStatus();
  return WithReason(absl::FailedPreconditionError(
                        absl::StrCat("topic ", Quoted(topic_id.value()), " takes no dots")),
                    "TOPIC_NOT_OPEN");
}

}  // namespace zwk::participation
