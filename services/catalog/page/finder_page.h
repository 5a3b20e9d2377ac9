#pragma once

#include <string>
#include <vector>

#include "catalog/page/offer_card.h"
#include "catalog/search/find_offers.h"

namespace zwk::catalog {

// What somebody asks the finder for, as the form sends it.
struct FinderQuestion {
  std::string words, neighborhood_key, spoken, when;
  bool wheelchair = false, free_of_charge = false;

  bool filters() const {
    return wheelchair || free_of_charge ||
           !(neighborhood_key.empty() && spoken.empty() && when.empty());
  }
};

// The finder with the answer to a question. It shows what is public and of confidential places nothing.
struct FinderPage {
  static constexpr size_t kOffers = 20;

  FinderQuestion asked;
  const OfferContext* context = nullptr;
  std::vector<std::string> languages;  // spoken somewhere, BCP 47
  std::vector<FoundOffer> offers;      // on this page
  size_t total = 0;
  bool is_first = true;
  std::string next_page_token;  // empty on the last page
};

std::string ToHtml(const FinderPage& page, const Reader& reader);

}  // namespace zwk::catalog
