// How gRPC learns of methods that were registered. Seen by the server's own files alone.
#pragma once

#include <grpcpp/impl/service_type.h>

#include "platform/rpc/call.h"

namespace zwk::rpc {

// What generated code does for the methods it knows at compile time, done for those that were
// registered.
class DynamicService final : public grpc::Service {
 public:
  void Add(Shared& shared, Registered& registered);

 private:
  int count_ = 0;
};

}  // namespace zwk::rpc
