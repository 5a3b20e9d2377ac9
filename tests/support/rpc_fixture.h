// A server in this process on a free port, and a channel to it: real gRPC, no mocks.
#pragma once

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "platform/base/caller.h"
#include "platform/base/timers.h"
#include "platform/metrics/metrics.h"
#include "platform/rpc/allowed_roles.h"
#include "platform/rpc/channel.h"
#include "platform/rpc/server.h"

namespace zwk::test {

inline rpc::ServerOptions DevServer() {
  rpc::ServerOptions options;
  options.dev_identity = true;
  options.fingerprint_key = "of a test";
  options.refuse_for = std::chrono::milliseconds(0);
  options.prove_again = std::chrono::milliseconds(50);
  return options;
}

// For more calls at once, and slower ones, than a service is for.
inline rpc::ServerOptions ServerForBursts() {
  rpc::ServerOptions options = DevServer();
  options.limits.unary = {10'000, 10'000};
  options.default_deadline = std::chrono::milliseconds(120'000);
  return options;
}
inline rpc::ChannelOptions PatientChannel() {
  rpc::ChannelOptions options;
  options.default_deadline = std::chrono::milliseconds(120'000);
  return options;
}

// Who does everything in the office of a small city.
inline Caller CallerOf(std::string municipality) {
  Caller caller;
  caller.municipality = std::move(municipality);
  caller.subject_ref = "subject-1";
  caller.roles = {"ADMINISTRATOR", "PLANNER",      "STATISTICS",   "CHAIR",      "FACILITATOR",
                  "SCRIBE",        "BOARD_MEMBER", "OFFER_EDITOR", "PARTICIPANT"};
  return caller;
}

// The role whose task a method is ("/zwk.catalog.v1.OfferService/GetOffer"); none where it asks for none.
inline std::vector<std::string> RightRoles(absl::string_view path) {
  const std::string name = absl::StrReplaceAll(absl::StripPrefix(path, "/"), {{"/", "."}});
  const auto* method = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(name);
  const auto allowed =
      method == nullptr ? rpc::AllowedRoles() : rpc::AllowedRoles::Of(*method).value();
  if (allowed.names().empty() || !rpc::IsRole(allowed.names()[0])) return {};
  return {allowed.names()[0]};
}

//   RpcServer server;
//   catalog.Serve(server.get());
//   server.Start();
//   server.channel().CallNow("/zwk.catalog.v1.OfferService/GetOffer", CallerOf("bremerhaven"),
//                            request, response);
class RpcServer {
 public:
  explicit RpcServer(rpc::ServerOptions options = DevServer(),
                     rpc::ChannelOptions channel_options = {})
      : channel_options_(channel_options), server_(std::move(options), timers_, registry_) {}

  // Ends the test program if the server cannot listen.
  void Start() {
    if (const absl::Status status = server_.Start(); !status.ok()) {
      std::fprintf(stderr, "RpcServer: %s\n", std::string(status.message()).c_str());
      std::abort();
    }
    server_.SetReady(true);
    channel_ = std::make_unique<rpc::Channel>(server_.address(), channel_options_);
  }

  rpc::Server& get() { return server_; }
  rpc::Channel& channel() { return *channel_; }
  Timers& timers() { return timers_; }
  metrics::Registry& metrics() { return registry_; }

 private:
  rpc::ChannelOptions channel_options_;
  Timers timers_;
  metrics::Registry registry_;
  rpc::Server server_;
  std::unique_ptr<rpc::Channel> channel_;
};

}  // namespace zwk::test
