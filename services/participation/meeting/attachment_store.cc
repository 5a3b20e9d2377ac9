#include "participation/meeting/attachment_store.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "participation/meeting/record_codec.h"

namespace zwk::participation {

std::vector<store::IndexEntry> IndexesOf(const Attachment& attachment) {
  const v1::Attachment& state = attachment.state;
  const std::string& subject = state.has_meeting_id() ? state.meeting_id() : state.programme_id();
  return {{"attachments", absl::StrCat(subject, "/", state.file_name())}};
}

std::unique_ptr<AttachmentRepository> KeepAttachments(store::Store& store, seal::KeyRing& keys,
                                                      const Clock& clock) {
  return seal::Keep<Attachment, AttachmentEvent, RecordCodec<Attachment, AttachmentEvent>>(
      store, keys, "attachment", clock);
}

}  // namespace zwk::participation
