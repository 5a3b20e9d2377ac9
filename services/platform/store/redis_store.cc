#include "platform/store/redis_store.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/ids.h"
#include "platform/base/mac.h"
#include "platform/base/status_macros.h"
#include "platform/store/keys.h"
#include "platform/store/lane.h"
#include "platform/store/scripts.h"  // made from the .lua files

namespace zwk::store {
namespace {

constexpr char kAnswerLifetimeMs[] = "86400000";  // 24 h
constexpr int kMaxScan = 500;
constexpr size_t kMacBytes = 16;
constexpr int kConnectionsOfALane = 4;  // for commits: a large batch of them shares an fsync

constexpr std::pair<const char*, const char*> kDurableSettings[] = {
    {"appendonly", "yes"},
    {"appendfsync", "always"},
    {"no-appendfsync-on-rewrite", "no"},
    {"maxmemory-policy", "noeviction"}};

bool IsKey(absl::string_view key) {
  return !key.empty() && key.size() <= 512 &&
         std::none_of(key.begin(), key.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

absl::Status CheckKey(absl::string_view key) {
  if (IsKey(key)) return absl::OkStatus();
  return absl::InvalidArgumentError("a key is empty, too long or has control characters");
}

absl::Status CheckMunicipality(const std::string& municipality) {
  if (IsMunicipalityId(municipality)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("no municipality: ", Quoted(municipality)));
}

std::string VersionText(uint64_t version) {
  return version == Commit::kAnyVersion ? "*" : absl::StrCat(version);
}

uint64_t ToVersion(const Reply& reply) {
  uint64_t version = 0;
  return absl::SimpleAtoi(reply.text(), &version) ? version : 0;
}

Document ToDocument(const Reply& fields) {
  Document document;
  document.version = ToVersion(fields[0]);
  document.event_version = ToVersion(fields[1]);
  document.bytes = std::string(fields[2].text());
  document.origin = std::string(fields[3].text());
  return document;
}

// A request's record is a value of its own, or one of those that lie together under their group.
absl::string_view RecordName(absl::string_view request_id, absl::string_view group) {
  return group.empty() ? request_id : group;
}
absl::string_view RecordMember(absl::string_view request_id, absl::string_view group) {
  return group.empty() ? "" : request_id;
}

absl::Status Unexpected(const Reply& reply) {
  return absl::InternalError(absl::StrCat("the store said: ", reply.text()));
}

// The least text that is greater than every text with this prefix; "" if there is none.
std::string AfterPrefix(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  if (!prefix.empty())
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

// The aggregates of a commit's events, in the order of their first events.
std::vector<absl::string_view> AggregatesOf(const Commit& commit) {
  std::vector<absl::string_view> aggregates;
  for (const auto& event : commit.events()) {
    if (std::find(aggregates.begin(), aggregates.end(), event.key) == aggregates.end())
      aggregates.emplace_back(event.key);
  }
  return aggregates;
}

// KEYS and ARGV of commit.lua, in its order, in one pass. Refers to the commit.
class CommitCall {
 public:
  CommitCall(const Commit& commit, const std::string& area)
      : commit_(commit),
        area_(area),
        prefix_(keys::Prefix(commit.municipality(), area)),
        aggregates_(AggregatesOf(commit)) {}

  Command ToCommand(Time now) const {
    Command command;
    command.Reserve(Size());
    for (const absl::string_view word : {"EVALSHA", kCommitSha}) command.Add(word);
    size_t named = 0;
    ForEachKey([&](const char*, absl::string_view) { ++named; });
    command.Add(absl::StrCat(kLogs + named));
    command.AddJoined({prefix_, "r:", RecordName(commit_.request().id, commit_.request_group())});
    for (const char* log : {"outbox", "audit", "dead"}) command.AddJoined({prefix_, log});
    ForEachKey(
        [&](const char* kind, absl::string_view key) { command.AddJoined({prefix_, kind, key}); });
    Head(command);
    Parts(command);
    Events(command, commit_.time() == Time{} ? now : commit_.time());
    return command;
  }

  // The key with this number in KEYS, as the commit names it.
  std::string LogicalKey(int64_t number) const {
    std::string found;
    int64_t i = kLogs;
    ForEachKey([&](const char*, absl::string_view key) {
      if (++i == number) found = std::string(key);
    });
    return found;
  }

 private:
  static constexpr size_t kLogs = 4;  // request, outbox, audit, dead

  // What the command takes, about: spares growing it again and again.
  size_t Size() const {
    constexpr size_t kFixed = 768, kOfAPart = 192, kOfAnEvent = 384;
    size_t size = kFixed + commit_.answer().size();
    for (const auto& write : commit_.writes()) size += kOfAPart + write.bytes.size();
    for (const auto& event : commit_.events()) size += kOfAnEvent + event.data.size();
    return size + kOfAPart * (commit_.adds().size() + commit_.index_adds().size() +
                              commit_.index_removes().size());
  }

  // KEYS without the logs: `visit(kind, key)`.
  template <class Visit>
  void ForEachKey(Visit visit) const {
    for (const auto& write : commit_.writes()) visit("d:", write.key);
    for (const auto& wish : commit_.deletes()) visit("d:", wish.key);
    for (const auto& wish : commit_.required()) visit("d:", wish.key);
    for (const absl::string_view aggregate : aggregates_) visit("d:", aggregate);
    for (const auto& guard : commit_.guards()) visit("g:", guard.key);
    for (const auto& guard : commit_.set_guards()) visit("g:", guard.key);
    for (const auto& add : commit_.adds()) visit("c:", add.key);
    for (const auto& wish : commit_.index_adds()) visit("i:", wish.index);
    for (const auto& wish : commit_.index_removes()) visit("i:", wish.index);
    for (const std::string& group : commit_.forgets()) visit("r:", group);
  }

  void Head(Command& command) const {
    if (commit_.request().id.empty()) {
      command.Add("");
    } else {
      // Never empty, so that a request without a fingerprint is deduplicated all the same.
      command.AddJoined({"=", commit_.request().fingerprint});
    }
    command.Add(RecordMember(commit_.request().id, commit_.request_group()));
    command.Add(commit_.answer());
    command.Add(kAnswerLifetimeMs);
    for (const size_t count :
         {commit_.writes().size(), commit_.deletes().size(), commit_.required().size(),
          aggregates_.size(), commit_.events().size(), commit_.guards().size(),
          commit_.set_guards().size(), commit_.adds().size(), commit_.index_adds().size(),
          commit_.index_removes().size(), commit_.forgets().size(),
          commit_.audits().size() + commit_.dead_letters().size()})
      command.Add(absl::StrCat(count));
  }

  void Parts(Command& command) const {
    for (const auto& write : commit_.writes()) {
      command.Add(VersionText(write.expected_version));
      command.Add(write.bytes);
      command.Add(write.origin);
    }
    for (const auto* wishes : {&commit_.deletes(), &commit_.required()}) {
      for (const auto& wish : *wishes) command.Add(VersionText(wish.expected_version));
    }
    for (const absl::string_view aggregate : aggregates_) {
      const auto first = std::find_if(commit_.events().begin(), commit_.events().end(),
                                      [&](const auto& event) { return event.key == aggregate; });
      command.Add(VersionText(first->expected_event_version));
    }
    for (const auto* guards : {&commit_.guards(), &commit_.set_guards()}) {
      for (const auto& guard : *guards) command.Add(guard.value);
    }
    for (const auto& add : commit_.adds()) {
      command.Add(add.field);
      command.Add(absl::StrCat(add.delta));
    }
    for (const auto* wishes : {&commit_.index_adds(), &commit_.index_removes()}) {
      for (const auto& wish : *wishes)
        command.AddJoined({wish.sort_key, absl::string_view("\0", 1), wish.document_key});
    }
    for (const std::string& record : commit_.audits()) {
      command.Add("audit");
      command.Add(record);
    }
    for (const std::string& record : commit_.dead_letters()) {
      command.Add("dead");
      command.Add(record);
    }
  }

  void Events(Command& command, Time time) const {
    if (commit_.events().empty()) return;
    const std::string time_text = FormatTime(time);
    for (const auto& event : commit_.events()) {
      const auto aggregate = std::find(aggregates_.begin(), aggregates_.end(), event.key);
      command.Add(absl::StrCat(aggregate - aggregates_.begin() + 1));  // its number in the script
      command.AddJoined({commit_.municipality(), "/", event.key, "/"});
      for (const std::string* part :
           {&area_, &event.key, &event.type, &time_text, &commit_.trace_parent(), &event.data})
        command.Add(*part);
    }
  }

  const Commit& commit_;
  const std::string& area_;
  const std::string prefix_;
  const std::vector<absl::string_view> aggregates_;
};

bool IsEmpty(const Commit& commit) {
  return commit.request().id.empty() && commit.writes().empty() && commit.deletes().empty() &&
         commit.required().empty() && commit.events().empty() && commit.guards().empty() &&
         commit.set_guards().empty() && commit.adds().empty() && commit.index_adds().empty() &&
         commit.index_removes().empty() && commit.audits().empty() &&
         commit.dead_letters().empty() && commit.forgets().empty();
}

absl::Status Check(const Commit& commit) {
  ZWK_RETURN_IF_ERROR(CheckMunicipality(commit.municipality()));
  const size_t documents =
      commit.writes().size() + commit.deletes().size() + commit.required().size();
  const size_t small = commit.events().size() + commit.guards().size() +
                       commit.set_guards().size() + commit.adds().size() +
                       commit.index_adds().size() + commit.index_removes().size() +
                       commit.forgets().size();
  if (documents > Commit::kMaxParts || small > Commit::kMaxSmallParts) {
    return absl::InvalidArgumentError(absl::StrCat("too much for one commit: ", documents,
                                                   " documents, ", small,
                                                   " events, guards, counters and index entries"));
  }
  if (!commit.request().id.empty()) ZWK_RETURN_IF_ERROR(CheckKey(commit.request().id));
  if (!commit.request_group().empty()) ZWK_RETURN_IF_ERROR(CheckKey(commit.request_group()));
  for (const std::string& group : commit.forgets()) ZWK_RETURN_IF_ERROR(CheckKey(group));
  std::vector<absl::string_view> named;
  for (const auto& write : commit.writes()) named.push_back(write.key);
  for (const auto& wish : commit.deletes()) named.push_back(wish.key);
  for (const auto& wish : commit.required()) named.push_back(wish.key);
  for (const absl::string_view key : named) ZWK_RETURN_IF_ERROR(CheckKey(key));
  std::sort(named.begin(), named.end());
  if (std::adjacent_find(named.begin(), named.end()) != named.end()) {
    return absl::InvalidArgumentError("a commit names a document twice");
  }
  for (const auto& event : commit.events()) {
    ZWK_RETURN_IF_ERROR(CheckKey(event.key));
    if (event.data.empty() || event.type.empty()) {
      return absl::InvalidArgumentError("an event has no type or no data");
    }
  }
  for (const auto* guards : {&commit.guards(), &commit.set_guards()}) {
    for (const auto& guard : *guards) ZWK_RETURN_IF_ERROR(CheckKey(guard.key));
  }
  for (const auto& add : commit.adds()) ZWK_RETURN_IF_ERROR(CheckKey(add.key));
  for (const auto* wishes : {&commit.index_adds(), &commit.index_removes()}) {
    for (const auto& wish : *wishes) {
      ZWK_RETURN_IF_ERROR(CheckKey(wish.index));
      ZWK_RETURN_IF_ERROR(CheckKey(wish.document_key));
      if (absl::StrContains(wish.sort_key, absl::string_view("\0", 1))) {
        return absl::InvalidArgumentError("a sort key has a zero byte");
      }
    }
  }
  return absl::OkStatus();
}

// Commits of one aggregate keep their order.
size_t OrderOf(const Commit& commit) {
  const std::string* key = nullptr;
  if (!commit.writes().empty()) {
    key = &commit.writes()[0].key;
  } else if (!commit.events().empty()) {
    key = &commit.events()[0].key;
  } else if (!commit.set_guards().empty()) {
    key = &commit.set_guards()[0].key;
  }
  return std::hash<std::string>()(commit.municipality()) * 31 +
         (key != nullptr ? std::hash<std::string>()(*key) : 0);
}

}  // namespace

class RedisStore::Impl {
 public:
  explicit Impl(Options given) : options(std::move(given)) {
    InitCrypto();
    Lane::Options lane;
    lane.address = options.address;
    lane.queue_limit = options.queue_limit;
    lane.scripts = {kCommitScript, kReadScript, kScanScript, kRegisterScript};
    lane.clock = options.clock;
    reads = std::make_unique<Lane>(lane);
    lane.on_flush = options.on_flush;
    lane.connections = kConnectionsOfALane;
    for (int i = 0; i < std::max(1, options.lanes); ++i) {
      commits.push_back(std::make_unique<Lane>(lane));
    }
  }

  Time Now() const { return options.clock != nullptr ? options.clock->Now() : system_clock.Now(); }

  Task<absl::StatusOr<Reply>> Send(Command command, const Commit& commit, Time deadline) {
    const size_t order = OrderOf(commit);
    const bool repeatable = !commit.request().id.empty();
    return commits[order % commits.size()]->Call(std::move(command), repeatable, deadline,
                                                 order / commits.size());
  }

  bool IsRegistered(const std::string& municipality) {
    const std::lock_guard lock(mutex);
    return registered.contains(municipality);
  }

  // Before the first commit of a municipality, so that no reader of the streams misses it.
  Task<absl::Status> Register(std::string municipality, Time deadline) {
    Arguments call = {"EVALSHA",
                      kRegisterSha,
                      "2",
                      keys::Municipalities(options.area),
                      keys::NewMunicipalities(options.area),
                      municipality};
    ZWK_CO_ASSIGN_OR_RETURN(const Reply reply, co_await commits[0]->Call(call, true, deadline));
    if (reply.is_error()) co_return Unexpected(reply);
    const std::lock_guard lock(mutex);
    registered.insert(std::move(municipality));
    co_return absl::OkStatus();
  }

  std::string Mac(const std::string& municipality, const ScanQuery& query,
                  const std::string& member) const {
    const absl::string_view zero("\0", 1);
    return HmacSha256(Sha256("zwk page token " + options.page_token_key),
                      absl::StrCat(options.area, zero, municipality, zero, query.index, zero,
                                   query.prefix, zero, member))
        .substr(0, kMacBytes);
  }

  // The member of the index after which to go on.
  absl::StatusOr<std::string> OpenCursor(const std::string& municipality,
                                         const ScanQuery& query) const {
    std::string bytes;
    if (absl::WebSafeBase64Unescape(query.after, &bytes) && bytes.size() > kMacBytes) {
      std::string member = bytes.substr(kMacBytes);
      if (bytes.substr(0, kMacBytes) == Mac(municipality, query, member)) return member;
    }
    return InvalidField("page_token", "does not belong to this list");
  }

  const Options options;
  const SystemClock system_clock;
  std::mutex mutex;
  std::set<std::string> registered;  // guarded by mutex
  std::unique_ptr<Lane> reads;
  std::vector<std::unique_ptr<Lane>> commits;
};

RedisStore::RedisStore(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

RedisStore::~RedisStore() = default;

Task<absl::StatusOr<Outcome>> RedisStore::Apply(Commit commit, Time deadline) {
  ZWK_CO_RETURN_IF_ERROR(Check(commit));
  if (IsEmpty(commit)) co_return Outcome{};
  if (!impl_->IsRegistered(commit.municipality())) {
    ZWK_CO_RETURN_IF_ERROR(co_await impl_->Register(commit.municipality(), deadline));
  }
  Command call = CommitCall(commit, impl_->options.area).ToCommand(impl_->Now());
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                          co_await impl_->Send(std::move(call), commit, deadline));
  Outcome outcome;
  if (reply.text() == "done") co_return outcome;
  const absl::string_view word = reply[0].text();
  if (word == "repeated") {
    outcome.kind = Outcome::kRepeated;
    outcome.answer = std::string(reply[1].text());
  } else if (word == "reused") {
    outcome.kind = Outcome::kRequestReused;
  } else if (word == "conflict" || word == "guard") {
    outcome.kind = word == "conflict" ? Outcome::kConflict : Outcome::kGuardFailed;
    outcome.key = CommitCall(commit, impl_->options.area).LogicalKey(reply[1].integer());
    outcome.actual = std::string(reply[2].text());
  } else {
    co_return Unexpected(reply);
  }
  co_return outcome;
}

Task<absl::StatusOr<ReadResult>> RedisStore::Get(std::string municipality, ReadSet reads,
                                                 Time deadline) {
  ZWK_CO_RETURN_IF_ERROR(CheckMunicipality(municipality));
  const std::string prefix = keys::Prefix(municipality, impl_->options.area);
  const size_t documents = reads.documents.size();
  const size_t counters = reads.counters.size();
  const size_t guards = reads.guards.size();
  const size_t fields = reads.fields.size();
  const size_t keys = documents + counters + guards + fields + (reads.request_id.empty() ? 0 : 1);

  ReadResult result;
  if (keys == 0) co_return result;
  Command call;
  const bool single = keys == 1 && documents == 1;  // one command is one instant anyway
  if (single) {
    call.Add("HMGET");
    call.AddJoined({prefix, "d:", reads.documents[0]});
    for (const char* field : {"v", "e", "b", "o"}) call.Add(field);
  } else {
    for (const absl::string_view word : {"EVALSHA", kReadSha}) call.Add(word);
    call.Add(absl::StrCat(keys));
    for (const std::string& key : reads.documents) call.AddJoined({prefix, "d:", key});
    for (const std::string& key : reads.counters) call.AddJoined({prefix, "c:", key});
    for (const std::string& key : reads.guards) call.AddJoined({prefix, "g:", key});
    for (const CounterField& field : reads.fields) call.AddJoined({prefix, "c:", field.counter});
    if (!reads.request_id.empty()) {
      call.AddJoined({prefix, "r:", RecordName(reads.request_id, reads.request_group)});
    }
    for (const size_t count : {documents, counters, guards, fields}) call.Add(absl::StrCat(count));
    call.Add(RecordMember(reads.request_id, reads.request_group));
    for (const CounterField& field : reads.fields) call.Add(field.field);
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                          co_await impl_->reads->Call(std::move(call), true, deadline));
  if (!reply.is_array()) co_return Unexpected(reply);
  if (single) {
    result.documents.push_back(ToDocument(reply));
    co_return result;
  }
  size_t i = 0;
  for (; i < documents; ++i) result.documents.push_back(ToDocument(reply[i]));
  for (; i < documents + counters; ++i) {
    std::map<std::string, int64_t>& fields = result.counters.emplace_back();
    const Reply pairs = reply[i];
    for (size_t f = 0; f + 1 < pairs.size(); f += 2) {
      fields[std::string(pairs[f].text())] = pairs[f + 1].integer();
    }
  }
  for (; i < documents + counters + guards; ++i) {
    result.guards.emplace_back(reply[i].text());
  }
  for (; i < documents + counters + guards + fields; ++i) {
    result.fields.push_back(reply[i].integer());
  }
  if (!reads.request_id.empty() && !reply[i].is_nil()) {
    const std::string record(reply[i].text());
    const size_t cut = record.find('\n');
    result.repeated = Repeated{record.substr(1, cut - 1), record.substr(cut + 1)};
  }
  co_return result;
}

Task<absl::StatusOr<ScanPage>> RedisStore::Scan(std::string municipality, ScanQuery query,
                                                Time deadline) {
  ZWK_CO_RETURN_IF_ERROR(CheckMunicipality(municipality));
  ZWK_CO_RETURN_IF_ERROR(CheckKey(query.index));
  const int limit = std::clamp(query.limit, 1, kMaxScan);
  std::string lower = "[" + query.prefix;
  if (!query.after.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::string member, impl_->OpenCursor(municipality, query));
    lower = "(" + member;
  }
  const std::string upper = AfterPrefix(query.prefix);
  const std::string prefix = keys::Prefix(municipality, impl_->options.area);
  // One more than wanted tells whether there is another page.
  Arguments call = {"EVALSHA",
                    kScanSha,
                    "1",
                    prefix + "i:" + query.index,
                    std::move(lower),
                    upper.empty() ? "+" : "(" + upper,
                    absl::StrCat(limit + 1),
                    prefix + "d:",
                    query.with_bytes ? "1" : "0"};
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                          co_await impl_->reads->Call(std::move(call), true, deadline));
  if (!reply.is_array()) co_return Unexpected(reply);
  ScanPage page;
  std::string member;
  for (size_t i = 0; i < reply.size() && i < static_cast<size_t>(limit); ++i) {
    member = std::string(reply[i][0].text());
    const size_t cut = member.find('\0');
    page.items.push_back({member.substr(0, cut), member.substr(cut + 1), ToDocument(reply[i][1])});
  }
  if (reply.size() > static_cast<size_t>(limit)) {
    page.next = absl::WebSafeBase64Escape(impl_->Mac(municipality, query, member) + member);
  }
  co_return page;
}

Task<absl::StatusOr<std::vector<TailEntry>>> RedisStore::Tail(std::string municipality,
                                                              std::string after, int limit,
                                                              Time deadline) {
  ZWK_CO_RETURN_IF_ERROR(CheckMunicipality(municipality));
  const std::string outbox = keys::Outbox(municipality, impl_->options.area);
  Arguments call = {"XREVRANGE", outbox, "+", "-", "COUNT", "1"};
  if (after != kNewestEntry) {
    call = {"XRANGE", outbox,  after.empty() ? "-" : "(" + after,
            "+",      "COUNT", absl::StrCat(std::max(1, limit))};
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                          co_await impl_->reads->Call(std::move(call), true, deadline));
  if (!reply.is_array()) {
    co_return absl::InvalidArgumentError(absl::StrCat("the outbox: ", reply.text()));
  }
  std::vector<TailEntry> entries;
  for (size_t i = 0; i < reply.size(); ++i) {
    TailEntry& entry = entries.emplace_back();
    entry.position = std::string(reply[i][0].text());
    const Reply fields = reply[i][1];
    for (size_t f = 0; f + 1 < fields.size(); f += 2) {
      std::string name(fields[f].text());
      if (name == "data") {
        entry.data = std::string(fields[f + 1].text());
      } else {
        entry.attributes[std::move(name)] = std::string(fields[f + 1].text());
      }
    }
  }
  co_return entries;
}

Task<absl::Status> RedisStore::CheckWritable(Time deadline) {
  for (const auto& [setting, wanted] : kDurableSettings) {
    Arguments ask = {"CONFIG", "GET", setting};
    ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                            co_await impl_->commits[0]->Call(std::move(ask), true, deadline));
    // A Redis user that may not see the settings is trusted to have been given right ones.
    if (reply.size() == 2 && reply[1].text() != wanted) {
      co_return absl::FailedPreconditionError(absl::StrCat("redis runs with ", setting, " ",
                                                           reply[1].text(),
                                                           "; acknowledged commits need ", wanted));
    }
  }
  Arguments write = {"SET", absl::StrCat("{zwk}:", impl_->options.area, ":writable"),
                     FormatTime(impl_->Now())};
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                          co_await impl_->commits[0]->Call(std::move(write), true, deadline));
  if (reply.is_error()) co_return Unexpected(reply);
  co_return absl::OkStatus();
}

}  // namespace zwk::store
