#include "participation/store/attachment_store.h"

#include "absl/strings/str_cat.h"
#include "participation/store/documents.pb.h"

namespace zwk::participation {

std::string ToStored(const Attachment& attachment) {
  const FileAttached& about = attachment.about;
  stored::Attachment kept;
  kept.set_attachment_id(about.attachment_id);
  kept.set_meeting_id(about.meeting_id);
  kept.set_programme_id(about.programme_id);
  kept.set_kind(static_cast<int>(about.kind));
  kept.set_file_name(about.file_name);
  kept.set_media_type(about.media_type);
  kept.set_alt_text(about.alt_text);
  kept.set_caption(about.caption);
  kept.set_sha256(about.sha256);
  kept.set_size_bytes(about.size_bytes);
  return kept.SerializeAsString();
}

absl::Status FromStored(const std::string& bytes, Attachment& attachment) {
  stored::Attachment kept;
  ZWK_RETURN_IF_ERROR(ParseStored(bytes, kept));
  attachment.about = {.attachment_id = kept.attachment_id(),
                      .meeting_id = kept.meeting_id(),
                      .programme_id = kept.programme_id(),
                      .kind = static_cast<AttachmentKind>(kept.kind()),
                      .file_name = kept.file_name(),
                      .media_type = kept.media_type(),
                      .alt_text = kept.alt_text(),
                      .caption = kept.caption(),
                      .sha256 = kept.sha256(),
                      .size_bytes = kept.size_bytes()};
  return absl::OkStatus();
}

std::vector<store::IndexEntry> IndexesOf(const Attachment& attachment) {
  const FileAttached& about = attachment.about;
  const std::string& subject = about.meeting_id.empty() ? about.programme_id : about.meeting_id;
  return {{"attachments", absl::StrCat(subject, "/", about.file_name)}};
}

}  // namespace zwk::participation
