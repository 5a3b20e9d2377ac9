#include "platform/rpc/request_key.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/mac.h"
#include "platform/base/uuid.h"

namespace zwk::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

const FieldDescriptor* RequestIdOf(const Descriptor& type) {
  const FieldDescriptor* field = type.FindFieldByName("request_id");
  if (field == nullptr || field->is_repeated()) return nullptr;
  return field->type() == FieldDescriptor::TYPE_STRING ? field : nullptr;
}

std::string Fingerprint(absl::string_view secret, absl::string_view municipality,
                        const std::string& method, const Message& request) {
  const absl::string_view zero("\0", 1);
  std::string bytes = absl::StrCat("zwk request", zero, municipality, zero, method, zero);
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    request.SerializeWithCachedSizes(&coded);
  }
  return HmacSha256Hex(secret, bytes);
}

}  // namespace

RequestKeyReader::RequestKeyReader(std::string method, const Descriptor& request)
    : method_(std::move(method)), request_id_(RequestIdOf(request)) {
  if (request_id_ != nullptr) return;
  for (int i = 0; i < request.field_count(); ++i) {
    const FieldDescriptor* field = request.field(i);
    if (field->type() != FieldDescriptor::TYPE_MESSAGE || field->is_repeated() || field->is_map())
      continue;
    if (field->real_containing_oneof() == nullptr)
      continue;  // a resource, not a header of a stream
    if (const FieldDescriptor* inner = RequestIdOf(*field->message_type())) {
      header_ = field;
      request_id_ = inner;
      return;
    }
  }
}

absl::StatusOr<RequestKey> RequestKeyReader::Read(Message& request, absl::string_view secret,
                                                  absl::string_view municipality) const {
  if (request_id_ == nullptr) return RequestKey{};
  Message* holder = &request;
  std::string path = "request_id";
  if (header_ != nullptr) {
    if (!request.GetReflection()->HasField(request, header_)) {
      return InvalidField(header_->name(), "must come first");
    }
    holder = request.GetReflection()->MutableMessage(&request, header_);
    path = absl::StrCat(header_->name(), ".request_id");
  }
  const google::protobuf::Reflection& reflection = *holder->GetReflection();
  RequestKey key;
  key.id = reflection.GetString(*holder, request_id_);
  if (!IsUuid(key.id)) return InvalidField(path, "must be a UUID, new for each change");
  reflection.SetString(holder, request_id_, "");
  (void)request.ByteSizeLong();  // caches the sizes that the serializer uses
  key.fingerprint = Fingerprint(secret, municipality, method_, request);
  reflection.SetString(holder, request_id_, key.id);
  return key;
}

}  // namespace zwk::rpc
