#pragma once

#include <string>
#include <vector>

#include "platform/stream/handlers.h"
#include "platform/stream/view.h"

namespace zwk::reporting {

inline constexpr char kUsageView[] = "usage";

// How the platform is used: totals that tell nothing about single people.
class UsageView : public stream::View {
 public:
  std::string name() const override { return kUsageView; }
  std::vector<std::string> areas() const override {
    return {"participation", "forecasting", "catalog"};
  }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override;

  static const stream::Handlers<stream::ViewChange>& Heard();
};

}  // namespace zwk::reporting
