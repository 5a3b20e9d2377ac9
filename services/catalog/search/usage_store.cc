#include "catalog/search/usage_store.h"

#include "catalog/base/record_codec.h"
#include "catalog/search/usage_document.pb.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "zwk/catalog/v1/offer_search.pb.h"

namespace zwk::catalog {
namespace {

Task<absl::StatusOr<store::Prepared>> PrepareUsage(std::string municipality, std::string key,
                                                   Time now, std::string language,
                                                   SearchCount count, store::ReadResult read) {
  const store::Document& found = read.documents[0];
  v1::SearchesCounted counted;
  counted.set_language(language);
  counted.set_searches(count.searches);
  counted.set_without_hit(count.without_hit);
  store::EncodedEvent event = Encoded(counted);
  stored::SearchCount document;  // what a newer build wrote stays
  if (found.exists()) {
    ZWK_CO_ASSIGN_OR_RETURN(document, ParseStored<stored::SearchCount>(found.bytes));
  }
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
