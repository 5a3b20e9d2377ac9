#pragma once

#include "catalog/page/city_port.h"
#include "platform/stream/view.h"

namespace zwk::catalog {

// From the view; a municipality that nobody has set up is called by its id.
class StoredCities : public Cities {
 public:
  explicit StoredCities(stream::ViewReader& view) : view_(view) {}

  Task<absl::StatusOr<City>> Find(Caller caller) override;

 private:
  stream::ViewReader& view_;
};

}  // namespace zwk::catalog
