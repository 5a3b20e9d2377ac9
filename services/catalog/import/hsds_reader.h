#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "catalog/import/finding.h"
#include "catalog/offer/wanted_offer.h"
#include "catalog/register/organization.h"
#include "catalog/register/place.h"

namespace zwk::catalog {

struct ImportDocument {
  std::vector<Organization> organizations;
  std::vector<Place> places;
  std::vector<WantedOffer> offers;
  Findings findings;
  std::map<std::string, std::string> paths;  // by "offer/<id>"
  // What has an error, or names something that has; with errors that belong to nothing, the file itself.
  std::set<std::string> broken;
  bool unreadable = false;
};

// What the catalog has already and a file may refer to.
struct KnownIds {
  std::set<std::string> organizations, places, offers, groups, needs;
  // What nobody may change any more, by kind: ids made of a source's own numbers are the same in each.
  std::set<std::string> archived_organizations, archived_places, archived_offers;
};

// Reads an HSDS 3.1 JSON document with the additions of our profile (see README.md) and checks it:
// its shape (L1), what it points at (L2), what it says (L3). Never guesses: what can be read in two
// ways is an error. With errors the lists are incomplete and not to be used. `now`: nothing was assured
// later. Of a file with a `source` ids that are no UUIDs become some.
ImportDocument ReadHsds(std::string_view text, const KnownIds& known, Time now,
                        const std::string& source = "");

}  // namespace zwk::catalog
