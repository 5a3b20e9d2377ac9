#include "catalog/import/import_consumer.h"

#include "zwk/catalog/v1/hsds_import.pb.h"

namespace zwk::catalog {

Task<absl::Status> ImportConsumer::On(const stream::Event& event) {
  if (!stream::Unpack<v1::OffersImported>(event)) co_return absl::OkStatus();
  Caller caller;
  caller.municipality = event.municipality;
  co_return co_await imports_.Resume(caller);
}

}  // namespace zwk::catalog
