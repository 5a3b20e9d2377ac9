#pragma once

#include <string>
#include <vector>

#include "catalog/page/offer_card.h"

namespace zwk::catalog {

// What stands between people and an offer, in plain sentences; what nobody has said is left out, but for accessibility, of which
// it is said that nothing is known.

// HTML; under the name of each place where there are several.
std::string AccessInWords(const std::vector<OpenPlace>& places, const Reader& reader);

// HTML: spoken by those who offer it, and with whose help.
std::string LanguagesInWords(const OfferContent& content, const Reader& reader);

std::vector<std::string> ThresholdInWords(const Threshold& threshold, const Reader& reader);

// HTML: prices that hold, or will, and whether one has to buy something.
std::string CostsInWords(const OfferContent& content, const Reader& reader);

}  // namespace zwk::catalog
