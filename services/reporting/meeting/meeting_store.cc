#include "reporting/meeting/meeting_store.h"

#include "platform/base/status_macros.h"
#include "reporting/base/page.h"
#include "reporting/base/record_store.h"

namespace zwk::reporting {

City FromProto(const views::MunicipalityRecord& record, const std::string& municipality) {
  const Language language = LanguageOf(record.default_locale()).value_or(Language::kGerman);
  return {.name = record.name().empty() ? municipality : record.name(),
          .default_lang = std::string(Tag(language)),
          .zone = record.timezone().empty() ? "Europe/Berlin" : record.timezone()};
}

Task<absl::StatusOr<City>> ReadCity(const stream::ViewReader& meetings, std::string municipality,
                                    Time deadline) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto record, co_await Read<views::MunicipalityRecord>(
                                                 meetings, municipality, "municipality", deadline));
  co_return FromProto(record, municipality);
}

}  // namespace zwk::reporting
