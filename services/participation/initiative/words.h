#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "platform/base/errors.h"

// How words of texts are compared: whatever their case, width and accents.
namespace zwk::participation {

// The words of a text, each behind a space: " cafe international".
std::string FoldedWords(absl::string_view text);

// What a search asks for in one field: at most 10 words in 200 characters, at least one if anything
// is there.
std::vector<std::string> TakeBeginnings(FieldErrors& errors, absl::string_view field,
                                        std::string text);

// Whether each of the beginnings begins one of the words (FoldedWords).
bool HasAll(absl::string_view words, const std::vector<std::string>& beginnings);

}  // namespace zwk::participation
