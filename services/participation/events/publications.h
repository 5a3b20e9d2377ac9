#pragma once

#include <optional>
#include <string>
#include <vector>

#include "participation/app/labs.h"
#include "participation/meeting/minutes_port.h"
#include "platform/stream/view.h"

namespace zwk::participation {

// What the other services have published and decisions here rest on: drafts of minutes, profiles,
// forecasts. Keys: minutes/<meeting_id> (the latest draft), profile/<id>/<version>,
// forecast/<id>/<version>.
class PublicationsView : public stream::View {
 public:
  std::string name() const override { return "publications"; }
  std::vector<std::string> areas() const override { return {"reporting", "forecasting"}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override;
};

// Reads the view.
class Publications : public PublishedVersions, public DraftedMinutes {
 public:
  explicit Publications(store::Store& store) : reader_(store, "publications") {}

  Task<absl::StatusOr<bool>> HasProfile(Caller caller, ProfileRef profile) override;
  Task<absl::StatusOr<bool>> HasForecast(Caller caller, ForecastRef forecast) override;
  Task<absl::StatusOr<std::optional<v1::MinutesDocument>>> Latest(Caller caller,
                                                                  std::string meeting_id) override;

 private:
  Task<absl::StatusOr<bool>> Has(Caller caller, std::string key);

  stream::ViewReader reader_;
};

}  // namespace zwk::participation
