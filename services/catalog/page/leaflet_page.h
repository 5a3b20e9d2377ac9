#pragma once

#include <string>
#include <vector>

#include "catalog/page/offer_card.h"
#include "catalog/search/find_offers.h"

namespace zwk::catalog {

// The offers of a neighborhood, to be printed and read without a screen.
struct LeafletPage {
  static constexpr size_t kMostOffers = 200;

  const Zone* zone = nullptr;
  const OfferContext* context = nullptr;
  std::vector<const OfferEntry*> offers;  // at most so many, by name
  size_t total = 0;
  bool small = false;  // A6 instead of A4
};

std::string ToHtml(const LeafletPage& page, const Reader& reader);

}  // namespace zwk::catalog
