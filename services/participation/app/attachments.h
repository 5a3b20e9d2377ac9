#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "participation/app/programmes.h"
#include "participation/domain/attachment.h"
#include "participation/meeting/meeting.h"
#include "platform/base/blobs.h"
#include "platform/base/pool.h"
#include "platform/base/repository.h"

namespace zwk::participation {

using AttachmentRepository = Repository<Attachment, AttachmentEvent>;

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
  Task<absl::StatusOr<Stored<Attachment>>> Attach(Caller caller, FileAttached wanted,
                                                  std::string bytes);
  Task<absl::StatusOr<Stored<Attachment>>> Get(Caller caller, std::string attachment_id);
  Task<absl::StatusOr<std::string>> Read(Caller caller, std::string sha256);
  // Of a meeting or of a programme, by its id.
  Task<absl::StatusOr<Page<Attachment>>> List(Caller caller, std::string subject_id, int page_size,
                                              std::string page_token);

 private:
  AttachmentRepository& attachments_;
  MeetingRepository& meetings_;
  ProgrammeRepository& programmes_;
  blob::Blobs& blobs_;
  Pool& pool_;  // pictures are cleaned there
};

}  // namespace zwk::participation
