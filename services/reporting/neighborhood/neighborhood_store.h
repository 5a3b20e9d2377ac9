#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <google/protobuf/map.h>

#include "platform/stream/view.h"
#include "reporting/base/figure.h"
#include "reporting/base/population.h"
#include "reporting/base/positions.h"
#include "reporting/neighborhood/neighborhood_document.pb.h"
#include "reporting/picture/map.h"
#include "reporting/picture/picture_port.h"

namespace zwk::reporting {

// Of the neighborhoods view: neighborhoods by key.
inline constexpr char kNeighborhoodsIndex[] = "neighborhoods";

// Of the neighborhoods view: what a map draws of a neighborhood.
std::string BoundaryKey(const std::string& neighborhood_key);

// In that language, else in German, else in the first one; `fallback` where there is none.
std::string NameIn(const google::protobuf::Map<std::string, std::string>& names,
                   const std::string& locale, const std::string& fallback);

// The people of one neighborhood, or of all of them ("city").
std::optional<Population> PopulationOf(const views::StocksRecord& record, const std::string& area,
                                       const std::string& name);

// Reads the neighborhoods view, as far as several need it.
class Neighborhoods : public AreaSource {
 public:
  Neighborhoods(stream::ViewReader neighborhoods, stream::ViewReader meetings)
      : view_(std::move(neighborhoods)), meetings_(std::move(meetings)) {}

  Task<absl::StatusOr<AreaDescription>> Describe(Caller caller,
                                                 std::string neighborhood_key) override;

  // NOT_FOUND: no such neighborhood.
  Task<absl::StatusOr<views::NeighborhoodRecord>> Find(Caller caller, std::string neighborhood_key);
  // Its key where a neighborhood has no name in that language.
  Task<absl::StatusOr<std::string>> NameOf(Caller caller, std::string neighborhood_key,
                                           std::string locale);
  struct Item {
    std::string key;
    std::string name;
    bool is_lab = false;
  };
  Task<absl::StatusOr<std::vector<Item>>> List(Caller caller, std::string locale);
  // In the order of `keys`; without rings where no boundary is known.
  Task<absl::StatusOr<std::vector<std::vector<MapRing>>>> Boundaries(Caller caller,
                                                                     std::vector<std::string> keys);

  // The newest ones; without a year: there are none yet.
  Task<absl::StatusOr<views::StocksRecord>> LatestStocks(Caller caller);
  // Whether the people on show are made up.
  Task<absl::StatusOr<bool>> Synthetic(Caller caller);
  // Values of the references that can be resolved: "<indicator>@<city|neighborhood key>@<date>".
  Task<absl::StatusOr<FigureValues>> Figures(Caller caller, std::vector<std::string> keys,
                                             std::string municipality_name);
  Task<absl::StatusOr<Positions>> ReadPositions(Caller caller);

 private:
  stream::ViewReader view_;
  stream::ViewReader meetings_;
};

}  // namespace zwk::reporting
