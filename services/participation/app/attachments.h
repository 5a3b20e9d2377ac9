#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "participation/app/programmes.h"
#include "participation/domain/attachment.h"
#include "participation/meeting/meeting.h"
#include "platform/base/pool.h"
#include "platform/base/repository.h"

namespace zwk::participation {

using AttachmentRepository = Repository<Attachment, AttachmentEvent>;

// Where the bytes of attachments are kept, by their hash.
class FileStore {
 public:
  virtual ~FileStore() = default;
  // Durable once answered: the SHA-256, lower-case hexadecimal.
  virtual Task<absl::StatusOr<std::string>> Put(std::string municipality, std::string bytes) = 0;
  virtual Task<absl::StatusOr<std::string>> Get(std::string municipality, std::string sha256) = 0;
};

class Attachments {
 public:
  Attachments(AttachmentRepository& attachments, MeetingRepository& meetings,
              ProgrammeRepository& programmes, FileStore& files, Pool& pool)
      : attachments_(attachments),
        meetings_(meetings),
        programmes_(programmes),
        files_(files),
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
  FileStore& files_;
  Pool& pool_;  // pictures are cleaned there
};

}  // namespace zwk::participation
