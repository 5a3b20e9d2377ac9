#include "platform/store/redis_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "platform/store/bulk_guard.h"
#include "platform/store/outbox.h"
#include "platform/store/redis_store_impl.h"

namespace zwk::store {
namespace {

constexpr int kMaxScan = 500;
constexpr int kMaxPageBytes = 1 << 20;

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

// The least text that is greater than every text with this prefix; "" if there is none.
std::string AfterPrefix(std::string prefix) {
  while (!prefix.empty() && static_cast<unsigned char>(prefix.back()) == 0xff) prefix.pop_back();
  if (!prefix.empty())
    prefix.back() = static_cast<char>(static_cast<unsigned char>(prefix.back()) + 1);
  return prefix;
}

}  // namespace

absl::Status Unexpected(const Reply& reply) {
  if (absl::StartsWith(reply.text(), "NOPERM")) {
    return WithTrouble(absl::UnavailableError("the store does not let this service do that"),
                       absl::StrCat("redis: ", reply.text()));
  }
  return absl::InternalError(absl::StrCat("the store said: ", reply.text()));
}

RedisStore::RedisStore(Options options) : impl_(std::make_unique<Impl>(std::move(options))) {}

RedisStore::~RedisStore() = default;

Task<absl::StatusOr<Outcome>> RedisStore::Apply(Commit commit, Time deadline) {
  ZWK_CO_RETURN_IF_ERROR(Check(commit));
  if (IsEmpty(commit)) co_return Outcome{};
  const bool bounded = !CarriesOver(commit);
  if (bounded && impl_->options.admit) ZWK_CO_RETURN_IF_ERROR(impl_->options.admit(commit));
  if (!impl_->IsRegistered(commit.municipality())) {
    ZWK_CO_RETURN_IF_ERROR(co_await impl_->Register(commit.municipality(), deadline));
  }
  Command call =
      CommitCall(commit, impl_->options.area)
          .ToCommand(impl_->Now(), bounded ? impl_->options.outbox_limit : kNoOutboxLimit);
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
  } else if (word == "full") {
    co_return WithReason(
        absl::ResourceExhaustedError("events of the municipality wait to be carried on"),
        "OUTBOX_FULL");
  } else if (word == "conflict" || word == "guard") {
    outcome.kind = word == "conflict" ? Outcome::kConflict : Outcome::kGuardFailed;
    outcome.key = CommitCall(commit, impl_->options.area).LogicalKey(reply[1].integer());
    outcome.actual = std::string(reply[2].text());
    if (impl_->options.on_refused_commit) impl_->options.on_refused_commit(outcome.kind);
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
  if (after != kNewestEntry) {
    Arguments ask = {"XINFO", "GROUPS", outbox};
    ZWK_CO_ASSIGN_OR_RETURN(const Reply cursors,
                            co_await impl_->Read(municipality, std::move(ask), deadline));
    if (OutboxPosition::Of(after) < ArchivedUpTo(cursors)) {
      co_return WithDetail(absl::OutOfRangeError("what came next has left for the archive"),
                           "archived_up_to", ArchivedUpTo(cursors).Text());
    }
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

}  // namespace zwk::store
