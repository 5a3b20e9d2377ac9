#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "catalog/base/geometry.h"
#include "catalog/offer/offer.h"
#include "catalog/register/need_type.h"
#include "catalog/register/organization.h"
#include "catalog/register/place.h"
#include "catalog/register/target_group.h"
#include "catalog/synonym/synonyms.h"
#include "platform/base/repository.h"

namespace zwk::catalog {

// Names the last change of the catalog, and of the neighborhoods.
struct Revision {
  std::string catalog;
  std::string neighborhoods;
  friend bool operator==(const Revision&, const Revision&) = default;
};

// By id or key.
template <class T>
using Register = std::map<std::string, T>;

// What is there as of a revision: everything of a municipality, or what has changed since another
// one.
struct CatalogContent {
  Revision revision;
  std::string position;  // in the log of changes: what comes after it may not be in here
  std::vector<Stored<Offer>> offers;
  Register<Organization> organizations;
  Register<Place> places;
  Register<TargetGroup> groups;
  Register<NeedType> needs;
  Register<Synonyms> synonyms;
  std::optional<std::vector<Zone>> zones;  // all of them; absent: as before
};

// What offers refer to. Snapshots share what has not changed between them.
struct OfferContext {
  template <class T>
  using Shared = std::shared_ptr<const T>;

  Shared<Register<Organization>> organizations = std::make_shared<Register<Organization>>();
  Shared<Register<Place>> places = std::make_shared<Register<Place>>();
  Shared<Register<TargetGroup>> groups = std::make_shared<Register<TargetGroup>>();
  Shared<Register<NeedType>> needs = std::make_shared<Register<NeedType>>();
  Shared<Register<Synonyms>> synonyms = std::make_shared<Register<Synonyms>>();
  Shared<std::vector<Zone>> zones = std::make_shared<std::vector<Zone>>();
};

}  // namespace zwk::catalog
