#include "catalog/app/find_offers.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

bool IsIn(const Snapshot::Facts& facts, const std::vector<std::string>& keys) {
  return facts.whole_municipality ||
         std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
           return std::find(facts.neighborhood_keys.begin(), facts.neighborhood_keys.end(), key) !=
                  facts.neighborhood_keys.end();
         });
}

bool Says(std::optional<bool> asked, std::optional<bool> fact) { return !asked || fact == asked; }

bool Meets(const Offer& offer, const Snapshot::Facts& facts, const OfferFilter& f,
           const TargetGroup* group) {
  const OfferContent& c = offer.content;
  const bool state =
      f.states.empty() ? offer.state == OfferState::kPublished
                       : std::find(f.states.begin(), f.states.end(), offer.state) != f.states.end();
  if (!state) return false;
  if (!f.include_stale && facts.freshness == Freshness::kVeryStale &&
      offer.state == OfferState::kPublished) {
    return false;
  }
  if (!f.neighborhood_keys.empty() && !IsIn(facts, f.neighborhood_keys)) return false;
  if (!f.language.empty() && !c.Speaks(f.language)) return false;
  if (!f.organization_id.empty() && c.organization_id != f.organization_id) return false;
  if (!f.need_key.empty() &&
      std::find(c.need_keys.begin(), c.need_keys.end(), f.need_key) == c.need_keys.end()) {
    return false;
  }
  if (group != nullptr && EligibleShare(facts.targets, group->predicate) <= 0) return false;
  return Says(f.consumption_free, c.consumption_free) &&
         Says(f.free_of_charge, facts.free_of_charge) &&
         Says(f.low_threshold, facts.low_threshold) && Says(f.wheelchair, facts.wheelchair);
}

// Confidential places have no distance: it would tell where they are.
bool IsNear(const Snapshot& snapshot, const Offer& offer, const Near& near) {
  return std::any_of(offer.content.places.begin(), offer.content.places.end(),
                     [&](const OfferAtPlace& at) {
                       const auto place = snapshot.content().places.find(at.place_id);
                       return place != snapshot.content().places.end() && place->second.point &&
                              !place->second.confidential &&
                              HaversineMetres(*place->second.point, near.point) <= near.metres;
                     });
}

}  // namespace

absl::StatusOr<std::vector<bool>> Allowed(const Snapshot& snapshot, const OfferFilter& filter) {
  const CatalogContent& content = snapshot.content();
  const TargetGroup* group = nullptr;
  if (!filter.group_key.empty()) {
    const auto found = content.groups.find(filter.group_key);
    if (found == content.groups.end()) {
      return absl::NotFoundError(absl::StrCat("no target group ", Quoted(filter.group_key)));
    }
    group = &found->second;
  }
  if (!filter.need_key.empty() && !content.needs.contains(filter.need_key)) {
    return absl::NotFoundError(absl::StrCat("no need type ", Quoted(filter.need_key)));
  }
  std::vector<bool> allowed(snapshot.size());
  for (size_t i = 0; i < snapshot.size(); ++i) {
    allowed[i] = Meets(snapshot.offer(i).value, snapshot.facts(i), filter, group);
  }
  return allowed;
}

absl::StatusOr<std::vector<FoundOffer>> FindOffers(const Snapshot& snapshot,
                                                   const OfferQuery& query) {
  ZWK_ASSIGN_OR_RETURN(std::vector<bool> allowed, Allowed(snapshot, query.filter));
  std::vector<TargetMatch> matches(snapshot.size(), TargetMatch::kNotStated);
  for (size_t i = 0; i < snapshot.size(); ++i) {
    if (!allowed[i]) continue;
    if (query.needed) {
      matches[i] = Match(snapshot.facts(i).targets, *query.needed);
      allowed[i] = matches[i] != TargetMatch::kNone;
    }
    if (query.near && !IsNear(snapshot, snapshot.offer(i).value, *query.near)) allowed[i] = false;
  }
  std::vector<FoundOffer> found;
  const TextIndex* index = snapshot.index(snapshot.SearchLanguage(query.language));
  if (!query.text.empty() && index != nullptr) {
    for (const TextIndex::Hit& hit : index->Search(query.text, allowed)) {
      found.push_back({hit.document, matches[hit.document], hit.score});
    }
  } else {
    for (size_t i = 0; i < snapshot.size(); ++i) {
      if (allowed[i]) found.push_back({i, matches[i], 0});
    }
  }
  std::sort(found.begin(), found.end(), [&](const FoundOffer& a, const FoundOffer& b) {
    if (query.needed && a.match != b.match) return a.match < b.match;
    if (a.score != b.score) return a.score > b.score;
    const std::string& left = snapshot.offer(a.offer).value.content.texts.name;
    const std::string& right = snapshot.offer(b.offer).value.content.texts.name;
    return left != right ? left < right : a.offer < b.offer;
  });
  return found;
}

}  // namespace zwk::catalog
