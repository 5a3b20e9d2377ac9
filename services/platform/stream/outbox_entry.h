// What stands in the outbox of a municipality, as Redis says it.
#pragma once

#include "platform/store/connection.h"
#include "platform/stream/bus.h"
#include "platform/stream/event.h"

namespace zwk::stream {

// An entry as XRANGE and XREAD answer it.
Event ToEvent(const Partition& partition, const store::Reply& entry);

}  // namespace zwk::stream
