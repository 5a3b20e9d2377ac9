#pragma once

#include <string>
#include <vector>

#include "reporting/base/page.h"
#include "reporting/page/city_map.h"
#include "reporting/page/index_figures.h"
#include "reporting/page/meetings_page.h"

namespace zwk::reporting {

// What the entry page of a municipality shows.
struct IndexPage {
  std::string municipality_name;
  std::string programme_name;
  std::string funder;
  CityFigures city;
  MapFigures map;
  std::vector<MappedNeighborhood> neighborhoods;  // by name
  MeetingList meetings;
  bool synthetic = false;
};

std::string ToHtml(const IndexPage& index, Language language);

}  // namespace zwk::reporting
