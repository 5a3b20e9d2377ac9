// What operators see of a service's views, and do about them.
#pragma once

#include "platform/rpc/service.h"
#include "platform/stream/view_runner.h"

namespace zwk::admin {

// `views` outlive the server.
//
//   admin::ServeViews(server.Service("zwk.common.v1.ViewAdminService"), views);
void ServeViews(rpc::ServiceMethods methods, stream::ViewRunner& views);

}  // namespace zwk::admin
