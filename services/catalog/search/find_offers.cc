#include "catalog/search/find_offers.h"

#include <algorithm>
#include <string_view>
#include <unordered_set>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

bool IsIn(const OfferFacts& facts, const std::vector<std::string>& keys) {
  return facts.whole_municipality ||
         std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
           return std::find(facts.neighborhood_keys.begin(), facts.neighborhood_keys.end(), key) !=
                  facts.neighborhood_keys.end();
         });
}

bool Says(std::optional<bool> asked, std::optional<bool> fact) { return !asked || fact == asked; }

bool Meets(const OfferEntry& entry, const OfferFilter& f, const TargetGroup* group, Time now) {
  const Offer& offer = entry.offer->value;
  const OfferFacts& facts = *entry.facts;
  const OfferContent& c = offer.content;
  const bool state =
      f.states.empty() ? offer.state == OfferState::kPublished
                       : std::find(f.states.begin(), f.states.end(), offer.state) != f.states.end();
  if (!state || (!f.include_hidden && !IsPublic(offer.state))) return false;
  if (!f.include_stale && offer.state == OfferState::kPublished &&
      FreshnessOf(facts.assured, now) == Freshness::kVeryStale) {
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

// Last, since it may have to be worked out.
bool IsOpen(const OfferEntry& entry, const OfferContext& context, OpenWhen when, Time now) {
  if (when == OpenWhen::kAnyTime) return true;
  const std::vector<OpenSpan> spans =
      entry.facts->openings.On(LocalDay(now), entry.offer->value.content, *context.places);
  return std::any_of(spans.begin(), spans.end(), [&](const OpenSpan& span) {
    if (span.end <= now) return false;
    return when == OpenWhen::kToday ? span.begins_today : span.walk_in && span.start <= now;
  });
}

// Confidential places have no distance: it would tell where they are.
bool IsNear(const OfferContext& context, const Offer& offer, const Near& near) {
  return std::any_of(offer.content.places.begin(), offer.content.places.end(),
                     [&](const OfferAtPlace& at) {
                       const auto place = context.places->find(at.place_id);
                       return place != context.places->end() && place->second.point &&
                              !place->second.confidential &&
                              HaversineMeters(*place->second.point, near.point) <= near.meters;
                     });
}

// The group that the filter names, null if it names none.
absl::StatusOr<const TargetGroup*> GroupOf(const OfferContext& context, const OfferFilter& filter) {
  if (!filter.need_key.empty() && !context.needs->contains(filter.need_key)) {
    return absl::NotFoundError(absl::StrCat("no need type ", Quoted(filter.need_key)));
  }
  if (filter.group_key.empty()) return nullptr;
  const auto found = context.groups->find(filter.group_key);
  if (found == context.groups->end()) {
    return absl::NotFoundError(absl::StrCat("no target group ", Quoted(filter.group_key)));
  }
  return &found->second;
}

// Whether the offer is for one of the people at least, as far as is known; and how it fits them.
bool Serves(const std::vector<TargetPredicate>& people, FoundOffer& offer) {
  offer.fit = {TargetMatch::kNone, 0};
  for (const TargetPredicate& person : people) {
    const TargetFit fit = FitOf(offer.offer->facts->targets, person);
    offer.served += fit.match <= TargetMatch::kOpenTo ? 1 : 0;
    if (fit.match < offer.fit.match ||
        (fit.match == offer.fit.match && fit.criteria > offer.fit.criteria)) {
      offer.fit = fit;
    }
  }
  return offer.fit.match != TargetMatch::kNone;
}

// What orders what was found, best first.
struct Rank {
  TargetMatch match = TargetMatch::kNone;
  int served = 0;
  int criteria = 0;
  double score = 0;
  std::string_view name, id;

  static Rank Of(const FoundOffer& found) {
    const Offer& offer = found.offer->offer->value;
    return {found.fit.match,          found.served, found.fit.criteria, found.score,
            offer.content.texts.name, offer.id};
  }
  bool IsBefore(const Rank& other) const {
    if (match != other.match) return match < other.match;
    if (served != other.served) return served > other.served;
    if (criteria != other.criteria) return criteria > other.criteria;
    if (score != other.score) return score > other.score;
    return std::pair(name, id) < std::pair(other.name, other.id);
  }
};

bool ComesBefore(const FoundOffer& a, const FoundOffer& b) {
  return Rank::Of(a).IsBefore(Rank::Of(b));
}

// As text; what is found by one has a score instead, and is not told by its place.
std::string PlaceOf(const FoundOffer& found) {
  const Rank rank = Rank::Of(found);
  return absl::StrCat(static_cast<int>(rank.match), "/", rank.served, "/", rank.criteria, "/",
                      std::string(rank.id), "/", std::string(rank.name));
}

// What PlaceOf said; the texts lie in `place`.
Rank RankAt(std::string_view place) {
  const std::vector<absl::string_view> parts =
      absl::StrSplit(absl::string_view(place.data(), place.size()), absl::MaxSplits('/', 4));
  Rank rank;
  int match = 0;
  if (parts.size() != 5 || !absl::SimpleAtoi(parts[0], &match) ||
      !absl::SimpleAtoi(parts[1], &rank.served) || !absl::SimpleAtoi(parts[2], &rank.criteria)) {
    return rank;
  }
  rank.match = static_cast<TargetMatch>(match);
  rank.id = {parts[3].data(), parts[3].size()};
  rank.name = {parts[4].data(), parts[4].size()};
  return rank;
}

// Enough that among all offers of a city no two are taken for each other.
constexpr size_t kMarkBytes = 6;
std::string MarkOf(const FoundOffer& found) {
  return Sha256(found.offer->offer->value.id).substr(0, kMarkBytes);
}

// What the pages before have shown.
class Shown {
 public:
  explicit Shown(const OfferQuery& query) : is_first_(query.after.empty()) {
    if (query.text.empty()) {
      last_ = RankAt(query.after);
      return;
    }
    by_text_ = true;
    for (size_t i = 0; i + kMarkBytes <= query.after.size(); i += kMarkBytes) {
      marks_.insert(query.after.substr(i, kMarkBytes));
    }
  }
  bool Has(const FoundOffer& offer) const {
    if (is_first_) return false;
    return by_text_ ? marks_.contains(MarkOf(offer)) : !last_.IsBefore(Rank::Of(offer));
  }

 private:
  bool is_first_, by_text_ = false;
  Rank last_;
  std::unordered_set<std::string> marks_;
};

}  // namespace

absl::StatusOr<std::vector<FoundOffer>> ListOffers(const Snapshot& snapshot,
                                                   const OfferFilter& filter,
                                                   const std::string& after, Time now) {
  ZWK_ASSIGN_OR_RETURN(const TargetGroup* group, GroupOf(snapshot.context(), filter));
  std::vector<FoundOffer> found;
  for (size_t i = 0; i < snapshot.size(); ++i) {
    const OfferEntry& entry = snapshot.entry(i);
    if (entry.offer->value.id > after && Meets(entry, filter, group, now) &&
        IsOpen(entry, snapshot.context(), filter.open, now)) {
      found.push_back({&entry});
    }
  }
  return found;
}

std::string NextPage(const OfferQuery& query, const std::vector<FoundOffer>& found, size_t shown) {
  if (query.text.empty()) return PlaceOf(found[shown - 1]);
  std::string marks = query.after;
  for (size_t i = 0; i < shown; ++i) marks += MarkOf(found[i]);
  return marks;
}

absl::StatusOr<FoundOffers> FindOffers(const Snapshot& snapshot, const OfferQuery& query,
                                       size_t wanted, Time now) {
  const OfferContext& context = snapshot.context();
  ZWK_ASSIGN_OR_RETURN(const TargetGroup* group, GroupOf(context, query.filter));
  const bool by_text = !query.text.empty();
  TextScores scores;
  if (by_text) scores = snapshot.Search(query.text, query.language);
  FoundOffers found;
  const Shown shown(query);
  for (size_t p = 0; p < snapshot.parts().size(); ++p) {
    const OfferPart& part = snapshot.parts()[p];
    for (size_t i = 0; i < part.size(); ++i) {
      if (by_text ? scores[p][i] <= 0 : part.is_gone(i)) continue;
      FoundOffer offer{&part.offer(i)};
      if (by_text) offer.score = scores[p][i];
      if (!Meets(*offer.offer, query.filter, group, now)) continue;
      if (!query.people.empty() && !Serves(query.people, offer)) continue;
      if (query.near && !IsNear(context, offer.offer->offer->value, *query.near)) continue;
      if (!IsOpen(*offer.offer, context, query.filter.open, now)) continue;
      ++found.total;
      if (!shown.Has(offer)) found.offers.push_back(offer);
    }
  }
  std::vector<FoundOffer>& offers = found.offers;
  const auto end = static_cast<std::ptrdiff_t>(std::min(wanted, offers.size()));
  std::partial_sort(offers.begin(), offers.begin() + end, offers.end(), ComesBefore);
  return found;
}

}  // namespace zwk::catalog
