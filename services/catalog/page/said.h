#pragma once

#include <string>

#include "catalog/base/checks.h"
#include "catalog/offer/offer.h"
#include "catalog/page/reader.h"

namespace zwk::catalog {

// A text of an offer as a reader gets it: in her language, else in German, else in its own.
struct Said {
  std::string text;
  std::string lang;      // BCP 47; empty: hers
  bool machine = false;  // translated by one
};

Said SaidIn(const OfferContent& content, std::string OfferTexts::* text, PageLanguage language);
// The label in the reader's language, else in German, else in any.
Said SaidIn(const Labels& labels, PageLanguage language);

// The text, marked by its language; it stands where the page runs, and runs as its language does.
std::string ToHtml(const Said& said);
// The same with line breaks, as a block.
std::string ParagraphOf(const Said& said);
// In which language it is, if not in hers, and whether a machine has translated it: small, behind it.
std::string Remark(const Said& said, const Reader& reader);

// The first words of a text, as much as a list shows of it.
std::string Beginning(const std::string& text, size_t most_bytes);

}  // namespace zwk::catalog
