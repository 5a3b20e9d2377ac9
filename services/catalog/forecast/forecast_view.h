#pragma once

#include <string>
#include <vector>

#include "catalog/forecast/cells_port.h"
#include "platform/stream/view.h"

namespace zwk::catalog {

// Neighborhoods and published forecasts of the forecasting service, kept here. A published forecast
// is only named by its event: its people are fetched and stored before the position moves on.
//
// Documents: neighborhood/<key>, forecast/<id>, forecast/<id>/<part>, latest. Indexes:
// neighborhoods. Counter revision: grows with every neighborhood that changes.
class ForecastingView : public stream::View {
 public:
  static constexpr char kName[] = "forecasting";

  explicit ForecastingView(CellSource& cells) : cells_(cells) {}

  std::string name() const override { return kName; }
  std::vector<std::string> areas() const override { return {"forecasting"}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override;

 private:
  CellSource& cells_;
};

}  // namespace zwk::catalog
