#include "platform/events/event_feed.h"

#include <algorithm>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/stream/attributes.h"
#include "platform/stream/envelope.h"

namespace zwk::events {
namespace {

using stream::Event;

// An event may have a megabyte.
constexpr int kEventsAtOnce = 20;
// Of a file, which has eight at most; it is opened for each of these.
constexpr size_t kArchivedAtOnce = 500;
constexpr size_t kMostWaitingForArchive = 1024;
constexpr size_t kMostCursorBytes = 200;

Event ToEvent(const std::string& area, const std::string& municipality,
              const store::TailEntry& entry) {
  Event event;
  event.area = area;
  event.municipality = municipality;
  event.position = entry.position;
  event.data = entry.data;
  for (const auto& [name, value] : entry.attributes) stream::SetAttribute(event, name, value);
  return event;
}

int SumOf(const std::map<std::string, int>& counts) {
  int sum = 0;
  for (const auto& [name, count] : counts) sum += count;
  return sum;
}

absl::Status Busy(absl::string_view who, int most, absl::string_view reason) {
  return WithReason(absl::ResourceExhaustedError(absl::StrCat(
                        who, " has ", most, " streams of events open, as many as it may")),
                    reason);
}

store::OutboxPosition ArchivedUpTo(const absl::Status& out_of_range) {
  for (const auto& [key, value] : DetailsOf(out_of_range)) {
    if (key == "archived_up_to") return store::OutboxPosition::Of(value);
  }
  return {};
}

}  // namespace

// Of one stream, given back when it ends.
class Feed::Place {
 public:
  Place(Feed& feed, const Caller& caller)
      : feed_(feed), municipality_(caller.municipality), caller_(caller.subject_ref) {}
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;
  ~Place() {
    const std::lock_guard lock(feed_.mutex_);
    --feed_.all_watchers_;
    std::map<std::string, int>& of_city = feed_.watchers_[municipality_];
    if (--of_city[caller_] == 0) of_city.erase(caller_);
    if (of_city.empty()) feed_.watchers_.erase(municipality_);
  }

 private:
  Feed& feed_;
  const std::string municipality_;
  const std::string caller_;
};

Feed::Feed(store::Store& store, Timers& timers, Options options)
    : store_(store),
      timers_(timers),
      options_(std::move(options)),
      archive_(options_.archive),
      archive_pool_(1, kMostWaitingForArchive) {}

// Bound to stream and city, not signed: it says where one's own stream goes on and nothing else.
std::string Feed::CursorOf(const std::string& municipality, Position position) const {
  return absl::WebSafeBase64Escape(
      absl::StrCat(options_.area, "/", municipality, "/", position.Text()));
}

absl::StatusOr<Feed::Position> Feed::ReadCursor(const std::string& municipality,
                                                const std::string& cursor) const {
  std::string text;
  const bool readable =
      cursor.size() <= kMostCursorBytes && absl::WebSafeBase64Unescape(cursor, &text);
  const std::vector<std::string> parts = absl::StrSplit(text, '/');
  if (readable && parts.size() == 3 && parts[0] == options_.area && parts[1] == municipality) {
    const Position position = Position::Of(parts[2]);
    if (position.Text() == parts[2]) return position;
  }
  return InvalidField("after", "is no cursor of this stream and municipality");
}

absl::StatusOr<std::shared_ptr<Feed::Place>> Feed::Enter(const Caller& caller) {
  const std::lock_guard lock(mutex_);
  if (all_watchers_ >= options_.total) return Busy("the server", options_.total, "SERVER_BUSY");
  if (const auto city = watchers_.find(caller.municipality); city != watchers_.end()) {
    if (SumOf(city->second) >= options_.of_a_municipality) {
      return Busy(Quoted(caller.municipality), options_.of_a_municipality, "MUNICIPALITY_BUSY");
    }
    const auto own = city->second.find(caller.subject_ref);
    if (own != city->second.end() && own->second >= options_.of_a_caller) {
      return Busy("the caller", options_.of_a_caller, "CALLER_BUSY");
    }
  }
  ++all_watchers_;
  ++watchers_[caller.municipality][caller.subject_ref];
  return std::make_shared<Place>(*this, caller);
}

std::map<std::string, int> Feed::Watching() {
  const std::lock_guard lock(mutex_);
  std::map<std::string, int> watching;
  for (const auto& [municipality, callers] : watchers_) watching[municipality] = SumOf(callers);
  return watching;
}

absl::Status Feed::Gone(const std::string& municipality, Position base) const {
  return WithDetail(
      WithReason(absl::OutOfRangeError("what comes behind this cursor is not there any more"),
                 kEventsGone),
      "base", CursorOf(municipality, base));
}

Task<absl::StatusOr<Feed::Position>> Feed::End(const Caller& caller) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<store::TailEntry> newest,
      co_await store_.Tail(caller.municipality, store::kNewestEntry, 1, caller.deadline));
  if (!newest.empty()) co_return Position::Of(newest[0].position);
  const absl::StatusOr<std::vector<store::TailEntry>> all =
      co_await store_.Tail(caller.municipality, "", 1, caller.deadline);
  if (absl::IsOutOfRange(all.status())) co_return ArchivedUpTo(all.status());
  if (!all.ok()) co_return all.status();
  co_return Position();
}

Task<absl::StatusOr<std::vector<Event>>> Feed::Read(const Caller& caller, Position after) {
  const std::string from = after == Position() ? "" : after.Text();
  const absl::StatusOr<std::vector<store::TailEntry>> entries =
      co_await store_.Tail(caller.municipality, from, kEventsAtOnce, caller.deadline);
  if (absl::IsOutOfRange(entries.status())) {
    const Position base = ArchivedUpTo(entries.status());
    co_return co_await ReadArchive(caller.municipality, after, base);
  }
  if (!entries.ok()) co_return entries.status();
  std::vector<Event> events;
  for (const store::TailEntry& entry : *entries) {
    events.push_back(ToEvent(options_.area, caller.municipality, entry));
  }
  co_return events;
}

Task<absl::StatusOr<std::vector<Event>>> Feed::ReadArchive(std::string municipality, Position after,
                                                           Position base) {
  if (options_.archive.empty()) co_return Gone(municipality, base);
  const bool entered = co_await archive_pool_.Enter();
  if (!entered) {
    co_return WithReason(absl::ResourceExhaustedError("others read what has been archived"),
                         "SERVER_BUSY");
  }
  absl::StatusOr<std::vector<Event>> events =
      archive_.Read({options_.area, municipality}, after, kArchivedAtOnce);
  // Lost, or never brought along: there is no other copy.
  if (absl::IsDataLoss(events.status()) || (events.ok() && events->empty())) {
    co_return Gone(municipality, base);
  }
  co_return events;
}

Task<absl::StatusOr<std::shared_ptr<Feed::Watcher>>> Feed::Watch(Caller caller,
                                                                 const PublicEvents& events,
                                                                 Wish wish) {
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<std::string> types, events.Heard(caller, wish.types));
  ZWK_CO_ASSIGN_OR_RETURN(std::shared_ptr<Place> place, Enter(caller));
  Position position;
  if (!wish.after.empty() || wish.new_only) {
    ZWK_CO_ASSIGN_OR_RETURN(const Position end, co_await End(caller));
    position = end;
    if (!wish.after.empty()) {
      ZWK_CO_ASSIGN_OR_RETURN(position, ReadCursor(caller.municipality, wish.after));
      // Of a store that has been put back to an earlier time: what is behind the cursor is not what was.
      if (position > end) co_return Gone(caller.municipality, end);
    }
  }
  co_return std::make_shared<Watcher>(*this, std::move(caller), events, std::move(types),
                                      std::move(place), position);
}

Feed::Watcher::Watcher(Feed& feed, Caller caller, const PublicEvents& events,
                       std::vector<std::string> types, std::shared_ptr<Place> place,
                       Position position)
    : feed_(feed),
      caller_(std::move(caller)),
      events_(events),
      types_(std::move(types)),
      place_(std::move(place)),
      position_(position) {}

void Feed::Watcher::Take(const std::vector<Event>& events) {
  for (const Event& event : events) {
    position_ = Position::Of(event.position);
    if (!std::binary_search(types_.begin(), types_.end(), event.type)) continue;
    std::optional<std::string> shown = events_.Shown(event.type, event.data);
    if (!shown) continue;
    common::v1::EventEnvelope envelope = stream::ToEnvelope(event);
    envelope.set_data(*std::move(shown));
    envelope.clear_trace_parent();  // of somebody else's call
    waiting_.push_back({feed_.CursorOf(caller_.municipality, position_), std::move(envelope)});
  }
}

Task<absl::StatusOr<Feed::Told>> Feed::Watcher::Next() {
  while (!caller_.cancellation.cancelled()) {
    if (!waiting_.empty()) {
      Told told = std::move(waiting_.front());
      waiting_.pop_front();
      said_ = Steady::now();
      co_return told;
    }
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Event> events,
                            co_await feed_.Read(caller_, position_));
    Take(events);
    const bool silent = Steady::now() - said_ >= feed_.options_.heartbeat;
    if (waiting_.empty() && (silent || (events.empty() && !caught_up_))) {
      caught_up_ = caught_up_ || events.empty();
      said_ = Steady::now();
      co_return Told{feed_.CursorOf(caller_.municipality, position_), std::nullopt};
    }
    if (events.empty()) {
      (void)co_await feed_.timers_.Sleep(feed_.options_.interval, caller_.cancellation);
    }
  }
  co_return absl::CancelledError("nobody listens any more");
}

}  // namespace zwk::events
