#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/import/finding.h"
#include "catalog/offer/offer.h"
#include "catalog/register/organization.h"
#include "catalog/register/place.h"

namespace zwk::catalog {

struct ImportedOffer {
  std::string id;
  OfferContent content;
  bool active = false;  // and complete enough to be published
};

struct ImportDocument {
  std::vector<Organization> organizations;
  std::vector<Place> places;
  std::vector<ImportedOffer> offers;
  Findings findings;
};

// What the catalog has already and a file may refer to.
struct KnownIds {
  std::set<std::string> organizations, places, offers, groups, needs;
  std::set<std::string> archived;  // ids of what nobody may change any more
};

// Reads an HSDS 3.1 JSON document with the additions of our profile (see README.md) and checks it:
// its shape (L1), what it points at (L2), what it says (L3). Never guesses: what can be read in two
// ways is an error. With errors the lists are incomplete and not to be used. `now`: nothing was assured
// later.
ImportDocument ReadHsds(std::string_view text, const KnownIds& known, Time now);

}  // namespace zwk::catalog
