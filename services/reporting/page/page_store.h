#pragma once

#include <utility>

#include "platform/stream/view.h"
#include "reporting/neighborhood/neighborhood_store.h"
#include "reporting/page/page_port.h"

namespace zwk::reporting {

// Reads what the entry page lists.
class PageStore : public IndexSource {
 public:
  PageStore(stream::ViewReader meetings, Neighborhoods& neighborhoods)
      : meetings_(std::move(meetings)), neighborhoods_(neighborhoods) {}
  Task<absl::StatusOr<IndexPage>> Now(Caller caller) override;

 private:
  stream::ViewReader meetings_;
  Neighborhoods& neighborhoods_;
};

}  // namespace zwk::reporting
