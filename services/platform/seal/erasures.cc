#include "platform/seal/erasures.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>
#include <set>
#include <utility>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "platform/base/files.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "platform/seal/subject_keys.h"
#include "platform/store/connection.h"

namespace zwk::seal {
namespace {

using std::chrono::milliseconds;
using store::Connection;
using store::Reply;

constexpr milliseconds kConnectTimeout{1000};
constexpr milliseconds kReplyTimeout{2000};
constexpr milliseconds kBetweenLooks{20};
constexpr size_t kKeysAtOnce = 100;
constexpr std::chrono::seconds kPatienceOfReplay{30};

// "<time> <municipality> <subject>..."; an empty line before it, so that one that was cut off stays alone.
std::string LineOf(const ErasedTogether& erased) {
  return absl::StrCat("\n", FormatTime(erased.at), " ", erased.municipality, " ",
                      absl::StrJoin(erased.subjects, " "), " .\n");
}

std::vector<ErasedTogether> Lines(absl::string_view text) {
  std::vector<ErasedTogether> erasures;
  std::set<absl::string_view> seen;
  for (const absl::string_view line : absl::StrSplit(text, '\n', absl::SkipEmpty())) {
    const std::vector<std::string> words = absl::StrSplit(line, ' ');
    if (words.size() < 4 || words.back() != "." || !seen.insert(line).second) continue;
    const absl::StatusOr<Time> at = ParseTime(words[0]);
    if (!at.ok() || !IsMunicipalityId(words[1])) continue;
    erasures.push_back({*at, words[1], {words.begin() + 2, words.end() - 1}});
  }
  return erasures;
}

// What Redis says of its file.
struct FileState {
  bool writing = false;
  bool good = false;
};

absl::StatusOr<FileState> StateOfFile(Connection& connection) {
  ZWK_ASSIGN_OR_RETURN(const Reply info, connection.Call({"INFO", "persistence"}));
  if (info.is_error()) return absl::UnavailableError(absl::StrCat("the store: ", info.text()));
  return FileState{absl::StrContains(info.text(), "aof_rewrite_in_progress:1") ||
                       absl::StrContains(info.text(), "aof_rewrite_scheduled:1"),
                   absl::StrContains(info.text(), "aof_last_bgrewrite_status:ok")};
}

// Asks for a new file if none is being written. True: it is.
absl::StatusOr<bool> Begin(Connection& connection) {
  ZWK_ASSIGN_OR_RETURN(const FileState before, StateOfFile(connection));
  if (before.writing) return false;  // begun before the key went, perhaps
  ZWK_ASSIGN_OR_RETURN(const Reply asked, connection.Call({"BGREWRITEAOF"}));
  if (absl::StartsWith(asked.text(), "NOPERM")) return absl::PermissionDeniedError(asked.text());
  return !asked.is_error();
}

// The next of them that one command asks for.
std::vector<std::string> SomeFrom(const std::vector<std::string>& subjects, size_t at) {
  const auto begin = subjects.begin() + static_cast<ptrdiff_t>(at);
  return {begin, begin + static_cast<ptrdiff_t>(std::min(kKeysAtOnce, subjects.size() - at))};
}

absl::Status Connect(Connection& connection) {
  return connection.connected() ? absl::OkStatus()
                                : connection.Connect(kConnectTimeout, kReplyTimeout);
}

}  // namespace

Erasures::Erasures(store::Store& keys, Pool& pool, Timers& timers, Options options)
    : keys_(keys), pool_(pool), timers_(timers), options_(std::move(options)) {}

Task<absl::StatusOr<std::vector<KeyState>>> Erasures::StatesOf(std::string municipality,
                                                               std::vector<std::string> subjects,
                                                               Time deadline) {
  std::vector<KeyState> states;
  for (size_t at = 0; at < subjects.size(); at += kKeysAtOnce) {
    store::ReadSet reads;
    for (const std::string& subject : SomeFrom(subjects, at))
      reads.guards.push_back(GuardOf(subject));
    ZWK_CO_ASSIGN_OR_RETURN(const store::ReadResult read,
                            co_await keys_.Get(municipality, std::move(reads), deadline));
    for (const std::string& key : read.guards) {
      states.push_back(key.empty()      ? KeyState::kNone
                       : key == kErased ? KeyState::kErased
                                        : KeyState::kThere);
    }
  }
  co_return states;
}

Task<absl::StatusOr<int>> Erasures::DestroySome(std::string municipality,
                                                std::vector<std::string> subjects, Time deadline) {
  while (true) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<KeyState> states,
                            co_await StatesOf(municipality, subjects, deadline));
    store::Commit commit(municipality);
    bool in_file = false;
    int destroyed = 0;
    for (size_t i = 0; i < subjects.size(); ++i) {
      if (states[i] == KeyState::kErased) continue;
      // A key that is made just now is in the file, too.
      if (states[i] == KeyState::kNone) commit.Guard(GuardOf(subjects[i]), "");
      commit.SetGuard(GuardOf(subjects[i]), kErased);
      in_file |= states[i] == KeyState::kThere;
      ++destroyed;
    }
    if (destroyed == 0) co_return 0;
    if (in_file) commit.SetGuard(kDueGuard, NewUuidV7(SystemClock()));
    ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                            co_await keys_.Apply(std::move(commit), deadline));
    if (outcome.kind == store::Outcome::kDone) co_return destroyed;
  }
}

Task<absl::StatusOr<int>> Erasures::DestroyKeys(std::string municipality,
                                                std::vector<std::string> subjects, Time deadline) {
  std::sort(subjects.begin(), subjects.end());
  subjects.erase(std::unique(subjects.begin(), subjects.end()), subjects.end());
  int destroyed = 0;
  for (size_t at = 0; at < subjects.size(); at += kKeysAtOnce) {
    ZWK_CO_ASSIGN_OR_RETURN(const int more,
                            co_await DestroySome(municipality, SomeFrom(subjects, at), deadline));
    destroyed += more;
  }
  co_return destroyed;
}

Task<absl::StatusOr<bool>> Erasures::IsListed(ErasedTogether erased) {
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<ErasedTogether> all, co_await Listed());
  co_return std::find(all.begin(), all.end(), erased) != all.end();
}

Task<absl::StatusOr<bool>> Erasures::AreErased(std::string municipality,
                                               std::vector<std::string> subjects, Time deadline) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<KeyState> states,
      co_await StatesOf(std::move(municipality), std::move(subjects), deadline));
  co_return std::all_of(states.begin(), states.end(),
                        [](KeyState state) { return state == KeyState::kErased; });
}

Task<absl::Status> Erasures::Destroy(ErasedTogether erased, Time deadline, bool may_be_listed) {
  bool listed = false;
  if (may_be_listed) {
    ZWK_CO_ASSIGN_OR_RETURN(listed, co_await IsListed(erased));
  } else {
    ZWK_CO_ASSIGN_OR_RETURN(const bool already,
                            co_await AreErased(erased.municipality, erased.subjects, deadline));
    if (already) co_return absl::OkStatus();
  }
  // A line whose sync failed is read back though a loss of power would take it: twice does no harm.
  if (!listed || unsure_) {
    const bool entered = co_await pool_.Enter();
    if (!entered) co_return FilesAreBusy();
    const absl::Status kept = AppendDurably(options_.list, LineOf(erased));
    unsure_ = unsure_ || !kept.ok();
    if (!kept.ok()) co_return kept;
  }
  const absl::StatusOr<int> destroyed =
      co_await DestroyKeys(std::move(erased.municipality), std::move(erased.subjects), deadline);
  co_return destroyed.status();
}

// --- the file ---

Task<absl::StatusOr<std::vector<Erasures::Due>>> Erasures::DueIn(
    std::vector<std::string> municipalities, Time deadline) {
  std::vector<Due> due;
  for (std::string& municipality : municipalities) {
    store::ReadSet reads;
    reads.guards.emplace_back(kDueGuard);
    ZWK_CO_ASSIGN_OR_RETURN(store::ReadResult read,
                            co_await keys_.Get(municipality, std::move(reads), deadline));
    if (!read.guards[0].empty())
      due.push_back({std::move(municipality), std::move(read.guards[0])});
  }
  co_return due;
}

Task<absl::StatusOr<bool>> Erasures::RewriteFile(std::string municipality, Time deadline) {
  const int64_t before = begun_;
  const std::vector<std::string> here = {municipality};
  while (SystemClock().Now() < deadline) {
    if (done_ > before) co_return true;  // one that began after the key had gone
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Due> due, co_await DueIn(here, deadline));
    if (due.empty()) co_return true;
    if (rewriting_.exchange(true)) {
      co_await timers_.Sleep(kBetweenLooks);
      continue;
    }
    const absl::StatusOr<bool> rewritten = co_await RewriteForAll(deadline);
    rewriting_ = false;
    co_return rewritten;
  }
  co_return absl::DeadlineExceededError("the store is still writing its file anew");
}

Task<absl::StatusOr<bool>> Erasures::RewriteWhatIsDue(Time deadline) {
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<std::string> all, co_await keys_.Municipalities(deadline));
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<Due> due, co_await DueIn(std::move(all), deadline));
  if (due.empty()) co_return true;
  co_return co_await RewriteFile(std::move(due[0].municipality), deadline);
}

Task<absl::StatusOr<bool>> Erasures::RewriteForAll(Time deadline) {
  const int64_t turn = ++begun_;
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<std::string> all, co_await keys_.Municipalities(deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<Due> due, co_await DueIn(std::move(all), deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const bool rewritten, co_await Rewrite(deadline));
  if (!rewritten) co_return false;
  done_ = turn;
  for (const Due& one : due) {
    store::Commit commit(one.municipality);
    commit.Guard(kDueGuard, one.mark);  // what was destroyed meanwhile is due still
    commit.SetGuard(kDueGuard, "");
    const absl::StatusOr<store::Outcome> done = co_await keys_.Apply(std::move(commit), deadline);
    if (!done.ok()) co_return done.status();
  }
  co_return true;
}

Task<absl::StatusOr<bool>> Erasures::Rewrite(Time deadline) {
  Connection connection(options_.address);
  bool begun = false;
  while (SystemClock().Now() < deadline) {
    const bool entered = co_await pool_.Enter();
    if (!entered) co_return FilesAreBusy();
    ZWK_CO_RETURN_IF_ERROR(Connect(connection));
    if (!begun) {
      const absl::StatusOr<bool> asked = Begin(connection);
      if (absl::IsPermissionDenied(asked.status())) co_return false;
      if (!asked.ok()) co_return asked.status();
      begun = *asked;
    } else {
      ZWK_CO_ASSIGN_OR_RETURN(const FileState now, StateOfFile(connection));
      if (!now.writing && now.good) co_return true;
      if (!now.writing) {
        co_return absl::UnavailableError("the store could not write its file anew");
      }
    }
    co_await timers_.Sleep(kBetweenLooks);
  }
  co_return absl::DeadlineExceededError("the store is still writing its file anew");
}

Task<absl::StatusOr<std::vector<ErasedTogether>>> Erasures::Listed() {
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return FilesAreBusy();
  std::error_code unknown;
  if (!std::filesystem::exists(options_.list, unknown) && !unknown)
    co_return std::vector<ErasedTogether>();
  const absl::StatusOr<std::string> text = ReadFile(options_.list);
  if (!text.ok()) co_return text.status();
  co_return Lines(*text);
}

Task<absl::StatusOr<int>> Erasures::Replay(std::vector<ErasedTogether> listed) {
  std::map<std::string, std::vector<std::string>> of_city;
  for (ErasedTogether& erased : listed) {
    std::vector<std::string>& subjects = of_city[erased.municipality];
    subjects.insert(subjects.end(), erased.subjects.begin(), erased.subjects.end());
  }
  int destroyed = 0;
  for (const auto& [municipality, subjects] : of_city) {
    const Time deadline = SystemClock().Now() + kPatienceOfReplay;
    ZWK_CO_ASSIGN_OR_RETURN(const int more, co_await DestroyKeys(municipality, subjects, deadline));
    destroyed += more;
  }
  co_return destroyed;
}

}  // namespace zwk::seal
