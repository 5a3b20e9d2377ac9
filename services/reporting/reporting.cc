#include "reporting/reporting.h"

#include "reporting/document/document_api.h"
#include "reporting/indicator/indicator_api.h"
#include "reporting/minutes/minutes_api.h"
#include "reporting/page/page_api.h"
#include "reporting/picture/picture_api.h"
#include "reporting/profile/profile_api.h"
#include "reporting/usage/usage_api.h"

namespace zwk::reporting {

Reporting::Reporting(store::Store& store, seal::KeyRing& keys, blob::Blobs& blobs_,
                     PublishedBulk& bulk, stream::ViewRunner& views, const Clock& clock)
    : neighborhoods_view(bulk),
      neighborhoods({store, kNeighborhoodsView}, {store, kMeetingsView}),
      minutes_store({store, kMeetingsView}, keys, neighborhoods),
      profile_store({store, kNeighborhoodsView}, {store, kMeetingsView}, keys, neighborhoods),
      page_store({store, kMeetingsView}, neighborhoods),
      indicator_store({store, kNeighborhoodsView}, {store, kMeetingsView}, neighborhoods),
      usage_store({store, kUsageView}, neighborhoods),
      forecasts(bulk),
      blobs(blobs_),
      documents(store, codec, "document", clock),
      freshness(views, clock),
      minutes(minutes_store, documents, blobs, freshness, clock),
      profiles(profile_store, documents, blobs, freshness, clock),
      pictures(forecasts, neighborhoods),
      pages(page_store, indicator_store, usage_store, documents, clock),
      indicators(indicator_store),
      consumer(minutes, clock) {}

void Reporting::Hear(stream::ViewRunner& views) {
  views.Add(meetings_view);
  views.Add(neighborhoods_view);
  views.Add(usage_view);
  views.Add(consumer);
}

void Reporting::Serve(rpc::Server& server) {
  ServeDocuments(server.Service("zwk.reporting.v1.DocumentService"), documents, blobs);
  ServeIndicators(server.Service("zwk.reporting.v1.IndicatorService"), indicators);
  ServeMinutes(server.Service("zwk.reporting.v1.MinutesService"), minutes);
  ServePages(server.Service("zwk.reporting.v1.PageService"), pages);
  ServePictures(server.Service("zwk.reporting.v1.PictureService"), pictures);
  ServeProfiles(server.Service("zwk.reporting.v1.ProfileService"), profiles);
  ServeUsage(server.Service("zwk.reporting.v1.UsageService"), usage_store, documents);
}

}  // namespace zwk::reporting
