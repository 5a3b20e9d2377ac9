// EventService of an area.
#pragma once

#include <cstdlib>
#include <memory>
#include <utility>

#include "absl/status/status.h"
#include "platform/base/status_macros.h"
#include "platform/base/task.h"
#include "platform/events/event_feed.h"
#include "platform/events/public_events.h"
#include "platform/rpc/service.h"

namespace zwk::events {

template <class Request, class Response>
class EventApi {
 public:
  EventApi(Feed& feed, PublicEvents events) : feed_(feed), events_(std::move(events)) {}

  Task<absl::Status> Watch(Caller caller, const Request& request, rpc::Writer<Response>& writer) {
    Feed::Wish wish{
        request.after(), {request.types().begin(), request.types().end()}, request.new_only()};
    ZWK_CO_ASSIGN_OR_RETURN(const std::shared_ptr<Feed::Watcher> watcher,
                            co_await feed_.Watch(std::move(caller), events_, std::move(wish)));
    while (true) {
      ZWK_CO_ASSIGN_OR_RETURN(Feed::Told told, co_await watcher->Next());
      Response response;
      response.set_cursor(std::move(told.cursor));
      if (told.event) *response.mutable_event() = *std::move(told.event);
      const bool heard = co_await writer.Write(response);
      if (!heard) co_return absl::OkStatus();
    }
  }

 private:
  Feed& feed_;
  const PublicEvents events_;
};

// `feed` outlives the server.
//
//   events::Serve<v1::WatchEventsRequest, v1::WatchEventsResponse>(
//       server.Service("zwk.catalog.v1.EventService"), feed);
template <class Request, class Response>
void Serve(rpc::ServiceMethods methods, Feed& feed) {
  const auto* service = Request::descriptor()->file()->FindServiceByName("EventService");
  // A fault of the protos, which a test finds: nothing is told before something wrong is.
  auto events = PublicEvents::Of(*service->FindMethodByName("WatchEvents"));
  if (!events.ok()) std::abort();
  const auto api = std::make_shared<EventApi<Request, Response>>(feed, *std::move(events));
  methods.ServerStream("WatchEvents", api, &EventApi<Request, Response>::Watch);
}

}  // namespace zwk::events
