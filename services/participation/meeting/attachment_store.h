#pragma once

#include <memory>

#include "participation/meeting/attachment.h"
#include "platform/base/clock.h"
#include "platform/seal/key_ring.h"
#include "platform/store/store.h"

namespace zwk::participation {

// One document a file, "attachment/<id>"; listed by "<meeting or programme id>/<file name>" in
// "attachments".
std::unique_ptr<AttachmentRepository> KeepAttachments(store::Store& store, seal::KeyRing& keys,
                                                      const Clock& clock);

}  // namespace zwk::participation
