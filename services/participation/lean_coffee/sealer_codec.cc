#include "participation/lean_coffee/sealer_codec.h"

#include <utility>

#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

Task<absl::Status> Sealer::Seal(std::string municipality, std::string aggregate, uint64_t version,
                                std::vector<PersonText*> texts) {
  for (PersonText* text : texts) {
    if (!text->sealed.empty() || !text->text.has_value()) continue;
    auto sealed =
        co_await keys_.Seal(municipality, aggregate, version, text->subject_ref, *text->text);
    if (ReasonOf(sealed.status()) == "SUBJECT_ERASED") {
      text->text.reset();
      continue;
    }
    if (!sealed.ok()) co_return sealed.status();
    text->sealed = sealed->SerializeAsString();
  }
  co_return absl::OkStatus();
}

Task<absl::Status> Sealer::Open(std::string municipality, std::vector<PersonText*> texts) {
  std::vector<PersonText*> wanted;
  std::vector<common::v1::Sealed> sealed;
  for (PersonText* text : texts) {
    if (text->sealed.empty()) continue;
    wanted.push_back(text);
    sealed.push_back(ToSealed(*text));
  }
  if (wanted.empty()) co_return absl::OkStatus();
  ZWK_CO_ASSIGN_OR_RETURN(auto opened,
                          co_await keys_.Open(std::move(municipality), std::move(sealed)));
  for (size_t i = 0; i < wanted.size(); ++i) wanted[i]->text = std::move(opened[i]);
  co_return absl::OkStatus();
}

common::v1::Sealed ToSealed(const PersonText& text) {
  common::v1::Sealed sealed;
  sealed.ParseFromString(text.sealed);
  sealed.set_subject_ref(text.subject_ref);
  return sealed;
}

PersonText FromSealed(const common::v1::Sealed& sealed) {
  PersonText text(sealed.subject_ref(), std::nullopt);
  if (!sealed.ciphertext().empty()) text.sealed = sealed.SerializeAsString();
  return text;
}

}  // namespace zwk::participation
