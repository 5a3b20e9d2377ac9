#pragma once

#include <string>
#include <vector>

#include "platform/stream/handlers.h"
#include "platform/stream/view.h"

namespace zwk::reporting {

inline constexpr char kMeetingsView[] = "meetings";

// Facts of meetings as participation tells them, names sealed. When a draft is asked for,
// everything it is made of is put aside as it is at that point of the stream: a draft is a function
// of the events up to its request, however late it is rendered.
class MeetingsView : public stream::View {
 public:
  std::string name() const override { return kMeetingsView; }
  std::vector<std::string> areas() const override { return {"participation"}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override;

  static const stream::Handlers<stream::ViewChange>& Heard();
};

}  // namespace zwk::reporting
