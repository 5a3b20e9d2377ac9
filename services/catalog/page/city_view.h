#pragma once

#include <string>
#include <vector>

#include "platform/stream/view.h"

namespace zwk::catalog {

// What the city says of itself, as participation tells it; of its settings only what pages need. Document: municipality.
class CityView : public stream::View {
 public:
  static constexpr char kName[] = "city";

  std::string name() const override { return kName; }
  std::vector<std::string> areas() const override { return {"participation"}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override;
};

}  // namespace zwk::catalog
