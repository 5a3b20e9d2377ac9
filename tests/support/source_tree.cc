#include "tests/support/source_tree.h"

#include <cstdlib>

namespace zwk::test {

std::string SourceTree() { return ZWK_SOURCE_DIR; }

std::string CasesFolder(const std::string& name) {
  const char* cases = std::getenv("ZWK_CASES");
  return (cases != nullptr ? std::string(cases) : SourceTree() + "/../shared/cases") + "/" + name +
         "/";
}

}  // namespace zwk::test
