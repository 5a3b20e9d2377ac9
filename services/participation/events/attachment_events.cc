#include "participation/events/attachment_events.h"

#include "zwk/participation/v1/events.pb.h"

namespace zwk::participation {

EventMessage ToMessage(const std::string& attachment_id, const AttachmentEvent& event) {
  const auto& attached = std::get<FileAttached>(event);
  v1::FileAttached message;
  message.set_attachment_id(attachment_id);
  if (!attached.meeting_id.empty()) message.set_meeting_id(attached.meeting_id);
  if (!attached.programme_id.empty()) message.set_programme_id(attached.programme_id);
  message.set_kind(Same<v1::AttachmentKind>(attached.kind));
  message.set_file_name(attached.file_name);
  message.set_media_type(attached.media_type);
  message.set_alt_text(attached.alt_text);
  message.set_caption(attached.caption);
  message.set_sha256(attached.sha256);
  message.set_size_bytes(attached.size_bytes);
  return Publish(message);
}

}  // namespace zwk::participation
