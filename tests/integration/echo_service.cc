// A service without a subject, on the same frame as the real ones: what service_main_test starts,
// asks and stops.
#include "platform/base/timers.h"
#include "platform/config/service_main.h"
#include "platform/rpc/echo.pb.h"
#include "platform/rpc/server.h"

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
  service.ReadyWhen([&] { return greeting != "never ready"; });
  return service.Serve();
}
