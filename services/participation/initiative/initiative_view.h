#pragma once

#include <optional>
#include <string>
#include <vector>

#include "participation/initiative/initiative_port.h"
#include "platform/base/pool.h"
#include "platform/stream/view.h"

namespace zwk::participation {

// What a city has published, and nothing else of it: the one place from which other cities read.
// Keys: snapshot/<initiative>/<version> (as published), initiative/<initiative> (the latest, with
// its words), listed by title in "published".
class PublishedInitiativesView : public stream::View {
 public:
  std::string name() const override { return "published_initiatives"; }
  std::vector<std::string> areas() const override { return {"participation"}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override;
};

// Reads the view of each city. A search looks at the snapshots one after the other, in the order of
// cities and titles, at most kMostLookedAt for an answer.
class ViewedInitiatives : public PublishedInitiatives {
 public:
  static constexpr int kMostLookedAt = 10'000;

  ViewedInitiatives(store::Store& store, Cities& cities, Pool& pool, int most = kMostLookedAt)
      : reader_(store, "published_initiatives"), cities_(cities), pool_(pool), most_(most) {}

  Task<absl::StatusOr<std::optional<v1::PublishedInitiative>>> Find(std::string municipality,
                                                                    std::string initiative_id,
                                                                    uint64_t version,
                                                                    Time deadline) override;
  Task<absl::StatusOr<PublishedPage>> Search(PublishedSearch search, Time deadline) override;

 private:
  stream::ViewReader reader_;
  Cities& cities_;
  Pool& pool_;
  const int most_;
};

}  // namespace zwk::participation
