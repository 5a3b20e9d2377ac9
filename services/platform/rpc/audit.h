// What of calls is recorded, and who records it: acts of an office, and refusals for lack of rights. The server sees to it
// for every method, so that no service can forget it (ADR 27).
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/message.h>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/base/clock.h"
#include "platform/base/task.h"
#include "platform/rpc/allowed_roles.h"

namespace zwk::rpc {

// "board_id" and the id.
using AuditedObject = std::pair<std::string, std::string>;

// A call as it is recorded: nothing of its content.
struct AuditedCall {
  std::string municipality;
  std::string method;       // "/zwk.participation.v1.BoardService/CreateBoard"
  std::string subject_ref;  // as the credential has it; kept as a keyed reference
  std::string credential;   // by which the caller is known: TOKEN, CERTIFICATE, SERVICE, CLAIMED
  std::vector<std::string> roles;
  std::vector<AuditedObject> objects;
};

// Keeps the records (platform/audit).
class Audit {
 public:
  struct Begun {
    std::string id;
    Time at{};
  };
  virtual ~Audit() = default;

  // That the act is about to happen; durable when answered. Not OK: it must not happen.
  virtual Task<absl::StatusOr<Begun>> Begin(AuditedCall call, Time deadline) = 0;
  // What became of it; durable when answered. Not OK: it is recorded as begun, and its end as unknown.
  virtual Task<absl::Status> End(Begun begun, AuditedCall call, absl::Status outcome) = 0;
  // A call that was refused because its caller has no right to it.
  virtual Task<absl::Status> Refused(AuditedCall call, absl::Status why) = 0;
};

// What is recorded of the calls of one method, as its proto says.
class AuditedMethod {
 public:
  AuditedMethod() = default;
  static AuditedMethod Of(const google::protobuf::MethodDescriptor& method,
                          const AllowedRoles& allowed);

  // It changes something, and is for offices alone: what anybody or a participant may do is nobody's act of office. A vote
  // is never recorded.
  bool is_act() const { return is_act_; }

  // What is acted on: what the HTTP path names; without a path, the ids in the request.
  std::vector<AuditedObject> Named(const google::protobuf::Message& request) const;
  // What an act made whose request names nothing: the id of the thing in the answer, its first field.
  std::vector<AuditedObject> Made(const google::protobuf::Message& answer) const;

 private:
  bool is_act_ = false;
  bool has_path_ = false;
  std::vector<std::vector<std::string>> paths_;  // fields of the path, from the request down
};

}  // namespace zwk::rpc
