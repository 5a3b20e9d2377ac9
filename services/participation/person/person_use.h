#pragma once

#include <set>
#include <string>
#include <vector>

#include "participation/board/board.h"
#include "participation/meeting/meeting.h"
#include "participation/person/person.h"
#include "participation/person/person_port.h"
#include "participation/programme/municipality.h"
#include "platform/base/clock.h"

namespace zwk::participation {

// What is kept about a person, told and erased.
class Persons {
 public:
  struct Parts {
    BoardRepository& boards;
    MeetingRepository& meetings;
    MunicipalityRepository& municipalities;
    ErasureRepository& erasures;
    PersonKeys& keys;
    PersonTexts& texts;
    const Clock& clock;
  };
  struct Erased {
    v1::Erasure erasure;
    bool already = false;
    bool file_rewritten = false;
  };

  explicit Persons(const Parts& parts) : parts_(parts) {}

  Task<absl::StatusOr<v1::PersonExport>> Export(Caller caller, std::string person_id);
  Task<absl::StatusOr<Erased>> Erase(Caller caller, v1::Erasure wanted);

  // Somebody whose period is over. The store's file has the key until it is written anew.
  Task<absl::Status> EraseExpired(Caller caller, std::string person_id);

  // What was erased and has come back with an older backup is erased again. To be awaited before anybody is let in.
  Task<absl::Status> Replay();

 private:
  Task<absl::StatusOr<std::vector<v1::PersonEntry>>> EntriesOf(Caller caller,
                                                               std::string person_id);
  Task<absl::StatusOr<std::set<std::string>>> TextsAmong(Caller caller,
                                                         std::vector<std::string> ids);
  Task<absl::Status> CheckTexts(Caller caller, v1::Erasure wanted);
  Task<absl::Status> CheckKnown(Caller caller, v1::Erasure wanted);
  Task<absl::StatusOr<Erased>> EraseKnown(Caller caller, v1::Erasure wanted);
  Task<absl::Status> ReplayOne(PersonKeys::Listed listed);

  const Parts parts_;
};

}  // namespace zwk::participation
