#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "platform/page/language.h"

namespace zwk::page {

// What a browser gets.
struct Page {
  std::string content_type;
  std::string bytes;
};
Page HtmlOf(std::string bytes);
Page MarkdownOf(std::string bytes);
Page TextOf(std::string bytes);

// The language asked for, else the one the caller prefers, else the municipality's.
// INVALID_ARGUMENT, field locale, if it was asked for one that no template speaks.
absl::StatusOr<Language> ChooseLanguage(const std::string& asked, const std::string& preferred,
                                        const std::string& municipality_default);

}  // namespace zwk::page
