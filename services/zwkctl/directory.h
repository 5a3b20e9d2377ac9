// What there is to call, read from the protos that are compiled in: areas, services, RPCs and their
// names on the command line. A new RPC needs no line of code here.
#pragma once

#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace zwk::ctl {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

struct Area {
  std::string name;  // "participation"
  std::vector<const ServiceDescriptor*> services;
};

// In the order of the loop: population first, reports last.
const std::vector<Area>& Areas();

// "create-board" in "participation". The message of a refusal names what is near.
absl::StatusOr<const MethodDescriptor*> FindRpc(absl::string_view area, absl::string_view rpc);

// "participation.CreateBoard", as steps of a demo say it.
absl::StatusOr<const MethodDescriptor*> FindRpc(absl::string_view dotted);

std::string AreaOf(const MethodDescriptor& rpc);
// "CreateBoard" -> "create-board"; "board_id" -> "board-id".
std::string KebabCase(absl::string_view name);
// "/zwk.participation.v1.BoardService/CreateBoard"
std::string PathOf(const MethodDescriptor& rpc);

}  // namespace zwk::ctl
