#pragma once

#include <string>

namespace zwk::test {

// The root of the checkout, without a slash at its end: for golden files and samples that lie in the tree.
// One file alone knows the path, so that every other object is the same in each checkout.
std::string SourceTree();

// "forecasting/ipf_4x4" -> the folder of that validation case, with a slash at its end. Cases live outside
// the project: in $ZWK_CASES, or beside the checkout.
std::string CasesFolder(const std::string& name);

}  // namespace zwk::test

#define ZWK_SKIP_WITHOUT_CASES(name)                                      \
  if (!std::ifstream(zwk::test::CasesFolder(name) + "README.md").good())  \
  GTEST_SKIP() << "SKIPPED: no cases in " << zwk::test::CasesFolder(name) \
               << "; set ZWK_CASES to their folder"
