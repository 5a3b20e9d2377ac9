#include "catalog/gap/gap_store.h"

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "catalog/base/record_codec.h"
#include "catalog/gap/gap_codec.h"
#include "catalog/gap/gap_document.pb.h"
#include "catalog/gap/gap_message.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"
#include "platform/store/pages.h"

namespace zwk::catalog {
namespace {

constexpr char kIndex[] = "gaps";
constexpr char kNewest[] = "gaps/newest";

std::string PartKey(const std::string& gap_id, int part) {
  return absl::StrCat("gap-rows/", gap_id, "/", part);
}

// Newest first in the order of bytes.
std::string SortKey(Time computed) {
  return absl::StrFormat("%019d", std::numeric_limits<int64_t>::max() - ToMicros(computed));
}

absl::StatusOr<GapAnalysis> Parse(const std::string& bytes) {
  ZWK_ASSIGN_OR_RETURN(const v1::GapAnalysis message, ParseStored<v1::GapAnalysis>(bytes));
  return FromProto(message);
}

Task<absl::StatusOr<Stored<GapAnalysis>>> ReadItem(store::ScanPage::Item item) {
  ZWK_CO_ASSIGN_OR_RETURN(GapAnalysis analysis, Parse(item.document.bytes));
  co_return Stored<GapAnalysis>{std::move(analysis), item.document.version};
}

absl::Status NoAnalysis(const std::string& gap_id) {
  return absl::NotFoundError(gap_id.empty() ? std::string("no gaps have been computed yet")
                                            : absl::StrCat("no gap analysis ", Quoted(gap_id)));
}

// A coroutine of its own: what it works on lives in its frame, not in a lambda.
Task<absl::StatusOr<store::Prepared>> PrepareSave(Caller caller, GapAnalysis analysis,
                                                  std::string key) {
  const std::string bytes = ToProto(analysis).SerializeAsString();
  store::EncodedEvent event = EventOf(analysis);
  store::Commit commit(caller.municipality);
  commit.Create(key, bytes, caller.request.fingerprint);
  commit.Emit(key, 0, std::move(event.type), std::move(event.data));
  commit.At(analysis.computed);
  commit.Trace(caller.trace_parent);
  commit.IndexAdd(kIndex, SortKey(analysis.computed), key);
  commit.SetGuard(kNewest, analysis.id);
  co_return store::Prepared{std::move(commit), bytes};
}

}  // namespace

Task<absl::StatusOr<std::optional<GapAnalysis>>> StoredGaps::Answered(Caller caller,
                                                                      std::string gap_id) {
  store::ReadSet reads;
  reads.documents.push_back("gap/" + gap_id);
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  const store::Document& found = read.documents[0];
  if (!found.exists()) co_return std::optional<GapAnalysis>();
  if (found.origin != caller.request.fingerprint) {
    co_return WithReason(absl::AlreadyExistsError("the request id was used for another request"),
                         "REQUEST_ID_REUSED");
  }
  ZWK_CO_ASSIGN_OR_RETURN(GapAnalysis analysis, Parse(found.bytes));
  co_return std::optional<GapAnalysis>(std::move(analysis));
}

Task<absl::StatusOr<GapAnalysis>> StoredGaps::Save(Caller caller, GapAnalysis analysis,
                                                   std::vector<OfferGap> rows) {
  // Rows are staged in any number of commits; nobody sees them before the analysis is there.
  std::vector<stored::GapRows> parts;
  for (const OfferGap& row : rows) {
    const bool next =
        parts.empty() || parts.back().rows(0).neighborhood_key() != row.neighborhood_key;
    if (next) parts.emplace_back();
    *parts.back().add_rows() = ToProto(row);
  }
  constexpr size_t kPerCommit = 32;
  for (size_t i = 0; i < parts.size(); i += kPerCommit) {
    store::Commit commit(caller.municipality);
    for (size_t k = i; k < std::min(parts.size(), i + kPerCommit); ++k) {
      commit.Write(PartKey(analysis.id, static_cast<int>(k)), store::Commit::kAnyVersion,
                   parts[k].SerializeAsString());
    }
    ZWK_CO_RETURN_IF_ERROR((co_await store_.Apply(std::move(commit), caller.deadline)).status());
  }
  const std::string key = "gap/" + analysis.id;
  store::ReadSet reads;
  reads.documents.push_back(key);
  store::Prepare prepare = [caller, analysis, key](store::ReadResult) {
    return PrepareSave(caller, analysis, key);
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string answer,
      co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  co_return Parse(answer);
}

Task<absl::StatusOr<GapAnalysis>> StoredGaps::Find(Caller caller, std::string gap_id) {
  if (gap_id.empty()) {
    store::ReadSet newest;
    newest.guards.push_back(kNewest);
    ZWK_CO_ASSIGN_OR_RETURN(
        store::ReadResult read,
        co_await store_.Get(caller.municipality, std::move(newest), caller.deadline));
    gap_id = read.guards[0];
    if (gap_id.empty()) co_return NoAnalysis(gap_id);
  }
  store::ReadSet reads;
  reads.documents.push_back("gap/" + gap_id);
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  if (!read.documents[0].exists()) co_return NoAnalysis(gap_id);
  co_return Parse(read.documents[0].bytes);
}

Task<absl::StatusOr<Page<GapAnalysis>>> StoredGaps::List(Caller caller, int page_size,
                                                         std::string page_token) {
  return store::ReadPage<GapAnalysis>(store_, std::move(caller),
                                      {kIndex, "", page_size, std::move(page_token)}, &ReadItem);
}

Task<absl::StatusOr<std::vector<OfferGap>>> StoredGaps::Rows(Caller caller, std::string gap_id,
                                                             int part) {
  store::ReadSet reads;
  reads.documents.push_back(PartKey(gap_id, part));
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  std::vector<OfferGap> rows;
  if (!read.documents[0].exists()) co_return std::move(rows);
  ZWK_CO_ASSIGN_OR_RETURN(const auto document,
                          ParseStored<stored::GapRows>(read.documents[0].bytes));
  for (const v1::OfferGap& row : document.rows()) rows.push_back(FromProto(row));
  co_return std::move(rows);
}

}  // namespace zwk::catalog
