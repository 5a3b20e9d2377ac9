#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/seal/key_ring.h"
#include "platform/stream/view.h"
#include "reporting/app/forecast_pictures.h"
#include "reporting/app/ports.h"

namespace zwk::reporting {

// Reads the neighborhoods view.
class NeighborhoodFacts : public ProfileSource, public AreaSource {
 public:
  NeighborhoodFacts(stream::ViewReader neighborhoods, stream::ViewReader meetings,
                    seal::KeyRing& keys)
      : view_(std::move(neighborhoods)), meetings_(std::move(meetings)), keys_(keys) {}
  Task<absl::StatusOr<ProfileFacts>> Now(Caller caller, std::string neighborhood_key) override;

  Task<absl::StatusOr<AreaDescription>> Describe(Caller caller,
                                                 std::string neighborhood_key) override;

  // Values of the references that can be resolved: "<indicator>@<city|neighborhood key>@<date>".
  Task<absl::StatusOr<FigureValues>> Figures(Caller caller, std::vector<std::string> keys,
                                             std::string municipality_name);
  // Its key where a neighborhood has no name in that language.
  Task<absl::StatusOr<std::string>> NameOf(Caller caller, std::string neighborhood_key,
                                           std::string locale);
  Task<absl::StatusOr<Positions>> ReadPositions(Caller caller);
  Task<absl::StatusOr<std::vector<IndexPage::Neighborhood>>> List(Caller caller,
                                                                  std::string locale);
  // Whether the people on show are made up.
  Task<absl::StatusOr<bool>> Synthetic(Caller caller);

 private:
  stream::ViewReader view_;
  stream::ViewReader meetings_;
  seal::KeyRing& keys_;
};

// Reads the meetings view and opens the names whose keys exist.
class MeetingFacts : public MinutesSource {
 public:
  MeetingFacts(stream::ViewReader meetings, seal::KeyRing& keys, NeighborhoodFacts& neighborhoods)
      : view_(std::move(meetings)), keys_(keys), neighborhoods_(neighborhoods) {}
  Task<absl::StatusOr<MinutesFacts>> Now(Caller caller, std::string meeting_id) override;
  Task<absl::StatusOr<MinutesFacts>> AsRequested(Caller caller, std::string meeting_id,
                                                 int draft_number) override;

 private:
  stream::ViewReader view_;
  seal::KeyRing& keys_;
  NeighborhoodFacts& neighborhoods_;
};

// Puts the entry page together.
class IndexPageFacts : public IndexSource {
 public:
  IndexPageFacts(stream::ViewReader meetings, stream::ViewReader usage,
                 NeighborhoodFacts& neighborhoods)
      : meetings_(std::move(meetings)), usage_(std::move(usage)), neighborhoods_(neighborhoods) {}
  Task<absl::StatusOr<IndexFacts>> Now(Caller caller) override;

 private:
  stream::ViewReader meetings_;
  stream::ViewReader usage_;
  NeighborhoodFacts& neighborhoods_;
};

}  // namespace zwk::reporting
