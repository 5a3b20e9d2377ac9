#include "participation/person/person.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"

namespace zwk::participation {

absl::StatusOr<std::vector<ErasureEvent>> Erasure::Erase(v1::Erasure wanted) const {
  v1::PersonErased erased;
  v1::Erasure& then = *erased.mutable_erasure() = state.person_id().empty() ? wanted : state;
  then.clear_text_ids();
  std::vector<std::string> texts(state.text_ids().begin(), state.text_ids().end());
  texts.insert(texts.end(), wanted.text_ids().begin(), wanted.text_ids().end());
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  if (texts.size() > kMaxAllTexts) {
    return WithReason(absl::InvalidArgumentError(absl::StrCat("a person has at most ", kMaxAllTexts,
                                                              " texts that are erased with it")),
                      "TOO_MANY");
  }
  for (std::string& text : texts) then.add_text_ids(std::move(text));
  if (!state.person_id().empty() && then.text_ids_size() == state.text_ids_size())
    return std::vector<ErasureEvent>{};  // it is so already
  return std::vector<ErasureEvent>{std::move(erased)};
}

void Erasure::Apply(const ErasureEvent& event) {
  state = std::get<v1::PersonErased>(event).erasure();
}

std::vector<std::string> SubjectsOf(const v1::Erasure& erasure) {
  std::vector<std::string> subjects = {erasure.person_id()};
  subjects.insert(subjects.end(), erasure.text_ids().begin(), erasure.text_ids().end());
  return subjects;
}

}  // namespace zwk::participation
