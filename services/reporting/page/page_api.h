#pragma once

#include "platform/rpc/service.h"
#include "reporting/page/page_use.h"

namespace zwk::reporting {

// zwk.reporting.v1.PageService; meaning and refusals of each method are in the proto.
void ServePages(rpc::ServiceMethods methods, PageUseCases& pages);

}  // namespace zwk::reporting
