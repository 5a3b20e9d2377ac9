#include "catalog/synonym/synonyms_api.h"

#include <memory>

#include "catalog/base/record_api.h"
#include "catalog/synonym/shipped_synonyms.h"
#include "catalog/synonym/synonyms_message.h"

namespace zwk::catalog {
namespace {

struct SynonymApi {
  SynonymRegister& synonyms;

  Task<absl::StatusOr<v1::DefineSynonymsResponse>> Define(
      Caller caller, const v1::DefineSynonymsRequest& request) {
    co_return co_await AnswerRecord(
        &v1::DefineSynonymsResponse::mutable_synonyms,
        synonyms.Define(caller, FromProto(request.synonyms()), request.expected_version()));
  }

  Task<absl::StatusOr<v1::GetSynonymsResponse>> Get(Caller caller,
                                                    const v1::GetSynonymsRequest& request) {
    co_return co_await AnswerRecord(&v1::GetSynonymsResponse::mutable_synonyms,
                                    synonyms.repository().Load(caller, request.synonyms_key()));
  }

  Task<absl::StatusOr<v1::ListSynonymsResponse>> List(Caller caller,
                                                      const v1::ListSynonymsRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(
        v1::ListSynonymsResponse response,
        co_await ListRecords(&v1::ListSynonymsResponse::add_synonyms, synonyms.repository(),
                             std::move(caller), "synonyms", request));
    if (request.with_shipped() && request.page_token().empty()) {
      for (const Synonyms& shipped : ShippedSynonyms()) {
        *response.add_shipped() = ToProto(shipped);
      }
    }
    co_return std::move(response);
  }

  Task<absl::StatusOr<v1::ArchiveSynonymsResponse>> Archive(
      Caller caller, const v1::ArchiveSynonymsRequest& request) {
    co_return co_await AnswerRecord(
        &v1::ArchiveSynonymsResponse::mutable_synonyms,
        synonyms.Archive(caller, request.synonyms_key(), request.expected_version()));
  }
};

}  // namespace

void ServeSynonyms(rpc::ServiceMethods methods, SynonymRegister& synonyms) {
  auto api = std::make_shared<SynonymApi>(SynonymApi{synonyms});
  methods.Unary("DefineSynonyms", api, &SynonymApi::Define);
  methods.Unary("GetSynonyms", api, &SynonymApi::Get);
  methods.Unary("ListSynonyms", api, &SynonymApi::List);
  methods.Unary("ArchiveSynonyms", api, &SynonymApi::Archive);
}

}  // namespace zwk::catalog
