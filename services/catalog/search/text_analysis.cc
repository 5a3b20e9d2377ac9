#include "catalog/search/text_analysis.h"

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

std::vector<UChar32> CodePoints(const std::string& utf8) {
  const icu::UnicodeString text = icu::UnicodeString::fromUTF8(utf8);
  std::vector<UChar32> points;
  for (int32_t i = 0; i < text.length(); i = text.moveIndex32(i, 1)) {
    points.push_back(text.char32At(i));
  }
  return points;
}

bool IsMark(UChar32 c) {
  const int8_t type = u_charType(c);
  return type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK;
}

// Accents, harakat and tatweel go, forms of alef and friends become one; then German digraphs.
std::string Fold(const icu::UnicodeString& word, bool german) {
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
  std::string folded = ToUtf8(plain);
  if (!german) return folded;
  // ä, ae and a are one, so that none of the three spellings is wrong.
  std::string result;
  for (size_t i = 0; i < folded.size(); ++i) {
    result.push_back(folded[i]);
    const bool umlaut = folded[i] == 'a' || folded[i] == 'o' || folded[i] == 'u';
    if (umlaut && i + 1 < folded.size() && folded[i + 1] == 'e') ++i;
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

std::vector<std::string> FourGrams(const std::string& folded) {
  const icu::UnicodeString padded = icu::UnicodeString::fromUTF8("_" + folded + "_");
  std::vector<int32_t> starts;
  for (int32_t i = 0; i < padded.length(); i = padded.moveIndex32(i, 1)) starts.push_back(i);
  starts.push_back(padded.length());
  const int32_t characters = static_cast<int32_t>(starts.size()) - 1;
  if (characters <= 4) return {ToUtf8(padded)};
  std::vector<std::string> grams;
  for (int32_t i = 0; i + 4 <= characters; ++i) {
    grams.push_back(ToUtf8(padded.tempSubStringBetween(starts[i], starts[i + 4])));
  }
  return grams;
}

int EditDistance(const std::string& a, const std::string& b, int limit) {
  const std::vector<UChar32> x = CodePoints(a), y = CodePoints(b);
  const int n = static_cast<int>(x.size()), m = static_cast<int>(y.size());
  if (std::abs(n - m) > limit) return limit + 1;
  std::vector<std::vector<int>> d(n + 1, std::vector<int>(m + 1));
  for (int i = 0; i <= n; ++i) {
    int least = limit + 1;
    for (int j = 0; j <= m; ++j) {
      if (i == 0 || j == 0) {
        d[i][j] = i + j;
      } else {
        d[i][j] =
            std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (x[i - 1] != y[j - 1])});
        if (i > 1 && j > 1 && x[i - 1] == y[j - 2] && x[i - 2] == y[j - 1]) {
          d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
      }
      least = std::min(least, d[i][j]);
    }
    if (least > limit) return limit + 1;
  }
  return std::min(d[n][m], limit + 1);
}

}  // namespace zwk::catalog
