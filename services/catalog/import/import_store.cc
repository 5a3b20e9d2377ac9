#include "catalog/import/import_store.h"

#include <vector>

#include <google/protobuf/util/message_differencer.h>

#include "absl/strings/str_cat.h"
#include "catalog/base/record_codec.h"
#include "catalog/import/import_codec.h"
#include "catalog/import/import_document.pb.h"
#include "catalog/import/import_message.h"
#include "catalog/offer/repositories_store.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"

namespace zwk::catalog {
namespace {

std::string ImportKey(const std::string& import_id) { return "import/" + import_id; }

// What a source brought lies in as many documents, so that none gets large: 60,000 objects are 50 KB each.
constexpr size_t kParts = 64;

store::ReadSet PartsOf(const std::string& source) {
  store::ReadSet reads;
  for (size_t i = 0; i < kParts; ++i) {
    reads.documents.push_back(
        absl::StrCat("import-source/", source.empty() ? "_" : source, "/", i));
  }
  return reads;
}

// By the last two digits of the id.
size_t PartOf(const std::string& key) {
  return (static_cast<unsigned char>(key.back()) +
          16 * static_cast<unsigned char>(key[key.size() - 2])) %
         kParts;
}

// What was answered to the same content.
absl::StatusOr<ImportResult> AnswerOf(const std::string& bytes, const Caller& caller) {
  ZWK_ASSIGN_OR_RETURN(const auto document, ParseStored<stored::Import>(bytes));
  if (document.content_sha256() != caller.request.fingerprint) {
    return WithReason(absl::AlreadyExistsError("the import id was used for another file"),
                      "ID_TAKEN");
  }
  return FromProto(document.answer());
}

class StagedImport : public ImportBatch {
 public:
  StagedImport(store::BulkStore& store, const std::string& municipality, const Clock& clock)
      : store_(store),
        clock_(clock),
        bulk_(store, municipality, clock),
        repositories_(bulk_, clock) {}

  RecordRepository<Organization>& organizations() override { return repositories_.organizations; }
  RecordRepository<Place>& places() override { return repositories_.places; }
  OfferRepository& offers() override { return repositories_.offers; }
  Task<absl::Status> Remember(Caller caller, std::string source, SourceMemory memory) override;
  Task<absl::StatusOr<ImportResult>> TakeOver(Caller caller, std::string revision,
                                              ImportResult result) override;

 private:
  absl::StatusOr<store::Prepared> Prepare(const Caller& caller, const std::string& revision,
                                          const ImportResult& result,
                                          const store::ReadResult& read) const;

  store::BulkStore& store_;
  const Clock& clock_;
  store::Bulk bulk_;
  Repositories repositories_;
};

// The one commit that makes a staged file valid.
absl::StatusOr<store::Prepared> StagedImport::Prepare(const Caller& caller,
                                                      const std::string& revision,
                                                      const ImportResult& result,
                                                      const store::ReadResult& read) const {
  const store::Document& found = read.documents[0];
  store::Commit commit(caller.municipality);
  if (found.exists()) {  // another call took the same file over meanwhile
    ZWK_RETURN_IF_ERROR(AnswerOf(found.bytes, caller).status());
    return store::Prepared{std::move(commit), found.bytes};
  }
  if (read.guards[0] != revision) {
    return WithReason(absl::AbortedError("the catalog kept changing; send the file again"),
                      "CONCURRENT_CHANGE");
  }
  const std::string key = ImportKey(result.import_id);
  stored::Import document;
  document.set_content_sha256(caller.request.fingerprint);
  *document.mutable_answer() = ToProto(result);
  store::EncodedEvent event = EventOf(result);
  std::string bytes = document.SerializeAsString();
  commit.Guard(kRevisionGuard, revision);
  bulk_.MakeValid(commit);
  commit.Create(key, bytes, caller.request.fingerprint);
  commit.Emit(key, found.event_version, std::move(event.type), std::move(event.data));
  SetRevision(commit);  // also where nothing but the memory of the source changes
  commit.At(clock_.Now());
  commit.Trace(caller.trace_parent);
  return store::Prepared{std::move(commit), std::move(bytes)};
}

Task<absl::Status> StagedImport::Remember(Caller caller, std::string source, SourceMemory memory) {
  std::vector<stored::ImportSource> parts(kParts);
  for (const auto& [key, content] : memory) {
    (*parts[PartOf(key)].mutable_objects())[key] = content;
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await bulk_.Get(caller.municipality, PartsOf(source), caller.deadline));
  const store::ReadSet keys = PartsOf(source);
  for (size_t i = 0; i < kParts; ++i) {
    const store::Document& there = read.documents[i];
    ZWK_CO_ASSIGN_OR_RETURN(const auto before, ParseStored<stored::ImportSource>(there.bytes));
    const bool same = google::protobuf::util::MessageDifferencer::Equals(before, parts[i]);
    if (same) continue;
    store::Commit commit(caller.municipality);
    commit.Write(keys.documents[i], there.version, parts[i].SerializeAsString());
    const auto staged = co_await bulk_.Apply(std::move(commit), caller.deadline);
    ZWK_CO_RETURN_IF_ERROR(staged.status());
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<ImportResult>> StagedImport::TakeOver(Caller caller, std::string revision,
                                                          ImportResult result) {
  ZWK_CO_RETURN_IF_ERROR(co_await bulk_.Finish(caller.deadline));
  store::ReadSet reads;
  reads.documents.push_back(ImportKey(result.import_id));
  reads.guards.emplace_back(kRevisionGuard);
  store::Prepare prepare = [this, caller, revision, result](store::ReadResult read) {
    return store::ReadyTask<store::Prepared>(Prepare(caller, revision, result, read));
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string answer,
      co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  // True by now, whatever comes: if this breaks off, whoever reads next goes on with it.
  (void)co_await store_.Settle(caller.municipality, caller.deadline);
  co_return AnswerOf(answer, caller);
}

}  // namespace

Task<absl::StatusOr<std::optional<ImportResult>>> StoredImports::Find(Caller caller,
                                                                      std::string import_id) {
  store::ReadSet reads;
  reads.documents.push_back(ImportKey(import_id));
  reads.request_id = caller.request.id;
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  if (read.repeated && read.repeated->fingerprint != caller.request.fingerprint) {
    co_return WithReason(absl::AlreadyExistsError("the request id was used for another file"),
                         "REQUEST_ID_REUSED");
  }
  if (!read.documents[0].exists()) co_return std::optional<ImportResult>();
  ZWK_CO_ASSIGN_OR_RETURN(ImportResult result, AnswerOf(read.documents[0].bytes, caller));
  co_return std::optional<ImportResult>(std::move(result));
}

Task<absl::StatusOr<SourceMemory>> StoredImports::Memory(Caller caller, std::string source) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, PartsOf(source), caller.deadline));
  SourceMemory memory;
  for (const store::Document& part : read.documents) {
    ZWK_CO_ASSIGN_OR_RETURN(const auto source_part, ParseStored<stored::ImportSource>(part.bytes));
    memory.insert(source_part.objects().begin(), source_part.objects().end());
  }
  co_return std::move(memory);
}

std::unique_ptr<ImportBatch> StoredImports::Begin(const Caller& caller) {
  return std::make_unique<StagedImport>(store_, caller.municipality, clock_);
}

Task<absl::Status> StoredImports::Resume(Caller caller) {
  return store_.Settle(caller.municipality, caller.deadline);
}

}  // namespace zwk::catalog
