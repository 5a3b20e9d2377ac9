#include "participation/lean_coffee/tally.h"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/hash.h"

namespace zwk::participation {

Results RankTopics(Count count, Time revealed_at) {
  std::vector<CountedTopic>& topics = count.topics;
  std::sort(topics.begin(), topics.end(), [](const CountedTopic& a, const CountedTopic& b) {
    return std::tie(b.dots, a.submission_seq, a.topic_id) <
           std::tie(a.dots, b.submission_seq, b.topic_id);
  });

  Results results;
  results.ballots_cast = count.ballots_cast;
  results.paper_ballots_cast = count.paper_ballots_cast;
  results.sheets_counted = count.sheets_counted;
  results.revealed_at = revealed_at;
  for (size_t i = 0; i < topics.size(); ++i) {
    const CountedTopic& topic = topics[i];
    TopicTally tally{topic.topic_id, topic.submission_seq, topic.dots, topic.voters};
    tally.counted_dots = topic.counted_dots;
    tally.order = static_cast<int>(i) + 1;
    tally.rank = tally.order;
    const auto ties_with = [&](size_t other) {
      if (topics[other].dots != topic.dots) return;
      if (other < i) tally.rank = results.tallies.back().rank;
      tally.tie_broken_by =
          topics[other].submission_seq != topic.submission_seq ? "submission_seq" : "topic_id";
    };
    if (i + 1 < topics.size()) ties_with(i + 1);
    if (i > 0) ties_with(i - 1);
    results.dots_total += topic.dots;
    results.tallies.push_back(std::move(tally));
  }
  results.result_hash = ResultHash(results);
  return results;
}

Results WithholdTopics(const Count& count, Time revealed_at) {
  Results results;
  results.ballots_cast = count.ballots_cast;
  results.withheld = true;
  results.revealed_at = revealed_at;
  return results;
}

std::string ResultHash(const Results& results) {
  std::string canonical = "zwk-results-1\n";
  for (const TopicTally& tally : results.tallies) {
    absl::StrAppend(&canonical, tally.order, " ", tally.rank, " ", tally.dots, " ",
                    tally.submission_seq, " ", tally.topic_id.value(), "\n");
  }
  absl::StrAppend(&canonical, results.dots_total, "\n");
  return Sha256Hex(canonical);
}

std::vector<Leftover> Leftovers(const std::vector<TopicTally>& ranking,
                                const std::vector<Discussion>& discussions) {
  int64_t lowest_discussed = std::numeric_limits<int64_t>::max();
  std::vector<int64_t> undiscussed;  // their dots, descending as the ranking is
  for (size_t i = 0; i < ranking.size(); ++i) {
    const int64_t dots = ranking[i].dots;
    if (discussions[i] == Discussion::kFully) lowest_discussed = std::min(lowest_discussed, dots);
    if (discussions[i] == Discussion::kNone) undiscussed.push_back(dots);
  }
  const int64_t quarter_has =
      undiscussed.empty() ? 0 : undiscussed[(undiscussed.size() + 3) / 4 - 1];

  std::vector<Leftover> leftovers;
  for (size_t i = 0; i < ranking.size(); ++i) {
    if (discussions[i] == Discussion::kFully) continue;
    const TopicTally& tally = ranking[i];
    const bool untouched = discussions[i] == Discussion::kNone;
    const bool highlighted = tally.dots > 0 && (tally.dots >= lowest_discussed ||
                                                (untouched && tally.dots >= quarter_has));
    leftovers.push_back({tally.topic_id,
                         untouched ? LeftoverKind::kUndiscussed : LeftoverKind::kPartlyDiscussed,
                         tally.dots, tally.rank, highlighted});
  }
  return leftovers;
}

}  // namespace zwk::participation
