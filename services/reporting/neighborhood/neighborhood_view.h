#pragma once

#include <string>
#include <vector>

#include "platform/stream/handlers.h"
#include "platform/stream/view.h"
#include "reporting/base/bulk_client.h"

namespace zwk::reporting {

inline constexpr char kNeighborhoodsView[] = "neighborhoods";

// Everything profiles show, from three streams. Bulk that an event names is fetched from its owner
// and kept here before the position moves on; while the owner is away, its stream waits.
class NeighborhoodsView : public stream::View {
 public:
  explicit NeighborhoodsView(PublishedBulk& bulk);

  std::string name() const override { return kNeighborhoodsView; }
  std::vector<std::string> areas() const override {
    return {"participation", "forecasting", "catalog"};
  }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override;

 private:
  stream::Handlers<stream::ViewChange> heard_;
};

}  // namespace zwk::reporting
