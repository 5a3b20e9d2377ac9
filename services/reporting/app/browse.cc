#include "reporting/app/browse.h"

#include <map>

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::reporting {

std::string IndexPrefix(DocumentKind kind) {
  return kind == DocumentKind::kMinutes ? "minutes/" : "profile/";
}

Task<absl::StatusOr<Page>> ContentOf(Archive& archive, std::string municipality,
                                     DocumentVersion version, std::string locale,
                                     std::string format) {
  for (const Rendition& rendition : version.renditions) {
    if (rendition.locale != locale || rendition.format != format) continue;
    ZWK_CO_ASSIGN_OR_RETURN(std::string bytes,
                            co_await archive.Get(municipality, rendition.sha256));
    co_return format == "markdown" ? MarkdownOf(std::move(bytes)) : HtmlOf(std::move(bytes));
  }
  co_return absl::NotFoundError(
      absl::StrCat("version ", version.version, " has no rendition ", locale, " ", format));
}

Task<absl::StatusOr<BrowseUseCases::Entries>> BrowseUseCases::Handle(Caller caller, List query) {
  if (query.page_size < 0) co_return InvalidField("page_size", "must not be negative");
  const std::string prefix = query.kind ? IndexPrefix(*query.kind) : "";
  const int size = query.page_size == 0 ? 50 : std::min(query.page_size, 200);
  ZWK_CO_ASSIGN_OR_RETURN(
      auto page, co_await documents_.List(caller, kDocumentIndex, prefix, size, query.page_token));
  Entries entries{.next_page_token = page.next_page_token};
  for (auto& item : page.items) {
    const Document& document = item.value;
    const std::string subject = document.subject();
    const std::string key = subject.substr(subject.find('/') + 1);
    entries.entries.push_back({document.kind() == DocumentKind::kMinutes
                                   ? MinutesDocumentId(caller.municipality, key)
                                   : ProfileDocumentId(caller.municipality, key),
                               std::move(item.value)});
  }
  co_return entries;
}

Task<absl::StatusOr<BrowseUseCases::Entry>> BrowseUseCases::Find(Caller caller,
                                                                 std::string document_id,
                                                                 uint64_t version) {
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await documents_.Load(caller, document_id));
  if (stored.value.Find(version) == nullptr) {
    co_return absl::NotFoundError(
        absl::StrCat("document ", document_id, " has no version ", version));
  }
  co_return Entry{document_id, std::move(stored.value)};
}

Task<absl::StatusOr<Page>> BrowseUseCases::Handle(Caller caller, Content query) {
  if (!query.format.empty() && query.format != "html" && query.format != "markdown" &&
      query.format != "manifest") {
    co_return InvalidField(
        "format", absl::StrCat(zwk::Quoted(query.format), " is not html, markdown or manifest"));
  }
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(query.locale, "", "").status());
  ZWK_CO_ASSIGN_OR_RETURN(const Entry entry,
                          co_await Find(caller, query.document_id, query.version));
  const DocumentVersion& version = *entry.document.Find(query.version);
  if (query.format == "manifest") {
    ZWK_CO_ASSIGN_OR_RETURN(std::string manifest,
                            co_await archive_.Get(caller.municipality, version.sha256));
    co_return TextOf(std::move(manifest));
  }
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(query.locale, "", version.locale));
  // Not chosen inside the call: g++ 12 copies such a temporary bit by bit into the coroutine's
  // frame.
  const std::string format = query.format.empty() ? "html" : query.format;
  co_return co_await ContentOf(archive_, caller.municipality, version, std::string(Tag(language)),
                               format);
}

Task<absl::StatusOr<IndexFacts>> BrowseUseCases::LoadIndex(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(IndexFacts facts, co_await index_.Now(caller));
  std::map<std::string, bool> approved;  // by subject, of every document there is
  std::string page_token;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(auto page,
                            co_await documents_.List(caller, kDocumentIndex, "", 500, page_token));
    for (const auto& item : page.items) {
      const DocumentVersion* shown = item.value.Find(0);
      approved[item.value.subject()] = shown != nullptr && shown->approved;
    }
    page_token = page.next_page_token;
  } while (!page_token.empty());
  for (IndexPage::MinutesLink& link : facts.page.minutes) {
    const auto found = approved.find(absl::StrCat("meeting/", link.meeting_id));
    if (found == approved.end()) continue;
    link.status = found->second ? IndexPage::MinutesLink::Status::kApproved
                                : IndexPage::MinutesLink::Status::kDraft;
  }
  for (IndexPage::Neighborhood& neighborhood : facts.page.neighborhoods) {
    neighborhood.published = approved.contains(absl::StrCat("neighborhood/", neighborhood.key));
  }
  facts.page.usage.documents = static_cast<int64_t>(approved.size());
  co_return facts;
}

Task<absl::StatusOr<Page>> BrowseUseCases::ShowIndex(Caller caller, std::string locale) {
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(locale, "", "").status());
  ZWK_CO_ASSIGN_OR_RETURN(const IndexFacts facts, co_await LoadIndex(caller));
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(locale, caller.locale, facts.page.default_lang));
  co_return HtmlOf(ToHtml(facts.page, language));
}

Task<absl::StatusOr<IndexFacts>> BrowseUseCases::UsageFigures(Caller caller) {
  co_return co_await LoadIndex(std::move(caller));
}

}  // namespace zwk::reporting
