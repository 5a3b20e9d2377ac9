#include "forecasting/base/unknown_fields.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/unknown_field_set.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace zwk::forecasting {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;

// As far as this build knows.
bool IsAsItWas(const Message& before, const Message& after) {
  const std::unique_ptr<Message> known(before.New());
  known->CopyFrom(before);
  known->DiscardUnknownFields();
  return MessageDifferencer::Equals(*known, after);
}

}  // namespace

void KeepUnknownFields(const Message& before, Message& after) {
  const auto& reflection = *after.GetReflection();
  reflection.MutableUnknownFields(&after)->MergeFrom(reflection.GetUnknownFields(before));
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(after, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_map()) continue;
    if (!field->is_repeated()) {
      KeepUnknownFields(reflection.GetMessage(before, field),
                        *reflection.MutableMessage(&after, field));
      continue;
    }
    const int both =
        std::min(reflection.FieldSize(before, field), reflection.FieldSize(after, field));
    for (int i = 0; i < both; ++i) {
      const Message& was = reflection.GetRepeatedMessage(before, field, i);
      Message& is = *reflection.MutableRepeatedMessage(&after, field, i);
      if (IsAsItWas(was, is)) is.CopyFrom(was);
    }
  }
}

}  // namespace zwk::forecasting
