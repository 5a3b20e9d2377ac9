// From words of a command line, or JSON, to the request message of an RPC.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/message.h>
#include <nlohmann/json.hpp>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"

namespace zwk::ctl {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// What --board-id, --settings.round-seconds or --names.de means in a request: the fields on the
// way, and the key in a map. Fields of what a request is about (the header of an upload, the one
// resource) may be named without it: --name is --board.name. Words of a person are --name, too.
struct FlagTarget {
  std::vector<const FieldDescriptor*> path;
  std::string map_key;

  const FieldDescriptor& field() const { return *path.back(); }
  // A truth value needs no word after the flag.
  bool stands_alone() const {
    return field().cpp_type() == FieldDescriptor::CPPTYPE_BOOL && map_key.empty();
  }
};
absl::StatusOr<FlagTarget> FindField(const Descriptor& type, const std::string& flag);

// Puts a value into `request` (JSON with the field names of the proto). Repeated fields take the
// flag several times. Enum values may leave out their prefix.
absl::Status PutFlag(const FlagTarget& target, const std::string& flag, const std::string& value,
                     nlohmann::json& request);

// Checks `request` against the type. INVALID_ARGUMENT says what does not fit.
absl::StatusOr<std::unique_ptr<Message>> ToMessage(const Descriptor& type,
                                                   const nlohmann::json& request);

// With the field names of the proto and every field without presence, so that what is empty or zero
// is seen, too.
nlohmann::json ToJson(const Message& message);

// Where a change carries its request_id: at the top or in the header of an upload; nullptr for
// reads.
const FieldDescriptor* RequestIdField(const Descriptor& type);
bool InHeader(const Descriptor& type, const FieldDescriptor& field);
bool HasRequestId(const Descriptor& type, const nlohmann::json& request);
void SetRequestId(const Descriptor& type, const std::string& id, nlohmann::json& request);

// The bytes field that carries a file in pieces after the header, or nullptr.
const FieldDescriptor* ChunkField(const Descriptor& type);

// All flags that `type` understands, as --kebab.case; for help and completion.
std::vector<std::pair<std::string, const FieldDescriptor*>> FlagsOf(const Descriptor& type);

}  // namespace zwk::ctl
