#include "reporting/picture/picture_use.h"

#include "absl/strings/str_cat.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"

namespace zwk::reporting {

Task<absl::StatusOr<Page>> ForecastPictureUseCases::Handle(Caller caller, Show query) {
  if (!query.format.empty() && query.format != "html" && query.format != "svg") {
    co_return InvalidField("format",
                           absl::StrCat(zwk::Quoted(query.format), " is not html or svg"));
  }
  if (query.pyramid && !query.figure_id.empty()) {
    co_return InvalidField("figure_id", "a pyramid has no figure of its own");
  }
  ZWK_CO_RETURN_IF_ERROR(ChooseLanguage(query.locale, "", "").status());
  if (query.figure_id.empty()) query.figure_id = "total";
  ZWK_CO_ASSIGN_OR_RETURN(const AreaDescription area,
                          co_await areas_.Describe(caller, query.neighborhood_key));
  ZWK_CO_ASSIGN_OR_RETURN(const Language language,
                          ChooseLanguage(query.locale, caller.locale, area.default_lang));
  auto found = query.pyramid ? forecasts_.Pyramid(caller, query.forecast_id, query.neighborhood_key)
                             : forecasts_.Fan(caller, query.forecast_id, query.neighborhood_key,
                                              query.figure_id);
  ZWK_CO_ASSIGN_OR_RETURN(ForecastPicture picture, co_await std::move(found));
  picture.municipality_name = area.municipality_name;
  picture.area = area.name;
  picture.synthetic = area.synthetic;
  if (picture.population) {
    picture.population->area = area.name;
  } else {
    const std::optional<CountedPeople> people = CountedBy(query.figure_id);
    picture.figure = people ? Phrase(language, *people) : query.figure_id;
  }
  if (query.format == "svg") {
    co_return Page{"image/svg+xml", ForecastPictureSvg(picture, language)};
  }
  co_return HtmlOf(ForecastPicturePage(picture, language));
}

}  // namespace zwk::reporting
