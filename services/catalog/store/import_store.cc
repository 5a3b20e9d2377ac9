#include "catalog/store/import_store.h"

#include "absl/strings/str_cat.h"
#include "catalog/events/event_messages.h"
#include "catalog/store/documents.pb.h"
#include "catalog/store/record_codec.h"
#include "catalog/wire/import_messages.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "platform/store/documents.h"
#include "zwk/catalog/v1/events.pb.h"

namespace zwk::catalog {
namespace {

// A coroutine of its own: what it works on lives in its frame, not in a lambda.
Task<absl::StatusOr<store::Prepared>> PrepareBegin(Caller caller, std::string key,
                                                   store::ReadResult read) {
  store::Commit commit(caller.municipality);
  const store::Document& found = read.documents[0];
  if (!found.exists()) {
    stored::Import document;
    document.set_content_sha256(caller.request.fingerprint);
    commit.Create(key, document.SerializeAsString(), caller.request.fingerprint);
    co_return store::Prepared{std::move(commit), ""};
  }
  ZWK_CO_ASSIGN_OR_RETURN(const auto document, ParseStored<stored::Import>(found.bytes));
  if (document.content_sha256() != caller.request.fingerprint) {
    co_return WithReason(absl::AlreadyExistsError("the import id was used for another file"),
                         "ID_TAKEN");
  }
  commit.Require(key, found.version);
  co_return store::Prepared{std::move(commit), ""};
}

Task<absl::StatusOr<store::Prepared>> PrepareComplete(Caller caller, std::string key, Time now,
                                                      ImportResult result, store::ReadResult read) {
  const store::Document& found = read.documents[0];
  ZWK_CO_ASSIGN_OR_RETURN(auto document, ParseStored<stored::Import>(found.bytes));
  store::Commit commit(caller.municipality);
  if (document.applied()) {  // another call completed the same batch meanwhile
    commit.Require(key, found.version);
    co_return store::Prepared{std::move(commit), found.bytes};
  }
  document.set_applied(true);
  *document.mutable_answer() = ToProto(result);
  ::zwk::catalog::v1::OffersImported imported;
  imported.set_import_id(result.import_id);
  *imported.mutable_organizations() = ToProto(result.organizations);
  *imported.mutable_places() = ToProto(result.places);
  *imported.mutable_offers() = ToProto(result.offers);
  EventMessage event = Message(imported);
  const std::string bytes = document.SerializeAsString();
  commit.Write(key, found.version, bytes);
  commit.Emit(key, found.event_version, std::move(event.type), std::move(event.data));
  commit.At(now);
  commit.Trace(caller.trace_parent);
  co_return store::Prepared{std::move(commit), bytes};
}

}  // namespace

Task<absl::StatusOr<std::optional<ImportResult>>> StoredImports::Begin(Caller caller,
                                                                       std::string import_id) {
  const std::string key = "import/" + import_id;
  Caller begin = caller;
  begin.request.id = UuidFromName(caller.request.id + "/begin");
  store::ReadSet reads;
  reads.documents.push_back(key);
  store::Prepare prepare = [begin, key](store::ReadResult read) {
    return PrepareBegin(begin, key, std::move(read));
  };
  ZWK_CO_RETURN_IF_ERROR(
      (co_await store::Transact(store_, begin, reads, std::move(prepare))).status());

  store::ReadSet again;
  again.documents.push_back(key);
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(again), caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const auto document,
                          ParseStored<stored::Import>(read.documents[0].bytes));
  if (!document.applied()) co_return std::optional<ImportResult>();
  co_return std::optional<ImportResult>(FromProto(document.answer()));
}

Task<absl::StatusOr<ImportResult>> StoredImports::Complete(Caller caller, ImportResult result) {
  const std::string key = "import/" + result.import_id;
  store::ReadSet reads;
  reads.documents.push_back(key);
  const Time now = clock_.Now();
  store::Prepare prepare = [caller, key, now, result](store::ReadResult read) {
    return PrepareComplete(caller, key, now, result, std::move(read));
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string answer,
      co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  ZWK_CO_ASSIGN_OR_RETURN(const auto document, ParseStored<stored::Import>(answer));
  co_return FromProto(document.answer());
}

namespace {

Task<absl::StatusOr<store::Prepared>> PrepareUsage(std::string municipality, std::string key,
                                                   Time now, std::string language,
                                                   SearchCount count, store::ReadResult read) {
  const store::Document& found = read.documents[0];
  ::zwk::catalog::v1::SearchesCounted counted;
  counted.set_language(language);
  counted.set_searches(count.searches);
  counted.set_without_hit(count.without_hit);
  EventMessage event = Message(counted);
  stored::SearchCount document;
  document.set_language(language);
  document.set_searches(count.searches);
  document.set_without_hit(count.without_hit);
  store::Commit commit(std::move(municipality));
  commit.Write(key, found.version, document.SerializeAsString());
  commit.Emit(key, found.event_version, std::move(event.type), std::move(event.data));
  commit.At(now);
  co_return store::Prepared{std::move(commit), "counted"};
}

}  // namespace

Task<absl::Status> StoredUsage::Publish(std::string municipality, std::string language,
                                        SearchCount count) {
  const std::string key = "usage/" + language;
  Caller caller;
  caller.municipality = municipality;
  caller.request = {NewUuidV7(clock_), "usage"};
  store::ReadSet reads;
  reads.documents.push_back(key);
  const Time now = clock_.Now();
  store::Prepare prepare = [municipality, key, now, language, count](store::ReadResult read) {
    return PrepareUsage(municipality, key, now, language, count, std::move(read));
  };
  co_return (co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)))
      .status();
}

}  // namespace zwk::catalog
