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

constexpr size_t kMostTotals = 500;  // as many cards as a session accepts

absl::Status OverBudget(int64_t wanted, int64_t left) {
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

int64_t CountedTotals::Sum() const {
  int64_t sum = 0;
  for (const auto& [topic_id, on_card] : dots) sum += on_card;
  return sum;
}

absl::StatusOr<CountedTotals> CheckTotals(const VotingRules& rules,
                                          const std::vector<CountedTopic>& totals, int sheets) {
  FieldErrors errors;
  const bool none = sheets == 0 && totals.empty();  // takes back what was counted
  if (!none && (sheets < 1 || sheets > LeanCoffeeSession::kMaxSheets)) {
    errors.Add(
        "counted.sheets_counted",
        absl::StrCat("must be 1 to ", LeanCoffeeSession::kMaxSheets, ", or 0 without totals"));
    return errors.Refuse();
  }
  if (totals.empty() && !none) errors.Add("counted.totals", "must not be empty");
  if (totals.size() > kMostTotals) {
    errors.Add("counted.totals", "TOO_MANY", absl::StrCat("at most ", kMostTotals));
    return errors.Refuse();
  }
  CountedTotals counted;
  counted.sheets = sheets;
  const int64_t most = int64_t{sheets} * rules.max_dots_per_topic;
  for (size_t i = 0; i < totals.size(); ++i) {
    const std::string field = absl::StrCat("counted.totals[", i, "].");
    if (totals[i].dots < 1 || totals[i].dots > most) {
      errors.Add(field + "dots", absl::StrCat("is ", totals[i].dots, ", allowed are 1 to ", most));
    }
    if (!counted.dots.emplace(totals[i].topic_id, totals[i].dots).second) {
      errors.Add(field + "topic_id", "is there twice");
    }
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_RETURN_IF_ERROR(rules.CheckVoting());
  for (const auto& [topic_id, dots] : counted.dots) {
    ZWK_RETURN_IF_ERROR(rules.CheckVotable(topic_id));
  }
  const int64_t budget = int64_t{sheets} * rules.dots_per_participant;
  if (counted.Sum() > budget) return OverBudget(counted.Sum(), budget);
  return counted;
}

Count CountBallots(const std::vector<v1::Topic>& topics, const std::vector<CastBallot>& ballots,
                   const CountedTotals& counted) {
  Count count;
  std::unordered_map<std::string, size_t> at;
  for (const v1::Topic& topic : topics) {
    if (topic.status() != v1::TOPIC_STATUS_ACCEPTED) continue;
    at[topic.topic_id()] = count.topics.size();
    count.topics.push_back({TopicId(topic.topic_id()), topic.submission_seq(), 0, 0});
  }
  for (const CastBallot& one : ballots) {
    bool counts = false;
    for (const auto& [topic_id, dots] : one.ballot.allocations) {
      const auto topic = at.find(topic_id.value());
      if (topic == at.end()) continue;  // withdrawn meanwhile
      counts = true;
      count.topics[topic->second].dots += dots;
      ++count.topics[topic->second].voters;
    }
    const bool cast = !one.ballot.allocations.empty();
    count.ballots_cast += cast;
    count.paper_ballots_cast += cast && one.paper;
    count.ballots_counting += counts;
  }
  for (const auto& [topic_id, dots] : counted.dots) {
    const auto topic = at.find(topic_id.value());
    if (topic == at.end()) continue;
    count.sheets_counting = true;
    count.topics[topic->second].dots += dots;
    count.topics[topic->second].counted_dots += dots;
  }
  count.sheets_counted = counted.sheets;
  count.ballots_cast += counted.sheets;
  count.paper_ballots_cast += counted.sheets;
  return count;
}

}  // namespace zwk::participation
