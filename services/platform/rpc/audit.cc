#include "platform/rpc/audit.h"

#include <algorithm>

#include <google/api/annotations.pb.h>

#include "absl/strings/match.h"
#include "absl/strings/str_split.h"

namespace zwk::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// "/v1/boards/{board_id}/members/{person_id}:end" names board_id and person_id.
std::vector<std::vector<std::string>> FieldsOfPath(const std::string& path) {
  std::vector<std::vector<std::string>> fields;
  const std::vector<std::string> parts = absl::StrSplit(path, '{');
  for (size_t i = 1; i < parts.size(); ++i) {
    const std::string name = parts[i].substr(0, parts[i].find_first_of("}="));
    fields.push_back(absl::StrSplit(name, '.'));
  }
  return fields;
}

const std::string& PathOf(const google::api::HttpRule& rule) {
  switch (rule.pattern_case()) {
    case google::api::HttpRule::kPut:
      return rule.put();
    case google::api::HttpRule::kPatch:
      return rule.patch();
    case google::api::HttpRule::kDelete:
      return rule.delete_();
    default:
      return rule.post();
  }
}

bool IsText(const FieldDescriptor* field) {
  return field != nullptr && !field->is_repeated() && field->type() == FieldDescriptor::TYPE_STRING;
}

// Whose vote it is, is nobody's to keep: of a participant's sheet the session alone is named.
bool IsOfAVote(const std::string& name) { return name == "participant_id"; }

bool IsIdName(const std::string& name) {
  if (IsOfAVote(name)) return false;
  return absl::EndsWith(name, "_id") || absl::EndsWith(name, "_key");
}

// Its ids, without that of the request.
void TakeIds(const Message& message, std::vector<AuditedObject>& ids) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (IsText(field) && IsIdName(field->name()) && field->name() != "request_id")
      ids.emplace_back(field->name(), message.GetReflection()->GetString(message, field));
  }
}

template <class Take>
void ForEachPart(const Message& message, Take take) {
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !field->is_repeated())
      take(message.GetReflection()->GetMessage(message, field));
  }
}

}  // namespace

AuditedMethod AuditedMethod::Of(const google::protobuf::MethodDescriptor& method,
                                const AllowedRoles& allowed) {
  AuditedMethod audited;
  const google::api::HttpRule& rule = method.options().GetExtension(google::api::http);
  const bool reads = rule.pattern_case() == google::api::HttpRule::kGet;
  const bool for_others =
      std::any_of(allowed.names().begin(), allowed.names().end(), [](const std::string& role) {
        return role == "PUBLIC" || role == "AUTHENTICATED" || role == "PARTICIPANT";
      });
  audited.is_act_ = !reads && !for_others;
  audited.has_path_ = rule.pattern_case() != google::api::HttpRule::PATTERN_NOT_SET;
  if (audited.is_act_ && audited.has_path_) audited.paths_ = FieldsOfPath(PathOf(rule));
  return audited;
}

std::vector<AuditedObject> AuditedMethod::Named(const Message& request) const {
  std::vector<AuditedObject> objects;
  if (!has_path_) {
    TakeIds(request, objects);
    ForEachPart(request, [&](const Message& part) { TakeIds(part, objects); });
  }
  for (const std::vector<std::string>& path : paths_) {
    const Message* holder = &request;
    for (size_t i = 0; i + 1 < path.size() && holder != nullptr; ++i) {
      const FieldDescriptor* part = holder->GetDescriptor()->FindFieldByName(path[i]);
      holder = part == nullptr || part->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE
                   ? nullptr
                   : &holder->GetReflection()->GetMessage(*holder, part);
    }
    if (holder == nullptr) continue;
    const FieldDescriptor* field = holder->GetDescriptor()->FindFieldByName(path.back());
    if (IsText(field) && !IsOfAVote(path.back()))
      objects.emplace_back(path.back(), holder->GetReflection()->GetString(*holder, field));
  }
  return objects;
}

std::vector<AuditedObject> AuditedMethod::Made(const Message& answer) const {
  std::vector<AuditedObject> objects;
  if (!has_path_ || !paths_.empty()) return objects;
  ForEachPart(answer, [&](const Message& part) {
    const FieldDescriptor* id = part.GetDescriptor()->FindFieldByNumber(1);
    if (IsText(id) && IsIdName(id->name()))
      objects.emplace_back(id->name(), part.GetReflection()->GetString(part, id));
  });
  return objects;
}

}  // namespace zwk::rpc
