#pragma once

#include <string>

namespace zwk::catalog {

// What pages show of a municipality, with what holds where it has not said anything.
struct City {
  std::string name;
  std::string lang = "de";             // BCP 47; of its places
  std::string zone = "Europe/Berlin";  // of time
};

}  // namespace zwk::catalog
