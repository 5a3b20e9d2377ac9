#pragma once

#include <memory>

#include "participation/meeting/meeting.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a meeting, "meeting/<id>"; listed by planned start in "meetings". Approval closes the
// record of the meeting for everybody (minutes_guard_codec.h).
std::unique_ptr<MeetingRepository> KeepMeetings(store::Store& store, seal::KeyRing& keys,
                                                const Clock& clock);

}  // namespace zwk::participation
