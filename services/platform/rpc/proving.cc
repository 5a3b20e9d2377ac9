#include <utility>

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/service.h"

namespace zwk::rpc {
namespace {

Task<absl::Status> NotTaken() {
  co_return WithReason(absl::UnauthenticatedError("nothing is told to participants here"),
                       "NO_CREDENTIALS");
}

// What runs behind the proof; the rest of its arguments are bound.
using Handled = std::function<Task<absl::Status>(Caller)>;

Task<absl::Status> HandledIfProved(const ProveParticipant& prove, Caller caller,
                                   const Message& request, Handled handled) {
  ZWK_CO_ASSIGN_OR_RETURN(Caller proved, co_await prove(std::move(caller), request));
  proved.participant_token.clear();
  co_return co_await handled(std::move(proved));
}

}  // namespace

Method Proving(Method method, const ProveParticipant& prove) {
  if (method.unary) {
    method.unary = [&prove, inner = std::move(method.unary)](Caller caller, const Message& request,
                                                             Message& response) {
      if (caller.participant_token.empty()) return inner(std::move(caller), request, response);
      if (!prove) return NotTaken();
      Handled handled = [&inner, &request, &response](Caller proved) {
        return inner(std::move(proved), request, response);
      };
      return HandledIfProved(prove, std::move(caller), request, std::move(handled));
    };
  }
  if (method.server_stream) {
    method.server_stream = [&prove, inner = std::move(method.server_stream)](
                               Caller caller, const Message& request, MessageSink& sink) {
      if (caller.participant_token.empty()) return inner(std::move(caller), request, sink);
      if (!prove) return NotTaken();
      Handled handled = [&inner, &request, &sink](Caller proved) {
        return inner(std::move(proved), request, sink);
      };
      return HandledIfProved(prove, std::move(caller), request, std::move(handled));
    };
  }
  // What a participant's token opens stands in the request, and of an upload there is none yet.
  if (method.client_stream) {
    method.client_stream = [inner = std::move(method.client_stream)](
                               Caller caller, MessageSource& source, Message& response) {
      if (!caller.participant_token.empty()) return NotTaken();
      return inner(std::move(caller), source, response);
    };
  }
  return method;
}

}  // namespace zwk::rpc
