#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/task.h"
#include "zwk/participation/v1/initiative.pb.h"

// What goes across municipalities (INV-15): their names and what they have published.
namespace zwk::participation {

class Cities {
 public:
  virtual ~Cities() = default;
  // Those that are not before `first`, in the order of their names.
  virtual Task<absl::StatusOr<std::vector<std::string>>> From(std::string first, Time deadline) = 0;
};

// Each text begins a word, all of them must be there; none: anything goes.
struct PublishedSearch {
  std::vector<std::string> words;        // of title, summary or lessons
  std::vector<std::string> field_title;  // of one field of action
  std::vector<std::string> archetype;    // of one archetype
  int page_size = 50;
  std::string page_token;
};

struct PublishedPage {
  std::vector<v1::PublishedInitiative> initiatives;
  std::string next_page_token;  // "" on the last page
};

class PublishedInitiatives {
 public:
  virtual ~PublishedInitiatives() = default;
  // `version` 0: the latest.
  virtual Task<absl::StatusOr<std::optional<v1::PublishedInitiative>>> Find(
      std::string municipality, std::string initiative_id, uint64_t version, Time deadline) = 0;
  // By city and title. A token of another search: INVALID_ARGUMENT, field page_token.
  virtual Task<absl::StatusOr<PublishedPage>> Search(PublishedSearch search, Time deadline) = 0;
};

}  // namespace zwk::participation
