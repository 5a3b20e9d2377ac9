#include "platform/seal/personal.h"

#include <optional>
#include <utility>

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::seal {
namespace {

using common::v1::Personal;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

void Collect(Message& message, std::vector<Personal*>& found) {
  if (message.GetDescriptor() == Personal::descriptor()) {
    found.push_back(static_cast<Personal*>(&message));
    return;
  }
  const google::protobuf::Reflection& of = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  of.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) continue;
    if (!field->is_repeated()) {
      Collect(*of.MutableMessage(&message, field), found);
      continue;
    }
    for (int i = 0; i < of.FieldSize(message, field); ++i) {
      Collect(*of.MutableRepeatedMessage(&message, field, i), found);
    }
  }
}

}  // namespace

std::vector<Personal*> PersonalIn(Message& message) {
  std::vector<Personal*> found;
  Collect(message, found);
  return found;
}

Task<absl::Status> SealAll(KeyRing& keys, std::string municipality, std::string aggregate,
                           uint64_t version, Message& message) {
  const std::vector<Personal*> all = PersonalIn(message);
  for (Personal* personal : all) {
    std::string text = std::move(*personal->mutable_text());
    const bool erased = personal->erased();
    personal->clear_text();
    personal->clear_erased();
    if (!personal->sealed().ciphertext().empty()) continue;
    if (text.empty()) {
      if (!erased) personal->clear_sealed();  // nothing was said
      continue;
    }
    const std::string subject = personal->sealed().subject_ref();
    auto sealed = co_await keys.Seal(municipality, aggregate, version, subject, std::move(text));
    if (ReasonOf(sealed.status()) == "SUBJECT_ERASED") continue;
    if (!sealed.ok()) co_return sealed.status();
    *personal->mutable_sealed() = *std::move(sealed);
  }
  co_return absl::OkStatus();
}

Task<absl::Status> OpenAll(KeyRing& keys, std::string municipality, Message& message,
                           Time deadline) {
  std::vector<Personal*> sealed;
  std::vector<common::v1::Sealed> wanted;
  for (Personal* personal : PersonalIn(message)) {
    if (personal->sealed().ciphertext().empty()) {
      // Nothing was said, or it was dropped because the subject was erased before it was stored.
      personal->set_erased(!personal->sealed().subject_ref().empty());
      continue;
    }
    sealed.push_back(personal);
    wanted.push_back(personal->sealed());
  }
  if (sealed.empty()) co_return absl::OkStatus();
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<std::optional<std::string>> opened,
                          co_await keys.Open(std::move(municipality), std::move(wanted), deadline));
  for (size_t i = 0; i < sealed.size(); ++i) {
    sealed[i]->set_text(opened[i].value_or(""));
    sealed[i]->set_erased(!opened[i].has_value());
  }
  co_return absl::OkStatus();
}

Personal Words(std::string subject_ref, std::string text) {
  Personal personal;
  personal.set_text(std::move(text));
  personal.mutable_sealed()->set_subject_ref(std::move(subject_ref));
  return personal;
}

}  // namespace zwk::seal
