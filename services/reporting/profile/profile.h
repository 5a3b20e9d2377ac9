#pragma once

#include <optional>
#include <string>
#include <vector>

#include "reporting/base/page.h"
#include "reporting/base/population.h"
#include "reporting/picture/fan.h"
#include "reporting/picture/pyramid.h"
#include "reporting/profile/past_forecasts.h"

// What is known about a neighborhood at one position of the streams.
namespace zwk::reporting {

struct NeighborhoodProfile {
  struct AgeGroup {
    int from = 0;
    std::optional<int> to;
    Exact base = 0;
    Exact last = 0;
  };
  struct Forecast {
    std::string forecast_id;
    uint64_t version = 0;
    std::string title;
    std::string engine_version;
    std::vector<FanYear> years;
    std::optional<PyramidOutlook> outlook;  // of the last year
    std::vector<AgeGroup> age_groups;       // first year and last year
    PastForecasts past;
  };
  struct Gap {
    enum class Class { kDesert, kOverloaded, kPartlyReached, kCovered, kUnrated, kNoDemand };
    struct CauseShare {
      std::string cause_de;
      std::string cause_en;
      Exact share = 0;  // by how much the gap index would be smaller
    };
    std::string need_de, need_en;
    std::string group_de, group_en;
    Class gap_class = Class::kNoDemand;
    std::string cause_de, cause_en;
    std::vector<CauseShare> causes;
    Exact persons = 0;
    Exact persons_without = 0;
    Exact missing_places = 0;
    std::optional<Exact> gap_index;
    std::optional<double> nearest_meters;
    std::string source;
  };
  struct Topic {
    std::string title;
    std::string lang;
    bool erased = false;
    int64_t dots = 0;
    std::string meeting_title;
    std::string meeting_date;             // ISO
    std::vector<std::string> paragraphs;  // of the round, where it was discussed
    std::string paragraphs_lang;
    enum class Status {
      kOpen,
      kAssigned,
      kAddressed,
      kDeclined,
      kDiscussed
    } status = Status::kOpen;
  };
  struct Theme {
    std::string title;
    std::string question;
  };
  struct Finding {
    std::string kind_de, kind_en;
    std::string statement;
    std::string source_de, source_en;
    std::string where;
  };
  struct Lab {
    std::string status_de, status_en;
    std::string archetype;
    std::vector<Theme> themes;
    std::vector<Finding> findings;
  };

  std::string municipality_name;
  std::string default_lang = "de";
  std::string key;
  std::string name;
  uint32_t boundary_version = 0;
  std::optional<Population> population;
  std::optional<Forecast> forecast;
  std::string gap_id;
  int gap_year = 0;
  std::vector<Gap> gaps;  // largest first
  std::vector<Topic> topics;
  std::optional<Lab> lab;
  bool synthetic = false;  // the people it counts are made up
};

inline constexpr absl::string_view kProfileTemplate = "neighborhood-profile";
inline constexpr uint32_t kProfileTemplateVersion = 7;

// A pure function: the same profile and language give the same bytes.
std::string ProfilePage(const NeighborhoodProfile& profile, Language language);

}  // namespace zwk::reporting
