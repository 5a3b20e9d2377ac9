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
#include "platform/base/mac.h"
#include "platform/base/status_macros.h"
#include "platform/base/timers.h"
#include "platform/base/uuid.h"
#include "platform/store/commit_call.h"
#include "platform/store/keys.h"
#include "platform/store/lane.h"
#include "platform/store/scripts.h"  // made from the .lua files

namespace zwk::store {
namespace {

constexpr int kMaxScan = 500;
constexpr int kMaxPageBytes = 1 << 20;
constexpr size_t kMacBytes = 16;
constexpr char kEpochKey[] = "{zwk}:epoch";
constexpr size_t kProbeBytes = 1'000;        // about what a document has
constexpr int64_t kSpareMemory = 512 << 10;  // what Redis needs beside data while it commits
constexpr int kConnectionsOfALane = 4;       // for commits: a large batch of them shares an fsync

constexpr std::pair<const char*, const char*> kDurableSettings[] = {
    {"appendonly", "yes"},
    {"appendfsync", "always"},
    {"no-appendfsync-on-rewrite", "no"},
    {"maxmemory-policy", "noeviction"}};

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

// A line "name:figure" of what Redis says of itself; 0: not said.
int64_t FigureOf(absl::string_view info, absl::string_view name) {
  const size_t at = info.find(absl::StrCat("\n", name, ":"));
  if (at == absl::string_view::npos) return 0;
  info.remove_prefix(at + name.size() + 2);
  int64_t figure = 0;
  return absl::SimpleAtoi(info.substr(0, info.find('\r')), &figure) ? figure : 0;
}

// Whose share of a lane it takes.
size_t OwnerOf(const std::string& municipality) {
  return std::max<size_t>(1, std::hash<std::string>()(municipality));
}

absl::Status Unexpected(const Reply& reply) {
  if (absl::StartsWith(reply.text(), "NOPERM")) {
    return WithTrouble(absl::UnavailableError("the store does not let this service do that"),
                       absl::StrCat("redis: ", reply.text()));
  }
  return absl::InternalError(absl::StrCat("the store said: ", reply.text()));
}

// The least text that is greater than every text with this prefix; "" if there is none.
std::string AfterPrefix(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  if (!prefix.empty())
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

}  // namespace

class RedisStore::Impl {
 public:
  explicit Impl(Options given) : options(std::move(given)) {
    InitCrypto();
    Lane::Options lane;
    lane.address = options.address;
    lane.queue_limit = options.queue_limit;
    lane.timers = &timers;
    lane.on_reconnect = [this] { Forget(); };
    lane.scripts = {kCommitScript, kReadScript, kScanScript, kRegisterScript};
    lane.clock = options.clock;
    for (int i = 0; i < std::max(1, options.read_lanes); ++i) {
      reads.push_back(std::make_unique<Lane>(lane));
    }
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
                                                 order / commits.size(),
                                                 OwnerOf(commit.municipality()));
  }

  // What one city reads holds up no other.
  Task<absl::StatusOr<Reply>> Read(const std::string& municipality, Command command,
                                   Time deadline) {
    const size_t owner = OwnerOf(municipality);
    return reads[owner % reads.size()]->Call(std::move(command), true, deadline, 0, owner);
  }

  void Forget() {
    const std::lock_guard lock(mutex);
    registered.clear();
  }

  // FAILED_PRECONDITION: Redis would acknowledge what it may lose.
  Task<absl::Status> CheckSettings(Lane& lane, Time deadline) {
    for (const auto& [setting, wanted] : kDurableSettings) {
      Arguments ask = {"CONFIG", "GET", setting};
      ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                              co_await lane.Call(std::move(ask), true, deadline));
      // A Redis user that may not see the settings is trusted to have been given right ones.
      if (reply.size() == 2 && reply[1].text() != wanted) {
        co_return absl::FailedPreconditionError(
            absl::StrCat("redis runs with ", setting, " ", reply[1].text(),
                         "; acknowledged commits need ", wanted));
      }
    }
    co_return absl::OkStatus();
  }

  // Each store has an epoch, a random name that it got when it was first seen. Whoever meets another
  // one than before looks at another store.
  Task<absl::Status> CheckEpoch(Lane& lane, Time deadline) {
    std::string now;
    for (int attempt = 0; attempt < 2 && now.empty(); ++attempt) {
      Arguments ask = {"GET", kEpochKey};
      ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                              co_await lane.Call(std::move(ask), true, deadline));
      if (reply.is_error()) co_return Unexpected(reply);
      now = std::string(reply.text());
      if (!now.empty()) break;
      Arguments make = {"SET", kEpochKey, NewUuidV7(system_clock), "NX"};
      ZWK_CO_RETURN_IF_ERROR((co_await lane.Call(std::move(make), true, deadline)).status());
    }
    bool other = false;
    {
      const std::lock_guard lock(mutex);
      other = !epoch.empty() && !now.empty() && epoch != now;
      if (!now.empty()) epoch = now;
      if (other) registered.clear();
    }
    if (other && options.on_other_store) options.on_other_store();
    co_return absl::OkStatus();
  }

  // RESOURCE_EXHAUSTED when the next commits will not fit.
  Task<absl::Status> CheckMemory(Lane& lane, Time deadline) {
    Arguments ask = {"INFO", "memory"};
    ZWK_CO_ASSIGN_OR_RETURN(const Reply reply, co_await lane.Call(std::move(ask), true, deadline));
    const int64_t used = FigureOf(reply.text(), "used_memory");
    const int64_t most = FigureOf(reply.text(), "maxmemory");
    if (most > 0 && used + kSpareMemory > most) {
      co_return WithReason(absl::ResourceExhaustedError(
                               absl::StrCat("the store has ", used, " of ", most, " bytes in use")),
                           "STORE_FULL");
    }
    co_return absl::OkStatus();
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
  std::string epoch;                 // guarded by mutex; of the store as last seen
  Timers timers;                     // of the lanes
  std::vector<std::unique_ptr<Lane>> reads;
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
  if (!impl_->IsRegistered(commit.municipality())) {
    // Meanwhile connected anew, perhaps to a store that was lost. What is committed stays so; if the
    // name cannot be written now, the next commit does it.
    (void)co_await impl_->Register(commit.municipality(), deadline);
  }
  Outcome outcome;
  if (reply.text() == "done") co_return outcome;
  const absl::string_view word = reply[0].text();
  if (word == "done") {
    for (size_t i = 1; i < reply.size(); ++i) outcome.counts.push_back(reply[i].integer());
  } else if (word == "repeated") {
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
    for (const absl::string_view word : {"EVALSHA_RO", kReadSha}) call.Add(word);
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
                          co_await impl_->Read(municipality, std::move(call), deadline));
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
  Arguments call = {"EVALSHA_RO",
                    kScanSha,
                    "1",
                    prefix + "i:" + query.index,
                    std::move(lower),
                    upper.empty() ? "+" : "(" + upper,
                    absl::StrCat(limit),
                    prefix + "d:",
                    query.with_bytes ? "1" : "0",
                    absl::StrCat(kMaxPageBytes)};
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                          co_await impl_->Read(municipality, std::move(call), deadline));
  if (!reply.is_array()) co_return Unexpected(reply);
  ScanPage page;
  std::string member;
  for (size_t i = 1; i < reply.size(); ++i) {
    member = std::string(reply[i][0].text());
    const size_t cut = member.find('\0');
    page.items.push_back({member.substr(0, cut), member.substr(cut + 1), ToDocument(reply[i][1])});
  }
  if (reply[0].integer() == 1) {
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
                          co_await impl_->Read(municipality, std::move(call), deadline));
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

Task<absl::StatusOr<std::vector<std::string>>> RedisStore::Municipalities(Time deadline) {
  Arguments call = {"SMEMBERS", keys::Municipalities(impl_->options.area)};
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply,
                          co_await impl_->reads[0]->Call(std::move(call), true, deadline));
  if (!reply.is_array()) co_return Unexpected(reply);
  std::vector<std::string> municipalities;
  for (size_t i = 0; i < reply.size(); ++i) municipalities.emplace_back(reply[i].text());
  std::sort(municipalities.begin(), municipalities.end());
  co_return municipalities;
}

Task<absl::Status> RedisStore::CheckWritable(Time deadline) {
  Lane& lane = *impl_->commits[0];
  ZWK_CO_RETURN_IF_ERROR(co_await impl_->CheckSettings(lane, deadline));
  ZWK_CO_RETURN_IF_ERROR(co_await impl_->CheckMemory(lane, deadline));
  // A municipality that nobody can be: what is written here no view and no list ever sees.
  Commit probe("zwk");
  probe.Write("writable", Commit::kAnyVersion,
              absl::StrCat(FormatTime(impl_->Now()), std::string(kProbeBytes, '.')));
  Command call = CommitCall(probe, impl_->options.area).ToCommand(impl_->Now());
  ZWK_CO_ASSIGN_OR_RETURN(const Reply reply, co_await lane.Call(std::move(call), true, deadline));
  if (reply.text() != "done") co_return Unexpected(reply);
  co_return absl::OkStatus();
}

Task<absl::Status> RedisStore::CheckAnswers(Time deadline) {
  Lane& lane = *impl_->reads[0];
  ZWK_CO_RETURN_IF_ERROR(co_await impl_->CheckSettings(lane, deadline));
  // A store that takes nothing keeps the epoch it has, or gets one later.
  const absl::Status epoch = co_await impl_->CheckEpoch(lane, deadline);
  co_return epoch.code() == absl::StatusCode::kResourceExhausted ? absl::OkStatus() : epoch;
}

}  // namespace zwk::store
