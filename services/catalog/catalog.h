#pragma once

#include "catalog/api/catalog_api.h"
#include "catalog/app/finder.h"
#include "catalog/app/gap_analyses.h"
#include "catalog/app/import_hsds.h"
#include "catalog/app/offers.h"
#include "catalog/app/registers.h"
#include "catalog/app/search_usage.h"
#include "catalog/app/snapshots.h"
#include "catalog/clients/forecasting_client.h"
#include "catalog/events/forecasting_view.h"
#include "catalog/events/gap_consumer.h"
#include "catalog/events/import_consumer.h"
#include "catalog/store/catalog_source.h"
#include "catalog/store/gap_store.h"
#include "catalog/store/import_store.h"
#include "catalog/store/repositories.h"
#include "platform/base/cancellation.h"
#include "platform/base/timers.h"
#include "platform/store/bulk.h"

namespace zwk::catalog {

// The service, wired: main() and the integration tests run the same one.
struct Catalog {
  Catalog(store::Store& store, Pool& pool, const Clock& clock, std::string forecasting_address)
      : client(std::move(forecasting_address)),
        bulk(store),
        repositories(bulk, clock),
        view_reader(store, ForecastingView::kName),
        source(bulk, repositories, view_reader),
        forecasts(view_reader),
        gap_store(bulk),
        import_store(bulk, clock),
        usage_store(bulk, clock),
        snapshots(source, pool, clock),
        usage(usage_store),
        registers(repositories.organizations, repositories.places, repositories.groups,
                  repositories.needs),
        offers(repositories.offers, registers, clock),
        finder(snapshots, usage),
        gaps(snapshots, forecasts, gap_store, pool, clock),
        import(registers, snapshots, import_store, pool, clock),
        api({registers, offers, finder, import, gaps, gap_store, snapshots, clock}),
        forecasting_view(client),
        gap_consumer(gaps, forecasts),
        import_consumer(import_store) {}

  ForecastingClient client;
  store::BulkStore bulk;
  Repositories repositories;
  stream::ViewReader view_reader;
  StoredCatalog source;
  StoredForecasts forecasts;
  StoredGaps gap_store;
  StoredImports import_store;
  StoredUsage usage_store;
  Snapshots snapshots;
  SearchUsage usage;
  Registers registers;
  Offers offers;
  Finder finder;
  GapAnalyses gaps;
  ImportHsds import;
  CatalogApi api;
  ForecastingView forecasting_view;
  GapConsumer gap_consumer;
  ImportConsumer import_consumer;
};

// Publishes the counts of searches every `interval`, until cancelled; then a last time.
Task<void> PublishUsage(SearchUsage& usage, Timers& timers, Timers::Steady::duration interval,
                        CancellationToken stop);

}  // namespace zwk::catalog
