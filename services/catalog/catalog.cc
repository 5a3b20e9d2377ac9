#include "catalog/catalog.h"

#include <utility>

#include "catalog/gap/gap_api.h"
#include "catalog/import/hsds_api.h"
#include "catalog/import/import_api.h"
#include "catalog/offer/offer_api.h"
#include "catalog/page/offer_page_api.h"
#include "catalog/register/need_type_api.h"
#include "catalog/register/organization_api.h"
#include "catalog/register/place_api.h"
#include "catalog/register/target_group_api.h"
#include "catalog/search/offer_search_api.h"
#include "catalog/synonym/synonyms_api.h"

namespace zwk::catalog {

Catalog::Catalog(store::Store& store, Pool& the_pool, Timers& timers, const Clock& the_clock,
                 std::string forecasting_address, rpc::TlsFiles tls)
    : pool(the_pool),
      clock(the_clock),
      client(std::move(forecasting_address), std::move(tls)),
      bulk(store),
      repositories(bulk, clock),
      view_reader(store, ForecastingView::kName),
      city_reader(store, CityView::kName),
      neighborhoods(view_reader),
      cities(city_reader),
      forecasts(view_reader),
      stored_synonyms(bulk, clock),
      source(bulk, repositories, stored_synonyms.repository, neighborhoods),
      gap_store(bulk),
      import_store(bulk, clock),
      usage_store(bulk, clock),
      snapshots(source, pool, timers, clock),
      usage(usage_store),
      registers(repositories.registers(), snapshots),
      offers(repositories.offers, registers, snapshots, pool, clock),
      synonyms(stored_synonyms.repository, snapshots),
      finder(snapshots, usage, clock),
      pages(finder, snapshots, cities, pool, clock),
      gaps(snapshots, forecasts, gap_store, pool, clock),
      imports(registers, snapshots, import_store, pool, clock),
      forecasting_view(client),
      gap_consumer(gaps, forecasts),
      import_consumer(import_store) {}

void Catalog::Serve(rpc::Server& server) {
  ServeOrganizations(server.Service("zwk.catalog.v1.OrganizationService"), registers);
  ServePlaces(server.Service("zwk.catalog.v1.PlaceService"), registers, snapshots);
  ServeTargetGroups(server.Service("zwk.catalog.v1.TargetGroupService"), registers);
  ServeNeedTypes(server.Service("zwk.catalog.v1.NeedTypeService"), registers);
  const rpc::ServiceMethods of_offers = server.Service("zwk.catalog.v1.OfferService");
  ServeOffers(of_offers, offers, pool, clock);
  ServeOfferList(of_offers, finder, pool, clock);
  ServeOfferSearch(server.Service("zwk.catalog.v1.OfferSearchService"), finder, pool, clock);
  ServeOfferPages(server.Service("zwk.catalog.v1.OfferPageService"), pages);
  ServeSynonyms(server.Service("zwk.catalog.v1.SynonymService"), synonyms);
  ServeImports(server.Service("zwk.catalog.v1.ImportService"), imports);
  ServeHsds(server.Service("zwk.catalog.v1.HsdsService"), snapshots, pool);
  ServeGaps(server.Service("zwk.catalog.v1.GapService"), gaps, gap_store);
}

void Catalog::Listen(stream::ViewRunner& views) {
  views.Add(forecasting_view);
  views.Add(city_view);
  views.Add(gap_consumer);
  views.Add(import_consumer);
}

Task<void> PublishUsage(SearchUsage& usage, Timers& timers, Timers::Steady::duration interval,
                        CancellationToken stop) {
  // Not as the condition of the loop: g++ 12 miscompiles a co_await there when the body awaits as
  // well.
  for (bool going = true; going;) {
    going = co_await timers.Sleep(interval, stop);
    co_await usage.Publish();
  }
}

}  // namespace zwk::catalog
