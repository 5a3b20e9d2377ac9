#pragma once

#include <string>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"

// How a view lies in the store of its service. Readers ask for the live generation first, so a view
// can be built anew beside the one in use.
namespace zwk::stream {

inline constexpr char kFirstGeneration[] = "1";

// Guard: the generation readers use; absent means the first.
inline std::string LiveKey(const std::string& view) { return absl::StrCat("view/", view, "/live"); }

// Everything of one generation of a view.
class ViewKeys {
 public:
  ViewKeys(const std::string& view, const std::string& generation)
      : prefix_(absl::StrCat("view/", view, "/", generation, "/")) {}

  // Documents, counters and indexes that the view names itself.
  std::string Own(absl::string_view key) const { return absl::StrCat(prefix_, "-/", key); }
  std::string Unprefixed(const std::string& key) const { return key.substr(prefix_.size() + 2); }

  // Guard: behind the last event applied.
  std::string Position(absl::string_view area) const {
    return absl::StrCat(prefix_, "position/", area);
  }
  // Guard: how often what was parked went on, so that other replicas notice.
  std::string Redrives(absl::string_view area) const {
    return absl::StrCat(prefix_, "redrives/", area);
  }
  // Counter: version of the last event applied, per aggregate.
  std::string Versions(absl::string_view area) const {
    return absl::StrCat(prefix_, "versions/", area);
  }
  // Documents and their index: events that could not be applied, and those behind them.
  std::string Parked(absl::string_view area, absl::string_view aggregate, uint64_t version) const {
    return absl::StrCat(ParkedIndex(), "/", area, "/", aggregate, "/", version);
  }
  std::string ParkedIndex() const { return absl::StrCat(prefix_, "parked"); }

  // Indexes of what there is, for digests and for clearing away: all own documents, counters,
  // indexes.
  std::string AllDocuments() const { return absl::StrCat(prefix_, "all/documents"); }
  std::string AllCounters() const { return absl::StrCat(prefix_, "all/counters"); }
  std::string AllIndexes() const { return absl::StrCat(prefix_, "all/indexes"); }

 private:
  std::string prefix_;
};

}  // namespace zwk::stream
