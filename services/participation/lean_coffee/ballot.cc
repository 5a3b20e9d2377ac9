#include "participation/lean_coffee/ballot.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {
namespace {

absl::Status OverBudget(int wanted, int left) {
  return WithDetail(WithReason(absl::FailedPreconditionError(
                                   absl::StrCat(wanted, " dots are wanted, ", left, " are left")),
                               "DOT_BUDGET_EXCEEDED"),
                    "remaining_dots", absl::StrCat(left));
}

}  // namespace

absl::StatusOr<Ballot> Ballot::SetDots(const LeanCoffeeSession& session, const TopicId& topic_id,
                                       int dots) const {
  const SessionSettings& rules = session.about.settings;
  if (dots < 0 || dots > rules.max_dots_per_topic) {
    return InvalidField("dots",
                        absl::StrCat("is ", dots, ", allowed are 0 to ", rules.max_dots_per_topic));
  }
  ZWK_RETURN_IF_ERROR(session.CheckVotable(topic_id));
  Ballot ballot = Counting(session);
  ballot.allocations.erase(topic_id);
  const int left = rules.dots_per_participant - ballot.Used();
  if (dots > left) return OverBudget(dots, left);
  if (dots > 0) ballot.allocations[topic_id] = dots;
  return ballot;
}

Ballot Ballot::Counting(const LeanCoffeeSession& session) const {
  Ballot counting;
  for (const auto& [topic_id, dots] : allocations) {
    if (session.IsOpenForDots(topic_id)) counting.allocations[topic_id] = dots;
  }
  return counting;
}

int Ballot::Used() const {
  int used = 0;
  for (const auto& [topic_id, dots] : allocations) used += dots;
  return used;
}

absl::StatusOr<Ballot> FillIn(const LeanCoffeeSession& session,
                              const std::vector<Allocation>& allocations) {
  const SessionSettings& rules = session.about.settings;
  FieldErrors errors;
  Ballot ballot;
  if (allocations.size() > static_cast<size_t>(rules.dots_per_participant)) {
    errors.Add("allocations", absl::StrCat("at most ", rules.dots_per_participant));
    return errors.Refuse();
  }
  for (size_t i = 0; i < allocations.size(); ++i) {
    const Allocation& allocation = allocations[i];
    const std::string field = absl::StrCat("allocations[", i, "].");
    if (allocation.dots < 1 || allocation.dots > rules.max_dots_per_topic) {
      errors.Add(field + "dots", absl::StrCat("is ", allocation.dots, ", allowed are 1 to ",
                                              rules.max_dots_per_topic));
    }
    if (!ballot.allocations.emplace(allocation.topic_id, allocation.dots).second) {
      errors.Add(field + "topic_id", "is there twice");
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(session.CheckVoting());
  for (const Allocation& allocation : allocations) {
    ZWK_RETURN_IF_ERROR(session.CheckVotable(allocation.topic_id));
  }
  if (ballot.Used() > rules.dots_per_participant) {
    return OverBudget(ballot.Used(), rules.dots_per_participant);
  }
  return ballot;
}

TallyChange ChangeOf(const Ballot& before, const Ballot& after) {
  std::map<TopicId, int64_t> dots;
  for (const auto& [topic_id, had] : before.allocations) dots[topic_id] -= had;
  for (const auto& [topic_id, has] : after.allocations) dots[topic_id] += has;
  TallyChange change;
  for (const auto& [topic_id, difference] : dots) {
    const int64_t voters = static_cast<int64_t>(after.allocations.count(topic_id)) -
                           static_cast<int64_t>(before.allocations.count(topic_id));
    if (difference != 0 || voters != 0) change.topics.push_back({topic_id, difference, voters});
  }
  change.ballots_cast = (after.allocations.empty() ? 0 : 1) - (before.allocations.empty() ? 0 : 1);
  return change;
}

}  // namespace zwk::participation
