#include "catalog/base/newer_fields.h"

#include <memory>
#include <vector>

#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/message_differencer.h>

#include "absl/strings/match.h"

namespace zwk::catalog {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

std::vector<const FieldDescriptor*> MessagesIn(const Message& message) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  std::erase_if(fields, [](const FieldDescriptor* field) {
    return field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map();
  });
  return fields;
}

bool HasUnknown(const Message& message) {
  const Reflection& reflection = *message.GetReflection();
  if (!reflection.GetUnknownFields(message).empty()) return true;
  for (const FieldDescriptor* field : MessagesIn(message)) {
    if (!field->is_repeated()) {
      if (HasUnknown(reflection.GetMessage(message, field))) return true;
      continue;
    }
    for (int i = 0; i < reflection.FieldSize(message, field); ++i) {
      if (HasUnknown(reflection.GetRepeatedMessage(message, field, i))) return true;
    }
  }
  return false;
}

// What an element is called by, if its first field is an id or a key.
std::string NameOf(const Message& element) {
  if (element.GetDescriptor()->field_count() == 0) return "";
  const FieldDescriptor* first = element.GetDescriptor()->field(0);
  const bool names =
      first->cpp_type() == FieldDescriptor::CPPTYPE_STRING && !first->is_repeated() &&
      (absl::EndsWith(first->name(), "_id") || absl::EndsWith(first->name(), "_key"));
  return names ? element.GetReflection()->GetString(element, first) : "";
}

bool IsSame(const Message& before, const Message& after) {
  if (const std::string name = NameOf(before); !name.empty()) return name == NameOf(after);
  const std::unique_ptr<Message> known(before.New());
  known->CopyFrom(before);
  known->DiscardUnknownFields();
  return google::protobuf::util::MessageDifferencer::Equals(*known, after);
}

void Add(const Message& before, Message& after) {
  const Reflection& reflection = *before.GetReflection();
  // Not twice: `after` may have them already.
  if (reflection.GetUnknownFields(after).empty()) {
    reflection.MutableUnknownFields(&after)->MergeFrom(reflection.GetUnknownFields(before));
  }
  for (const FieldDescriptor* field : MessagesIn(before)) {
    if (!field->is_repeated()) {
      if (!reflection.HasField(after, field)) continue;
      Add(reflection.GetMessage(before, field), *reflection.MutableMessage(&after, field));
      continue;
    }
    std::vector<bool> taken(reflection.FieldSize(after, field));
    for (int i = 0; i < reflection.FieldSize(before, field); ++i) {
      const Message& element = reflection.GetRepeatedMessage(before, field, i);
      if (!HasUnknown(element)) continue;
      for (int k = 0; k < reflection.FieldSize(after, field); ++k) {
        if (taken[k] || !IsSame(element, reflection.GetRepeatedMessage(after, field, k))) continue;
        Add(element, *reflection.MutableRepeatedMessage(&after, field, k));
        taken[k] = true;
        break;
      }
    }
  }
}

}  // namespace

std::string NewerFieldsOf(const Message& document) {
  return HasUnknown(document) ? document.SerializeAsString() : "";
}

void AddNewerFields(const std::string& newer, Message& message) {
  if (newer.empty()) return;
  const std::unique_ptr<Message> before(message.New());
  if (before->ParseFromString(newer)) Add(*before, message);
}

}  // namespace zwk::catalog
