#include "reporting/app/profiles.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "reporting/app/browse.h"

namespace zwk::reporting {

Task<absl::StatusOr<Page>> ProfileUseCases::Handle(Caller caller, Show query) {
  if (!query.format.empty() && query.format != "html") {
    co_return InvalidField("format", absl::StrCat(zwk::Quoted(query.format), " is not html"));
  }
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(query.locale, "", "").status());
  if (query.version > 0) {
    const auto stored = co_await documents_.Load(
        caller, ProfileDocumentId(caller.municipality, query.neighborhood_key));
    const DocumentVersion* version = stored.ok() ? stored->value.Find(query.version) : nullptr;
    if (version == nullptr) {
      if (!stored.ok() && !absl::IsNotFound(stored.status())) co_return stored.status();
      co_return absl::NotFoundError(absl::StrCat("no version ", query.version,
                                                 " of the profile of neighborhood ",
                                                 query.neighborhood_key));
    }
    ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                            ChooseLanguage(query.locale, caller.locale, version->locale));
    co_return co_await ContentOf(archive_, caller.municipality, *version,
                                 std::string(Tag(language)), "html");
  }
  ZWK_CO_ASSIGN_OR_RETURN(const ProfileFacts facts,
                          co_await source_.Now(caller, query.neighborhood_key));
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(query.locale, caller.locale, facts.profile.default_lang));
  co_return HtmlOf(ProfilePage(facts.profile, language));
}

Task<absl::StatusOr<DocumentVersion>> ProfileUseCases::Frozen(Caller caller, Publish command) {
  ZWK_CO_RETURN_IF_ERROR(co_await freshness_.CatchUp(caller.deadline));
  ZWK_CO_ASSIGN_OR_RETURN(const ProfileFacts facts,
                          co_await source_.Now(caller, command.neighborhood_key));
  const NeighborhoodProfile& profile = facts.profile;
  if (!profile.forecast) {
    co_return WithReason(
        absl::FailedPreconditionError(
            absl::StrCat("no forecast of neighborhood ", command.neighborhood_key, " is known")),
        "NO_FORECAST");
  }
  if (!command.forecast_id.empty() && command.forecast_id != profile.forecast->forecast_id) {
    co_return WithReason(absl::FailedPreconditionError(absl::StrCat("the profile shows forecast ",
                                                                    profile.forecast->forecast_id,
                                                                    ", not ", command.forecast_id)),
                         "OTHER_FORECAST");
  }
  DocumentVersion version{.locale = profile.default_lang,
                          .template_id = std::string(kProfileTemplate),
                          .template_version = kProfileTemplateVersion,
                          .positions = facts.positions,
                          .title = profile.name,
                          .created = clock_.Now(),
                          .forecast_id = profile.forecast->forecast_id,
                          .forecast_version = profile.forecast->version,
                          .synthetic = profile.synthetic};
  std::vector<Rendered> rendered;
  for (const Language language : kLanguages) {
    rendered.push_back({std::string(Tag(language)), "html", ProfilePage(profile, language)});
  }
  co_return co_await Freeze(archive_, caller.municipality, std::move(version), std::move(rendered));
}

Task<absl::StatusOr<ProfileUseCases::PublishedProfile>> ProfileUseCases::Handle(Caller caller,
                                                                                Publish command) {
  const std::string subject = absl::StrCat("neighborhood/", command.neighborhood_key);
  const absl::StatusOr<DocumentVersion> version = co_await Frozen(caller, command);
  // Refused in the decision and not before it: a repeated request is answered, whatever is known of
  // the neighborhood by now.
  auto decide = [subject,
                 version](const Document& document) -> absl::StatusOr<Decision<DocumentEvent>> {
    if (!version.ok()) return version.status();
    return document.Publish(subject, *version);
  };
  const std::string id = ProfileDocumentId(caller.municipality, command.neighborhood_key);
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await documents_.Put(caller, id, decide));
  co_return PublishedProfile{id, std::move(stored.value)};
}

}  // namespace zwk::reporting
