#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "catalog/offer/schedule.h"
#include "zwk/catalog/v1/offer.pb.h"

namespace zwk::catalog {

v1::Schedule ToProto(const Schedule& schedule);
Schedule FromProto(const v1::Schedule& message);

v1::Occurrence ToProto(const Occurrence& occurrence);

}  // namespace zwk::catalog
