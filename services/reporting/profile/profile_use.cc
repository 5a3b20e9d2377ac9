#include "reporting/profile/profile_use.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "reporting/document/document_use.h"

namespace zwk::reporting {

Task<absl::StatusOr<Page>> ProfileUseCases::Handle(Caller caller, Show query) {
  if (!query.format.empty() && query.format != "html") {
    co_return InvalidField("format", absl::StrCat(zwk::Quoted(query.format), " is not html"));
  }
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(query.locale, "", "").status());
  if (query.version > 0) {
    const auto stored = co_await documents_.Load(
        caller, ProfileDocumentId(caller.municipality, query.neighborhood_key));
    const v1::Document* version = stored.ok() ? stored->value.Find(query.version) : nullptr;
    if (version == nullptr) {
      if (!stored.ok() && !absl::IsNotFound(stored.status())) co_return stored.status();
      co_return absl::NotFoundError(absl::StrCat("no version ", query.version,
                                                 " of the profile of neighborhood ",
                                                 query.neighborhood_key));
    }
    ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                            ChooseLanguage(query.locale, caller.locale, version->locale()));
    co_return co_await ContentOf(blobs_, caller.municipality, *version, std::string(Tag(language)),
                                 "html");
  }
  ZWK_CO_ASSIGN_OR_RETURN(const ProfileFacts facts,
                          co_await source_.Now(caller, query.neighborhood_key));
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(query.locale, caller.locale, facts.profile.default_lang));
  co_return HtmlOf(ProfilePage(facts.profile, language));
}

Task<absl::StatusOr<v1::Document>> ProfileUseCases::Frozen(Caller caller, Publish command) {
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
  v1::Document version;
  version.set_document_id(ProfileDocumentId(caller.municipality, command.neighborhood_key));
  version.set_kind(v1::DOCUMENT_KIND_NEIGHBORHOOD_PROFILE);
  version.set_subject(absl::StrCat("neighborhood/", command.neighborhood_key));
  version.set_locale(profile.default_lang);
  version.set_template_id(std::string(kProfileTemplate));
  version.set_template_version(kProfileTemplateVersion);
  SetPositions(facts.positions, version);
  version.set_title(profile.name);
  *version.mutable_create_time() = ToTimestamp(clock_.Now());
  version.mutable_forecast()->set_forecast_id(profile.forecast->forecast_id);
  version.mutable_forecast()->set_version(profile.forecast->version);
  version.set_synthetic(profile.synthetic);
  std::vector<Rendered> rendered;
  for (const Language language : kLanguages) {
    rendered.push_back({std::string(Tag(language)), "html", ProfilePage(profile, language)});
  }
  co_return co_await Freeze(blobs_, caller.municipality, std::move(version), std::move(rendered));
}

Task<absl::StatusOr<v1::Document>> ProfileUseCases::Handle(Caller caller, Publish command) {
  const absl::StatusOr<v1::Document> version = co_await Frozen(caller, command);
  // Refused in the decision and not before it: a repeated request is answered, whatever is known of
  // the neighborhood by now.
  auto decide =
      [version](const DocumentHistory& history) -> absl::StatusOr<Decision<DocumentEvent>> {
    if (!version.ok()) return version.status();
    return history.Publish(*version);
  };
  const std::string id = ProfileDocumentId(caller.municipality, command.neighborhood_key);
  ZWK_CO_ASSIGN_OR_RETURN(auto stored, co_await documents_.Put(caller, id, decide));
  co_return *stored.value.Find(0);
}

}  // namespace zwk::reporting
