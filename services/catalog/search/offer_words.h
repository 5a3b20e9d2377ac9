#pragma once

#include <map>
#include <string>
#include <vector>

#include "catalog/search/catalog_content.h"

namespace zwk::catalog {

// The texts of an offer in a language, or those of its own language.
const OfferTexts& TextsIn(const OfferContent& content, const std::string& language);

struct WeightedText {
  std::string text;
  int weight = 1;
};

// All words by which an offer is to be found, by primary language: its own has what it says and
// where it is, others what is said in them. Of confidential places there is nothing.
std::map<std::string, std::vector<WeightedText>> WordsOf(const Offer& offer,
                                                         const OfferContext& context);

}  // namespace zwk::catalog
