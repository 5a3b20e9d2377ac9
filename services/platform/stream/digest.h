#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/stream/pending_change.h"

namespace zwk::stream {

// A view's content in memory, and its digest: independent of generation, batches and the order in
// which equal content came to be.
class Content {
 public:
  void Apply(const PendingChange& change);
  std::optional<std::string> Document(const std::string& key) const;

  // SHA-256 of the canonical form: lengths before texts, in the order of the keys.
  std::string Digest() const;

  std::map<std::string, std::string> documents;
  std::map<std::string, std::map<std::string, int64_t>> counters;
  std::map<std::string, std::map<std::pair<std::string, std::string>, bool>> indexes;
};

}  // namespace zwk::stream
