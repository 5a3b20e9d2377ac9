// The gRPC server of a service: carries registered coroutine handlers on gRPC's callback API.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "platform/rpc/admission.h"
#include "platform/rpc/identity.h"
#include "platform/rpc/service.h"
#include "platform/rpc/tls.h"
#include "platform/rpc/upload_space.h"

namespace zwk {
class Timers;
}
namespace zwk::metrics {
class Registry;
}

namespace zwk::rpc {

class Audit;

struct ServerOptions {
  std::string listen = "127.0.0.1:0";

  // Where grpc.health.v1 is answered alone and in plain text, for those who ask nothing else and
  // have no certificate (kubelets). Empty: nowhere else than at `listen`.
  std::string health_listen;

  // Who this server is and which callers it believes to be somebody. None: plain text, which is
  // refused unless callers on loopback say who they are.
  TlsFiles tls;

  // The caller says who it is (metadata x-zwk-municipality, x-zwk-subject, x-zwk-roles). Refused
  // unless `listen` is loopback. Without it callers are known by what they bring (`authenticate`).
  bool dev_identity = false;
  // Who calls without dev_identity. None: nobody, every call is UNAUTHENTICATED.
  Authenticate authenticate;
  // Records acts and refusals; outlives the server. None: nothing is recorded.
  Audit* audit = nullptr;
  // Refusals that are counted from 0: whoever waits for a rise does not see the first one of a reason that appears with it.
  std::vector<std::string> counted_reasons;
  bool reflection = false;

  // Keys the fingerprints of requests, which are stored: without it short texts could be guessed
  // from them. The same for all replicas, and after a restart.
  std::string fingerprint_key;

  // For calls that bring no deadline.
  std::chrono::milliseconds default_deadline{10'000};
  std::chrono::milliseconds default_stream_deadline{3'600'000};

  // How long a draining server, already not ready, still takes calls, so that balancers notice in
  // time.
  std::chrono::milliseconds drain_notice{0};
  // How long a drain then waits for calls in flight before it cancels them.
  std::chrono::milliseconds drain_limit{20'000};

  // How long after the notice new calls are refused with UNAVAILABLE, so that clients go elsewhere
  // before the listener closes: what is on its way then would end as CANCELLED.
  std::chrono::milliseconds refuse_for{200};

  // Beyond these a call is refused with RESOURCE_EXHAUSTED before it starts.
  AdmissionLimits limits;
  UploadSpace::Options uploads;
  // Of answers that their callers have not read yet. Small ones wait at the edge and are not counted.
  ByteLimit answers{int64_t{256} << 20, int64_t{64} << 20, int64_t{16} << 20};
  // How often the token of a participant is proved again while a stream is open: a code may be revoked.
  std::chrono::milliseconds prove_again{5'000};
  // An upload of which nothing has come for this long ends with DEADLINE_EXCEEDED.
  std::chrono::milliseconds upload_idle_limit{60'000};

  int max_message_bytes = 4 << 20;
};

class Server {
 public:
  // `timers` end calls that brought no deadline of their own.
  Server(ServerOptions options, Timers& timers, metrics::Registry& registry);
  ~Server();
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Who proves the tokens of participants; before Start. Without it none is taken.
  void ProveParticipants(ProveParticipant prove);

  // Names a service and returns where its methods are registered. All of them before Start.
  ServiceMethods Service(std::string full_name);

  absl::Status Start();

  int port() const;
  std::string address() const;
  std::string health_address() const;  // "" without one

  // What grpc.health.v1 answers for "" and for each service: SERVING only while ready and not
  // draining. False until told otherwise. "liveness" is SERVING as long as the process answers.
  void SetReady(bool ready);
  // The same for a name of its own: what a service can do beside being ready.
  void SetHealth(const std::string& name, bool healthy);

  // Not ready, and after the notice new calls are refused with UNAVAILABLE and when to repeat them;
  // server streams end with UNAVAILABLE; calls in flight finish (bounded by drain_limit,
  // then they are cancelled); then the listener closes. Returns when all handlers have ended.
  // Idempotent.
  void Drain();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace zwk::rpc
