#pragma once

#include <string>

#include "catalog/page/city_port.h"
#include "catalog/page/finder_page.h"
#include "catalog/page/leaflet_page.h"
#include "catalog/search/finder_use.h"
#include "platform/base/pool.h"
#include "platform/page/page.h"

namespace zwk::catalog {

// Makes the pages on which people find offers, for nobody in particular: what the roles of a caller would show beyond what is
// public stays out.
class OfferPages {
 public:
  OfferPages(Finder& finder, Snapshots& snapshots, Cities& cities, Pool& pool, const Clock& clock)
      : finder_(finder), snapshots_(snapshots), cities_(cities), pool_(pool), clock_(clock) {}

  Task<absl::StatusOr<page::Page>> ShowFinder(Caller caller, std::string locale,
                                              FinderQuestion asked, std::string page_token);
  Task<absl::StatusOr<page::Page>> ShowOffer(Caller caller, std::string locale, std::string id);
  Task<absl::StatusOr<page::Page>> ShowLeaflet(Caller caller, std::string locale,
                                               std::string neighborhood_key, bool small);

 private:
  // The language asked for, else what the caller prefers, else the city's.
  Task<absl::StatusOr<Reader>> ReaderOf(Caller caller, std::string locale);

  Finder& finder_;
  Snapshots& snapshots_;
  Cities& cities_;
  Pool& pool_;
  const Clock& clock_;
};

// INVALID_ARGUMENT, field locale, of a language that the pages do not speak; empty is none asked for.
void CheckPageLanguage(FieldErrors& errors, const std::string& locale);

}  // namespace zwk::catalog
