#include "platform/audit/audit_log.h"

#include <algorithm>
#include <optional>
#include <vector>

#include <nlohmann/json.hpp>

#include "absl/strings/str_cat.h"
#include "platform/audit/record.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::audit {
namespace {

using nlohmann::ordered_json;
using rpc::AuditedCall;

constexpr char kBegunIndex[] = "audit_begun";
constexpr size_t kMostRoles = 32;
constexpr int kBegunAtOnce = 100;
// Who knocks in more ways than these is counted together with the others.
constexpr size_t kMostAlike = 10'000;
constexpr std::chrono::milliseconds kBetweenTries{50};

// Our patience with the store is not the caller's deadline.
absl::Status NotRecorded(const absl::Status& why) {
  if (!absl::IsDeadlineExceeded(why)) return why;
  return absl::UnavailableError("acts cannot be recorded now; repeat with the same request_id");
}

std::string KeyOf(const std::string& id) { return "audit/" + id; }

// A store that is away comes back; what is tried again has to be harmless when repeated.
Task<absl::StatusOr<store::Outcome>> ApplyPatiently(store::Store& store, Timers& timers,
                                                    store::Commit commit, Time until,
                                                    bool& repeated) {
  while (true) {
    absl::StatusOr<store::Outcome> outcome = co_await store.Apply(commit, until);
    if (!absl::IsUnavailable(outcome.status()) || SystemClock().Now() >= until) co_return outcome;
    repeated = true;
    co_await timers.Sleep(kBetweenTries, CancellationToken());
  }
}

}  // namespace

AuditLog::AuditLog(store::Store& store, Timers& timers, const Clock& clock, Options options)
    : store_(store), timers_(timers), clock_(clock), options_(std::move(options)) {}

Time AuditLog::Patience() const { return SystemClock().Now() + options_.patience; }

std::string AuditLog::JsonOf(const Begun& begun, const AuditedCall& call,
                             const std::string& outcome, const std::string& reason,
                             int64_t further) const {
  const auto recorded = [&](const std::string& id) {
    return RecordedId(options_.reference_key, call.municipality, id);
  };
  ordered_json json = {{"at", FormatTime(begun.at)}, {"id", begun.id}, {"rpc", call.method}};
  json["who"] = call.subject_ref.empty()
                    ? ""
                    : Reference(options_.reference_key, call.municipality, call.subject_ref);
  json["by"] = call.credential;
  // Roles are known words: what else somebody says is no role.
  json["roles"] = ordered_json::array();
  for (const std::string& role : call.roles) {
    if (rpc::IsRole(role) && json["roles"].size() < kMostRoles) json["roles"].push_back(role);
  }
  json["objects"] = ordered_json::array();
  for (const auto& [name, id] : call.objects) {
    if (!id.empty()) json["objects"].push_back(absl::StrCat(name, "=", recorded(id)));
  }
  json["outcome"] = outcome;
  if (!reason.empty()) json["reason"] = reason;
  if (further > 0) json["again"] = further;
  return json.dump();
}

Task<absl::StatusOr<rpc::Audit::Begun>> AuditLog::Begin(AuditedCall call, Time deadline) {
  Begun begun{NewUuidV7(clock_), clock_.Now()};
  store::Commit commit(call.municipality);
  commit.Write(KeyOf(begun.id), 0, JsonOf(begun, call, "UNKNOWN", "", 0));
  commit.IndexAdd(kBegunIndex, FormatTime(begun.at), KeyOf(begun.id));
  bool repeated = false;
  const Time until = std::min(deadline, Patience());
  const absl::StatusOr<store::Outcome> noted =
      co_await ApplyPatiently(store_, timers_, std::move(commit), until, repeated);
  if (!noted.ok()) co_return NotRecorded(noted.status());
  co_return begun;  // a conflict is with a try that nobody answered: nobody else has the name
}

Task<absl::Status> AuditLog::End(Begun begun, AuditedCall call, absl::Status outcome) {
  const std::string json =
      JsonOf(begun, call, absl::StatusCodeToString(outcome.code()), ReasonOf(outcome), 0);
  const Time until = Patience();
  store::Commit commit(call.municipality);
  commit.Delete(KeyOf(begun.id), 1);
  commit.IndexRemove(kBegunIndex, FormatTime(begun.at), KeyOf(begun.id));
  commit.Audit(json);
  bool repeated = false;
  const absl::StatusOr<store::Outcome> ended =
      co_await ApplyPatiently(store_, timers_, std::move(commit), until, repeated);
  if (!ended.ok()) co_return NotRecorded(ended.status());
  if (ended->kind == store::Outcome::kDone) co_return absl::OkStatus();
  // A try that nobody answered has done it; or the act took so long that it was closed as abandoned.
  if (repeated) co_return absl::OkStatus();
  co_return co_await Append(call.municipality, json);
}

Task<absl::Status> AuditLog::Append(std::string municipality, std::string json) {
  store::Commit commit(municipality);
  commit.Audit(std::move(json));
  const Time until = Patience();
  const absl::StatusOr<store::Outcome> done = co_await store_.Apply(std::move(commit), until);
  co_return done.status();
}

Task<absl::Status> AuditLog::Refused(AuditedCall call, absl::Status why) {
  const Begun now{NewUuidV7(clock_), clock_.Now()};
  std::optional<Counted> over;
  {
    const std::lock_guard lock(mutex_);
    Alike alike = {absl::StrCat(call.municipality, "/", call.subject_ref), call.method};
    if (refusals_.size() >= kMostAlike && !refusals_.contains(alike)) alike = {};
    const auto [at, is_new] = refusals_.try_emplace(alike, Counted{call, why, now.at, 0});
    if (!is_new && now.at < at->second.since + options_.counted_for) {
      ++at->second.further;
      co_return absl::OkStatus();
    }
    if (!is_new) over = std::exchange(at->second, Counted{call, why, now.at, 0});
  }
  const std::string json =
      JsonOf(now, call, absl::StatusCodeToString(why.code()), ReasonOf(why), 0);
  store::Commit commit(call.municipality);
  commit.Audit(json);
  if (over && over->further > 0 && over->call.municipality == call.municipality) {
    commit.Audit(JsonOf({NewUuidV7(clock_), over->since}, over->call,
                        absl::StatusCodeToString(over->why.code()), ReasonOf(over->why),
                        over->further));
  }
  const Time until = Patience();
  const absl::StatusOr<store::Outcome> done = co_await store_.Apply(std::move(commit), until);
  co_return done.status();
}

Task<absl::Status> AuditLog::CloseAbandoned(std::string municipality) {
  const std::string limit = FormatTime(clock_.Now() - options_.abandoned_after);
  while (true) {
    store::ScanQuery query;
    query.index = kBegunIndex;
    query.limit = kBegunAtOnce;
    const Time until = Patience();
    ZWK_CO_ASSIGN_OR_RETURN(const store::ScanPage page,
                            co_await store_.Scan(municipality, std::move(query), until));
    int closed = 0;
    for (const store::ScanPage::Item& item : page.items) {
      if (item.sort_key >= limit) co_return absl::OkStatus();
      store::Commit commit(municipality);
      commit.Delete(item.key, item.document.version);
      commit.IndexRemove(kBegunIndex, item.sort_key, item.key);
      if (item.document.exists()) commit.Audit(item.document.bytes);
      ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                              co_await store_.Apply(std::move(commit), until));
      if (outcome.kind == store::Outcome::kDone) ++closed;
    }
    if (closed == 0) co_return absl::OkStatus();  // none left, or another replica is at it
  }
}

Task<absl::Status> AuditLog::TidyUp(bool all) {
  std::vector<Counted> over;
  {
    const std::lock_guard lock(mutex_);
    const Time limit = clock_.Now() - options_.counted_for;
    for (auto at = refusals_.begin(); at != refusals_.end();) {
      const bool is_over = all || at->second.since <= limit;
      if (is_over && at->second.further > 0) over.push_back(at->second);
      at = is_over ? refusals_.erase(at) : std::next(at);
    }
  }
  for (const Counted& counted : over) {
    const Begun since{NewUuidV7(clock_), counted.since};
    std::string json = JsonOf(since, counted.call, absl::StatusCodeToString(counted.why.code()),
                              ReasonOf(counted.why), counted.further);
    ZWK_CO_RETURN_IF_ERROR(co_await Append(counted.call.municipality, std::move(json)));
  }
  const Time until = Patience();
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> municipalities,
                          co_await store_.Municipalities(until));
  for (const std::string& municipality : municipalities) {
    ZWK_CO_RETURN_IF_ERROR(co_await CloseAbandoned(municipality));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::audit
