#pragma once

#include <string>
#include <vector>

#include "participation/lab/lab_port.h"
#include "platform/stream/view.h"

namespace zwk::participation {

// The versions of profiles and forecasts that labs may pin. Keys: profile/<id>/<version>,
// forecast/<id>/<version>.
class PublishedVersionsView : public stream::View {
 public:
  std::string name() const override { return "published_versions"; }
  std::vector<std::string> areas() const override { return {"reporting", "forecasting"}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override;
};

// Reads the view.
class ViewedVersions : public PublishedVersions {
 public:
  explicit ViewedVersions(store::Store& store) : reader_(store, "published_versions") {}

  Task<absl::StatusOr<bool>> HasProfile(Caller caller, v1::ProfileRef profile) override;
  Task<absl::StatusOr<bool>> HasForecast(Caller caller, common::v1::ForecastRef forecast) override;

 private:
  Task<absl::StatusOr<bool>> Has(Caller caller, std::string key);

  stream::ViewReader reader_;
};

}  // namespace zwk::participation
