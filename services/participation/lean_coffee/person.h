#pragma once

#include <optional>
#include <string>
#include <utility>

namespace zwk::participation {

// A name or free text of a person. Readable here and in answers only: stored and published it is
// sealed under the subject's key.
struct PersonText {
  PersonText() = default;
  PersonText(std::string subject, std::optional<std::string> words)
      : subject_ref(std::move(subject)), text(std::move(words)) {}

  std::string subject_ref;
  std::optional<std::string> text;  // nullopt: the subject was erased, nobody can read it any more
  // How it was sealed when it was stored; opaque here. Kept as it is, so that an unchanged text is
  // not sealed again and an erased one stays what it was.
  std::string sealed;

  friend bool operator==(const PersonText& a, const PersonText& b) {
    return a.subject_ref == b.subject_ref && a.text == b.text;
  }
};

}  // namespace zwk::participation
