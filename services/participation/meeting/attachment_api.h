#pragma once

#include "participation/meeting/attachment_use.h"
#include "platform/rpc/service.h"

namespace zwk::participation {

// zwk.participation.v1.AttachmentService; meaning and refusals of each method are in the proto.
void ServeAttachments(rpc::ServiceMethods methods, AttachmentRepository& attachments,
                      Attachments& files);

}  // namespace zwk::participation
