#include "platform/rpc/request_size.h"

#include <string>

#include <google/protobuf/descriptor.h>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "zwk/common/v1/limit.pb.h"

namespace zwk::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Where a message is in the request. Paths are written only where something is wrong.
struct Place {
  const Place* parent = nullptr;
  const FieldDescriptor* field = nullptr;  // of the parent; none: the request itself
  int index = -1;

  std::string Path(const FieldDescriptor& leaf) const {
    if (field == nullptr) return leaf.name();
    const std::string own = parent->Path(*field);
    if (field->is_map()) return own;  // entries have no order that a caller would know
    return absl::StrCat(own, Index(index), ".", leaf.name());
  }
  static std::string Index(int index) { return index < 0 ? "" : absl::StrCat("[", index, "]"); }
};

class SizeCheck {
 public:
  explicit SizeCheck(FieldErrors& errors) : errors_(errors) {}

  void Look(const Message& message, const Place& place) {
    const google::protobuf::Descriptor& type = *message.GetDescriptor();
    for (int i = 0; i < type.field_count(); ++i) {
      const FieldDescriptor& field = *type.field(i);
      if (field.is_repeated()) {
        LookAtAll(message, field, place);
      } else if (field.type() == FieldDescriptor::TYPE_STRING) {
        std::string scratch;
        CheckText(message.GetReflection()->GetStringReference(message, &field, &scratch), field,
                  place, -1);
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                 message.GetReflection()->HasField(message, &field)) {
        Look(message.GetReflection()->GetMessage(message, &field), {&place, &field});
      }
    }
  }

 private:
  void LookAtAll(const Message& message, const FieldDescriptor& field, const Place& place) {
    const Reflection& reflection = *message.GetReflection();
    const int size = reflection.FieldSize(message, &field);
    const SizeLimit limit = size == 0 ? SizeLimit() : SizeLimitOf(field);
    if (static_cast<size_t>(size) > limit.items) {
      errors_.Add(place.Path(field), "TOO_MANY",
                  absl::StrCat("are ", size, ", at most ", limit.items));
      return;
    }
    for (int i = 0; i < size; ++i) {
      if (field.type() == FieldDescriptor::TYPE_STRING) {
        std::string scratch;
        CheckText(reflection.GetRepeatedStringReference(message, &field, i, &scratch), field, place,
                  i);
      } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
        Look(reflection.GetRepeatedMessage(message, &field, i), {&place, &field, i});
      } else {
        return;  // numbers: their count is all there is to look at
      }
    }
  }

  void CheckText(const std::string& text, const FieldDescriptor& field, const Place& place,
                 int index) {
    if (text.size() <= SizeLimit().bytes && !field.options().HasExtension(common::v1::limit))
      return;
    if (const size_t most = SizeLimitOf(field).bytes; text.size() > most) {
      errors_.Add(absl::StrCat(place.Path(field), Place::Index(index)), "TOO_LONG",
                  absl::StrCat("has ", text.size(), " bytes, at most ", most));
    }
  }

  FieldErrors& errors_;
};

}  // namespace

SizeLimit SizeLimitOf(const FieldDescriptor& field) {
  SizeLimit limit;
  if (!field.options().HasExtension(common::v1::limit)) return limit;
  const common::v1::Limit& said = field.options().GetExtension(common::v1::limit);
  if (said.items() > 0) limit.items = said.items();
  if (said.bytes() > 0) limit.bytes = said.bytes();
  return limit;
}

absl::Status CheckSize(const Message& request) {
  FieldErrors errors;
  SizeCheck(errors).Look(request, {});
  return errors.ToStatus();
}

}  // namespace zwk::rpc
