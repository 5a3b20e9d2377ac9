#include "catalog/page/said.h"

#include "absl/strings/str_cat.h"
#include "platform/page/local_words.h"

namespace zwk::catalog {
namespace {

constexpr absl::string_view kFallback = "de";

// What is said of the language of a text: nothing where it is the reader's.
std::string Unless(PageLanguage reader, const std::string& tag) {
  return PageLanguageOf(tag) == reader ? "" : tag;
}

}  // namespace

Said SaidIn(const OfferContent& content, std::string OfferTexts::* text, PageLanguage language) {
  for (const absl::string_view wanted : {WordsIn(language).tag, kFallback}) {
    const OfferTexts& own = content.texts;
    const OfferTexts* found = nullptr;
    if (PrimaryLanguage(own.language) == wanted && !(own.*text).empty()) found = &own;
    for (const OfferTexts& translated : content.translations) {
      if (found == nullptr && PrimaryLanguage(translated.language) == wanted &&
          !(translated.*text).empty()) {
        found = &translated;
      }
    }
    if (found == nullptr) continue;
    return {found->*text, Unless(language, found->language), found->machine};
  }
  return {content.texts.*text, Unless(language, content.texts.language)};
}

Said SaidIn(const Labels& labels, PageLanguage language) {
  for (const absl::string_view wanted : {WordsIn(language).tag, kFallback}) {
    for (const auto& [tag, label] : labels) {
      if (PrimaryLanguage(tag) == wanted) return {label, Unless(language, tag)};
    }
  }
  if (labels.empty()) return {};
  return {labels.begin()->second, Unless(language, labels.begin()->first)};
}

std::string ToHtml(const Said& said) {
  if (said.lang.empty()) return page::Escape(said.text);
  return absl::StrCat("<span", Tongue(said.lang), ">", page::Escape(said.text), "</span>");
}

std::string ParagraphOf(const Said& said) {
  if (said.text.empty()) return "";
  return absl::StrCat("<p class=\"text\"", Tongue(said.lang), ">", page::Escape(said.text),
                      "</p>\n");
}

std::string Remark(const Said& said, const Reader& reader) {
  std::string remark;
  if (!said.lang.empty()) {
    remark = With(reader.words().in_language, {page::LanguageName(reader.lang(), said.lang)});
  }
  if (said.machine) {
    absl::StrAppend(&remark, remark.empty() ? "" : ", ", reader.words().by_machine);
  }
  if (remark.empty() || said.text.empty()) return "";
  return absl::StrCat(" <span class=\"tag\">", page::Escape(remark), "</span>");
}

std::string Beginning(const std::string& text, size_t most_bytes) {
  if (text.size() <= most_bytes) return text;
  size_t end = text.find_last_of(" \n", most_bytes);
  if (end == std::string::npos || end < most_bytes / 2) end = most_bytes;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return absl::StrCat(text.substr(0, end), " …");
}

}  // namespace zwk::catalog
