#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "participation/domain/programme.h"
#include "platform/base/repository.h"

namespace zwk::participation {

using ProgrammeRepository = Repository<Programme, ProgrammeEvent>;
using FieldOfActionRepository = Repository<FieldOfAction, FieldOfActionEvent>;

// Programmes and their fields of action.
class Programmes {
 public:
  Programmes(ProgrammeRepository& programmes, FieldOfActionRepository& fields)
      : programmes_(programmes), fields_(fields) {}

  Task<absl::StatusOr<Stored<Programme>>> Create(Caller caller, ProgrammeCreated wanted);
  Task<absl::StatusOr<Stored<Programme>>> Get(Caller caller, std::string programme_id);
  Task<absl::StatusOr<Page<Programme>>> List(Caller caller, int page_size, std::string page_token);

  // NOT_FOUND if there is no such programme.
  Task<absl::StatusOr<Stored<FieldOfAction>>> DefineField(Caller caller, uint64_t expected_version,
                                                          FieldOfActionDefined wanted);
  Task<absl::StatusOr<Stored<FieldOfAction>>> GetField(Caller caller, std::string field_id);
  Task<absl::StatusOr<Page<FieldOfAction>>> ListFields(Caller caller, std::string programme_id,
                                                       int page_size, std::string page_token);

 private:
  ProgrammeRepository& programmes_;
  FieldOfActionRepository& fields_;
};

}  // namespace zwk::participation
