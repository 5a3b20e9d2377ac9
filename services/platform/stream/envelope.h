// An event as a message: what is parked and what is archived.
#pragma once

#include "platform/stream/event.h"
#include "zwk/common/v1/common.pb.h"

namespace zwk::stream {

common::v1::EventEnvelope ToEnvelope(const Event& event);
// Without its position.
Event FromEnvelope(const common::v1::EventEnvelope& envelope);

}  // namespace zwk::stream
