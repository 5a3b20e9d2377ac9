#include "platform/store/commit_call.h"

#include <algorithm>
#include <functional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/ids.h"
#include "platform/base/status_macros.h"
#include "platform/store/crc32c.h"
#include "platform/store/keys.h"
#include "platform/store/scripts.h"  // made from the .lua files

namespace zwk::store {
namespace {

constexpr char kAnswerLifetimeMs[] = "86400000";  // 24 h

bool IsKey(absl::string_view key) {
  return !key.empty() && key.size() <= 512 &&
         std::none_of(key.begin(), key.end(),
                      [](unsigned char c) { return c < 0x20 || c == 0x7f; });
}

std::string VersionText(uint64_t version) {
  return version == Commit::kAnyVersion ? "*" : absl::StrCat(version);
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

}  // namespace

absl::Status CheckKey(absl::string_view key) {
  if (IsKey(key)) return absl::OkStatus();
  return absl::InvalidArgumentError("a key is empty, too long or has control characters");
}

absl::Status CheckMunicipality(const std::string& municipality) {
  if (IsMunicipalityId(municipality)) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("no municipality: ", Quoted(municipality)));
}

absl::string_view RecordName(absl::string_view request_id, absl::string_view group) {
  return group.empty() ? request_id : group;
}
absl::string_view RecordMember(absl::string_view request_id, absl::string_view group) {
  return group.empty() ? "" : request_id;
}

CommitCall::CommitCall(const Commit& commit, const std::string& area)
    : commit_(commit),
      area_(area),
      prefix_(keys::Prefix(commit.municipality(), area)),
      aggregates_(AggregatesOf(commit)) {}

Command CommitCall::ToCommand(Time now, int64_t outbox_limit) const {
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
  Head(command, outbox_limit);
  Parts(command);
  Events(command, commit_.time() == Time{} ? now : commit_.time());
  return command;
}

std::string CommitCall::LogicalKey(int64_t number) const {
  std::string found;
  int64_t i = kLogs;
  ForEachKey([&](const char*, absl::string_view key) {
    if (++i == number) found = std::string(key);
  });
  return found;
}

size_t CommitCall::Size() const {
  constexpr size_t kFixed = 768, kOfAPart = 192, kOfAnEvent = 384;
  size_t size = kFixed + commit_.answer().size();
  for (const auto& write : commit_.writes()) size += kOfAPart + write.bytes.size();
  for (const auto& event : commit_.events()) size += kOfAnEvent + event.data.size();
  return size + kOfAPart * (commit_.adds().size() + commit_.index_adds().size() +
                            commit_.index_removes().size());
}

void CommitCall::Head(Command& command, int64_t outbox_limit) const {
  if (commit_.request().id.empty()) {
    command.Add("");
  } else {
    // Never empty, so that a request without a fingerprint is deduplicated all the same.
    command.AddJoined({"=", commit_.request().fingerprint});
  }
  command.Add(RecordMember(commit_.request().id, commit_.request_group()));
  command.Add(commit_.answer());
  command.Add(kAnswerLifetimeMs);
  command.Add(absl::StrCat(outbox_limit));
  for (const size_t count :
       {commit_.writes().size(), commit_.deletes().size(), commit_.required().size(),
        aggregates_.size(), commit_.events().size(), commit_.guards().size(),
        commit_.set_guards().size(), commit_.adds().size(), commit_.index_adds().size(),
        commit_.index_removes().size(), commit_.forgets().size(),
        commit_.audits().size() + commit_.dead_letters().size()})
    command.Add(absl::StrCat(count));
}

void CommitCall::Parts(Command& command) const {
  for (const auto& write : commit_.writes()) {
    command.Add(VersionText(write.expected_version));
    command.Add(write.bytes);
    command.Add(write.origin);
    command.Add(DocumentChecksum(absl::StrCat(prefix_, "d:", write.key),
                                 write.expected_version == Commit::kAnyVersion
                                     ? "*"
                                     : absl::StrCat(write.expected_version + 1),
                                 write.bytes));
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
    command.Add(add.most ? absl::StrCat(*add.most) : "");
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

void CommitCall::Events(Command& command, Time time) const {
  if (commit_.events().empty()) return;
  const std::string time_text = FormatTime(time);
  for (const auto& event : commit_.events()) {
    const auto aggregate = std::find(aggregates_.begin(), aggregates_.end(), event.key);
    command.Add(absl::StrCat(aggregate - aggregates_.begin() + 1));  // its number in the script
    const std::string id = absl::StrCat(commit_.municipality(), "/", event.key, "/");
    command.Add(id);
    for (const std::string* part :
         {&area_, &event.key, &event.type, &time_text, &commit_.trace_parent(), &event.data})
      command.Add(*part);
    command.Add(
        EventChecksum({id, area_, event.type, time_text, commit_.trace_parent(), event.data}));
  }
}

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

}  // namespace zwk::store
