#include "platform/rpc/update_mask.h"

#include <string>

#include <google/api/field_behavior.pb.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/util/field_mask_util.h>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/rpc/message_filter.h"

namespace zwk::rpc {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;

// "" where the path may be changed.
std::string FaultOf(const std::string& path, const Descriptor& type) {
  const Descriptor* in = &type;
  for (const absl::string_view name : absl::StrSplit(path, '.')) {
    const FieldDescriptor* field = in == nullptr ? nullptr : in->FindFieldByName(std::string(name));
    if (field == nullptr || field->name() != name) return " is no field";
    if (IsOutputOnly(*field)) return " is said by the server alone";
    // Elements of lists have no path of their own.
    in = field->is_repeated() ? nullptr : field->message_type();
  }
  return "";
}

}  // namespace

void CheckUpdateMask(FieldErrors& errors, const google::protobuf::FieldMask& mask,
                     const Descriptor& type) {
  for (const std::string& path : mask.paths()) {
    const std::string fault = FaultOf(path, type);
    if (!fault.empty()) errors.Add("update_mask", absl::StrCat(Quoted(path), fault));
  }
}

void TakeMasked(const google::protobuf::FieldMask& mask, const google::protobuf::Message& update,
                google::protobuf::Message& into) {
  google::protobuf::util::FieldMaskUtil::MergeOptions options;
  options.set_replace_message_fields(true);
  options.set_replace_repeated_fields(true);
  google::protobuf::util::FieldMaskUtil::MergeMessageTo(update, mask, options, &into);
}

}  // namespace zwk::rpc
