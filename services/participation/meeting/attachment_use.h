#pragma once

#include <cstdint>
#include <string>

#include "absl/status/statusor.h"
#include "participation/meeting/attachment.h"
#include "participation/meeting/meeting.h"
#include "participation/programme/programme.h"
#include "platform/base/blobs.h"
#include "platform/base/pool.h"

namespace zwk::participation {

// Files on their way in and out.
class Attachments {
 public:
  Attachments(AttachmentRepository& attachments, MeetingRepository& meetings,
              ProgrammeRepository& programmes, blob::Blobs& blobs, Pool& pool)
      : attachments_(attachments),
        meetings_(meetings),
        programmes_(programmes),
        blobs_(blobs),
        pool_(pool) {}

  // A picture is stored without what it tells beside what it shows; other files as they are.
  //
  // Stores the bytes first: an event never names a file that is not there. A file whose attachment
  // is refused afterwards stays behind unnamed and harms nobody.
  Task<absl::StatusOr<Stored<Attachment>>> Attach(Caller caller, v1::FileAttached wanted,
                                                  std::string bytes);
  // DATA_LOSS: the bytes are not there, or not what was stored.
  Task<absl::Status> Check(Caller caller, std::string sha256);
  // At most `most` bytes from `at` on; "" behind the last.
  Task<absl::StatusOr<std::string>> ReadPart(Caller caller, std::string sha256, int64_t at,
                                             int64_t most);

 private:
  AttachmentRepository& attachments_;
  MeetingRepository& meetings_;
  ProgrammeRepository& programmes_;
  blob::Blobs& blobs_;
  Pool& pool_;  // pictures are cleaned there
};

}  // namespace zwk::participation
