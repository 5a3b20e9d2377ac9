#pragma once

#include <string>
#include <vector>

#include "platform/base/errors.h"

namespace zwk::catalog {

// Words of one language that mean the same to people who look for an offer: who asks for one finds
// the others as well, behind it.
struct Synonyms {
  std::string key;
  std::string language;            // BCP 47
  std::vector<std::string> words;  // or phrases of a few words
  bool archived = false;           // out of use
  std::string newer;               // see newer_fields.h
  friend bool operator==(const Synonyms&, const Synonyms&) = default;
};

// See catalog/base/checks.h.
void Take(FieldErrors& errors, Synonyms& synonyms);

}  // namespace zwk::catalog
