#pragma once

#include <string>

#include "reporting/base/page.h"
#include "zwk/reporting/v1/usage.pb.h"

namespace zwk::reporting {

// How the platform is used, for those who run it.
struct OperationsPage {
  std::string municipality_name;
  v1::UsageFigures usage;
};
std::string ToHtml(const OperationsPage& page, Language language);

}  // namespace zwk::reporting
