#pragma once

#include <map>
#include <string>

namespace zwk::reporting {

// Stream positions that something was made of: area -> position.
using Positions = std::map<std::string, std::string>;

}  // namespace zwk::reporting
