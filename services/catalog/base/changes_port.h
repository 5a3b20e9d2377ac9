#pragma once

#include <string>

namespace zwk::catalog {

// Hears that this process has just changed something of a municipality.
class ChangeListener {
 public:
  virtual ~ChangeListener() = default;
  virtual void Changed(const std::string& municipality) = 0;
};

}  // namespace zwk::catalog
