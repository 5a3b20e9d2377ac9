#pragma once

#include <map>
#include <memory>
#include <vector>

#include <google/protobuf/message.h>

namespace zwk::rpc {

// Whether only the server says it (google.api.field_behavior OUTPUT_ONLY).
bool IsOutputOnly(const google::protobuf::FieldDescriptor& field);

// What must not come in with a request and not go out with an answer, found in the descriptors once
// per method:
// - a request loses fields that this build does not know and fields that only the server says
//   (google.api.field_behavior OUTPUT_ONLY); so nobody hands us a name that is sealed already;
// - ids (fields "id", "..._id", "..._ids") that are UUIDs in upper case become lower case, as they are
//   kept;
// - an answer loses the sealed form of what is Personal.
class MessageFilter {
 public:
  static MessageFilter OfRequest(const google::protobuf::Descriptor& type);
  static MessageFilter OfAnswer(const google::protobuf::Descriptor& type);

  // False: messages of this type are never changed, and need not be copied to be.
  bool changes() const { return root_ != nullptr; }
  void Clean(google::protobuf::Message& message) const;

 private:
  enum class Way { kIn, kOut };
  struct Plan {
    std::vector<const google::protobuf::FieldDescriptor*> clear;
    std::vector<const google::protobuf::FieldDescriptor*> ids;
    std::vector<std::pair<const google::protobuf::FieldDescriptor*, const Plan*>> enter;
  };
  using Plans = std::map<const google::protobuf::Descriptor*, std::unique_ptr<Plan>>;

  MessageFilter(const google::protobuf::Descriptor& type, Way way);
  const Plan* Add(const google::protobuf::Descriptor& type);
  void Clean(google::protobuf::Message& message, const Plan& plan) const;

  Way way_;
  std::shared_ptr<Plans> plans_;
  const Plan* root_ = nullptr;
};

}  // namespace zwk::rpc
