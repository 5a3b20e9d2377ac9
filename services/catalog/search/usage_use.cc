#include "catalog/search/usage_use.h"

namespace zwk::catalog {

void SearchUsage::Count(const std::string& municipality, const std::string& language, bool hit) {
  const std::lock_guard lock(mutex_);
  SearchCount& count = counts_[{municipality, language}];
  ++count.searches;
  if (!hit) ++count.without_hit;
}

Task<void> SearchUsage::Publish() {
  std::map<std::pair<std::string, std::string>, SearchCount> counts;
  {
    const std::lock_guard lock(mutex_);
    counts.swap(counts_);
  }
  for (const auto& [key, count] : counts) {
    const absl::Status status = co_await store_.Publish(key.first, key.second, count);
    if (status.ok()) continue;
    const std::lock_guard lock(mutex_);
    counts_[key].searches += count.searches;
    counts_[key].without_hit += count.without_hit;
  }
}

}  // namespace zwk::catalog
