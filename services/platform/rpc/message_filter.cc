#include "platform/rpc/message_filter.h"

#include <set>
#include <string>

#include <google/api/field_behavior.pb.h>
#include <google/protobuf/descriptor.h>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "platform/base/uuid.h"
#include "zwk/common/v1/personal.pb.h"

namespace zwk::rpc {
namespace {

using common::v1::Personal;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

bool IsSealedForm(const FieldDescriptor& field) {
  return field.containing_type() == Personal::descriptor() &&
         field.number() == Personal::kSealedFieldNumber;
}

bool IsId(const FieldDescriptor& field) {
  return field.type() == FieldDescriptor::TYPE_STRING &&
         (field.name() == "id" || absl::EndsWith(field.name(), "_id") ||
          absl::EndsWith(field.name(), "_ids"));
}

// "" where it stays as it is.
std::string LowerCaseUuid(const std::string& given) {
  if (given.size() != 36 || IsUuid(given)) return "";
  std::string lower = absl::AsciiStrToLower(given);
  return IsUuid(lower) ? lower : "";
}

void LowerIds(Message& message, const FieldDescriptor& field) {
  const Reflection& of = *message.GetReflection();
  std::string scratch;
  if (!field.is_repeated()) {
    const std::string lower = LowerCaseUuid(of.GetStringReference(message, &field, &scratch));
    if (!lower.empty()) of.SetString(&message, &field, lower);
    return;
  }
  for (int i = 0; i < of.FieldSize(message, &field); ++i) {
    const std::string lower =
        LowerCaseUuid(of.GetRepeatedStringReference(message, &field, i, &scratch));
    if (!lower.empty()) of.SetRepeatedString(&message, &field, i, lower);
  }
}

}  // namespace

bool IsOutputOnly(const FieldDescriptor& field) {
  const auto& options = field.options();
  for (int i = 0; i < options.ExtensionSize(google::api::field_behavior); ++i) {
    if (options.GetExtension(google::api::field_behavior, i) == google::api::OUTPUT_ONLY) {
      return true;
    }
  }
  return false;
}

MessageFilter MessageFilter::OfRequest(const Descriptor& type) { return {type, Way::kIn}; }
MessageFilter MessageFilter::OfAnswer(const Descriptor& type) { return {type, Way::kOut}; }

MessageFilter::MessageFilter(const Descriptor& type, Way way)
    : way_(way), plans_(std::make_shared<Plans>()) {
  root_ = Add(type);
  // Types may contain themselves: a plan is of use if one that it leads to has something to do.
  std::set<const Plan*> useful;
  for (bool grown = true; grown;) {
    grown = false;
    for (const auto& [descriptor, plan] : *plans_) {
      bool leads = !plan->clear.empty() || !plan->ids.empty();
      for (const auto& [field, below] : plan->enter) leads = leads || useful.contains(below);
      if (leads) grown = useful.insert(plan.get()).second || grown;
    }
  }
  for (const auto& [descriptor, plan] : *plans_) {
    std::erase_if(plan->enter, [&](const auto& step) { return !useful.contains(step.second); });
  }
  if (way == Way::kOut && !useful.contains(root_)) root_ = nullptr;
}

const MessageFilter::Plan* MessageFilter::Add(const Descriptor& type) {
  auto& plan = (*plans_)[&type];
  if (plan != nullptr) return plan.get();
  plan = std::make_unique<Plan>();
  Plan& added = *plan;  // the map may grow below; what it points to stays
  for (int i = 0; i < type.field_count(); ++i) {
    const FieldDescriptor& field = *type.field(i);
    if (way_ == Way::kIn ? IsOutputOnly(field) : IsSealedForm(field)) {
      added.clear.push_back(&field);
    } else if (way_ == Way::kIn && IsId(field)) {
      added.ids.push_back(&field);
    } else if (field.message_type() != nullptr) {
      added.enter.emplace_back(&field, Add(*field.message_type()));
    }
  }
  return &added;
}

void MessageFilter::Clean(Message& message) const {
  if (way_ == Way::kIn) message.DiscardUnknownFields();
  if (root_ != nullptr) Clean(message, *root_);
}

void MessageFilter::Clean(Message& message, const Plan& plan) const {
  const Reflection& of = *message.GetReflection();
  for (const FieldDescriptor* field : plan.clear) of.ClearField(&message, field);
  for (const FieldDescriptor* field : plan.ids) LowerIds(message, *field);
  for (const auto& [field, below] : plan.enter) {
    if (!field->is_repeated()) {
      if (of.HasField(message, field)) Clean(*of.MutableMessage(&message, field), *below);
      continue;
    }
    for (int i = 0; i < of.FieldSize(message, field); ++i) {
      Clean(*of.MutableRepeatedMessage(&message, field, i), *below);
    }
  }
}

}  // namespace zwk::rpc
