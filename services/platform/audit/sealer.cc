#include "platform/audit/sealer.h"

#include <filesystem>
#include <utility>
#include <vector>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "platform/audit/chain.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "platform/log/log.h"
#include "platform/store/connection.h"
#include "platform/store/keys.h"
#include "platform/store/outbox.h"

namespace zwk::audit {
namespace {

using std::chrono::milliseconds;
using store::Connection;
using store::OutboxPosition;
using store::Reply;

constexpr milliseconds kConnectTimeout{1000};
constexpr milliseconds kReplyTimeout{5000};
constexpr char kRecordsAtOnce[] = "1000";  // of a batch
// One replica seals; if it ends in between, the next one may after this time.
constexpr char kLockMs[] = "120000";

// What is in a file goes from the store, and the head of the chain is written down there, too, so that files which were cut at
// the end are found. Only by whoever still has the lock.
// KEYS: lock, head, records. ARGV: whose lock, head, the least position that stays.
constexpr char kSealedScript[] = R"lua(
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('XTRIM', KEYS[3], 'MINID', '=', ARGV[3])
return 1
)lua";
// KEYS: lock. ARGV: whose.
constexpr char kUnlockScript[] =
    "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0";

absl::Status Unexpected(const Reply& reply) {
  return absl::UnavailableError(absl::StrCat("the audit log: ", reply.text()));
}

// One municipality's records.
class Sealing {
 public:
  Sealing(Connection& connection, const Sealer::Options& options, std::string municipality)
      : connection_(connection),
        options_(options),
        municipality_(std::move(municipality)),
        prefix_(store::keys::Prefix(municipality_, options.area)),
        chain_(std::filesystem::path(options.folder) / kFolder / municipality_ / options.area,
               municipality_, options.area, options.signer) {}

  absl::StatusOr<int64_t> Run(Time now, bool all) {
    ZWK_ASSIGN_OR_RETURN(const bool due, IsDue(now, all));
    if (!due) return 0;
    ZWK_ASSIGN_OR_RETURN(const Reply locked,
                         connection_.Call({"SET", Lock(), me_, "NX", "PX", kLockMs}));
    if (locked.text() != "OK") return 0;
    absl::StatusOr<int64_t> sealed = SealAll();
    ZWK_RETURN_IF_ERROR(connection_.Call({"EVAL", kUnlockScript, "1", Lock(), me_}).status());
    return sealed;
  }

  // Of records for which there is no file. An act is never older than its record's position.
  absl::Status ExpireInStore(Time now) {
    const int64_t oldest = ToMicros(now - options_.keep) / 1000;
    ZWK_ASSIGN_OR_RETURN(const Reply gone, connection_.Call({"XTRIM", Records(), "MINID", "=",
                                                             absl::StrCat(oldest)}));
    return gone.is_error() ? Unexpected(gone) : absl::OkStatus();
  }

  absl::Status Expire(Time now) {
    // The store knows first where the log begins now: what begins later in the folder was cut.
    const Chain::Announce announce = [this](uint64_t first) { return SayFirst(first); };
    ZWK_ASSIGN_OR_RETURN(const int gone, chain_.Expire(now - options_.keep, announce));
    if (gone > 0) {
      log::Info("records of the audit log have expired",
                {{"municipality", municipality_}, {"batches", gone}});
    }
    return absl::OkStatus();
  }

 private:
  std::string Lock() const { return prefix_ + "audit-lock"; }
  std::string HeadKey() const { return prefix_ + "audit-head"; }
  std::string FirstKey() const { return prefix_ + "audit-first"; }
  std::string Records() const { return prefix_ + "audit"; }

  absl::StatusOr<bool> IsDue(Time now, bool all) {
    ZWK_ASSIGN_OR_RETURN(const Reply count, connection_.Call({"XLEN", Records()}));
    if (count.is_error()) return Unexpected(count);
    if (count.integer() == 0) return false;
    if (all || count.integer() >= options_.many) return true;
    ZWK_ASSIGN_OR_RETURN(const Reply oldest,
                         connection_.Call({"XRANGE", Records(), "-", "+", "COUNT", "1"}));
    if (!oldest.is_array()) return Unexpected(oldest);
    const auto since = OutboxPosition::Of(oldest[0][0].text()).milliseconds;
    return FromMicros(static_cast<int64_t>(since) * 1000) + options_.wait <= now;
  }

  absl::StatusOr<int64_t> SealAll() {
    ZWK_ASSIGN_OR_RETURN(Head head, WhereToGoOn());
    int64_t sealed = 0;
    while (true) {
      ZWK_ASSIGN_OR_RETURN(const std::vector<Unsealed> records, Next(head));
      const uint64_t before = head.last;
      ZWK_ASSIGN_OR_RETURN(head, chain_.Append(std::move(head), records));
      // Also without records: what was in a file already goes.
      const std::string through = head.through.empty() ? "0-0" : head.through;
      ZWK_ASSIGN_OR_RETURN(
          const Reply gone,
          connection_.Call({"EVAL", kSealedScript, "3", Lock(), HeadKey(), Records(), me_,
                            absl::StrCat(head.last, " ", head.hash),
                            OutboxPosition::Of(through).Next().Text()}));
      if (gone.is_error()) return Unexpected(gone);
      if (records.empty() || gone.integer() == 0) return sealed;
      sealed += static_cast<int64_t>(head.last - before);
      // A witness: whoever keeps the log knows how the chain looked now (zwkctl audit verify --witness).
      log::Info("audit log sealed", {{"municipality", municipality_},
                                     {"record", static_cast<int64_t>(head.last)},
                                     {"hash", head.hash}});
    }
  }

  // The files say it. Where the store says that more was sealed, files are missing; where it has another hash, they were
  // written anew. The chain goes on behind what the store says, so that it is found.
  absl::StatusOr<Head> WhereToGoOn() {
    ZWK_ASSIGN_OR_RETURN(const Reply kept, connection_.Call({"GET", HeadKey()}));
    if (kept.is_error()) return Unexpected(kept);
    const std::pair<std::string, std::string> words =
        absl::StrSplit(kept.text(), absl::MaxSplits(' ', 1));
    uint64_t last = 0;
    const bool store_says = absl::SimpleAtoi(words.first, &last);
    absl::StatusOr<Head> files = chain_.Read();
    if (absl::IsDataLoss(files.status()) && store_says) {
      // An older release has sealed in between and signed nothing: the store, which nobody writes who has the folder
      // alone, says whether it was that.
      const absl::StatusOr<Head> by_chain =
          Chain(chain_.folder(), municipality_, options_.area).Read();
      if (by_chain.ok() && by_chain->last == last && by_chain->hash == words.second)
        files = by_chain;
    }
    ZWK_ASSIGN_OR_RETURN(Head head, std::move(files));
    if (!store_says) return head;
    ZWK_RETURN_IF_ERROR(FindCutAtTheBegin(head));
    if (last < head.last) return head;
    // Its head and the records that went are of one commit: what the store still has is in no file, whatever files say.
    head.through.clear();
    if (last > head.last) {
      log::Error("files of the audit log are missing",
                 {{"municipality", municipality_},
                  {"from", static_cast<int64_t>(head.last + 1)},
                  {"to", static_cast<int64_t>(last)}});
    } else if (words.second != head.hash) {
      log::Error("the last record of the audit log is not the one that was sealed",
                 {{"municipality", municipality_}, {"record", static_cast<int64_t>(last)}});
    }
    head.last = last;
    head.hash = words.second;
    return head;
  }

  // Batches expire by the service alone, which has said so here and in its signed head. Without that head the log goes on with the
  // begin that the store knows, and the gap stays.
  absl::Status FindCutAtTheBegin(Head& head) {
    if (head.ours) return SayFirst(head.first);
    ZWK_ASSIGN_OR_RETURN(const Reply kept, connection_.Call({"GET", FirstKey()}));
    if (kept.is_error()) return Unexpected(kept);
    uint64_t first = 0;
    if (!absl::SimpleAtoi(kept.text(), &first) || head.first <= first) return absl::OkStatus();
    log::Error("files at the begin of the audit log are missing",
               {{"municipality", municipality_},
                {"from", static_cast<int64_t>(first)},
                {"to", static_cast<int64_t>(head.first - 1)}});
    head.first = first;
    return absl::OkStatus();
  }

  absl::Status SayFirst(uint64_t first) {
    ZWK_ASSIGN_OR_RETURN(const Reply said,
                         connection_.Call({"SET", FirstKey(), absl::StrCat(first)}));
    return said.is_error() ? Unexpected(said) : absl::OkStatus();
  }

  // Those that are in no file yet.
  absl::StatusOr<std::vector<Unsealed>> Next(const Head& head) {
    const std::string after = head.through.empty() ? "-" : absl::StrCat("(", head.through);
    ZWK_ASSIGN_OR_RETURN(const Reply page, connection_.Call({"XRANGE", Records(), after, "+",
                                                             "COUNT", kRecordsAtOnce}));
    if (!page.is_array()) return Unexpected(page);
    std::vector<Unsealed> records;
    for (size_t i = 0; i < page.size(); ++i) {
      records.push_back({std::string(page[i][0].text()), std::string(page[i][1][1].text())});
    }
    return records;
  }

  Connection& connection_;
  const Sealer::Options& options_;
  const std::string municipality_;
  const std::string prefix_;
  const Chain chain_;
  const std::string me_ = NewUuidV7(SystemClock());
};

}  // namespace

absl::StatusOr<int64_t> Sealer::Run(Time now, bool all) const {
  Connection connection(options_.address);
  ZWK_RETURN_IF_ERROR(connection.Connect(kConnectTimeout, kReplyTimeout));
  ZWK_ASSIGN_OR_RETURN(const Reply names,
                       connection.Call({"SMEMBERS", store::keys::Municipalities(options_.area)}));
  if (!names.is_array()) return Unexpected(names);
  int64_t sealed = 0;
  absl::Status failed;  // of one city; the others' are sealed all the same
  for (size_t i = 0; i < names.size(); ++i) {
    ZWK_RETURN_IF_ERROR(connection.Connected(kConnectTimeout, kReplyTimeout));
    Sealing sealing(connection, options_, std::string(names[i].text()));
    if (options_.folder.empty()) {
      failed.Update(sealing.ExpireInStore(now));
      continue;
    }
    const absl::StatusOr<int64_t> more = sealing.Run(now, all);
    failed.Update(more.status());
    failed.Update(sealing.Expire(now));
    sealed += more.value_or(0);
  }
  if (!failed.ok()) return failed;
  return sealed;
}

}  // namespace zwk::audit
