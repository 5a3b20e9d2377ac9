#include "platform/rpc/fields.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/uuid.h"

namespace zwk::rpc {

void CheckId(FieldErrors& errors, absl::string_view field, const std::string& id) {
  if (!IsUuid(id)) errors.Add(field, "must be a UUID");
}

absl::Status CheckId(absl::string_view field, const std::string& id) {
  FieldErrors errors;
  CheckId(errors, field, id);
  return errors.ToStatus();
}

std::string NewId(absl::string_view field, const Caller& caller, absl::string_view part) {
  return UuidFromName(absl::StrCat(caller.municipality, "/", caller.request.id, "/", field, part));
}

std::string NewId(FieldErrors& errors, absl::string_view field, const std::string& given,
                  const Caller& caller, absl::string_view part) {
  if (given.empty()) return NewId(field, caller, part);
  CheckId(errors, field, given);
  return given;
}

std::string TextOf(const google::protobuf::Message& request, const std::string& field) {
  const auto* found = request.GetDescriptor()->FindFieldByName(field);
  const bool text = found != nullptr && !found->is_repeated() &&
                    found->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_STRING;
  return text ? request.GetReflection()->GetString(request, found) : "";
}

int PageSize(FieldErrors& errors, int given) {
  constexpr int kUsual = 50;
  constexpr int kMost = 500;
  if (given < 0) errors.Add("page_size", "must not be below 0");
  return given <= 0 ? kUsual : std::min(given, kMost);
}

}  // namespace zwk::rpc
