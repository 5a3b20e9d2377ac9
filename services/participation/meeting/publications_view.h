#pragma once

#include <optional>
#include <string>
#include <vector>

#include "participation/meeting/minutes_port.h"
#include "platform/stream/view.h"

namespace zwk::participation {

// What reporting has published and decisions here rest on: drafts of minutes. Keys:
// minutes/<meeting_id> (the latest draft).
class PublicationsView : public stream::View {
 public:
  std::string name() const override { return "publications"; }
  std::vector<std::string> areas() const override { return {"reporting"}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override;
};

// Reads the view.
class Publications : public DraftedMinutes {
 public:
  explicit Publications(store::Store& store) : reader_(store, "publications") {}

  Task<absl::StatusOr<std::optional<v1::MinutesDocument>>> Latest(Caller caller,
                                                                  std::string meeting_id) override;

 private:
  stream::ViewReader reader_;
};

}  // namespace zwk::participation
