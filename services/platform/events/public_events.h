// What an area tells those who are not part of the platform: the options public_event of its WatchEvents.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/field_mask.pb.h>

#include "absl/status/statusor.h"
#include "platform/base/caller.h"
#include "platform/rpc/allowed_roles.h"

namespace zwk::events {

class PublicEvents {
 public:
  // FAILED_PRECONDITION where the options name what is not there, or what may not leave.
  static absl::StatusOr<PublicEvents> Of(const google::protobuf::MethodDescriptor& watch);

  // Those of `types` that are told, or all that the caller may see where none is named.
  // INVALID_ARGUMENT: one is not told to anybody. PERMISSION_DENIED: one is not for the caller.
  absl::StatusOr<std::vector<std::string>> Heard(const Caller& caller,
                                                 const std::vector<std::string>& types) const;

  // The fields that are told of an event; nothing where it is not told.
  std::optional<std::string> Shown(const std::string& type, const std::string& data) const;

  // Paths of what is told, by full names of the events.
  std::map<std::string, std::vector<std::string>> fields() const;

 private:
  struct Told {
    const google::protobuf::Descriptor* type = nullptr;
    rpc::AllowedRoles roles;
    google::protobuf::FieldMask fields;
    // From the event to an enum, and the numbers it may have; no path: whatever it is.
    std::vector<const google::protobuf::FieldDescriptor*> where;
    std::vector<int> one_of;
  };

  std::map<std::string, Told> told_;  // by full name
};

}  // namespace zwk::events
