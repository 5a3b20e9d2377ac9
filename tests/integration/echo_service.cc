// A service without a subject, on the same frame as the real ones: what service_main_test starts,
// asks and stops.
#include "platform/base/status_macros.h"
#include "platform/base/timers.h"
#include "platform/config/service_main.h"
#include "platform/rpc/echo.pb.h"
#include "platform/rpc/server.h"
#include "platform/rpc/upload.h"

namespace {

namespace v1 = zwk::echo::v1;
using zwk::Caller;
using zwk::Task;

// "slow" takes a while, so that a drain has something to wait for.
Task<absl::StatusOr<v1::EchoResponse>> Echo(zwk::Timers& timers, Caller caller,
                                            const v1::EchoRequest& request) {
  if (request.text() == "slow")
    co_await timers.Sleep(std::chrono::milliseconds(300), caller.cancellation);
  v1::EchoResponse response;
  response.set_text(request.text());
  co_return response;
}

// Answers with the hash of the file.
Task<absl::StatusOr<v1::CollectResponse>> SendFile(Caller,
                                                   zwk::rpc::Reader<v1::SendFileRequest>& reader) {
  zwk::rpc::Upload<v1::SendFileRequest> upload(reader, 64 << 20);
  ZWK_CO_ASSIGN_OR_RETURN(const v1::CollectHeader header, co_await upload.ReadHeader());
  ZWK_CO_ASSIGN_OR_RETURN(const std::string file, co_await upload.ReadAll());
  v1::CollectResponse response;
  response.set_request_id(header.request_id());
  response.add_words(upload.content_sha256());
  co_return response;
}

}  // namespace

int main(int argc, char** argv) {
  zwk::config::ServiceMain service("echo", "Says what was said.");
  const std::string& greeting =
      service.Option("greeting", "What the service says of itself", "hello");
  service.Start(argc, argv);
  auto s = service.server().Service("zwk.echo.v1.EchoService");
  s.Unary<v1::EchoRequest, v1::EchoResponse>(
      "Echo", [&](Caller caller, const v1::EchoRequest& request) {
        return Echo(service.timers(), std::move(caller), request);
      });
  s.ClientStream<v1::SendFileRequest, v1::CollectResponse>("SendFile", SendFile);
  auto guarded = service.server().Service("zwk.echo.v1.GuardedService");
  guarded.Unary<v1::EchoRequest, v1::EchoResponse>(
      "Decide", [&](Caller caller, const v1::EchoRequest& request) {
        return Echo(service.timers(), std::move(caller), request);
      });
  service.ReadyWhen([&] { return greeting != "never ready"; });
  return service.Serve();
}
