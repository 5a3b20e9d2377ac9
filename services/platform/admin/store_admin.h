// What operators ask of a service's store.
#pragma once

#include <string>

#include "platform/rpc/service.h"
#include "platform/store/endpoint.h"

namespace zwk::admin {

//   admin::ServeStore(server.Service("zwk.common.v1.StoreAdminService"), endpoint, "catalog");
void ServeStore(rpc::ServiceMethods methods, store::Endpoint endpoint, std::string area);

}  // namespace zwk::admin
