#include "reporting/document/document_api.h"

#include <memory>
#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/page/http_body.h"
#include "platform/rpc/fields.h"
#include "reporting/document/document_use.h"

namespace zwk::reporting {
namespace {

struct DocumentApi {
  Documents& documents;
  blob::Blobs& blobs;

  Task<absl::StatusOr<v1::ListDocumentsResponse>> List(Caller caller,
                                                       const v1::ListDocumentsRequest& request) {
    if (!v1::DocumentKind_IsValid(request.kind())) {
      co_return InvalidField("kind", absl::StrCat(request.kind(), " is not a kind of document"));
    }
    const std::string prefix = IndexPrefix(request.kind());
    const bool drafts = MaySeeDrafts(caller);
    ZWK_CO_ASSIGN_OR_RETURN(auto page,
                            co_await documents.List(std::move(caller), kDocumentIndex, prefix,
                                                    request.page_size(), request.page_token()));
    v1::ListDocumentsResponse response;
    for (auto& item : page.items) {
      if (const v1::Document* newest = item.value.Newest(drafts))
        *response.add_documents() = *newest;
    }
    response.set_next_page_token(page.next_page_token);
    co_return response;
  }

  Task<absl::StatusOr<v1::GetDocumentResponse>> Get(Caller caller,
                                                    const v1::GetDocumentRequest& request) {
    const bool drafts = MaySeeDrafts(caller);
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<DocumentHistory> stored,
                            co_await Load(std::move(caller), request.document_id()));
    const uint64_t version = request.version();
    const v1::Document* found =
        version > 0 ? stored.value.Find(version, drafts) : stored.value.Newest(drafts);
    if (found == nullptr) co_return NoVersion(request.document_id(), version);
    v1::GetDocumentResponse response;
    *response.mutable_document() = *found;
    co_return response;
  }

  Task<absl::StatusOr<google::api::HttpBody>> GetContent(
      Caller caller, const v1::GetDocumentContentRequest& request) {
    const std::string format = request.format().empty() ? "html" : request.format();
    if (format != "html" && format != "markdown" && format != "manifest") {
      co_return InvalidField(
          "format", absl::StrCat(zwk::Quoted(format), " is not html, markdown or manifest"));
    }
    ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(request.locale(), "", "").status());
    const std::string municipality = caller.municipality;
    const bool drafts = MaySeeDrafts(caller);
    ZWK_CO_ASSIGN_OR_RETURN(const Stored<DocumentHistory> stored,
                            co_await Load(std::move(caller), request.document_id()));
    const v1::Document* version = stored.value.Find(request.version(), drafts);
    if (version == nullptr) co_return NoVersion(request.document_id(), request.version());
    if (format == "manifest") {
      ZWK_CO_ASSIGN_OR_RETURN(std::string manifest,
                              co_await blobs.Get(municipality, version->sha256()));
      co_return ToProto(TextOf(std::move(manifest)));
    }
    ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                            ChooseLanguage(request.locale(), "", version->locale()));
    const std::string locale(Tag(language));
    ZWK_CO_ASSIGN_OR_RETURN(Page page,
                            co_await ContentOf(blobs, municipality, *version, locale, format));
    co_return ToProto(std::move(page));
  }

 private:
  Task<absl::StatusOr<Stored<DocumentHistory>>> Load(Caller caller, std::string document_id) {
    FieldErrors errors;
    rpc::CheckId(errors, "document_id", document_id);
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    co_return co_await documents.Load(std::move(caller), std::move(document_id));
  }
  static absl::Status NoVersion(const std::string& document_id, uint64_t version) {
    return absl::NotFoundError(absl::StrCat("document ", document_id, " has no version ", version));
  }
};

}  // namespace

void ServeDocuments(rpc::ServiceMethods methods, Documents& documents, blob::Blobs& blobs) {
  const auto api = std::make_shared<DocumentApi>(DocumentApi{documents, blobs});
  methods.Unary("ListDocuments", api, &DocumentApi::List);
  methods.Unary("GetDocument", api, &DocumentApi::Get);
  methods.Unary("GetDocumentContent", api, &DocumentApi::GetContent);
}

}  // namespace zwk::reporting
