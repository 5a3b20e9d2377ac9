#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "platform/stream/view.h"
#include "platform/stream/view_keys.h"

namespace zwk::stream {
namespace {

constexpr int kPage = 500;
constexpr size_t kMaxAll = 10'000;
constexpr int kAttempts = 5;

std::string GenerationOf(const std::string& live) { return live.empty() ? kFirstGeneration : live; }

// Reads from the generation that was live at the same instant: guesses it, and looks again if it
// was another one.
template <typename Fill>
Task<absl::StatusOr<store::ReadResult>> ReadLive(store::Store& store, std::string view,
                                                 std::string municipality, Fill fill,
                                                 Time deadline) {
  std::string generation = kFirstGeneration;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    store::ReadSet reads;
    reads.guards.push_back(LiveKey(view));
    fill(ViewKeys(view, generation), reads);
    ZWK_CO_ASSIGN_OR_RETURN(store::ReadResult read,
                            co_await store.Get(municipality, std::move(reads), deadline));
    std::string live = GenerationOf(read.guards[0]);
    if (live == generation) co_return read;
    generation = std::move(live);
  }
  co_return absl::AbortedError(absl::StrCat("the view ", view, " is being switched"));
}

}  // namespace

Task<absl::StatusOr<std::vector<std::optional<std::string>>>> ViewReader::GetMany(
    std::string municipality, std::vector<std::string> keys, Time deadline) const {
  auto fill = [keys](const ViewKeys& view, store::ReadSet& reads) {
    for (const std::string& key : keys) reads.documents.push_back(view.Own(key));
  };
  ZWK_CO_ASSIGN_OR_RETURN(store::ReadResult read,
                          co_await ReadLive(store_, view_, municipality, fill, deadline));
  std::vector<std::optional<std::string>> found;
  for (store::Document& document : read.documents) {
    found.push_back(document.exists() ? std::optional(std::move(document.bytes)) : std::nullopt);
  }
  co_return found;
}

Task<absl::StatusOr<std::optional<std::string>>> ViewReader::Get(std::string municipality,
                                                                 std::string key,
                                                                 Time deadline) const {
  std::vector<std::string> keys;
  keys.push_back(std::move(key));
  ZWK_CO_ASSIGN_OR_RETURN(auto found, co_await GetMany(municipality, std::move(keys), deadline));
  co_return std::move(found[0]);
}

Task<absl::StatusOr<std::map<std::string, int64_t>>> ViewReader::Counters(std::string municipality,
                                                                          std::string counter,
                                                                          Time deadline) const {
  auto fill = [counter](const ViewKeys& view, store::ReadSet& reads) {
    reads.counters.push_back(view.Own(counter));
  };
  ZWK_CO_ASSIGN_OR_RETURN(store::ReadResult read,
                          co_await ReadLive(store_, view_, municipality, fill, deadline));
  co_return std::move(read.counters[0]);
}

Task<absl::StatusOr<ViewReader::Items>> ViewReader::Scan(std::string municipality,
                                                         std::string index, std::string prefix,
                                                         std::string after, int limit,
                                                         Time deadline) const {
  auto nothing = [](const ViewKeys&, store::ReadSet&) {};
  std::string before;
  for (int attempt = 0; attempt < kAttempts; ++attempt) {
    ZWK_CO_ASSIGN_OR_RETURN(const store::ReadResult live,
                            co_await ReadLive(store_, view_, municipality, nothing, deadline));
    const std::string generation = GenerationOf(live.guards[0]);
    const ViewKeys keys(view_, generation);
    store::ScanQuery query;
    query.index = keys.Own(index);
    query.prefix = prefix;
    query.after = after;
    query.limit = limit;
    ZWK_CO_ASSIGN_OR_RETURN(store::ScanPage page,
                            co_await store_.Scan(municipality, std::move(query), deadline));
    Items items;
    items.next = std::move(page.next);
    const size_t listed = page.items.size();
    for (store::ScanPage::Item& item : page.items) {
      if (!item.document.exists()) continue;
      items.items.push_back(
          {std::move(item.sort_key), keys.Unprefixed(item.key), std::move(item.document.bytes)});
    }
    // A generation that was replaced meanwhile loses its documents first, then its indexes: if
    // something is not there, look whether this one is still the live one.
    const bool whole = listed > 0 && items.items.size() == listed;
    if (whole || generation == before) co_return items;
    before = generation;
  }
  co_return absl::AbortedError(absl::StrCat("the view ", view_, " is being switched"));
}

Task<absl::StatusOr<std::vector<ViewReader::Item>>> ViewReader::ScanAll(std::string municipality,
                                                                        std::string index,
                                                                        std::string prefix,
                                                                        Time deadline) const {
  std::vector<Item> all;
  std::string after;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(Items page,
                            co_await Scan(municipality, index, prefix, after, kPage, deadline));
    for (Item& item : page.items) all.push_back(std::move(item));
    if (all.size() > kMaxAll) {
      co_return absl::ResourceExhaustedError(
          absl::StrCat("the list ", index, " of ", view_, " is too long to be read at once"));
    }
    after = std::move(page.next);
  } while (!after.empty());
  co_return all;
}

}  // namespace zwk::stream
