#include "catalog/page/city_view.h"

#include "platform/stream/handlers.h"
#include "zwk/participation/v1/municipality.pb.h"

namespace zwk::catalog {
namespace {

namespace participation = ::zwk::participation::v1;

void OnConfigured(const participation::MunicipalityConfigured& configured,
                  stream::ViewChange& change) {
  participation::Municipality kept;
  kept.set_name(configured.municipality().name());
  kept.set_default_locale(configured.municipality().default_locale());
  kept.set_timezone(configured.municipality().timezone());
  change.Put("municipality", kept.SerializeAsString());
}

}  // namespace

Task<absl::Status> CityView::On(const stream::Event& event, stream::ViewChange& change) {
  static const auto heard =
      stream::Handlers<stream::ViewChange>().On<participation::MunicipalityConfigured>(
          OnConfigured);
  co_return co_await heard.Handle(event, change);
}

}  // namespace zwk::catalog
