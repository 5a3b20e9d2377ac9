#include "participation/lean_coffee/ballot.h"

#include <algorithm>
#include <string>
#include <unordered_map>
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

absl::StatusOr<Ballot> Ballot::SetDots(const VotingRules& rules, const TopicId& topic_id, int dots,
                                       uint64_t sequence) const {
  if (dots < 0 || dots > rules.max_dots_per_topic) {
    return InvalidField("dots",
                        absl::StrCat("is ", dots, ", allowed are 0 to ", rules.max_dots_per_topic));
  }
  ZWK_RETURN_IF_ERROR(rules.CheckVotable(topic_id));
  if (sequence != 0 && IsOld(topic_id, sequence)) return *this;
  Ballot ballot = Counting(rules);
  ballot.allocations.erase(topic_id);
  const int left = rules.dots_per_participant - ballot.Used();
  if (dots > left) return OverBudget(dots, left);
  if (dots > 0) ballot.allocations[topic_id] = dots;
  if (sequence == 0) return ballot;
  ballot.said[topic_id] = sequence;
  if (ballot.said.size() > kMostSaid) {
    const auto oldest =
        std::min_element(ballot.said.begin(), ballot.said.end(),
                         [](const auto& a, const auto& b) { return a.second < b.second; });
    ballot.forgotten = std::max(ballot.forgotten, oldest->second);
    ballot.said.erase(oldest);
  }
  return ballot;
}

bool Ballot::IsOld(const TopicId& topic_id, uint64_t sequence) const {
  const auto last = said.find(topic_id);
  return sequence <= (last == said.end() ? forgotten : last->second);
}

Ballot Ballot::Counting(const VotingRules& rules) const {
  Ballot counting{.said = said, .forgotten = forgotten};
  for (const auto& [topic_id, dots] : allocations) {
    if (rules.IsOpenForDots(topic_id)) counting.allocations[topic_id] = dots;
  }
  return counting;
}

int Ballot::Used() const {
  int used = 0;
  for (const auto& [topic_id, dots] : allocations) used += dots;
  return used;
}

absl::StatusOr<Ballot> FillIn(const VotingRules& rules,
                              const std::vector<Allocation>& allocations) {
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
  ZWK_RETURN_IF_ERROR(rules.CheckVoting());
  for (const Allocation& allocation : allocations) {
    ZWK_RETURN_IF_ERROR(rules.CheckVotable(allocation.topic_id));
  }
  if (ballot.Used() > rules.dots_per_participant) {
    return OverBudget(ballot.Used(), rules.dots_per_participant);
  }
  return ballot;
}

Count CountBallots(const std::vector<v1::Topic>& topics, const std::vector<CastBallot>& ballots) {
  Count count;
  std::unordered_map<std::string, size_t> at;
  for (const v1::Topic& topic : topics) {
    if (topic.status() != v1::TOPIC_STATUS_ACCEPTED) continue;
    at[topic.topic_id()] = count.topics.size();
    count.topics.push_back({TopicId(topic.topic_id()), topic.submission_seq(), 0, 0});
  }
  for (const auto& [ballot, paper] : ballots) {
    bool counts = false;
    for (const auto& [topic_id, dots] : ballot.allocations) {
      const auto topic = at.find(topic_id.value());
      if (topic == at.end()) continue;  // withdrawn meanwhile
      counts = true;
      count.topics[topic->second].dots += dots;
      ++count.topics[topic->second].voters;
    }
    const bool cast = !ballot.allocations.empty();
    count.ballots_cast += cast;
    count.paper_ballots_cast += cast && paper;
    count.ballots_counting += counts;
  }
  return count;
}

}  // namespace zwk::participation
