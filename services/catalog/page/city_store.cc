#include "catalog/page/city_store.h"

#include "catalog/base/record_codec.h"
#include "platform/base/status_macros.h"
#include "zwk/participation/v1/municipality.pb.h"

namespace zwk::catalog {

Task<absl::StatusOr<City>> StoredCities::Find(Caller caller) {
  ZWK_CO_ASSIGN_OR_RETURN(const auto bytes,
                          co_await view_.Get(caller.municipality, "municipality", caller.deadline));
  City city{.name = caller.municipality};
  if (!bytes) co_return std::move(city);
  ZWK_CO_ASSIGN_OR_RETURN(const auto kept,
                          ParseStored<::zwk::participation::v1::Municipality>(*bytes));
  if (!kept.name().empty()) city.name = kept.name();
  if (!kept.default_locale().empty()) city.lang = kept.default_locale();
  if (!kept.timezone().empty()) city.zone = kept.timezone();
  co_return std::move(city);
}

}  // namespace zwk::catalog
