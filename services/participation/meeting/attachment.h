#pragma once

#include <cstdint>
#include <variant>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/repository.h"
#include "zwk/participation/v1/attachment.pb.h"

namespace zwk::participation {

using AttachmentEvent = std::variant<v1::FileAttached>;

// A file of a meeting or of a programme.
//
// Invariant: who does not see it is told what it shows.
struct Attachment {
  static constexpr int64_t kMaxBytes = 20 << 20;

  // Whether such a file may be attached, before any of its bytes are looked at.
  static absl::Status CheckDescription(v1::Attachment attachment);
  absl::StatusOr<v1::FileAttached> Attach(v1::FileAttached wanted) const;

  // Takes over what has happened. Cannot fail: the past is not up for debate.
  void Apply(const AttachmentEvent& event);

  v1::Attachment state;  // as it is kept and answered
};

using AttachmentRepository = Repository<Attachment, AttachmentEvent>;

}  // namespace zwk::participation
