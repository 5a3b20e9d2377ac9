// What gRPC makes of TlsFiles: for the server and the channels alone.
#pragma once

#include <memory>

#include <grpcpp/security/credentials.h>
#include <grpcpp/security/server_credentials.h>

#include "platform/rpc/tls.h"

namespace zwk::rpc {

// Both ends show a certificate, and TLS is 1.2 at least (gRPC's own bound for these). Plain text where no files are given.
std::shared_ptr<grpc::ServerCredentials> ServerCredentialsOf(const TlsFiles& files);
std::shared_ptr<grpc::ChannelCredentials> ChannelCredentialsOf(const TlsFiles& files);

}  // namespace zwk::rpc
