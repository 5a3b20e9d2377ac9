#include "platform/base/clock.h"
#include "platform/blob/folder.h"
#include "platform/config/service_main.h"
#include "platform/rpc/channel.h"
#include "platform/seal/key_ring.h"
#include "platform/store/redis_store.h"
#include "platform/stream/view_runner.h"
#include "reporting/api/reporting_api.h"
#include "reporting/clients/published_bulk.h"
#include "reporting/clients/published_forecasts.h"
#include "reporting/events/facts.h"
#include "reporting/events/meetings_view.h"
#include "reporting/events/minutes_consumer.h"
#include "reporting/events/neighborhoods_view.h"
#include "reporting/events/stream_freshness.h"
#include "reporting/events/usage_view.h"
#include "reporting/store/document_store.h"

int main(int argc, char** argv) {
  using namespace zwk;             // NOLINT
  using namespace zwk::reporting;  // NOLINT

  config::ServiceMain service("reporting", "Minutes, neighborhood profiles and pages of a city.");
  const std::string& forecasting_address = service.Option(
      "forecasting-address", "host:port of forecasting, for stocks and forecast cells");
  const std::string& catalog_address =
      service.Option("catalog-address", "host:port of catalog, for gap tables");
  service.Start(argc, argv);

  const SystemClock clock;
  rpc::Channel forecasting(forecasting_address);
  rpc::Channel catalog(catalog_address);
  RpcPublishedBulk bulk(forecasting, catalog, clock);
  MeetingsView meetings_view;
  NeighborhoodsView neighborhoods_view(bulk);
  UsageView usage_view;
  service.views().Add(meetings_view);
  service.views().Add(neighborhoods_view);
  service.views().Add(usage_view);

  const stream::ViewReader meetings(service.store(), kMeetingsView);
  const stream::ViewReader neighborhoods(service.store(), kNeighborhoodsView);
  const stream::ViewReader usage(service.store(), kUsageView);
  NeighborhoodFacts neighborhood_facts(neighborhoods, meetings, service.keys());
  MeetingFacts meeting_facts(meetings, service.keys(), neighborhood_facts);
  IndexPageFacts index_facts(meetings, usage, neighborhood_facts);
  DocumentCodec codec;
  store::Documents<Document, DocumentEvent> documents(service.store(), codec, "document", clock);
  BlobArchive archive(service.blobs());
  StreamFreshness freshness(service.views(), clock);

  MinutesUseCases minutes(meeting_facts, documents, archive, freshness, clock);
  ProfileUseCases profiles(neighborhood_facts, documents, archive, freshness, clock);
  PublishedForecasts forecasts(bulk);
  ForecastPictureUseCases pictures(forecasts, neighborhood_facts);
  BrowseUseCases browse(index_facts, documents, archive);
  ReportingApi api(minutes, profiles, pictures, browse);
  api.Register(service.server());

  // A runner of its own: a draft waits for the views, so it must not be one of those waited for.
  MinutesConsumer consumer(minutes, clock);
  stream::ViewRunner consumers(service.store(), service.bus());
  consumers.Add(consumer);
  service.OnStop([&consumers] { consumers.Stop(); });
  consumers.Start();
  return service.Serve();
}
