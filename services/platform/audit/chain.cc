#include "platform/audit/chain.h"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include <nlohmann/json.hpp>

#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/base/files.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"

namespace zwk::audit {
namespace {

namespace fs = std::filesystem;
using nlohmann::ordered_json;

constexpr int kFormat = 1;
constexpr size_t kHashDigits = 64;
constexpr absl::string_view kBatchPrefix = "batch-";
constexpr absl::string_view kBatchEnding = ".jsonl";
constexpr char kHeadFile[] = "head.json";

// Before the first record there is nothing.
std::string Nothing() { return std::string(kHashDigits, '0'); }

std::string Next(const std::string& before, absl::string_view json) {
  return Sha256Hex(absl::StrCat(before, "\n", json));
}

std::string Of(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}
uint64_t NumberOf(const ordered_json& object, const char* name) {
  const auto found = object.find(name);
  return found != object.end() && found->is_number_unsigned() ? found->get<uint64_t>() : 0;
}
ordered_json Parsed(absl::string_view text) {
  return ordered_json::parse(text.begin(), text.end(), nullptr, /*allow_exceptions=*/false);
}

// A line of a batch: what it says it is.
struct Line {
  std::string hash;
  std::string json;
};

// A batch as its file has it, believed in nothing.
struct Batch {
  uint64_t first = 0;
  uint64_t records = 0;  // as the first line says
  std::string municipality;
  std::string service;
  std::string previous;
  std::string through;
  std::string signature;  // "": none
  bool ends = false;      // with a line feed
  std::vector<Line> lines;
};

std::optional<Batch> ReadBatch(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadFile(path);
  if (!text.ok()) return std::nullopt;
  Batch batch;
  batch.ends = absl::EndsWith(*text, "\n");
  for (const absl::string_view line : absl::StrSplit(*text, '\n', absl::SkipEmpty())) {
    const std::pair<absl::string_view, absl::string_view> parts =
        absl::StrSplit(line, absl::MaxSplits(' ', 1));
    batch.lines.push_back({std::string(parts.first), std::string(parts.second)});
  }
  if (batch.lines.empty()) return std::nullopt;
  const ordered_json header = Parsed(batch.lines[0].json);
  if (!header.is_object() || NumberOf(header, "zwk_audit") != kFormat) return std::nullopt;
  batch.first = NumberOf(header, "first");
  batch.records = NumberOf(header, "records");
  batch.municipality = Of(header, "municipality");
  batch.service = Of(header, "service");
  batch.previous = Of(header, "previous");
  batch.through = Of(header, "through");
  batch.signature = Of(header, "signature");
  return batch;
}

// What is signed of a batch: all that it says, and where.
std::string SignedText(const Batch& batch) {
  std::string records;
  for (size_t i = 1; i < batch.lines.size(); ++i)
    absl::StrAppend(&records, batch.lines[i].json, "\n");
  return absl::StrJoin(
      std::make_tuple("zwk audit batch", batch.municipality, batch.service, batch.first,
                      batch.records, batch.previous, batch.through, Sha256Hex(records)),
      "\n");
}
std::string SignedText(const Head& head) {
  return absl::StrJoin(
      std::make_tuple("zwk audit head", head.municipality, head.service, head.first, head.last,
                      head.hash, head.through, head.signed_from),
      "\n");
}

std::string PathOfBatch(const fs::path& folder, uint64_t first) {
  return (folder / absl::StrFormat("%s%012d%s", kBatchPrefix, first, kBatchEnding)).string();
}

// The first records of the batches there are, in their order.
std::vector<uint64_t> BatchesIn(const fs::path& folder) {
  std::vector<uint64_t> found;
  std::error_code none;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, none)) {
    std::string name = entry.path().filename().string();
    absl::string_view digits = name;
    uint64_t first = 0;
    if (absl::ConsumePrefix(&digits, kBatchPrefix) && absl::ConsumeSuffix(&digits, kBatchEnding) &&
        absl::SimpleAtoi(digits, &first)) {
      found.push_back(first);
    }
  }
  std::sort(found.begin(), found.end());
  return found;
}

// Whether every line is what its hash says, and there are as many as were sealed: for those who write.
bool IsWhole(const Batch& batch, std::string hash) {
  if (batch.previous != hash || batch.lines.size() != batch.records + 1) return false;
  for (const Line& line : batch.lines) {
    hash = Next(hash, line.json);
    if (line.hash != hash) return false;
  }
  return batch.ends;
}

// Where the service had the last record from, as its batch says; "": no batch that is as it was sealed says it. The head's
// own word is not taken: by one number in it all that comes later would count as sealed.
std::string ThroughOf(const fs::path& folder, const std::vector<uint64_t>& batches,
                      const Head& head) {
  const auto after = std::upper_bound(batches.begin(), batches.end(), head.last);
  if (after == batches.begin()) return "";
  const uint64_t first = *std::prev(after);
  const std::optional<Batch> batch = ReadBatch(PathOfBatch(folder, first));
  const bool ends_there = batch && first + batch->records == head.last + 1 &&
                          batch->lines.back().hash == head.hash && IsWhole(*batch, batch->previous);
  return ends_there ? batch->through : "";
}

ordered_json ToJson(const Head& head) {
  return {{"zwk_audit", kFormat},    {"municipality", head.municipality},
          {"service", head.service}, {"first", head.first},
          {"last", head.last},       {"hash", head.hash},
          {"through", head.through}};
}

// A head as its file has it.
struct KeptHead : Head {
  std::string public_key;
  std::string signature;

  bool IsSignedBy(const std::string& key) const {
    return audit::IsSignedBy(key, SignedText(*this), signature);
  }
};

// nullopt: there is none, or it is none.
std::optional<KeptHead> ReadHead(const fs::path& folder) {
  const absl::StatusOr<std::string> text = ReadFile((folder / kHeadFile).string());
  if (!text.ok()) return std::nullopt;
  const ordered_json json = Parsed(*text);
  if (!json.is_object() || NumberOf(json, "zwk_audit") != kFormat) return std::nullopt;
  KeptHead head;
  head.municipality = Of(json, "municipality");
  head.service = Of(json, "service");
  head.first = NumberOf(json, "first");
  head.last = NumberOf(json, "last");
  head.hash = Of(json, "hash");
  head.through = Of(json, "through");
  head.signed_from = NumberOf(json, "signed_from");
  head.public_key = Of(json, "public_key");
  head.signature = Of(json, "signature");
  return head;
}

bool AnyIsSigned(const fs::path& folder, const std::vector<uint64_t>& batches) {
  // From the end: the newest are signed first after an upgrade.
  return std::any_of(batches.rbegin(), batches.rend(), [&](uint64_t first) {
    const std::optional<Batch> batch = ReadBatch(PathOfBatch(folder, first));
    return batch && !batch->signature.empty();
  });
}

// A record as it is sealed.
std::string Numbered(uint64_t number, const std::string& json) {
  ordered_json numbered = {{"n", number}};
  const ordered_json said = Parsed(json);
  if (said.is_object()) {
    numbered.update(said);
  } else {
    numbered["unreadable"] = Sha256Hex(json);
  }
  return numbered.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

// Goes through batch after batch and says what is wrong.
class Verifier {
 public:
  Verifier(const std::vector<Witness>& witnesses,
           const std::function<void(const std::string&)>& each, std::string public_key,
           Verified& verified)
      : each_(each), public_key_(std::move(public_key)), verified_(verified) {
    for (const Witness& witness : witnesses) witnesses_[witness.number] = witness;
  }

  void Begin(const Head& head) {
    next_ = head.first;
    hash_ = head.first == 1 ? Nothing() : "";  // what came before it is gone: its own word for it
    signed_from_ = head.signed_from;
  }

  // Whose head it is: what it says of the begin and the end is nobody else's word.
  void CheckHead(const KeptHead& head) {
    verified_.public_key = head.public_key;
    if (head.signature.empty() && head.signed_from == 0 && public_key_.empty()) return;
    const std::string& key = public_key_.empty() ? head.public_key : public_key_;
    if (key != head.public_key || !head.IsSignedBy(key))
      Find("head.json is not signed by the service: begin and end are not its word");
  }

  void Take(uint64_t first, const std::optional<Batch>& batch) {
    const std::string name = absl::StrCat("the batch from record ", first);
    if (!batch) return Find(absl::StrCat(name, " cannot be read"));
    ++verified_.batches;
    if (batch->first != first) Find(absl::StrCat(name, " says it begins with ", batch->first));
    if (first > next_) {
      Find(absl::StrCat("records ", next_, " to ", first - 1, " are missing"));
      hash_ = "";
    }
    next_ = first;
    if (hash_.empty()) hash_ = batch->previous;
    if (batch->previous != hash_) {
      Find(absl::StrCat(name, " does not follow the record before it, which was changed"));
      hash_ = batch->previous;
    }
    TakeLine(batch->lines[0], absl::StrCat("the first line of ", name));
    for (size_t i = 1; i < batch->lines.size(); ++i) TakeRecord(batch->lines[i]);
    const uint64_t end = first + batch->records;
    if (next_ < end) {
      Find(absl::StrCat("records ", next_, " to ", end - 1, " are missing"));
      next_ = end;
    }
    if (!batch->ends) Find(absl::StrCat(name, " is cut"));
    through_ = batch->through;
    CheckSignature(*batch, name);
  }

  // A batch behind the head: of who has just written it, and not of whoever can copy a form.
  void CheckLater(uint64_t first, const std::optional<Batch>& batch) {
    const std::string name = absl::StrCat("the batch from record ", first);
    if (batch && signed_from_ != 0) CheckSignature(*batch, name);
  }

  void End(const Head& head) {
    if (next_ <= head.last) {
      Find(absl::StrCat("records ", next_, " to ", head.last, " are missing at the end"));
    } else if (next_ == head.last + 1 && verified_.batches > 0 && hash_ != head.hash) {
      Find("the last record is another than the head says");
    } else if (next_ == head.last + 1 && verified_.batches > 0 && through_ != head.through) {
      Find("head.json names another position in the store than the last batch");
    }
    for (const auto& [number, witness] : witnesses_) {
      if (number < head.first && !witness.stays) continue;  // expired
      Find(absl::StrCat("record ", number, " was seen before and is missing"));
    }
  }

  uint64_t next() const { return next_; }
  const std::string& hash() const { return hash_; }
  void Find(std::string what) {
    if (verified_.findings.size() < Verified::kMostFindings)
      verified_.findings.push_back(std::move(what));
  }

 private:
  bool TakeLine(const Line& line, const std::string& name) {
    const bool as_sealed = Next(hash_, line.json) == line.hash;
    if (!as_sealed) Find(absl::StrCat(name, " was changed"));
    hash_ = line.hash;
    return as_sealed;
  }

  void TakeRecord(const Line& line) {
    const uint64_t number = NumberOf(Parsed(line.json), "n");
    if (number > next_) {
      Find(number == next_ + 1
               ? absl::StrCat("record ", next_, " is missing")
               : absl::StrCat("records ", next_, " to ", number - 1, " are missing"));
      hash_ = line.hash;  // nobody can say what it followed
      next_ = number;
    } else if (TakeLine(line, absl::StrCat("record ", next_))) {
      ++verified_.records;
      if (each_) each_(line.json);
    }
    const auto witness = witnesses_.find(next_);
    if (witness != witnesses_.end()) {
      if (witness->second.hash != hash_)
        Find(absl::StrCat("record ", next_, " is another than the one that was seen before"));
      witnesses_.erase(witness);
    }
    ++next_;
  }

  // Batches from before signatures have none, and one that is signed has none such after it.
  void CheckSignature(const Batch& batch, const std::string& name) {
    if (signed_from_ == 0 && !batch.signature.empty()) signed_from_ = batch.first;
    if (batch.signature.empty() && (signed_from_ == 0 || batch.first < signed_from_)) return;
    const std::string& key = public_key_.empty() ? verified_.public_key : public_key_;
    if (!IsSignedBy(key, SignedText(batch), batch.signature))
      Find(absl::StrCat(name, " is not signed by the service"));
  }

  const std::function<void(const std::string&)>& each_;
  const std::string public_key_;           // whom somebody else believes; "": nobody says
  std::map<uint64_t, Witness> witnesses_;  // not met yet
  Verified& verified_;
  uint64_t next_ = 1;
  std::string hash_;
  std::string through_;       // of the batch taken last
  uint64_t signed_from_ = 0;  // as the head says, else the first that has a signature
};

}  // namespace

Chain::Chain(fs::path folder, std::string municipality, std::string service, const Signer* signer)
    : folder_(std::move(folder)),
      municipality_(std::move(municipality)),
      service_(std::move(service)),
      signer_(signer) {}

absl::Status Chain::WriteHead(const Head& head) const {
  ordered_json json = ToJson(head);
  if (signer_ != nullptr) {
    json["signed_from"] = head.signed_from;
    json["public_key"] = signer_->public_key();
    json["signature"] = signer_->Sign(SignedText(head));
  }
  return WriteDurably((folder_ / kHeadFile).string(), json.dump() + "\n");
}

absl::StatusOr<Head> Chain::Read() const {
  Head head{municipality_, service_, 1, 0, Nothing(), ""};
  const std::vector<uint64_t> batches = BatchesIn(folder_);
  const std::optional<KeptHead> kept = ReadHead(folder_);
  const bool all_signed = signer_ != nullptr && AnyIsSigned(folder_, batches);
  const bool ours = kept && signer_ != nullptr && kept->IsSignedBy(signer_->public_key());
  if (kept && (ours || !all_signed)) {
    head = *kept;
    head.ours = ours;
    head.through = ThroughOf(folder_, batches, head);
  } else if (!batches.empty()) {
    // The batches say it: they have a chain, wherever it begins.
    const std::optional<Batch> earliest = ReadBatch(PathOfBatch(folder_, batches[0]));
    if (!earliest) return absl::DataLossError("the first batch of the audit log cannot be read");
    head.first = batches[0];
    head.last = batches[0] - 1;
    head.hash = earliest->previous;
  }
  while (std::binary_search(batches.begin(), batches.end(), head.last + 1)) {
    const std::optional<Batch> batch = ReadBatch(PathOfBatch(folder_, head.last + 1));
    const bool signed_by_us =
        !all_signed || (batch && head.signed_from == 0 && batch->signature.empty()) ||
        (batch && IsSignedBy(signer_->public_key(), SignedText(*batch), batch->signature));
    if (!signed_by_us || !batch || !IsWhole(*batch, head.hash)) {
      return absl::DataLossError(absl::StrCat("the batch of the audit log from record ",
                                              head.last + 1, " is not what follows"));
    }
    if (head.signed_from == 0 && !batch->signature.empty()) head.signed_from = batch->first;
    head.last += batch->records;
    head.hash = batch->lines.back().hash;
    head.through = batch->through;
  }
  return head;
}

absl::StatusOr<Head> Chain::Append(Head head, const std::vector<Unsealed>& records) const {
  if (records.empty()) return head;
  // In the folder of a service's files, which is there already.
  const fs::path files = folder_.parent_path().parent_path().parent_path();
  ZWK_RETURN_IF_ERROR(MakeFolders(folder_.string(), files.string()));
  const uint64_t first = head.last + 1;
  std::string text;
  const auto add = [&](const std::string& json) {
    head.hash = Next(head.hash, json);
    absl::StrAppend(&text, head.hash, " ", json, "\n");
  };
  head.municipality = municipality_;
  head.service = service_;
  head.through = records.back().position;
  Batch batch{first, records.size(), municipality_, service_, head.hash, head.through,
              "",    true,           {{}}};
  for (const Unsealed& record : records) {
    ++head.last;
    batch.lines.push_back({"", Numbered(head.last, record.json)});
  }
  ordered_json header = {{"zwk_audit", kFormat},      {"municipality", municipality_},
                         {"service", service_},       {"first", first},
                         {"records", records.size()}, {"previous", head.hash},
                         {"through", head.through}};
  if (signer_ != nullptr) {
    header["signature"] = signer_->Sign(SignedText(batch));
    if (head.signed_from == 0) head.signed_from = first;
  }
  batch.lines[0].json = header.dump();
  for (const Line& line : batch.lines) add(line.json);
  const absl::Status made = MakeDurably(PathOfBatch(folder_, first), text);
  if (absl::IsAlreadyExists(made)) return absl::AbortedError("somebody else has sealed them");
  ZWK_RETURN_IF_ERROR(made);
  ZWK_RETURN_IF_ERROR(WriteHead(head));
  return head;
}

absl::StatusOr<int> Chain::Expire(Time before, const Announce& announce) const {
  std::optional<KeptHead> head = ReadHead(folder_);
  if (!head) return 0;
  // What somebody else says of begin and end is nothing to go by.
  if (signer_ != nullptr && head->signed_from != 0 && !head->IsSignedBy(signer_->public_key()))
    return 0;
  const std::string limit = FormatTime(before);
  uint64_t first = head->first;
  std::vector<std::string> leaving;
  const std::vector<uint64_t> batches = BatchesIn(folder_);
  for (size_t i = 0; i < batches.size(); ++i) {
    const std::string path = PathOfBatch(folder_, batches[i]);
    const std::optional<Batch> batch = ReadBatch(path);
    if (!batch || Of(Parsed(batch->lines.back().json), "at") >= limit) break;
    // What was changed stays and is found: its time is not believed.
    if (!IsWhole(*batch, batches[i] == 1 ? Nothing() : batch->previous)) break;
    const uint64_t end = batches[i] + batch->records;
    if (i + 1 == batches.size()) {
      if (head->last + 1 != end || head->hash != batch->lines.back().hash) break;
    } else if (batches[i + 1] <= end) {  // behind a gap nobody can say what it followed
      const std::optional<Batch> next = ReadBatch(PathOfBatch(folder_, batches[i + 1]));
      if (!next || next->previous != batch->lines.back().hash) break;
    }
    leaving.push_back(path);
    first = std::max(first, end);
  }
  if (leaving.empty()) return 0;
  head->first = first;  // said first, so that what goes is not missed
  if (announce) ZWK_RETURN_IF_ERROR(announce(first));
  ZWK_RETURN_IF_ERROR(WriteHead(*head));
  for (const std::string& path : leaving) fs::remove(path);
  return static_cast<int>(leaving.size());
}

Verified Chain::Verify(const std::vector<Witness>& witnesses,
                       const std::function<void(const std::string& json)>& each,
                       const std::string& public_key) const {
  Verified verified = VerifyOnce(witnesses, each, public_key);
  // Batches that have expired meanwhile are missed by nobody.
  const std::optional<KeptHead> now = ReadHead(folder_);
  if (now && now->first != verified.head.first)
    verified = VerifyOnce(witnesses, nullptr, public_key);
  return verified;
}

Verified Chain::VerifyOnce(const std::vector<Witness>& witnesses,
                           const std::function<void(const std::string& json)>& each,
                           const std::string& public_key) const {
  Verified verified;
  Verifier verifier(witnesses, each, public_key, verified);
  const std::optional<KeptHead> head = ReadHead(folder_);
  if (head) verifier.CheckHead(*head);
  if (!head) verifier.Find("there is no head.json, which says where the log begins and ends");
  const std::vector<uint64_t> batches = BatchesIn(folder_);
  verified.head = Head{municipality_, service_, batches.empty() ? 1 : batches[0], 0, Nothing(), ""};
  if (head) verified.head = *head;
  verifier.Begin(verified.head);
  for (const uint64_t first : batches) {
    if (first < verified.head.first) continue;  // has expired and is about to go
    const std::optional<Batch> batch = ReadBatch(PathOfBatch(folder_, first));
    if (head && first > head->last) {  // written after the head was read, or by somebody else
      verifier.CheckLater(first, batch);
      continue;
    }
    verifier.Take(first, batch);
    if (batch && (batch->municipality != municipality_ || batch->service != service_))
      verifier.Find(absl::StrCat("the batch from record ", first, " is of another log"));
  }
  verifier.End(verified.head);
  if (!head) {
    verified.head.last = verifier.next() - 1;
    verified.head.hash = verifier.hash();
  }
  return verified;
}

std::vector<Chain> ChainsBelow(const fs::path& folder) {
  std::vector<fs::path> folders;
  const auto take = [&](const fs::path& path) {
    if (fs::exists(path / kHeadFile) || !BatchesIn(path).empty()) folders.push_back(path);
  };
  std::error_code none;
  if (fs::is_directory(folder, none)) take(fs::canonical(folder, none));
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(
           fs::canonical(folder, none), fs::directory_options::skip_permission_denied, none)) {
    if (entry.is_directory(none)) take(entry.path());
  }
  std::sort(folders.begin(), folders.end());
  std::vector<Chain> chains;
  for (const fs::path& path : folders) {
    chains.emplace_back(path, path.parent_path().filename().string(), path.filename().string());
  }
  return chains;
}

}  // namespace zwk::audit
