#include "catalog/synonym/synonyms_api.h"

#include "catalog/base/record_api.h"
#include "catalog/synonym/shipped_synonyms.h"
#include "catalog/synonym/synonyms_message.h"

namespace zwk::catalog {
namespace {

// With those that come with the product on the first page, if asked.
Task<absl::StatusOr<v1::ListSynonymsResponse>> List(SynonymRepository& repository, Caller caller,
                                                    const v1::ListSynonymsRequest& request) {
  ZWK_CO_ASSIGN_OR_RETURN(v1::ListSynonymsResponse response,
                          co_await ListRecords(&v1::ListSynonymsResponse::add_synonyms, repository,
                                               std::move(caller), "synonyms", request));
  if (request.with_shipped() && request.page_token().empty()) {
    for (const Synonyms& shipped : ShippedSynonyms()) *response.add_shipped() = ToProto(shipped);
  }
  co_return std::move(response);
}

}  // namespace

void ServeSynonyms(rpc::ServiceMethods methods, SynonymRegister& synonyms) {
  SynonymRepository& repository = synonyms.repository();
  ServeEntry<v1::DefineSynonymsRequest>(
      methods, "DefineSynonyms", &v1::DefineSynonymsResponse::mutable_synonyms,
      [&synonyms](Caller caller, const v1::DefineSynonymsRequest& request) {
        return synonyms.Define(std::move(caller), FromProto(request.synonyms()),
                               request.expected_version());
      });
  ServeGet<v1::GetSynonymsRequest>(
      methods, "GetSynonyms", {"synonyms_key", &v1::GetSynonymsRequest::synonyms_key, &CheckKey},
      &v1::GetSynonymsResponse::mutable_synonyms, repository);
  methods.Unary<v1::ListSynonymsRequest, v1::ListSynonymsResponse>(
      "ListSynonyms", [&repository](Caller caller, const v1::ListSynonymsRequest& request) {
        return List(repository, std::move(caller), request);
      });
  ServeArchive<Synonyms, v1::ArchiveSynonymsRequest>(
      methods, "ArchiveSynonyms",
      {"synonyms_key", &v1::ArchiveSynonymsRequest::synonyms_key, &CheckKey},
      &v1::ArchiveSynonymsResponse::mutable_synonyms,
      [&synonyms](Caller caller, std::string key, uint64_t expected) {
        return synonyms.Archive(std::move(caller), std::move(key), expected);
      });
}

}  // namespace zwk::catalog
