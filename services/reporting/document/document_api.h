#pragma once

#include "platform/rpc/service.h"
#include "reporting/document/document_port.h"

namespace zwk::reporting {

// zwk.reporting.v1.DocumentService; meaning and refusals of each method are in the proto.
void ServeDocuments(rpc::ServiceMethods methods, Documents& documents, blob::Blobs& blobs);

}  // namespace zwk::reporting
