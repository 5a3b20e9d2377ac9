#include "platform/events/public_events.h"

#include <algorithm>
#include <memory>

#include <google/protobuf/message.h>
#include <google/protobuf/util/field_mask_util.h>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "zwk/common/v1/common.pb.h"
#include "zwk/common/v1/personal.pb.h"
#include "zwk/common/v1/public_event.pb.h"

namespace zwk::events {
namespace {

namespace v1 = common::v1;
using google::protobuf::Descriptor;
using google::protobuf::DescriptorPool;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;
using google::protobuf::util::FieldMaskUtil;
using Path = std::vector<const FieldDescriptor*>;

absl::StatusOr<Path> PathOf(const Descriptor& type, const std::string& path) {
  Path fields;
  if (!FieldMaskUtil::GetFieldDescriptors(&type, path, &fields)) {
    return absl::FailedPreconditionError(absl::StrCat(type.full_name(), " has no ", path));
  }
  return fields;
}

// Of anybody, or sealed for anybody. `seen` against messages that hold themselves.
bool IsPersonal(const Descriptor& type, std::vector<const Descriptor*>& seen) {
  if (&type == v1::Personal::descriptor() || &type == v1::Sealed::descriptor()) return true;
  if (std::find(seen.begin(), seen.end(), &type) != seen.end()) return false;
  seen.push_back(&type);
  for (int i = 0; i < type.field_count(); ++i) {
    const Descriptor* inner = type.field(i)->message_type();
    if (inner != nullptr && IsPersonal(*inner, seen)) return true;
  }
  return false;
}

// A path that ends before or in what is personal.
absl::Status CheckMayLeave(const Path& path) {
  for (const FieldDescriptor* field : path) {
    std::vector<const Descriptor*> seen;
    const Descriptor* type = field->message_type();
    const bool all_of_it = field == path.back();
    if (type == nullptr) continue;
    if (type == v1::Personal::descriptor() || type == v1::Sealed::descriptor() ||
        (all_of_it && IsPersonal(*type, seen))) {
      return absl::FailedPreconditionError(
          absl::StrCat(field->full_name(), " is about somebody, and is told to nobody"));
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<PublicEvents> PublicEvents::Of(const MethodDescriptor& watch) {
  PublicEvents events;
  const DescriptorPool& pool = *watch.file()->pool();
  const google::protobuf::MethodOptions& options = watch.options();
  for (int i = 0; i < options.ExtensionSize(v1::public_event); ++i) {
    const v1::PublicEvent& option = options.GetExtension(v1::public_event, i);
    Told told;
    told.type = pool.FindMessageTypeByName(option.type());
    const MethodDescriptor* reads =
        pool.FindMethodByName(absl::StrCat(watch.file()->package(), ".", option.read_by()));
    if (told.type == nullptr || told.type->file()->package() != watch.file()->package()) {
      return absl::FailedPreconditionError(absl::StrCat("no event of this area: ", option.type()));
    }
    if (reads == nullptr || option.fields().empty()) {
      return absl::FailedPreconditionError(
          absl::StrCat(option.type(), ": who hears of it, or what of it, is not said"));
    }
    ZWK_ASSIGN_OR_RETURN(told.roles, rpc::AllowedRoles::Of(*reads));
    for (const std::string& field : option.fields()) {
      ZWK_ASSIGN_OR_RETURN(const Path path, PathOf(*told.type, field));
      ZWK_RETURN_IF_ERROR(CheckMayLeave(path));
      told.fields.add_paths(field);
    }
    if (option.has_where()) {
      ZWK_ASSIGN_OR_RETURN(told.where, PathOf(*told.type, option.where().field()));
      for (const std::string& name : option.where().one_of()) {
        const auto* type = told.where.back()->enum_type();
        const auto* value = type == nullptr ? nullptr : type->FindValueByName(name);
        if (value == nullptr) {
          return absl::FailedPreconditionError(
              absl::StrCat(told.where.back()->full_name(), " is never ", name));
        }
        told.one_of.push_back(value->number());
      }
    }
    if (!events.told_.emplace(option.type(), std::move(told)).second) {
      return absl::FailedPreconditionError(absl::StrCat(option.type(), " is told twice"));
    }
  }
  if (events.told_.empty()) {
    return absl::FailedPreconditionError(absl::StrCat(watch.full_name(), " tells nothing"));
  }
  return events;
}

absl::StatusOr<std::vector<std::string>> PublicEvents::Heard(
    const Caller& caller, const std::vector<std::string>& types) const {
  std::vector<std::string> heard;
  if (types.empty()) {
    for (const auto& [type, told] : told_) {
      if (told.roles.Check(caller).ok()) heard.push_back(type);
    }
    return heard;
  }
  FieldErrors errors;
  absl::Status refused;
  for (size_t i = 0; i < types.size(); ++i) {
    const auto found = told_.find(types[i]);
    if (found == told_.end()) {
      errors.Add(absl::StrCat("types[", i, "]"),
                 absl::StrCat(Quoted(types[i]), " is no event that is told"));
      continue;
    }
    refused.Update(found->second.roles.Check(caller));
    heard.push_back(types[i]);
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  if (!refused.ok()) return refused;
  std::sort(heard.begin(), heard.end());
  return heard;
}

std::optional<std::string> PublicEvents::Shown(const std::string& type,
                                               const std::string& data) const {
  const auto found = told_.find(type);
  if (found == told_.end()) return std::nullopt;
  const Told& told = found->second;
  const std::unique_ptr<Message> event(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(told.type)->New());
  if (!event->ParseFromString(data)) return std::nullopt;
  const Message* at = event.get();
  for (const FieldDescriptor* field : told.where) {
    if (field != told.where.back()) {
      at = &at->GetReflection()->GetMessage(*at, field);
      continue;
    }
    const int value = at->GetReflection()->GetEnumValue(*at, field);
    const bool holds =
        std::find(told.one_of.begin(), told.one_of.end(), value) != told.one_of.end();
    if (!holds) return std::nullopt;
  }
  FieldMaskUtil::TrimMessage(told.fields, event.get());
  // What this build does not know may be anything.
  event->DiscardUnknownFields();
  return event->SerializeAsString();
}

std::map<std::string, std::vector<std::string>> PublicEvents::fields() const {
  std::map<std::string, std::vector<std::string>> fields;
  for (const auto& [type, told] : told_) {
    fields[type].assign(told.fields.paths().begin(), told.fields.paths().end());
  }
  return fields;
}

}  // namespace zwk::events
