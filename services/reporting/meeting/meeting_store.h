#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "platform/stream/view.h"
#include "reporting/meeting/meeting_document.pb.h"

namespace zwk::reporting {

// Of the meetings view: meetings by start, newest last.
inline constexpr char kMeetingsIndex[] = "meetings";

// What a city has said of itself, with what holds where it has not.
struct City {
  std::string name;
  std::string default_lang;
  std::string zone;  // of time
};
City FromProto(const views::MunicipalityRecord& record, const std::string& municipality);

Task<absl::StatusOr<City>> ReadCity(const stream::ViewReader& meetings, std::string municipality,
                                    Time deadline);

}  // namespace zwk::reporting
