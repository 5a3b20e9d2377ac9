#include "zwkctl/request.h"

#include <google/protobuf/util/json_util.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "zwkctl/directory.h"

namespace zwk::ctl {
namespace {

using google::protobuf::EnumDescriptor;
using nlohmann::json;

// Messages that JSON writes as one string or number: they are leaves on the command line.
bool IsLeaf(const Descriptor& type) {
  return type.full_name() == "google.protobuf.Timestamp" ||
         type.full_name() == "google.protobuf.Duration" ||
         type.full_name() == "google.protobuf.FieldMask";
}

const FieldDescriptor* HeaderField(const Descriptor& type) {
  const FieldDescriptor* header = type.FindFieldByName("header");
  return header != nullptr && header->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE ? header
                                                                                     : nullptr;
}

// Words of a person are given as they are: --name for name.text.
bool IsPersonal(const Descriptor& type) { return type.full_name() == "zwk.common.v1.Personal"; }

// What a request is about, and what needs no prefix on the command line: the header of an upload, or
// the one resource that is created or changed. nullptr where there is none, or more than one.
const FieldDescriptor* BodyField(const Descriptor& type) {
  if (const FieldDescriptor* header = HeaderField(type)) return header;
  const FieldDescriptor* body = nullptr;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE || field->is_repeated() ||
        IsLeaf(*field->message_type()) || IsPersonal(*field->message_type())) {
      continue;
    }
    if (body != nullptr) return nullptr;
    body = field;
  }
  return body;
}

const FieldDescriptor* FieldByFlag(const Descriptor& type, absl::string_view name) {
  return type.FindFieldByName(absl::StrReplaceAll(name, {{"-", "_"}}));
}

// "advisory" -> "BOARD_KIND_ADVISORY": the one value that is, or ends with _, the word.
absl::StatusOr<std::string> EnumName(const EnumDescriptor& type, const std::string& word) {
  const std::string wanted = absl::AsciiStrToUpper(absl::StrReplaceAll(word, {{"-", "_"}}));
  std::vector<std::string> known;
  for (int i = 0; i < type.value_count(); ++i) {
    const std::string& name = type.value(i)->name();
    if (name == wanted || absl::EndsWith(name, absl::StrCat("_", wanted))) return name;
    known.push_back(name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("'", word, "' is none of ", absl::StrJoin(known, ", ")));
}

absl::StatusOr<json> ScalarFrom(const FieldDescriptor& field, const std::string& value) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_BOOL:
      if (value == "true" || value == "false") return json(value == "true");
      return absl::InvalidArgumentError(absl::StrCat("true or false, not '", value, "'"));
    case FieldDescriptor::CPPTYPE_ENUM: {
      auto name = EnumName(*field.enum_type(), value);
      if (!name.ok()) return name.status();
      return json(*std::move(name));
    }
    default:
      // Numbers, times and texts alike are strings here: protobuf's JSON reads each by the field's
      // type.
      return json(value);
  }
}

// What stands before a flag that leaves it out: "header.attachment." for --meeting-id, an upload's
// header with the resource in it. Nothing where no body has such a field.
std::string BodiesBefore(const Descriptor& type, const std::string& first, int most = 4) {
  const FieldDescriptor* body = BodyField(type);
  if (most == 0 || body == nullptr || FieldByFlag(type, first) != nullptr) return "";
  const std::string inner = BodiesBefore(*body->message_type(), first, most - 1);
  if (inner.empty() && FieldByFlag(*body->message_type(), first) == nullptr) return "";
  return absl::StrCat(body->name(), ".", inner);
}

using NamedFields = std::vector<std::pair<std::string, const FieldDescriptor*>>;

// `of_request`: of the request, or of a body of it, which is left out before its fields.
NamedFields Flags(const Descriptor& type, bool of_request) {
  NamedFields flags;
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor* field = type.field(i);
    const std::string name = KebabCase(field->name());
    const bool message = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
    if (field == ChunkField(type)) continue;
    if (message && !field->is_repeated() && IsPersonal(*field->message_type())) {
      flags.emplace_back(name, field->message_type()->FindFieldByName("text"));
      continue;
    }
    if (field->is_map()) {
      flags.emplace_back(absl::StrCat(name, ".KEY"), field);
    } else if (!message || IsLeaf(*field->message_type())) {
      flags.emplace_back(name, field);
    } else if (!field->is_repeated()) {
      const bool body = of_request && field == BodyField(type);
      for (const auto& [inner, leaf] : Flags(*field->message_type(), body)) {
        const std::string first = inner.substr(0, inner.find('.'));
        const bool alone = body && FieldByFlag(type, first) == nullptr;
        flags.emplace_back(alone ? inner : absl::StrCat(name, ".", inner), leaf);
      }
    }
  }
  return flags;
}

}  // namespace

absl::StatusOr<FlagTarget> FindField(const Descriptor& type, const std::string& flag) {
  const std::string given = flag.substr(0, flag.find('.'));
  const std::vector<std::string> words =
      absl::StrSplit(absl::StrCat(BodiesBefore(type, given), flag), '.');
  FlagTarget target;
  const Descriptor* message = &type;
  for (size_t i = 0; i < words.size(); ++i) {
    const FieldDescriptor* field = message == nullptr ? nullptr : FieldByFlag(*message, words[i]);
    if (field == nullptr) {
      return absl::InvalidArgumentError(absl::StrCat(
          "--", flag, ": ", message == nullptr ? target.field().name() : message->name(),
          " has no field '", words[i], "' (--help lists them)"));
    }
    target.path.push_back(field);
    if (field->is_map() && i + 2 == words.size()) {
      target.map_key = words[i + 1];
      return target;
    }
    const bool inner = field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE &&
                       !field->is_repeated() && !IsLeaf(*field->message_type());
    message = inner ? field->message_type() : nullptr;
  }
  if (message != nullptr && IsPersonal(*message)) {
    target.path.push_back(message->FindFieldByName("text"));
    return target;
  }
  const FieldDescriptor& field = target.field();
  if (message != nullptr ||
      (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE && !IsLeaf(*field.message_type()))) {
    return absl::InvalidArgumentError(
        absl::StrCat("--", flag, " is no single value: give its parts, or all in --request"));
  }
  return target;
}

absl::Status PutFlag(const FlagTarget& target, const std::string& flag, const std::string& value,
                     json& request) {
  const FieldDescriptor& field = target.field();
  json* at = &request;
  for (size_t i = 0; i + 1 < target.path.size(); ++i) at = &(*at)[target.path[i]->name()];
  if (!target.map_key.empty()) {
    (*at)[field.name()][target.map_key] = value;
    return absl::OkStatus();
  }
  auto scalar = ScalarFrom(field, value);
  if (!scalar.ok()) {
    return absl::InvalidArgumentError(absl::StrCat("--", flag, ": ", scalar.status().message()));
  }
  if (field.is_repeated()) {
    (*at)[field.name()].push_back(*std::move(scalar));
  } else {
    (*at)[field.name()] = *std::move(scalar);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::unique_ptr<Message>> ToMessage(const Descriptor& type, const json& request) {
  std::unique_ptr<Message> message(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
  const auto status = google::protobuf::util::JsonStringToMessage(
      request.is_null() ? "{}" : request.dump(), message.get());
  if (!status.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(type.name(), ": ", std::string(status.message())));
  }
  return message;
}

json ToJson(const Message& message) {
  google::protobuf::util::JsonPrintOptions options;
  options.preserve_proto_field_names = true;
  options.always_print_primitive_fields = true;
  std::string text;
  if (!google::protobuf::util::MessageToJsonString(message, &text, options).ok()) return {};
  return json::parse(text, nullptr, /*allow_exceptions=*/false);
}

const FieldDescriptor* RequestIdField(const Descriptor& type) {
  if (const FieldDescriptor* field = type.FindFieldByName("request_id")) return field;
  if (const FieldDescriptor* header = HeaderField(type)) {
    return header->message_type()->FindFieldByName("request_id");
  }
  return nullptr;
}

bool InHeader(const Descriptor& type, const FieldDescriptor& field) {
  return field.containing_type() != &type;
}

bool HasRequestId(const Descriptor& type, const json& request) {
  const FieldDescriptor* field = RequestIdField(type);
  if (field == nullptr) return false;
  if (!InHeader(type, *field)) return request.contains("request_id");
  return request.contains("header") && request["header"].contains("request_id");
}

void SetRequestId(const Descriptor& type, const std::string& id, json& request) {
  const FieldDescriptor* field = RequestIdField(type);
  if (field == nullptr) return;
  if (InHeader(type, *field)) {
    request["header"]["request_id"] = id;
  } else {
    request["request_id"] = id;
  }
}

const FieldDescriptor* ChunkField(const Descriptor& type) {
  const FieldDescriptor* chunk = type.FindFieldByName("chunk");
  return chunk != nullptr && chunk->type() == FieldDescriptor::TYPE_BYTES ? chunk : nullptr;
}

std::vector<std::pair<std::string, const FieldDescriptor*>> FlagsOf(const Descriptor& type) {
  return Flags(type, true);
}

}  // namespace zwk::ctl
