#pragma once

#include "platform/base/blobs.h"
#include "platform/base/clock.h"
#include "platform/rpc/server.h"
#include "platform/seal/key_ring.h"
#include "platform/store/documents.h"
#include "platform/stream/view_runner.h"
#include "reporting/base/bulk_client.h"
#include "reporting/base/freshness_view.h"
#include "reporting/document/document_codec.h"
#include "reporting/indicator/indicator_store.h"
#include "reporting/indicator/indicator_use.h"
#include "reporting/meeting/meeting_view.h"
#include "reporting/minutes/minutes_consumer.h"
#include "reporting/minutes/minutes_store.h"
#include "reporting/minutes/minutes_use.h"
#include "reporting/neighborhood/neighborhood_store.h"
#include "reporting/neighborhood/neighborhood_view.h"
#include "reporting/page/page_store.h"
#include "reporting/page/page_use.h"
#include "reporting/picture/picture_client.h"
#include "reporting/picture/picture_use.h"
#include "reporting/profile/profile_store.h"
#include "reporting/profile/profile_use.h"
#include "reporting/usage/usage_store.h"
#include "reporting/usage/usage_view.h"

namespace zwk::reporting {

// The service, put together: what main runs and the tests look into.
struct Reporting {
  Reporting(store::Store& store, seal::KeyRing& keys, blob::Blobs& blobs, PublishedBulk& bulk,
            stream::ViewRunner& views, const Clock& clock);

  // Everything that hears events; before the views start.
  void Hear(stream::ViewRunner& views);
  void Serve(rpc::Server& server);

  MeetingsView meetings_view;
  NeighborhoodsView neighborhoods_view;
  UsageView usage_view;

  Neighborhoods neighborhoods;
  MinutesStore minutes_store;
  ProfileStore profile_store;
  PageStore page_store;
  IndicatorStore indicator_store;
  UsageStore usage_store;
  PublishedForecasts forecasts;

  blob::Blobs& blobs;
  DocumentCodec codec;
  store::Documents<DocumentHistory, DocumentEvent> documents;
  StreamFreshness freshness;

  MinutesUseCases minutes;
  ProfileUseCases profiles;
  ForecastPictureUseCases pictures;
  PageUseCases pages;
  IndicatorUseCases indicators;
  MinutesConsumer consumer;
};

}  // namespace zwk::reporting
