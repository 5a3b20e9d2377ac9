#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "participation/domain/lab.h"
#include "participation/meeting/decision.h"
#include "participation/meeting/meeting.h"
#include "platform/base/repository.h"

namespace zwk::participation {

using LabRepository = Repository<Lab, LabEvent>;

// What other services have published, as far as word of it has come.
class PublishedVersions {
 public:
  virtual ~PublishedVersions() = default;
  virtual Task<absl::StatusOr<bool>> HasProfile(Caller caller, ProfileRef profile) = 0;
  virtual Task<absl::StatusOr<bool>> HasForecast(Caller caller, ForecastRef forecast) = 0;
};

// What citizens left in the topic backlog.
class BacklogLookup {
 public:
  virtual ~BacklogLookup() = default;
  // Those of the entries that exist.
  virtual Task<absl::StatusOr<std::vector<std::string>>> Known(
      Caller caller, std::vector<std::string> entry_ids) = 0;
};

// Labs on their way from the proposal to agreed themes.
class Labs {
 public:
  Labs(LabRepository& labs, MeetingRepository& meetings, PublishedVersions& published,
       BacklogLookup& backlog)
      : labs_(labs), meetings_(meetings), published_(published), backlog_(backlog) {}

  Task<absl::StatusOr<Stored<Lab>>> Propose(Caller caller, LabProposed wanted);

  // Which lab, and in which version (0: any).
  struct Target {
    std::string lab_id;
    uint64_t expected_version = 0;
  };
  Task<absl::StatusOr<Stored<Lab>>> Select(Caller caller, Target target, LabSelected wanted);
  Task<absl::StatusOr<Stored<Lab>>> Reject(Caller caller, Target target, LabRejected wanted);
  Task<absl::StatusOr<Stored<Lab>>> PinReferences(Caller caller, Target target,
                                                  LabReferencesPinned wanted);
  Task<absl::StatusOr<Stored<Lab>>> AddFinding(Caller caller, Target target, Finding wanted);
  Task<absl::StatusOr<Stored<Lab>>> AgreeThemes(Caller caller, Target target, ThemesAgreed wanted);

  Task<absl::StatusOr<Stored<Lab>>> Get(Caller caller, std::string lab_id);
  Task<absl::StatusOr<Page<Lab>>> List(Caller caller, int page_size, std::string page_token);

 private:
  Task<absl::StatusOr<Stored<Lab>>> Change(Caller caller, Target target,
                                           LabRepository::Decide decide);
  // NOT_FOUND if there is no such meeting or no such decision in it.
  Task<absl::StatusOr<v1::Decision>> Find(Caller caller, DecisionRef ref);

  LabRepository& labs_;
  MeetingRepository& meetings_;
  PublishedVersions& published_;
  BacklogLookup& backlog_;
};

}  // namespace zwk::participation
