#include "reporting/app/minutes.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "reporting/app/browse.h"

namespace zwk::reporting {
namespace {

constexpr absl::string_view kFormats[] = {"html", "markdown"};

std::string Render(const Minutes& minutes, Language language, absl::string_view format) {
  return format == "markdown" ? MinutesMarkdown(minutes, language) : MinutesHtml(minutes, language);
}

}  // namespace

Task<absl::StatusOr<Page>> MinutesUseCases::Handle(Caller caller, Show query) {
  if (query.format.empty()) query.format = "html";
  if (std::find(std::begin(kFormats), std::end(kFormats), query.format) == std::end(kFormats)) {
    co_return InvalidField("format",
                           absl::StrCat(zwk::Quoted(query.format), " is not html or markdown"));
  }
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(query.locale, "", "").status());
  const std::string id = MinutesDocumentId(caller.municipality, query.meeting_id);
  const auto stored = co_await documents_.Load(caller, id);
  if (stored.ok()) {
    const DocumentVersion* version = stored->value.Find(query.version);
    if (version == nullptr) {
      co_return absl::NotFoundError(absl::StrCat("no version ", query.version,
                                                 " of the minutes of meeting ", query.meeting_id));
    }
    ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                            ChooseLanguage(query.locale, caller.locale, version->locale));
    co_return co_await ContentOf(archive_, caller.municipality, *version,
                                 std::string(Tag(language)), query.format);
  }
  if (!absl::IsNotFound(stored.status())) co_return stored.status();
  if (query.version > 0) {
    co_return absl::NotFoundError(absl::StrCat("no version ", query.version,
                                               " of the minutes of meeting ", query.meeting_id));
  }
  ZWK_CO_ASSIGN_OR_RETURN(MinutesFacts facts, co_await source_.Now(caller, query.meeting_id));
  facts.minutes.preview = true;
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(query.locale, caller.locale, facts.minutes.default_lang));
  std::string bytes = Render(facts.minutes, language, query.format);
  co_return query.format == "markdown" ? MarkdownOf(std::move(bytes)) : HtmlOf(std::move(bytes));
}

Task<absl::Status> MinutesUseCases::Handle(Caller caller, Draft command) {
  // Figures in the texts come from other streams than the request: let them arrive first.
  ZWK_CO_RETURN_IF_ERROR(co_await freshness_.CatchUp(caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(
      const MinutesFacts facts,
      co_await source_.AsRequested(caller, command.meeting_id, command.draft_number));
  std::vector<Rendered> rendered;
  for (const Language language : kLanguages) {
    for (const absl::string_view format : kFormats) {
      rendered.push_back({std::string(Tag(language)), std::string(format),
                          Render(facts.minutes, language, format)});
    }
  }
  const Minutes::Signature& signature = facts.minutes.signature;
  DocumentVersion draft{.locale = facts.minutes.default_lang,
                        .template_id = std::string(kMinutesTemplate),
                        .template_version = kMinutesTemplateVersion,
                        .positions = facts.positions,
                        .title = facts.minutes.title,
                        .created = clock_.Now(),
                        .place = signature.place,
                        .issue_date = signature.date,
                        .office = absl::StrJoin(signature.office_lines, ", ")};
  for (const auto& [key, figure] : facts.minutes.figures) draft.synthetic |= figure.synthetic;
  ZWK_CO_ASSIGN_OR_RETURN(
      draft, co_await Freeze(archive_, caller.municipality, std::move(draft), std::move(rendered)));
  const std::string subject = absl::StrCat("meeting/", command.meeting_id);
  const int number = command.draft_number;
  auto decide = [subject, draft, number](const Document& document) {
    return document.Draft(subject, draft, number);
  };
  const auto stored = co_await documents_.Put(
      caller, MinutesDocumentId(caller.municipality, command.meeting_id), decide);
  co_return stored.status();
}

Task<absl::Status> MinutesUseCases::Handle(Caller caller, Issue command) {
  const std::string sha256 = command.sha256;
  auto decide = [sha256](const Document& document) { return document.Issue(sha256); };
  const auto stored = co_await documents_.Change(
      caller, MinutesDocumentId(caller.municipality, command.meeting_id), 0, decide);
  co_return stored.status();
}

}  // namespace zwk::reporting
