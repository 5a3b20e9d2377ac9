#include "platform/rpc/registration.h"

#include <grpcpp/impl/codegen/server_callback_handlers.h>

#include "platform/rpc/stream_calls.h"
#include "platform/rpc/unary_call.h"

namespace zwk::rpc {

void DynamicService::Add(Shared& shared, Registered& registered) {
  using grpc::internal::RpcMethod;
  RpcMethod::RpcType type = RpcMethod::NORMAL_RPC;
  grpc::internal::MethodHandler* handler = nullptr;
  switch (registered.method.kind) {
    case Method::Kind::kUnary:
      handler = new grpc::internal::CallbackUnaryHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
          [&shared, &registered](grpc::CallbackServerContext* context,
                                 const grpc::ByteBuffer* request, grpc::ByteBuffer* response) {
            auto* call = new UnaryCall(shared, registered, *context);
            call->Start(*request, *response);
            return call;
          });
      break;
    case Method::Kind::kServerStream:
      type = RpcMethod::SERVER_STREAMING;
      handler =
          new grpc::internal::CallbackServerStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
              [&shared, &registered](grpc::CallbackServerContext* context,
                                     const grpc::ByteBuffer* request) {
                auto* call = new ServerStreamCall(shared, registered, *context);
                call->Start(*request);
                return call;
              });
      break;
    case Method::Kind::kClientStream:
      type = RpcMethod::CLIENT_STREAMING;
      handler =
          new grpc::internal::CallbackClientStreamingHandler<grpc::ByteBuffer, grpc::ByteBuffer>(
              [&shared, &registered](grpc::CallbackServerContext* context,
                                     grpc::ByteBuffer* response) {
                auto* call = new ClientStreamCall(shared, registered, *context);
                call->Start(*response);
                return call;
              });
      break;
  }
  AddMethod(new grpc::internal::RpcServiceMethod(registered.path.c_str(), type, nullptr));
  MarkMethodRawCallback(count_++, handler);
}

}  // namespace zwk::rpc
