#pragma once

#include <string>

#include "catalog/forecast/forecast_client.h"
#include "catalog/forecast/forecast_store.h"
#include "catalog/forecast/forecast_view.h"
#include "catalog/forecast/neighborhood_store.h"
#include "catalog/gap/gap_consumer.h"
#include "catalog/gap/gap_store.h"
#include "catalog/gap/gap_use.h"
#include "catalog/import/import_consumer.h"
#include "catalog/import/import_store.h"
#include "catalog/import/import_use.h"
#include "catalog/offer/offer_use.h"
#include "catalog/offer/repositories_store.h"
#include "catalog/page/city_store.h"
#include "catalog/page/city_view.h"
#include "catalog/page/offer_pages_use.h"
#include "catalog/register/registers_use.h"
#include "catalog/search/finder_use.h"
#include "catalog/search/snapshot_store.h"
#include "catalog/search/snapshots_use.h"
#include "catalog/search/usage_store.h"
#include "catalog/search/usage_use.h"
#include "catalog/synonym/synonyms_store.h"
#include "catalog/synonym/synonyms_use.h"
#include "platform/base/cancellation.h"
#include "platform/base/timers.h"
#include "platform/rpc/server.h"
#include "platform/store/bulk.h"
#include "platform/stream/view_runner.h"

namespace zwk::catalog {

// The service, put together: main() and the tests run the same one.
struct Catalog {
  Catalog(store::Store& store, Pool& pool, Timers& timers, const Clock& clock,
          std::string forecasting_address, rpc::TlsFiles tls = {});

  // Every RPC.
  void Serve(rpc::Server& server);
  // Everything that listens to events.
  void Listen(stream::ViewRunner& views);

  Pool& pool;
  const Clock& clock;
  ForecastingClient client;
  store::BulkStore bulk;
  Repositories repositories;
  stream::ViewReader view_reader;
  stream::ViewReader city_reader;
  StoredNeighborhoods neighborhoods;
  StoredCities cities;
  StoredForecasts forecasts;
  StoredSynonyms stored_synonyms;
  StoredCatalog source;
  StoredGaps gap_store;
  StoredImports import_store;
  StoredUsage usage_store;
  Snapshots snapshots;
  SearchUsage usage;
  Registers registers;
  Offers offers;
  SynonymRegister synonyms;
  Finder finder;
  OfferPages pages;
  GapAnalyses gaps;
  ImportHsds imports;
  ForecastingView forecasting_view;
  CityView city_view;
  GapConsumer gap_consumer;
  ImportConsumer import_consumer;
};

// Publishes the counts of searches every `interval`, until cancelled; then a last time.
Task<void> PublishUsage(SearchUsage& usage, Timers& timers, Timers::Steady::duration interval,
                        CancellationToken stop);

}  // namespace zwk::catalog
