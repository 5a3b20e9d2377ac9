#include "platform/base/clock.h"
#include "platform/blob/folder.h"
#include "platform/config/service_main.h"
#include "platform/events/event_api.h"
#include "platform/rpc/channel.h"
#include "platform/rpc/server.h"
#include "platform/store/redis_store.h"
#include "reporting/base/rpc_bulk_client.h"
#include "reporting/reporting.h"
#include "zwk/reporting/v1/event.pb.h"

int main(int argc, char** argv) {
  zwk::config::ServiceMain service("reporting",
                                   "Minutes, neighborhood profiles and pages of a city.");
  const std::string& forecasting_address = service.Option(
      "forecasting-address", "host:port of forecasting, for stocks and forecast cells");
  const std::string& catalog_address =
      service.Option("catalog-address", "host:port of catalog, for gap tables");
  service.Start(argc, argv);

  const zwk::SystemClock clock;
  zwk::rpc::Channel forecasting(forecasting_address, {.tls = service.tls()});
  zwk::rpc::Channel catalog(catalog_address, {.tls = service.tls()});
  zwk::reporting::RpcPublishedBulk bulk(forecasting, catalog, clock);
  zwk::reporting::Reporting reporting(service.store(), service.keys(), service.blobs(), bulk,
                                      service.views(), clock);
  reporting.Hear(service.views());
  reporting.Serve(service.server());
  zwk::events::Serve<zwk::reporting::v1::WatchEventsRequest,
                     zwk::reporting::v1::WatchEventsResponse>(
      service.server().Service("zwk.reporting.v1.EventService"), service.events());
  return service.Serve();
}
