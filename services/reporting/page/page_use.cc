#include "reporting/page/page_use.h"

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "reporting/document/document_use.h"
#include "reporting/usage/usage_use.h"

namespace zwk::reporting {

Task<absl::StatusOr<Page>> PageUseCases::ShowIndex(Caller caller, std::string locale) {
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(locale, "", "").status());
  ZWK_CO_ASSIGN_OR_RETURN(IndexPage page, co_await index_.Now(caller));
  ZWK_CO_ASSIGN_OR_RETURN(const auto approvals, co_await Approvals(documents_, caller));
  for (IndexPage::MinutesLink& link : page.minutes) {
    const auto found = approvals.find(absl::StrCat("meeting/", link.meeting_id));
    if (found == approvals.end()) continue;
    link.status = found->second ? IndexPage::MinutesLink::Status::kApproved
                                : IndexPage::MinutesLink::Status::kDraft;
  }
  page.links_drafts = MaySeeDrafts(caller);
  for (IndexPage::Neighborhood& neighborhood : page.neighborhoods) {
    neighborhood.published = approvals.contains(absl::StrCat("neighborhood/", neighborhood.key));
  }
  ZWK_CO_ASSIGN_OR_RETURN(UsageFacts usage, co_await TellUsage(usage_, caller, approvals.size()));
  page.usage = std::move(usage.figures);
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(locale, caller.locale, page.default_lang));
  co_return HtmlOf(ToHtml(page, language));
}

}  // namespace zwk::reporting
