#include "catalog/page/door.h"

#include "absl/strings/str_cat.h"
#include "platform/page/local_words.h"

namespace zwk::catalog {
namespace {

using page::Escape;

void AddIfSaid(std::vector<std::string>& lines, std::optional<bool> fact, absl::string_view yes,
               absl::string_view no = "") {
  const absl::string_view line = !fact ? "" : *fact ? yes : no;
  if (!line.empty()) lines.emplace_back(line);
}

std::string AccessOf(const Accessibility& a, const Reader& reader) {
  const Words& words = reader.words();
  std::vector<std::string> lines;
  AddIfSaid(lines, a.wheelchair, words.with_wheelchair, words.wheelchair_no);
  AddIfSaid(lines, a.visual_impairment, words.visual_yes, words.visual_no);
  AddIfSaid(lines, a.hearing_impairment, words.hearing_yes, words.hearing_no);
  AddIfSaid(lines, a.learning_impairment, words.learning_yes, words.learning_no);
  AddIfSaid(lines, a.low_stimulus_environment, words.quiet_yes, words.quiet_no);
  AddIfSaid(lines, a.staff_trained_in_signing, words.signing_yes, words.signing_no);
  std::string html;
  for (const std::string& line : lines) absl::StrAppend(&html, "<li>", Escape(line), "</li>\n");
  if (!html.empty()) html = absl::StrCat("<ul>\n", html, "</ul>\n");
  for (const std::string& text : {a.description, a.details}) {
    if (text.empty()) continue;
    absl::StrAppend(&html, "<p class=\"text\"", reader.CityLang(), ">", Escape(text), "</p>\n");
  }
  if (html.empty()) return absl::StrCat("<p>", Escape(words.not_known), "</p>\n");
  return html;
}

absl::string_view ModeInWords(MediationMode mode, const Words& words) {
  switch (mode) {
    case MediationMode::kStaff:
      return words.by_staff;
    case MediationMode::kOnSiteInterpreter:
      return words.by_interpreter;
    case MediationMode::kPhone:
      return words.by_phone;
    case MediationMode::kVideo:
      return words.by_video;
    case MediationMode::kPeer:
      return words.by_peer;
    case MediationMode::kSign:
      return words.by_sign;
  }
  return "";
}

std::string MediationInWords(const LanguageMediation& m, const Reader& reader) {
  const Words& words = reader.words();
  std::string line = With(words.help_to_understand, {page::LanguageName(reader.lang(), m.language),
                                                     ModeInWords(m.mode, words)});
  if (m.notice_hours > 0) {
    absl::StrAppend(&line, ", ", With(words.book_hours_ahead, {absl::StrCat(m.notice_hours)}));
  } else if (m.bookable.value_or(false)) {
    absl::StrAppend(&line, ", ", words.book_ahead);
  }
  if (m.free_of_charge.value_or(false)) absl::StrAppend(&line, ", ", words.free);
  return line;
}

}  // namespace

std::string AccessInWords(const std::vector<OpenPlace>& places, const Reader& reader) {
  std::string html;
  for (const OpenPlace& one : places) {
    if (one.place->type != LocationType::kPhysical) continue;
    if (places.size() > 1) {
      absl::StrAppend(&html, "<h3>", OfTheCity(one.place->name, reader), "</h3>\n");
    }
    html += AccessOf(one.place->accessibility, reader);
  }
  return html;
}

std::string LanguagesInWords(const OfferContent& content, const Reader& reader) {
  std::string html;
  for (const SpokenLanguage& spoken : content.languages) {
    absl::StrAppend(&html, "<li>", Escape(page::LanguageName(reader.lang(), spoken.code)));
    if (!spoken.note.empty()) {
      absl::StrAppend(&html, " (", OfTheCity(spoken.note, reader), ")");
    }
    html += "</li>\n";
  }
  for (const LanguageMediation& mediation : content.language_mediation) {
    absl::StrAppend(&html, "<li>", Escape(MediationInWords(mediation, reader)), "</li>\n");
  }
  return html.empty() ? "" : absl::StrCat("<ul>\n", html, "</ul>\n");
}

std::vector<std::string> ThresholdInWords(const Threshold& threshold, const Reader& reader) {
  const Words& words = reader.words();
  std::vector<std::string> lines;
  switch (threshold.registration) {
    case Registration::kNone:
      lines.emplace_back(words.no_registration);
      break;
    case Registration::kOptional:
      lines.emplace_back(words.registration_possible);
      break;
    case Registration::kRequired:
      lines.emplace_back(words.registration_needed);
      break;
    case Registration::kUnknown:
      break;
  }
  AddIfSaid(lines, threshold.walk_in, words.walk_in, words.by_appointment);
  AddIfSaid(lines, threshold.anonymous, words.anonymous);
  AddIfSaid(lines, threshold.referral_needed, words.referral_needed);
  AddIfSaid(lines, threshold.identity_needed, words.identity_needed);
  AddIfSaid(lines, threshold.outreach, words.outreach);
  AddIfSaid(lines, threshold.residence_bound, words.residents_only);
  return lines;
}

std::string CostsInWords(const OfferContent& content, const Reader& reader) {
  const Words& words = reader.words();
  const std::string today = FormatDate(reader.today());
  const bool hers = PageLanguageOf(content.texts.language) == reader.language;
  const auto theirs = [&](const std::string& text) {
    return ToHtml(Said{text, hers ? "" : content.texts.language});
  };
  std::string html;
  for (const CostOption& cost : content.costs) {
    if (!cost.valid_to.empty() && cost.valid_to < today) continue;
    const std::string amount =
        cost.amount_cents == 0
            ? std::string(words.free)
            : page::AmountInWords(reader.lang(), cost.amount_cents, cost.currency);
    absl::StrAppend(&html, "<li>",
                    cost.option.empty() ? "" : absl::StrCat(theirs(cost.option), ": "),
                    Escape(amount));
    if (!cost.amount_description.empty()) {
      absl::StrAppend(&html, " (", theirs(cost.amount_description), ")");
    }
    if (const auto from = ParseDate(cost.valid_from); from.ok() && cost.valid_from > today) {
      absl::StrAppend(&html, ", ",
                      Escape(With(words.from_day, {page::DateInWords(reader.lang(), *from)})));
    }
    html += "</li>\n";
  }
  if (content.consumption_free) {
    const bool nothing = *content.consumption_free;
    absl::StrAppend(&html, "<li>", Escape(nothing ? words.nothing_to_buy : words.something_to_buy),
                    "</li>\n");
  }
  return html.empty() ? "" : absl::StrCat("<ul>\n", html, "</ul>\n");
}

}  // namespace zwk::catalog
