#pragma once

#include <map>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/base/repository.h"
#include "platform/base/task.h"
#include "reporting/domain/document.h"
#include "reporting/domain/index_page.h"
#include "reporting/domain/minutes.h"
#include "reporting/domain/profile.h"

// What the use cases need from the outside.
namespace zwk::reporting {

using Documents = Repository<Document, DocumentEvent>;

// Stream positions that something was made of: area -> position.
using Positions = std::map<std::string, std::string>;

struct MinutesFacts {
  Minutes minutes;
  Positions positions;
};

// Facts of meetings, with the names whose keys exist.
class MinutesSource {
 public:
  virtual ~MinutesSource() = default;
  // As recorded so far. NOT_FOUND: no such meeting.
  virtual Task<absl::StatusOr<MinutesFacts>> Now(Caller caller, std::string meeting_id) = 0;
  // As they were when the draft was asked for. UNAVAILABLE: the view has not come that far.
  virtual Task<absl::StatusOr<MinutesFacts>> AsRequested(Caller caller, std::string meeting_id,
                                                         int draft_number) = 0;
};

struct ProfileFacts {
  NeighborhoodProfile profile;
  Positions positions;
};

class ProfileSource {
 public:
  virtual ~ProfileSource() = default;
  // NOT_FOUND: no such neighborhood.
  virtual Task<absl::StatusOr<ProfileFacts>> Now(Caller caller, std::string neighborhood_key) = 0;
};

struct IndexFacts {
  IndexPage page;  // the status of minutes is the caller's to fill in
  Positions positions;
};

class IndexSource {
 public:
  virtual ~IndexSource() = default;
  virtual Task<absl::StatusOr<IndexFacts>> Now(Caller caller) = 0;
};

// Frozen bytes under their hash.
class Archive {
 public:
  virtual ~Archive() = default;
  virtual Task<absl::StatusOr<std::string>> Put(std::string municipality, std::string bytes) = 0;
  // NOT_FOUND, DATA_LOSS.
  virtual Task<absl::StatusOr<std::string>> Get(std::string municipality, std::string sha256) = 0;
};

// Waits until the views show everything that had been published when it was asked.
class Freshness {
 public:
  virtual ~Freshness() = default;
  virtual Task<absl::Status> CatchUp(Time deadline) = 0;
};

// The language asked for, else the one the caller prefers, else the municipality's.
// INVALID_ARGUMENT, field locale, if it was asked for one that no template speaks.
absl::StatusOr<Language> ChooseLanguage(const std::string& asked, const std::string& preferred,
                                        const std::string& municipality_default);

struct Page {
  std::string content_type;
  std::string bytes;
};
Page HtmlOf(std::string bytes);
Page MarkdownOf(std::string bytes);
Page TextOf(std::string bytes);

// Freezes renditions and their manifest. Fills in renditions and sha256 of `version`.
struct Rendered {
  std::string locale;
  std::string format;
  std::string bytes;
};
Task<absl::StatusOr<DocumentVersion>> Freeze(Archive& archive, std::string municipality,
                                             DocumentVersion version,
                                             std::vector<Rendered> rendered);

}  // namespace zwk::reporting
