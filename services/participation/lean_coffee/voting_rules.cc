#include "participation/lean_coffee/voting_rules.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

VotingRules VotingRules::Of(const LeanCoffeeSession& session, std::string guard,
                            const std::vector<v1::Topic>& topics) {
  VotingRules rules;
  rules.session_id = session.about.session_id;
  rules.guard = std::move(guard);
  rules.wrong_phase = session.WrongPhase("VOTING");
  rules.dots_per_participant = session.about.settings.dots_per_participant;
  rules.max_dots_per_topic = session.about.settings.max_dots_per_topic;
  rules.paper_sheets = session.paper_sheets;
  for (const v1::Topic& topic : topics) {
    const bool open = topic.status() == v1::TOPIC_STATUS_ACCEPTED;
    (open ? rules.open : rules.shut).insert(TopicId(topic.topic_id()));
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
