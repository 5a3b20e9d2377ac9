#include "reporting/minutes/minutes_use.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "reporting/document/document_use.h"

namespace zwk::reporting {
namespace {

constexpr absl::string_view kFormats[] = {"html", "markdown"};

// What is known of a draft before its bytes are frozen.
v1::Document AsDraft(const MinutesFacts& facts, Time now) {
  const Minutes& minutes = facts.minutes;
  v1::Document draft;
  draft.set_kind(v1::DOCUMENT_KIND_MINUTES);
  draft.set_locale(minutes.default_lang);
  draft.set_template_id(std::string(kMinutesTemplate));
  draft.set_template_version(kMinutesTemplateVersion);
  SetPositions(facts.positions, draft);
  draft.set_title(minutes.title);
  *draft.mutable_create_time() = ToTimestamp(now);
  for (const auto& [key, figure] : minutes.figures) {
    if (figure.synthetic) draft.set_synthetic(true);
  }
  v1::DocumentSignature& signature = *draft.mutable_signature();
  signature.set_place(minutes.signature.place);
  signature.set_issue_date(minutes.signature.date);
  signature.set_office(absl::StrJoin(minutes.signature.office_lines, ", "));
  return draft;
}

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
  const bool drafts = MaySeeDrafts(caller);
  if (stored.ok()) {
    const v1::Document* version = stored->value.Find(query.version, drafts);
    if (version == nullptr) {
      co_return absl::NotFoundError(absl::StrCat("no version ", query.version,
                                                 " of the minutes of meeting ", query.meeting_id));
    }
    ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                            ChooseLanguage(query.locale, caller.locale, version->locale()));
    co_return co_await ContentOf(blobs_, caller.municipality, *version, std::string(Tag(language)),
                                 query.format);
  }
  if (!absl::IsNotFound(stored.status())) co_return stored.status();
  if (query.version > 0 || !drafts) {
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
  v1::Document draft = AsDraft(facts, clock_.Now());
  draft.set_subject(absl::StrCat("meeting/", command.meeting_id));
  draft.set_document_id(MinutesDocumentId(caller.municipality, command.meeting_id));
  ZWK_CO_ASSIGN_OR_RETURN(
      draft, co_await Freeze(blobs_, caller.municipality, std::move(draft), std::move(rendered)));
  const int number = command.draft_number;
  auto decide = [draft, number](const DocumentHistory& history) {
    return history.Draft(draft, number);
  };
  const auto stored = co_await documents_.Put(caller, draft.document_id(), decide);
  co_return stored.status();
}

Task<absl::Status> MinutesUseCases::Handle(Caller caller, Issue command) {
  const std::string sha256 = command.sha256;
  auto decide = [sha256](const DocumentHistory& history) { return history.Issue(sha256); };
  const auto stored = co_await documents_.Change(
      caller, MinutesDocumentId(caller.municipality, command.meeting_id), 0, decide);
  co_return stored.status();
}

}  // namespace zwk::reporting
