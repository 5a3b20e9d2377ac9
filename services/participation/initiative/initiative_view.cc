#include "participation/initiative/initiative_view.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "participation/initiative/initiative_views.pb.h"
#include "participation/initiative/words.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/ids.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/stream/handlers.h"

namespace zwk::participation {
namespace {

constexpr char kPublished[] = "published";
constexpr int kScan = 200;
constexpr size_t kPageBytes = 1 << 20;

std::string SnapshotKey(const std::string& initiative_id, uint64_t version) {
  return absl::StrCat("snapshot/", initiative_id, "/", version);
}
std::string LatestKey(const std::string& initiative_id) {
  return absl::StrCat("initiative/", initiative_id);
}

// The title under which the initiative is listed; "" if it is not.
Task<absl::StatusOr<std::string>> ListedTitle(std::string key, stream::ViewChange& change) {
  ZWK_CO_ASSIGN_OR_RETURN(const std::optional<std::string> bytes, co_await change.Get(key));
  if (!bytes) co_return std::string();
  stored::SearchedInitiative before;
  if (!before.ParseFromString(*bytes)) co_return absl::DataLossError("a snapshot cannot be read");
  co_return before.snapshot().title();
}

Task<absl::Status> OnPublished(const stream::Event& event, const v1::InitiativePublished& published,
                               stream::ViewChange& change) {
  stored::SearchedInitiative latest;
  v1::PublishedInitiative& snapshot = *latest.mutable_snapshot() = published.snapshot();
  snapshot.set_municipality(event.municipality);
  *snapshot.mutable_published_at() = ToTimestamp(event.time);
  latest.set_words(FoldedWords(
      absl::StrCat(snapshot.title(), "\n", snapshot.summary(), "\n", snapshot.lessons())));
  for (const std::string& title : snapshot.field_titles()) {
    latest.add_field_titles(FoldedWords(title));
  }
  for (const std::string& archetype : snapshot.archetypes()) {
    latest.add_archetypes(FoldedWords(archetype));
  }
  const std::string key = LatestKey(published.initiative_id());
  ZWK_CO_ASSIGN_OR_RETURN(const std::string listed, co_await ListedTitle(key, change));
  if (!listed.empty()) change.IndexRemove(kPublished, listed, key);
  change.IndexAdd(kPublished, snapshot.title(), key);
  change.Put(SnapshotKey(published.initiative_id(), snapshot.snapshot_version()),
             snapshot.SerializeAsString());
  change.Put(key, latest.SerializeAsString());
  co_return absl::OkStatus();
}

Task<absl::Status> OnWithdrawn(const v1::PublicationWithdrawn& withdrawn,
                               stream::ViewChange& change) {
  const std::string key = LatestKey(withdrawn.initiative_id());
  ZWK_CO_ASSIGN_OR_RETURN(const std::string listed, co_await ListedTitle(key, change));
  if (!listed.empty()) change.IndexRemove(kPublished, listed, key);
  change.Delete(key);
  for (uint64_t version = 1; version <= withdrawn.last_snapshot_version(); ++version) {
    change.Delete(SnapshotKey(withdrawn.initiative_id(), version));
  }
  co_return absl::OkStatus();
}

bool HasOne(const google::protobuf::RepeatedPtrField<std::string>& words,
            const std::vector<std::string>& beginnings) {
  return beginnings.empty() || std::any_of(words.begin(), words.end(), [&](const std::string& one) {
           return HasAll(one, beginnings);
         });
}

bool Matches(const stored::SearchedInitiative& initiative, const PublishedSearch& search) {
  return HasAll(initiative.words(), search.words) &&
         HasOne(initiative.field_titles(), search.field_title) &&
         HasOne(initiative.archetypes(), search.archetype);
}

// Where a search goes on: in a city, in the part of its list behind `cursor`, behind `passed`.
struct Place {
  std::string city;
  std::string cursor;  // of the view
  std::string passed;  // what was looked at last of that part; "": nothing
};

struct PartOfPage {
  PublishedPage page;
  size_t bytes = 0;

  bool IsFull(int page_size) const {
    return page.initiatives.size() == static_cast<size_t>(page_size) || bytes >= kPageBytes;
  }
};

// Tells searches apart.
std::string Mark(const PublishedSearch& search) {
  return Sha256Hex(absl::StrCat(absl::StrJoin(search.words, " "), "\n",
                                absl::StrJoin(search.field_title, " "), "\n",
                                absl::StrJoin(search.archetype, " ")))
      .substr(0, 16);
}

// All that can be reached by it is published, so it is bound to the search alone.
std::string ToToken(const PublishedSearch& search, const Place& place) {
  return absl::StrCat(Mark(search), ".", place.city, ".", place.cursor, ".",
                      absl::WebSafeBase64Escape(place.passed));
}

absl::StatusOr<Place> FromToken(const PublishedSearch& search) {
  if (search.page_token.empty()) return Place{};
  const std::vector<std::string> parts = absl::StrSplit(search.page_token, '.');
  Place place;
  if (parts.size() != 4 || parts[0] != Mark(search) || !IsMunicipalityId(parts[1]) ||
      !absl::WebSafeBase64Unescape(parts[3], &place.passed)) {
    return InvalidField("page_token", "is not from this search");
  }
  place.city = parts[1];
  place.cursor = parts[2];
  return place;
}

// As the list sorts them.
std::string SortedAs(const stream::ViewReader::Item& item) {
  return item.sort_key + '\0' + item.key;
}

// Goes on with one part of a city's list. True: the page is full, and `place` is where the next begins.
absl::StatusOr<bool> Collect(const PublishedSearch& search,
                             const std::vector<stream::ViewReader::Item>& items, Place& place,
                             PartOfPage& found) {
  for (const stream::ViewReader::Item& item : items) {
    std::string here = SortedAs(item);
    if (here <= place.passed) continue;
    stored::SearchedInitiative initiative;
    if (!initiative.ParseFromString(item.bytes)) {
      return absl::DataLossError("a snapshot cannot be read");
    }
    if (Matches(initiative, search)) {
      if (found.IsFull(search.page_size)) return true;
      found.bytes += initiative.snapshot().ByteSizeLong();
      found.page.initiatives.push_back(std::move(*initiative.mutable_snapshot()));
    }
    place.passed = std::move(here);
  }
  return false;
}

}  // namespace

Task<absl::Status> PublishedInitiativesView::On(const stream::Event& event,
                                                stream::ViewChange& change) {
  static const auto heard = stream::Handlers<stream::ViewChange>()
                                .On<v1::InitiativePublished>(OnPublished)
                                .On<v1::PublicationWithdrawn>(OnWithdrawn);
  co_return co_await heard.Handle(event, change);
}

Task<absl::StatusOr<std::optional<v1::PublishedInitiative>>> ViewedInitiatives::Find(
    std::string municipality, std::string initiative_id, uint64_t version, Time deadline) {
  std::string key = version == 0 ? LatestKey(initiative_id) : SnapshotKey(initiative_id, version);
  ZWK_CO_ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                          co_await reader_.Get(municipality, std::move(key), deadline));
  if (!bytes) co_return std::optional<v1::PublishedInitiative>();
  v1::PublishedInitiative snapshot;
  stored::SearchedInitiative latest;
  const bool parsed =
      version == 0 ? latest.ParseFromString(*bytes) : snapshot.ParseFromString(*bytes);
  if (!parsed) co_return absl::DataLossError("a snapshot cannot be read");
  if (version == 0) snapshot = std::move(*latest.mutable_snapshot());
  co_return snapshot;
}

Task<absl::StatusOr<PublishedPage>> ViewedInitiatives::Search(PublishedSearch search,
                                                              Time deadline) {
  ZWK_CO_ASSIGN_OR_RETURN(Place place, FromToken(search));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> cities,
                          co_await cities_.From(place.city, deadline));
  PartOfPage found;
  int looked_at = 0;
  for (const std::string& city : cities) {
    if (city != place.city) place = {city, "", ""};
    do {
      if (looked_at >= most_) {
        found.page.next_page_token = ToToken(search, place);
        co_return std::move(found.page);
      }
      ZWK_CO_ASSIGN_OR_RETURN(
          stream::ViewReader::Items part,
          co_await reader_.Scan(city, kPublished, "", place.cursor, kScan, deadline));
      looked_at += static_cast<int>(part.items.size());
      if (!part.items.empty())
        co_await pool_.Enter();  // off the lane; a full pool only makes it slower
      ZWK_CO_ASSIGN_OR_RETURN(const bool full, Collect(search, part.items, place, found));
      if (full) {
        found.page.next_page_token = ToToken(search, place);
        co_return std::move(found.page);
      }
      place = {city, std::move(part.next), ""};
    } while (!place.cursor.empty());
  }
  co_return std::move(found.page);
}

}  // namespace zwk::participation
