#include "platform/store/verify.h"

#include <chrono>
#include <map>
#include <utility>
#include <vector>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "platform/base/status_macros.h"
#include "platform/store/commit_call.h"
#include "platform/store/connection.h"
#include "platform/store/crc32c.h"
#include "platform/store/keys.h"

namespace zwk::store {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kConnectTimeout{3000};
constexpr milliseconds kReplyTimeout{15000};
constexpr char kKeysAtOnce[] = "500";
constexpr char kEventsAtOnce[] = "200";
constexpr char kEntriesAtOnce[] = "500";

using Fields = std::map<std::string, std::string, std::less<>>;

Fields ToFields(const Reply& reply) {
  Fields fields;
  for (size_t i = 0; i + 1 < reply.size(); i += 2) {
    fields.emplace(std::string(reply[i].text()), std::string(reply[i + 1].text()));
  }
  return fields;
}

std::string Of(const Fields& fields, absl::string_view name) {
  const auto found = fields.find(std::string(name));
  return found == fields.end() ? "" : found->second;
}

uint64_t Number(const std::string& text) {
  uint64_t number = 0;
  return absl::SimpleAtoi(text, &number) ? number : 0;
}

class Verifier {
 public:
  Verifier(const Endpoint& endpoint, const std::string& area, const std::string& municipality,
           const std::function<bool(const Finding&)>& on_finding)
      : connection_(endpoint),
        area_(area),
        municipality_(municipality),
        prefix_(keys::Prefix(municipality, area)),
        on_finding_(on_finding) {}

  absl::StatusOr<Verified> Run() {
    ZWK_RETURN_IF_ERROR(connection_.Connect(kConnectTimeout, kReplyTimeout));
    ZWK_RETURN_IF_ERROR(CheckDatabases());
    ZWK_ASSIGN_OR_RETURN(const Reply cursors,
                         connection_.Call({"XINFO", "GROUPS", keys::Outbox(municipality_, area_)}));
    trimmed_ = cursors.size() > 0;  // there is one for what has left for the archive
    // Documents are read between two readings of the stream: what is committed meanwhile is in the
    // second one.
    ZWK_RETURN_IF_ERROR(ReadEvents());
    const std::map<std::string, uint64_t> before = last_;
    ZWK_RETURN_IF_ERROR(ReadKeys());
    ZWK_RETURN_IF_ERROR(ReadEvents());
    ZWK_RETURN_IF_ERROR(CompareVersions(before));
    return verified_;
  }

 private:
  absl::Status Report(std::string key, std::string what) {
    ++verified_.findings;
    if (on_finding_({std::move(key), std::move(what)})) return absl::OkStatus();
    return absl::CancelledError("nobody hears what is found");
  }

  static absl::Status Unexpected(const Reply& reply) {
    return absl::UnavailableError(absl::StrCat("the store said: ", reply.text()));
  }

  // A damaged file may have put things where nobody looks.
  absl::Status CheckDatabases() {
    ZWK_ASSIGN_OR_RETURN(const Reply info, connection_.Call({"INFO", "keyspace"}));
    for (int database = 1; database < 16; ++database) {
      const std::string name = absl::StrCat("db", database, ":");
      if (!absl::StrContains(info.text(), name)) continue;
      ZWK_RETURN_IF_ERROR(Report(name, "has keys, though nothing is ever written there"));
    }
    return absl::OkStatus();
  }

  absl::Status ReadEvents() {
    const std::string outbox = keys::Outbox(municipality_, area_);
    while (true) {
      ZWK_ASSIGN_OR_RETURN(
          const Reply reply,
          connection_.Call({"XRANGE", outbox, position_.empty() ? "-" : "(" + position_, "+",
                            "COUNT", kEventsAtOnce}));
      if (!reply.is_array()) return Report(outbox, "is no stream");
      if (reply.size() == 0) return absl::OkStatus();
      for (size_t i = 0; i < reply.size(); ++i) {
        position_ = std::string(reply[i][0].text());
        ZWK_RETURN_IF_ERROR(ReadEvent(ToFields(reply[i][1])));
      }
    }
  }

  absl::Status ReadEvent(const Fields& fields) {
    ++verified_.events;
    const std::string aggregate = Of(fields, "ce_subject");
    const std::string version_text = Of(fields, "ce_aggregateversion");
    const std::string start = absl::StrCat(municipality_, "/", aggregate, "/");
    const std::string name = absl::StrCat(start, version_text, " at ", position_);
    const std::string checksum = Of(fields, "ce_crc32c");
    if (checksum.empty()) {
      ++verified_.without_checksum;
    } else if (checksum != EventChecksum({start, Of(fields, "ce_source"), Of(fields, "ce_type"),
                                          Of(fields, "ce_time"), Of(fields, "ce_traceparent"),
                                          Of(fields, "data")})) {
      ZWK_RETURN_IF_ERROR(Report(name, "the event is not what was written"));
    }
    if (Of(fields, "ce_id") != start + version_text || Of(fields, "ce_specversion") != "1.0" ||
        fields.size() != (checksum.empty() ? 9 : 10)) {
      ZWK_RETURN_IF_ERROR(Report(name, "the attributes of the event do not fit together"));
    }
    const uint64_t version = Number(version_text);
    const auto [last, first] = last_.try_emplace(aggregate, 0);
    const uint64_t expected = last->second + 1;
    if (version != expected && !(first && trimmed_ && version > 0)) {
      ZWK_RETURN_IF_ERROR(Report(name, absl::StrCat("follows upon version ", last->second)));
    }
    last->second = version;
    return absl::OkStatus();
  }

  absl::Status ReadKeys() {
    std::string cursor = "0";
    do {
      ZWK_ASSIGN_OR_RETURN(
          const Reply page,
          connection_.Call({"SCAN", cursor, "MATCH", prefix_ + "*", "COUNT", kKeysAtOnce}));
      if (!page.is_array() || page.size() != 2) return Unexpected(page);
      cursor = std::string(page[0].text());
      const Reply names = page[1];
      std::vector<std::string> keys;
      for (size_t i = 0; i < names.size(); ++i) keys.emplace_back(names[i].text());
      ZWK_RETURN_IF_ERROR(ReadPage(keys));
    } while (cursor != "0");
    return absl::OkStatus();
  }

  absl::Status ReadPage(const std::vector<std::string>& keys) {
    std::vector<std::string> indexes;
    std::vector<std::string> asked;
    for (const std::string& key : keys) {
      const absl::string_view kind = absl::string_view(key).substr(prefix_.size(), 2);
      if (kind == "d:" || kind == "c:") {
        connection_.Append({"HGETALL", key});
      } else if (kind == "g:") {
        connection_.Append({"GET", key});
      } else {
        if (kind == "i:") indexes.push_back(key);
        continue;
      }
      asked.push_back(key);
    }
    for (const std::string& key : asked) {
      ZWK_ASSIGN_OR_RETURN(const Reply reply, connection_.Read());
      ZWK_RETURN_IF_ERROR(ReadThing(key, reply));
    }
    for (const std::string& index : indexes) ZWK_RETURN_IF_ERROR(ReadIndex(index));
    return absl::OkStatus();
  }

  absl::Status ReadThing(const std::string& key, const Reply& reply) {
    const char kind = key[prefix_.size()];
    if (reply.is_error()) return Report(key, "is of another type");
    if (kind == 'g') {
      ++verified_.guards;
      return absl::OkStatus();
    }
    const Fields fields = ToFields(reply);
    if (kind == 'd') return ReadDocument(key, fields);
    ++verified_.counters;
    for (const auto& [field, value] : fields) {
      int64_t number = 0;
      if (absl::SimpleAtoi(value, &number) && number != 0) continue;
      ZWK_RETURN_IF_ERROR(Report(key, absl::StrCat("the counter of ", field, " is no number")));
    }
    return absl::OkStatus();
  }

  absl::Status ReadDocument(const std::string& key, const Fields& fields) {
    if (fields.empty()) return absl::OkStatus();  // gone since it was listed
    ++verified_.documents;
    for (const auto& [field, value] : fields) {
      if (field == "b" || field == "c" || field == "o") continue;
      if ((field == "v" || field == "e") && Number(value) > 0) continue;
      ZWK_RETURN_IF_ERROR(Report(key, absl::StrCat("'", field, "' does not belong to a document")));
    }
    if (const uint64_t version = Number(Of(fields, "e")); version > 0) {
      versions_[key.substr(prefix_.size() + 2)] = version;
    }
    const bool exists = fields.contains("v");
    if (exists != fields.contains("b")) return Report(key, "has a version or bytes, not both");
    if (!exists) return absl::OkStatus();
    if (!fields.contains("c")) {
      ++verified_.without_checksum;
      return absl::OkStatus();
    }
    const std::string checksum = Of(fields, "c");
    if (checksum == DocumentChecksum(key, Of(fields, "v"), Of(fields, "b")) ||
        checksum == DocumentChecksum(key, "*", Of(fields, "b"))) {
      return absl::OkStatus();
    }
    return Report(key, "the document is not what was written");
  }

  // Entries of an index name documents, but where they list what else a view has.
  absl::Status ReadIndex(const std::string& index) {
    if (absl::EndsWith(index, "/all/counters") || absl::EndsWith(index, "/all/indexes")) {
      return absl::OkStatus();
    }
    std::string after = "-";
    while (true) {
      ZWK_ASSIGN_OR_RETURN(const Reply page, connection_.Call({"ZRANGEBYLEX", index, after, "+",
                                                               "LIMIT", "0", kEntriesAtOnce}));
      if (!page.is_array()) return Report(index, "is no index");
      if (page.size() == 0) return absl::OkStatus();
      std::vector<std::string> members;
      for (size_t i = 0; i < page.size(); ++i) {
        const std::string member(page[i].text());
        after = "(" + member;
        const size_t cut = member.find('\0');
        if (cut == std::string::npos) {
          ZWK_RETURN_IF_ERROR(Report(index, "has an entry without a document"));
          continue;
        }
        members.push_back(member);
        connection_.Append({"HEXISTS", KeyOf(member), "v"});
      }
      std::vector<std::string> missing;
      for (const std::string& member : members) {
        ++verified_.index_entries;
        ZWK_ASSIGN_OR_RETURN(const Reply exists, connection_.Read());
        if (exists.integer() != 1) missing.push_back(member);
      }
      for (const std::string& member : missing) {
        ZWK_RETURN_IF_ERROR(CheckMissing(index, member));
      }
    }
  }

  // Of the document that an entry of an index names.
  std::string KeyOf(const std::string& member) const {
    return absl::StrCat(prefix_, "d:", member.substr(member.find('\0') + 1));
  }

  // Perhaps both were deleted since the entry was read.
  absl::Status CheckMissing(const std::string& index, const std::string& member) {
    ZWK_ASSIGN_OR_RETURN(const Reply listed, connection_.Call({"ZSCORE", index, member}));
    ZWK_ASSIGN_OR_RETURN(const Reply there, connection_.Call({"HEXISTS", KeyOf(member), "v"}));
    if (listed.is_nil() || there.integer() == 1) return absl::OkStatus();
    return Report(index, absl::StrCat("names ", KeyOf(member), ", which is not there"));
  }

  absl::Status CompareVersions(const std::map<std::string, uint64_t>& before) {
    for (const auto& [aggregate, version] : versions_) {
      const auto last = last_.find(aggregate);
      if (last == last_.end()) {
        if (trimmed_) continue;
        ZWK_RETURN_IF_ERROR(
            Report(aggregate, absl::StrCat("its events up to ", version, " are missing")));
        continue;
      }
      const auto earlier = before.find(aggregate);
      const uint64_t least = earlier == before.end() ? 0 : earlier->second;
      if (version < least || version > last->second) {
        ZWK_RETURN_IF_ERROR(
            Report(aggregate, absl::StrCat("its events end with version ", last->second,
                                           ", the document says ", version)));
      }
    }
    for (const auto& [aggregate, version] : before) {
      if (versions_.contains(aggregate)) continue;
      ZWK_RETURN_IF_ERROR(Report(
          aggregate, absl::StrCat("has events up to version ", version, " and nothing else")));
    }
    return absl::OkStatus();
  }

  Connection connection_;
  const std::string area_;
  const std::string municipality_;
  const std::string prefix_;
  const std::function<bool(const Finding&)>& on_finding_;
  Verified verified_;
  bool trimmed_ = false;
  std::string position_;                      // behind the last event read
  std::map<std::string, uint64_t> last_;      // version of the last event, by aggregate
  std::map<std::string, uint64_t> versions_;  // what documents say of it
};

}  // namespace

absl::StatusOr<Verified> VerifyStore(const Endpoint& endpoint, const std::string& area,
                                     const std::string& municipality,
                                     const std::function<bool(const Finding&)>& on_finding) {
  ZWK_RETURN_IF_ERROR(CheckMunicipality(municipality));
  return Verifier(endpoint, area, municipality, on_finding).Run();
}

}  // namespace zwk::store
