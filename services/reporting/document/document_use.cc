#include "reporting/document/document_use.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::reporting {

Task<absl::StatusOr<v1::Document>> Freeze(blob::Blobs& blobs, std::string municipality,
                                          v1::Document version, std::vector<Rendered> rendered) {
  for (Rendered& one : rendered) {
    v1::Rendition& rendition = *version.add_renditions();
    rendition.set_locale(one.locale);
    rendition.set_format(one.format);
    rendition.set_size_bytes(static_cast<int64_t>(one.bytes.size()));
    ZWK_CO_ASSIGN_OR_RETURN(*rendition.mutable_sha256(),
                            co_await blobs.Put(municipality, std::move(one.bytes)));
  }
  ZWK_CO_ASSIGN_OR_RETURN(*version.mutable_sha256(),
                          co_await blobs.Put(municipality, Manifest(version)));
  co_return version;
}

Task<absl::StatusOr<Page>> ContentOf(blob::Blobs& blobs, std::string municipality,
                                     v1::Document version, std::string locale, std::string format) {
  for (const v1::Rendition& rendition : version.renditions()) {
    if (rendition.locale() != locale || rendition.format() != format) continue;
    ZWK_CO_ASSIGN_OR_RETURN(std::string bytes,
                            co_await blobs.Get(municipality, rendition.sha256()));
    co_return format == "markdown" ? MarkdownOf(std::move(bytes)) : HtmlOf(std::move(bytes));
  }
  co_return absl::NotFoundError(
      absl::StrCat("version ", version.version(), " has no rendition ", locale, " ", format));
}

Task<absl::StatusOr<std::map<std::string, bool>>> Approvals(Documents& documents, Caller caller) {
  std::map<std::string, bool> approved;
  std::string page_token;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(auto page,
                            co_await documents.List(caller, kDocumentIndex, "", 500, page_token));
    for (const auto& item : page.items) {
      const v1::Document* shown = item.value.Find(0);
      if (shown == nullptr) continue;
      approved[shown->subject()] = shown->status() == v1::DOCUMENT_STATUS_APPROVED;
    }
    page_token = page.next_page_token;
  } while (!page_token.empty());
  co_return approved;
}

}  // namespace zwk::reporting
