#include "catalog/base/text_analysis.h"

#include <libstemmer.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstdlib>
#include <map>

namespace zwk::catalog {
namespace {

const icu::Normalizer2& CaseFolding() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  if (U_FAILURE(error)) std::abort();  // ICU without its data
  return *normalizer;
}

const icu::Normalizer2& Decomposition() {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKDInstance(error);
  if (U_FAILURE(error)) std::abort();
  return *normalizer;
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

bool IsMark(UChar32 c) {
  const int8_t type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

// Accents, harakat and tatweel go, forms of alef and friends become one; then German digraphs.
std::u16string Fold(const icu::UnicodeString& word, bool german) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString decomposed = Decomposition().normalize(word, error);
  icu::UnicodeString plain;
  for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const UChar32 c = decomposed.char32At(i);
    if (IsMark(c) || c == 0x0640) continue;
    switch (c) {
      case 0x0671:
        plain.append(static_cast<UChar32>(0x0627));
        break;  // alef wasla
      case 0x0649:
        plain.append(static_cast<UChar32>(0x064A));
        break;  // alef maqsura: yeh
      case 0x0629:
        plain.append(static_cast<UChar32>(0x0647));
        break;  // teh marbuta: heh
      case 0x0142:
        plain.append(u'l');
        break;  // Polish l with stroke
      case 0x0131:
        plain.append(u'i');
        break;  // Turkish dotless i
      default:
        plain.append(c);
    }
  }
  std::u16string folded(plain.getBuffer(), static_cast<size_t>(plain.length()));
  if (!german) return folded;
  // ä, ae and a are one, so that none of the three spellings is wrong.
  std::u16string result;
  for (size_t i = 0; i < folded.size(); ++i) {
    result.push_back(folded[i]);
    const bool umlaut = folded[i] == u'a' || folded[i] == u'o' || folded[i] == u'u';
    if (umlaut && i + 1 < folded.size() && folded[i + 1] == u'e') ++i;
  }
  return result;
}

const char* StemmerName(const std::string& language) {
  static const std::map<std::string, const char*> kNames = {
      {"ar", "arabic"},   {"de", "german"},  {"en", "english"}, {"es", "spanish"},
      {"fr", "french"},   {"it", "italian"}, {"nl", "dutch"},   {"pt", "portuguese"},
      {"ro", "romanian"}, {"ru", "russian"}, {"tr", "turkish"}};
  const auto found = kNames.find(language.substr(0, language.find('-')));
  return found == kNames.end() ? nullptr : found->second;
}

}  // namespace

struct TextAnalyzer::Impl {
  bool german = false;
  sb_stemmer* stemmer = nullptr;
  ~Impl() {
    if (stemmer != nullptr) sb_stemmer_delete(stemmer);
  }
};

TextAnalyzer::TextAnalyzer(const std::string& language) : impl_(std::make_unique<Impl>()) {
  impl_->german = language.starts_with("de");
  if (const char* name = StemmerName(language)) impl_->stemmer = sb_stemmer_new(name, "UTF_8");
}

TextAnalyzer::~TextAnalyzer() = default;
TextAnalyzer::TextAnalyzer(TextAnalyzer&&) noexcept = default;

std::vector<Word> TextAnalyzer::Words(std::string_view text) const {
  UErrorCode error = U_ZERO_ERROR;
  const icu::UnicodeString folded =
      CaseFolding().normalize(icu::UnicodeString::fromUTF8(
                                  icu::StringPiece(text.data(), static_cast<int32_t>(text.size()))),
                              error);
  std::vector<Word> words;
  icu::UnicodeString word;
  const auto finish = [&] {
    if (word.isEmpty()) return;
    Word out;
    out.folded = Fold(word, impl_->german);
    out.stem = out.folded;
    if (impl_->stemmer != nullptr) {
      const std::string utf8 = ToUtf8(word);
      const sb_symbol* stem =
          sb_stemmer_stem(impl_->stemmer, reinterpret_cast<const sb_symbol*>(utf8.data()),
                          static_cast<int>(utf8.size()));
      out.stem = Fold(icu::UnicodeString::fromUTF8(icu::StringPiece(
                          reinterpret_cast<const char*>(stem), sb_stemmer_length(impl_->stemmer))),
                      impl_->german);
    }
    if (!out.folded.empty()) words.push_back(std::move(out));
    word.remove();
  };
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 c = folded.char32At(i);
    if (u_isalnum(c) || IsMark(c) || c == 0x0640) {
      word.append(c);
    } else if (c != 0x2019 && c != 0x02BC && c != u'\'') {
      finish();
    } else if (impl_->stemmer != nullptr) {
      finish();  // "l'école" is two words; a Ukrainian apostrophe is part of its word
    }
  }
  finish();
  return words;
}

std::u16string SpellingOf(const std::string& language, std::string_view text) {
  std::u16string spelling;
  for (const Word& word : TextAnalyzer(language).Words(text)) spelling += word.folded + u' ';
  return spelling;
}

Term StemTerm(std::u16string_view stem) {
  Term hash = 0xcbf29ce484222325;
  for (const char16_t unit : stem) hash = (hash ^ unit) * 0x100000001b3;
  return hash ^ (hash >> 32);
}

std::vector<Term> FourGrams(std::u16string_view folded) {
  std::u16string padded;
  padded.reserve(folded.size() + 2);
  padded.push_back(u'_');
  padded.append(folded);
  padded.push_back(u'_');
  std::vector<Term> grams;
  const size_t last = padded.size() > 4 ? padded.size() - 4 : 0;
  for (size_t i = 0; i <= last; ++i) {
    Term gram = 0;
    for (size_t k = i; k < std::min(i + 4, padded.size()); ++k) gram = gram << 16 | padded[k];
    grams.push_back(gram);
  }
  return grams;
}

}  // namespace zwk::catalog
